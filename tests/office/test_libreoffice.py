"""LibreOffice opens what the office's commands write, and turns it into PDF without a complaint."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from libreoffice import needs_libreoffice, saved_as

from gongkai.cli.main import gongkai as command
from gongkai.render.excel.ledger import LEDGER

pytestmark = [pytest.mark.slow, needs_libreoffice]

COMMANDS = {
    "台账.xlsx": (("ledger", "-u", "区司法局", "--as-of", "2019-09-27"), "规范性文件制发主体清单"),
    "通报.docx": (("bulletin", "--as-of", "2019-09-27"), "三、下步要求"),
    "催办单.docx": (("remind", "-u", "区司法局", "--as-of", "2019-09-27"), "政务公开工作催办单"),
    "年报素材.docx": (("annual", "-u", "区司法局", "--as-of", "2019-12-31"), "四、未完成事项和原因"),
    "全区年报素材.docx": (("annual", "--as-of", "2019-12-31"), "三、公开发布情况"),
    "催办/电话调度表.docx": (("remind", "--as-of", "2019-07-20"), "政务公开电话调度表"),
}


@pytest.fixture(scope="module")
def folder(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of the files, and what LibreOffice made of them."""
    made = tmp_path_factory.mktemp("office")
    for name, (arguments, _) in COMMANDS.items():
        output = made / name if "/" not in name else made / name.split("/", maxsplit=1)[0]
        done = CliRunner().invoke(command, [*arguments, "--db", str(filled_store), "-o", str(output)])
        assert done.exit_code == 0, done.output
    assert "rror" not in saved_as("pdf", made / "pdf", *(made / name for name in COMMANDS))
    return made


@pytest.mark.parametrize("name", COMMANDS)
def test_it_becomes_pages_with_its_text(name: str, folder: Path) -> None:
    path = folder / "pdf" / Path(name).with_suffix(".pdf").name
    info = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    width, height = (float(part) for part in info.split("Page size:")[1].split("pts")[0].split("x"))
    assert sorted((round(width), round(height))) == ([842, 1191] if name == "台账.xlsx" else [595, 842])
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert COMMANDS[name][1] in text.replace(" ", "").replace("\n", "")


def test_every_column_of_the_ledger_is_on_its_page(folder: Path) -> None:
    path = folder / "pdf" / "台账.pdf"
    text = subprocess.run(
        ["pdftotext", "-l", "1", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    for column in LEDGER:
        assert column.title in text, column.title
