"""What is said where an optional component is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.plan.draft.reading import read_document
from gongkai.store.engine import opening


@pytest.fixture(params=["with pip", "without pip"])
def advice(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How the advice begins here. The offline bundle's environment has no pip."""
    for name in ("pdfplumber", "psycopg", "gongkai.store.engine.postgres"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "gongkai.office.read_pdf", raising=False)
    monkeypatch.delattr("gongkai.store.engine.postgres", raising=False)
    if request.param == "with pip":
        return 'pip install "gongkai[{}]"'  # quotes that cmd takes too
    monkeypatch.setitem(sys.modules, "pip", None)
    return "请用新的离线安装包重新安装 gongkai"


def test_a_pdf_cannot_be_read(advice: str, tmp_path: Path) -> None:
    file = tmp_path / "方案.pdf"
    file.write_bytes(b"%PDF-1.4")
    with pytest.raises(GongkaiError) as raised:
        read_document(str(file))
    assert str(raised.value).startswith("读 .pdf 文件需要另装组件（缺 pdfplumber），")
    assert advice.format("draft") in str(raised.value)


def test_a_server_cannot_be_asked(advice: str) -> None:
    with pytest.raises(UsageMistake) as raised:
        opening.postgres()
    assert advice.format("postgres") in str(raised.value)
