"""What was typed and not saved, whatever came between."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongkai.base.problems import GongkaiError, StoreError
from gongkai.cli.filling.kept import kept, told_where

TYPED = {"measure": "公布清单\n每半年清理一次", "officer": "张三"}
TEXT = "区司法局　任务 14　记在 2019-07-18\n具体工作措施：公布清单\n每半年清理一次\n责任人：张三\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def fail(error: BaseException) -> None:
    with kept("区司法局", "14", "2019-07-18", TYPED):
        raise error


def test_nothing_is_kept_of_what_was_saved(folder: Path) -> None:
    with kept("区司法局", "14", "2019-07-18", TYPED):
        pass
    assert list(folder.iterdir()) == []


def test_an_error_names_the_file(folder: Path) -> None:
    with pytest.raises(StoreError) as caught:
        fail(StoreError("磁盘已满，没有保存"))
    (file,) = folder.iterdir()
    assert str(caught.value) == f"磁盘已满，没有保存；所填内容留在 {file}"
    assert file.name.startswith("gongkai-区司法局-任务14-")
    assert file.read_text(encoding="utf-8") == TEXT


def test_ctrl_c_while_saving_is_no_leaving(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Elsewhere Ctrl-C says that all was saved; here nobody knows."""
    with pytest.raises(SystemExit) as leaving:
        fail(KeyboardInterrupt())
    assert leaving.value.code == 130
    (file,) = folder.iterdir()
    said = capsys.readouterr().err
    assert said == f"注意：保存时中断，请用 gongkai log 核对是否已保存；所填内容留在 {file}\n"
    with pytest.raises(SystemExit), told_where("填报表.yaml"):
        raise KeyboardInterrupt
    assert "所填内容留在 填报表.yaml" in re.sub(r"\s+", " ", capsys.readouterr().err)


def test_what_cannot_be_kept_in_a_file_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    with pytest.raises(GongkaiError, match="保存时中断"):
        fail(KeyboardInterrupt())
    with pytest.raises(StoreError) as caught:
        fail(StoreError("磁盘已满，没有保存"))
    assert list(caught.value.details) == [
        "所填内容：",
        "具体工作措施：公布清单\n每半年清理一次",
        "责任人：张三",
    ]
