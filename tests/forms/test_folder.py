"""A folder of returned files: everything in it is accounted for."""

# ruff: noqa: F401, F811

from __future__ import annotations

import csv
import io
import os
import sys
import zipfile
from pathlib import Path

import pytest
from annex import annex_document, document_bytes
from conftest import Gongkai
from form_fixtures import compiled, fresh
from hand import MEASURE, PEOPLE

from gongkai.office.mail import Attachment, draft

pytestmark = pytest.mark.any_store

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
MAIL = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nx"
OURS = draft("b@example.com", "x", "y", Attachment("a.docx", b"PK"))
PAGE = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"
SHORTCUT = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + b"\0" * 60


def answered(task: str) -> bytes:
    return document_bytes(annex_document({task: (MEASURE, PEOPLE)}))


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("区司法局.docx", answered("14"))
    return out.getvalue()


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes there")
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_name_in_another_encoding(form: str, fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    """As what Chinese Windows has packed is unpacked elsewhere: each way of showing it shows the rest."""
    folder = tmp_path / "收件"
    folder.mkdir()
    (folder / os.fsdecode("区司法局.docx".encode("gbk"))).write_bytes(answered("14"))
    ran = gongkai("collect", str(folder), "-u", "区司法局", "--format", form)
    assert (ran.status, ran.err) == (0, "")
    assert "14" in ran.out and "docx" in ran.out
    if form == "json":
        assert ran.json[0]["status"] == "filed"


def test_what_a_shell_names_along_is_passed_over(gongkai: Gongkai, fresh: str, tmp_path: Path) -> None:
    """*.docx is also what Word puts beside a document that it has open; alone it is said to be no form."""
    form, beside = tmp_path / "区司法局.docx", tmp_path / "~$司法局.docx"
    form.write_bytes(answered("14"))
    beside.write_bytes(b"x" * 162)
    alone = gongkai("collect", str(beside))
    assert (alone.status, alone.err.count("\n")) == (1, 1)
    ran = gongkai("collect", str(form), str(beside), "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    assert [(each["file"], each["status"]) for each in ran.json] == [(str(form), "filed")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("报送.zip", archive(), "请先解压"),
        ("报送.rar", b"Rar!\x1a\x07\x01\0", "请先解压"),
        ("报送.7z", b"7z\xbc\xaf\x27\x1c\0\4", "请先解压"),
        ("报送.tar", b"a" + b"\0" * 256 + b"ustar\0", "请先解压"),
        ("盖章.pdf", b"%PDF-1.4\n", "请向对方要 Word 或 Excel 文件"),
        ("照片.jpg", b"\xff\xd8\xff\xe0", "是图片"),
        ("照片.heic", b"\0\0\0\x18ftypheic", "是图片"),
        ("录音.mp3", b"ID3\4", "音频"),
        ("表.rtf", b"{\\rtf1", "另存为 .docx"),
        ("说明.txt", "请查收".encode("gb18030"), "纯文本"),
        ("说明.md", "请查收".encode("utf-8-sig"), "纯文本"),
        ("表.csv", "工作要求,措施\n".encode("utf-16"), "纯文本"),
        ("来信.eml", MAIL, "是邮件"),
        ("我们的.eml", OURS, "把附件另存出来"),
        ("来信.msg", OLE + "__properties_version1.0\0".encode("utf-16-le"), "是邮件"),
        ("汇报.ppt", OLE + "PowerPoint Document\0".encode("utf-16-le"), "演示文稿"),
        ("网页.mht", PAGE, "网页"),
        ("区司法局.docx.lnk", SHORTCUT, "快捷方式"),
        ("链接.url", b"[InternetShortcut]\r\nURL=x", "快捷方式"),
        ("空.docx", b"", "空的"),
        ("没有扩展名", b"\x01\x02\x03", "不是 Word 或 Excel 文件"),
    ],
    ids=lambda value: (
        value if isinstance(value, str) else ""
    ),  # a mail's boundary is another in every process
)
def test_what_is_no_form_is_named_with_the_reason(
    name: str, content: bytes, words: str, fresh: Path, gongkai: Gongkai, tmp_path: Path
) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    (folder / "区司法局.docx").write_bytes(answered("14"))
    (folder / name).write_bytes(content)
    done = gongkai("collect", str(folder), "--on", "2019-07-18", "--format", "json")
    assert done.status == 1
    results = {Path(result["file"]).name: result for result in done.json}
    assert results.keys() == {"区司法局.docx", name}
    assert results["区司法局.docx"]["status"] == "filed"
    assert results[name]["status"] == "refused"
    assert words in results[name]["problem"]


def test_every_folder_is_read_and_every_file_has_its_row(
    fresh: Path, gongkai: Gongkai, tmp_path: Path
) -> None:
    folder = tmp_path / "收件"
    (folder / "7月18日" / "下午").mkdir(parents=True)
    (folder / "区司法局.docx").write_bytes(answered("14"))
    (folder / "7月18日" / "区水利局.docx").write_bytes(answered("7"))
    (folder / "7月18日" / "下午" / "区残联.DOCX").write_bytes(answered("23"))
    (folder / "7月18日" / "盖章.pdf").write_bytes(b"%PDF-1.4\n")
    done = gongkai("collect", str(folder), "--on", "2019-07-18", "--format", "csv")
    assert done.status == 1
    rows = list(csv.DictReader(io.StringIO(done.out.lstrip("\ufeff"))))
    assert [row["单位"] for row in rows if row["结果"] == "新填"] == ["区残联", "区水利局", "区司法局"]
    (left,) = [row for row in rows if row["文件"].endswith("盖章.pdf")]
    assert (left["文件结果"], "PDF" in left["说明"]) == ("没有记入", True)


def test_a_file_named_beside_its_folder_is_one_file(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    (folder / "区司法局.docx").write_bytes(answered("14"))
    (folder / "盖章.pdf").write_bytes(b"%PDF-1.4\n")
    monkeypatch.chdir(folder)
    names = (str(folder / "盖章.pdf"), ".", str(folder), "区司法局.docx", "./区司法局.docx")
    results = gongkai("collect", *names, "--on", "2019-07-18", "--format", "json").json
    assert [(Path(each["file"]).name, each["status"]) for each in results] == [
        ("盖章.pdf", "refused"),
        ("区司法局.docx", "filed"),
    ]
    alone = gongkai("collect", "区司法局.docx", str(folder / "区司法局.docx"), "--unit", "区司法局")
    assert alone.status == 0


def test_what_programs_and_systems_put_there_is_no_file_of_anybody(
    fresh: Path, gongkai: Gongkai, tmp_path: Path
) -> None:
    folder = tmp_path / "收件"
    (folder / "__MACOSX").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "区司法局.docx").write_bytes(answered("14"))
    names = (
        "~$司法局.docx",
        ".~lock.区司法局.docx#",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "~WRL0001.tmp",
    )
    for name in (*names, "__MACOSX/._区司法局.docx", ".git/x.docx"):
        (folder / name).write_bytes(b"x")
    done = gongkai("collect", str(folder), "--on", "2019-07-18", "--format", "json")
    assert [(Path(result["file"]).name, result["status"]) for result in done.json] == [
        ("区司法局.docx", "filed")
    ]
    assert done.status == 0


def test_folders_that_lead_back_end(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    (folder / "里面").mkdir(parents=True)
    (folder / "里面" / "区司法局.docx").write_bytes(answered("14"))
    try:
        (folder / "里面" / "回去").symlink_to(folder, target_is_directory=True)
        (folder / "断了.docx").symlink_to(tmp_path / "没有")
    except OSError:
        pytest.skip("no links here")
    done = gongkai("collect", str(folder), "--on", "2019-07-18", "--format", "json")
    said = {Path(result["file"]).name: result["problem"] or result["status"] for result in done.json}
    assert said["区司法局.docx"] == "filed"
    assert "链接" in said["回去"]
    assert "没有这个文件" in said["断了.docx"]
    assert len(said) == 3


def test_a_pipe_in_the_folder_is_not_waited_for(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    os.mkfifo(folder / "管道")
    done = gongkai("collect", str(folder), "--format", "json")
    assert "管道" in done.json[0]["problem"]
    assert done.status == 1


def test_folders_within_folders_have_an_end(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    folder = tmp_path.joinpath("收件", *["层"] * 25)
    folder.mkdir(parents=True)
    (folder / "区司法局.docx").write_bytes(answered("14"))
    done = gongkai("collect", str(tmp_path / "收件"), "--format", "json")
    (result,) = done.json
    assert "20 层" in result["problem"]
    assert done.status == 1
