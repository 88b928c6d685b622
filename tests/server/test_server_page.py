"""docs/服务器.md, followed to the letter: its commands run in their order, on a server and databases as it wants them."""

from __future__ import annotations

import itertools
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Gongkai
from databases import Server

PAGE = ROOT / "docs" / "服务器.md"
LOCAL = {"%LOCALAPPDATA%\\gongkai\\gongkai.db", "~/.local/share/gongkai/gongkai.db"}
numbers = itertools.count(1)


def commands() -> list[str]:
    """The command lines of the page's blocks."""
    blocks = re.findall(r"^ *```\n(.*?)^ *```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines()]


@pytest.fixture
def place(server: Server) -> Iterator[dict[str, str]]:
    """The page's names for databases and logins, and those of this test: other tests have logins there too."""
    number = next(numbers)
    names = {name: f"page_{name}_{number}" for name in ("admin", "gongkai", "gongkai2", "zwgk", "sfj", "ld")}
    server.sql(f"CREATE ROLE {names['admin']} LOGIN CREATEROLE")
    databases = [names["gongkai"], names["gongkai2"]]
    server.sql(*(f"CREATE DATABASE {name} OWNER {names['admin']}" for name in databases))
    yield names
    server.sql(*(f"DROP DATABASE {name} WITH (FORCE)" for name in databases))
    with server.connect("postgres", "postgres") as connection:
        for (role,) in connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'page!_%' ESCAPE '!'"
        ):
            connection.execute(f"DROP ROLE {role}")


def test_its_commands_do_what_it_says(
    gongkai: Gongkai,
    server: Server,
    place: dict[str, str],
    filled_store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    local = Path(os.environ["GONGKAI_DB"])
    shutil.copyfile(filled_store, local)

    def translated(word: str) -> str:
        if word in LOCAL:
            return str(local)
        if word.startswith("备份/gongkai备份"):  # named by the day and the time
            [backup] = (tmp_path / "备份").glob("gongkai备份*.db")
            return str(backup)
        found = re.fullmatch(r"postgresql://(\w+)@10\.0\.0\.5/(\w+)\?sslmode=require", word)
        return server.address(place[found[2]], place[found[1]]) if found else place.get(word, word)

    lines = commands()
    assert len(lines) > 10
    copied = 0
    for line in lines:
        name, *words = shlex.split(line)
        assert name == "gongkai"
        if words[:2] == ["server", "copy"] and words[2] in LOCAL:
            copied += 1
            if copied > 1:  # the same for the other system
                continue
        done = gongkai(*map(translated, words))
        assert done.status == 0, f"{line}\n{done.err}"
        if words[:2] == ["server", "remove"]:
            gone = gongkai("report", "--db", server.address(place["gongkai"], place["sfj"]))
            assert gone.status == 1
    assert copied == len(LOCAL), "for each system"
    office = server.address(place["gongkai2"], place["zwgk"])
    whole = gongkai("log", "--format", "json", "--db", str(filled_store)).json
    for database in (office, str(tmp_path / "本机.db"), str(local)):
        assert gongkai("log", "--format", "json", "--db", database).json == whole
    assert list(tmp_path.glob(f"{local.name}.*.old")), "what was there is kept"


def test_the_default_file_is_where_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.cli import paths

    said = PAGE.read_text(encoding="utf-8")
    monkeypatch.setenv("HOME", "/home/张三")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert paths.default_database().replace("/home/张三", "~") in LOCAL
    assert all(place in said for place in LOCAL)
