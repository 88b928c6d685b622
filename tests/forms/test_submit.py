"""The mail draft: it opens as a draft, names its attachment for every program, and the attachment is the form."""

from __future__ import annotations

import email
import email.header
import email.policy
from pathlib import Path

import pytest
from conftest import Gongkai

ANSWER = ("--measure", "按期公布", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")


@pytest.fixture
def draft(tmp_path: Path, gongkai: Gongkai) -> Path:
    gongkai("fill", "-u", "区司法局", "-t", "14", *ANSWER, "--on", "2019-07-17")
    path = tmp_path / "区司法局.eml"
    done = gongkai("submit", "-u", "区司法局", "-o", str(path), "--on", "2019-07-18")
    assert done.status == 0, done.err
    assert "已登记 2019-07-18 报送" in done.out
    assert "lzqzfzwgkb@zb.shandong.cn" in done.err  # the slip is warned of
    return path


def test_the_draft(draft: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    content = draft.read_bytes()
    assert b"\r\n" in content
    assert b"\n" not in content.replace(b"\r\n", b"")
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert message["X-Unsent"] == "1"
    assert message["To"] == "lzqzfzgwkb@zb.shandong.cn"
    assert message["Subject"] == "区司法局报送《2019年临淄区政务公开主要任务分解表》"
    assert message["From"] is None
    assert message["Date"] is None
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    assert "应填报11项，已填报1项" in text
    assert "法制科张三" in text
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "区司法局—2019年临淄区政务公开主要任务分解表.docx"
    assert (
        attachment.get_content_type()
        == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    old = email.message_from_bytes(content).get_payload()[1].get_param("name")
    (name, charset), *_ = email.header.decode_header(old)
    assert name.decode(charset) == attachment.get_filename()
    form = tmp_path / "区司法局.docx"
    form.write_bytes(attachment.get_content())
    assert gongkai("collect", str(form), "--format", "json").json[0]["status"] == "unchanged"


def test_the_submission_is_recorded_once(draft: Path, gongkai: Gongkai) -> None:
    again = gongkai("submit", "-u", "区司法局", "-o", str(draft), "--on", "2019-07-18")
    assert "已登记过" in again.out
    lines = gongkai("log", "-u", "区司法局", "--format", "json").json
    assert [line["action"] for line in lines] == ["submit", "fill"]


def test_the_office_sees_who_sent_its_form_and_when(draft: Path, gongkai: Gongkai) -> None:
    units = {row["unit"]: row["submitted_on"] for row in gongkai("units", "--format", "json").json}
    assert units.pop("区司法局") == "2019-07-18"
    assert set(units.values()) == {None}
    assert gongkai("units").out.count("最近报送：2019-07-18") == 1
    for day, submitted_on in (("2019-07-17", None), ("2019-07-18", "2019-07-18")):
        reminded = gongkai("remind", "--as-of", day, "--format", "json").json
        assert {row["submitted_on"] for row in reminded if row["unit"] == "区司法局"} == {submitted_on}
    assert "2019-07-18报送过" in gongkai("remind", "--as-of", "2019-07-18").out


def test_the_submission_is_taken_back(draft: Path, gongkai: Gongkai) -> None:
    assert "报送" in gongkai("undo", "-u", "区司法局", "--submission").out
    again = gongkai("undo", "-u", "区司法局", "--submission")
    assert again.status == 1
    assert "没有可撤销的报送登记" in again.err
    assert gongkai("undo", "-u", "区司法局").status == 2
    assert (
        "已登记 2019-07-18 报送"
        in gongkai("submit", "-u", "区司法局", "-o", str(draft), "--on", "2019-07-18").out
    )


def test_after_the_deadline_it_is_said(draft: Path, gongkai: Gongkai) -> None:
    done = gongkai(
        "submit", "-u", "区司法局", "-o", str(draft), "--on", "2019-07-22", "--to", "office@example.cn"
    )
    assert "已经过了" in done.err
    assert "office@example.cn" in done.out
    assert "lzqzfzwgkb" not in done.err


@pytest.mark.parametrize(
    "to",
    [
        "a@b.cn\nBcc: c@d.cn",
        "张三",
        "a@b",
        "a@b.cn,c@d.cn",
        "张三@example.cn",
        "zhang@例.cn",
        "a@b:c.cn",
        "(a)b@example.cn",
        "a@b..cn",
        "=?utf-8?q?x?=@example.cn",
        '"a b"@example.cn',
    ],
)
def test_an_address_that_is_none(to: str, gongkai: Gongkai, tmp_path: Path) -> None:
    gongkai("fill", "-u", "区司法局", "-t", "14", *ANSWER, "--on", "2019-07-17")
    path = tmp_path / "x.eml"
    done = gongkai("submit", "-u", "区司法局", "-o", str(path), "--on", "2019-07-18", "--to", to)
    assert done.status == 2
    assert not path.exists()


def test_nothing_to_send(gongkai: Gongkai, tmp_path: Path) -> None:
    done = gongkai("submit", "-u", "区司法局", "-o", str(tmp_path / "x.eml"), "--on", "2019-07-18")
    assert done.status == 1
    assert "还没有填报" in done.err
