"""Files that go through LibreOffice: it is ended with all it started, and asks no address in the file."""

# ruff: noqa: F401, F811

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Gongkai
from form_fixtures import blank, blank_docx, compiled, fresh
from hand import packed
from libreoffice import needs_libreoffice, saved_as
from office_files import document_parts, p, relations

from gongkai.office import convert

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument\0".encode("utf-16-le")
HANGING = """#!/bin/sh
sleep 600 &
echo $! > "$PIDS"
echo $$ >> "$PIDS"
wait
"""

pytestmark = pytest.mark.any_store


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made during the test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


def running(process: int) -> bool:
    """Whether a process is still there and isn't only waiting to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_a_conversion_that_hangs_is_ended_with_all_it_started(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(HANGING, encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PIDS", str(tmp_path / "pids"))
    monkeypatch.setattr(convert, "_SECONDS", 3)
    path = tmp_path / "区司法局.doc"
    path.write_bytes(OLD)
    done = gongkai("collect", str(path), "--format", "json")
    assert done.status == 1
    problem = done.json[0]["problem"]
    assert "转换用时过长" in problem
    assert "另存为 .docx" in problem
    assert "密码" not in problem
    started = [int(line) for line in (tmp_path / "pids").read_text(encoding="ascii").split()]
    assert len(started) == 2
    assert [process for process in started if running(process)] == []
    assert list(temporary.iterdir()) == []


def test_a_program_that_does_not_start_is_said(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_bytes(b"\x7fELF\0")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    path = tmp_path / "区司法局.doc"
    path.write_bytes(OLD)
    done = gongkai("collect", str(path), "--format", "json")
    assert done.status == 1
    assert "启动不了" in done.json[0]["problem"]
    assert list(temporary.iterdir()) == []


# ---------------------------------------------------------------- addresses in the file


class Listener:
    """A server on this machine that only counts who comes."""

    def __init__(self) -> None:
        self.visits: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            with visitor:
                visitor.settimeout(5)
                self.visits.append(visitor.recv(200))
                visitor.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


def open_document(inside: str) -> bytes:
    """An .odt with a frame in it."""
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("table", "table"))
    )
    content = (
        f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
        f"<office:body><office:text>{inside}</office:text></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.text"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return packed(
        {
            "mimetype": mime.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def frame(inside: str) -> str:
    return f'<text:p>x<draw:frame text:anchor-type="as-char" draw:name="a">{inside}</draw:frame></text:p>'


def linked(address: str, kind: str) -> bytes:
    link = f'xlink:href="{address}/x.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"'
    section = (
        f'<text:section text:name="s"><text:section-source xlink:href="{address}/x.odt"/></text:section>'
    )
    return open_document(
        {
            "picture": frame(f"<draw:image {link}/>"),
            "object": frame(f"<draw:object {link}/>"),
            "floating frame": frame(f"<draw:floating-frame {link}/>"),
            "section": section,
        }[kind]
    )


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["picture", "object", "floating frame", "section"])
def test_no_address_in_a_returned_file_is_asked(
    kind: str, fresh: Path, gongkai: Gongkai, tmp_path: Path, listener: Listener
) -> None:
    for name in ("区司法局.odt", "区司法局.docx"):
        path = tmp_path / name
        path.write_bytes(linked(listener.address, kind))
        done = gongkai("collect", str(path), "--format", "json")
        assert "没有任务分解表" in done.json[0]["problem"]  # it was opened
    assert listener.visits == []


@pytest.mark.slow
@needs_libreoffice
def test_the_listener_hears_an_unguarded_conversion(tmp_path: Path, listener: Listener) -> None:
    """Otherwise the test above would prove nothing."""
    unguarded(tmp_path, "x.odt", linked(listener.address, "picture"), "docx")
    assert listener.visits


@pytest.mark.slow
@needs_libreoffice
def test_an_old_word_file_asks_no_address(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, listener: Listener
) -> None:
    path = tmp_path / "区司法局.doc"
    shutil.copy(unguarded(tmp_path, "x.odt", linked(listener.address, "picture"), "doc"), path)
    before = len(listener.visits)
    done = gongkai("collect", str(path), "--format", "json")
    assert "没有任务分解表" in done.json[0]["problem"]
    assert len(listener.visits) == before


def unguarded(folder: Path, name: str, content: bytes, ending: str) -> Path:
    """A file converted by LibreOffice as it comes."""
    source = folder / name
    source.write_bytes(content)
    saved_as(ending, folder, source)
    return source.with_suffix(f".{ending}")
