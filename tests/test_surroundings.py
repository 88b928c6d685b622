"""The tests and the user who runs them: nothing of the user's is seen, and nothing is left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gongkai.cli import main as main_module
from gongkai.cli import paths, settings

pwd = pytest.importorskip("pwd")


@pytest.mark.parametrize("without", [(), ("XDG_DATA_HOME", "XDG_CONFIG_HOME")])
def test_no_test_reaches_the_users_home(without: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in without:
        monkeypatch.delenv(name)
    home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    for place in (
        paths.data_folder(),
        paths.unsaved_folder(),
        settings.settings_file(),
        os.path.expanduser("~/文件"),
    ):
        assert home not in Path(place).parents, place


def test_too_little_memory_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run() -> None:
        raise MemoryError

    monkeypatch.setattr(main_module, "_run", run)
    with pytest.raises(SystemExit) as left:
        main_module.main()
    assert left.value.code == 1
    assert capsys.readouterr().err == "错误：内存不够，没有做完；请关掉别的程序再试，文件太大的请分成几份\n"
