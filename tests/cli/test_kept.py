"""What was typed and not saved, whatever came between."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gongkai.base.problems import GongkaiError, StoreError
from gongkai.cli.fill.kept import Books, Draft, told_where
from gongkai.store.changes.answers import Conflict
from gongkai.store.questions.filings import Filing, Texts

BOOKS = Books("区司法局", "0a1b2c3d")
TYPED = {"measure": "公布清单\n每半年清理一次", "officer": "张三"}
TEXT = """# 区司法局　任务 14　记在 2019-07-18
任务14:
  措施: |-
    公布清单
    每半年清理一次
  科室:
  责任人: 张三
  电话:
  不涉及:
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return tmp_path / "data" / "gongkai" / "unsaved"


def draft(**typed: str) -> Draft:
    made = Draft(BOOKS, "14", "2019-07-18", None)
    made.put(typed)
    return made


def fail(error: BaseException, made: Draft | None = None) -> None:
    with (made or draft(**TYPED)).kept():
        raise error


def ended() -> int:
    """The number of a process that is no more."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return gone.pid


def killed(file: Path) -> Path:
    """The file as one of a process that was killed."""
    return file.rename(file.with_name(file.name.replace(f"-{os.getpid()}.", f"-{ended()}.")))


def test_it_is_written_down_field_by_field_for_its_owner_only(folder: Path) -> None:
    made = draft(measure=TYPED["measure"])
    made.put({"officer": "张三"})
    (file,) = folder.iterdir()
    assert file.read_text(encoding="utf-8") == TEXT
    assert file.name == f"区司法局-任务14-0a1b2c3d-{os.getpid()}.yaml"
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_is_kept_of_what_was_saved(folder: Path) -> None:
    with draft(**TYPED).kept():
        pass
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "more"), [(StoreError("磁盘已满，没有保存"), ""), (Conflict("没有保存"), "，请核对后重填")]
)
def test_an_error_names_the_file(folder: Path, error: GongkaiError, more: str) -> None:
    said = str(error)
    with pytest.raises(type(error)) as caught:
        fail(error)
    (file,) = folder.iterdir()
    assert str(caught.value) == f"{said}；所填内容留在 {file}，下次 gongkai fill 接着填{more}"
    assert file.read_text(encoding="utf-8") == TEXT


def test_ctrl_c_while_saving_is_no_leaving(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Elsewhere Ctrl-C says that all was saved; here nobody knows."""
    with pytest.raises(SystemExit) as leaving:
        fail(KeyboardInterrupt())
    assert leaving.value.code == 130
    (file,) = folder.iterdir()
    said = capsys.readouterr().err
    assert said.startswith(f"注意：保存时中断，请用 gongkai log 核对是否已保存；所填内容留在 {file}")
    with pytest.raises(SystemExit), told_where("填报表.yaml"):
        raise KeyboardInterrupt
    assert "所填内容留在 填报表.yaml" in re.sub(r"\s+", " ", capsys.readouterr().err)


def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be written into any folder."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(tempfile, "mkstemp", refuse)


def test_what_cannot_be_kept_in_a_file_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere(monkeypatch)
    with pytest.raises(GongkaiError, match="保存时中断"):
        fail(KeyboardInterrupt())
    with pytest.raises(StoreError) as caught:
        fail(StoreError("磁盘已满，没有保存"))
    assert list(caught.value.details) == [
        "所填内容：",
        "具体工作措施：公布清单\n每半年清理一次",
        "责任人：张三",
    ]


def test_where_the_data_folder_is_in_the_way_it_goes_to_the_temporary_one(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("a file", encoding="utf-8")
    made = draft(**TYPED)
    assert made.path and Path(made.path).read_text(encoding="utf-8") == TEXT
    killed(Path(made.path))
    assert Draft(BOOKS, "14", "2019-07-18", None).recovered == TYPED


def test_what_a_killed_process_left_is_offered_until_it_is_saved(folder: Path) -> None:
    draft(**TYPED)
    (file,) = folder.iterdir()
    assert BOOKS.left_behind() == {}  # its process is alive
    file = killed(file)
    assert BOOKS.left_behind() == {"14": [str(file)]}
    for other in (Books("区司法局", "99999999"), Books("区水利局", "0a1b2c3d")):
        assert other.left_behind() == {}
    texts = Texts(measure="旧的", section="法制科", officer="张三")
    standing = Filing(1, "14", texts, "2019-07-18", None, "2019-07-18")
    later = Draft(BOOKS, "14", "2019-07-19", standing)
    assert later.recovered == {"measure": TYPED["measure"]}  # the rest says what stands
    assert [later.offer(field) for field in ("measure", "section", "contact")] == [
        *(TYPED["measure"], "法制科", "")
    ]
    later.put({"section": "办公室"})
    later.saved()
    assert list(folder.iterdir()) == [file]  # the measures were never come to
    later.put({"measure": "新的"})
    later.saved()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", "任务14:\n\t措施".encode(), "另一些".encode()])
def test_a_file_that_says_nothing_is_no_obstacle(folder: Path, content: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / f"区司法局-任务14-0a1b2c3d-{ended()}.yaml").write_bytes(content)
    assert Draft(BOOKS, "14", "2019-07-18", None).recovered == {}
