"""The architecture: floors that import only downwards, one floor that talks, and commands that load only what they use."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import click
import pytest
from conftest import ROOT
from wcwidth import wcswidth

import gongkai
import gongkai.cli
from gongkai.cli.listing import FORMS
from gongkai.cli.main import COMMANDS
from gongkai.cli.main import gongkai as program

PACKAGE = ROOT / "gongkai"
FLOORS = ("base", "office", "plan", "store", "report", "forms", "render", "cli")  # the lowest first
SOURCES = [file for file in sorted(PACKAGE.rglob("*.py")) if file.parent != PACKAGE]
BELOW_CLI = [file for file in SOURCES if file.relative_to(PACKAGE).parts[0] != "cli"]


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def short(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of every module imported anywhere in a file, also inside functions."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{short(file)}:{node.lineno}: relative import"
            yield node.lineno, node.module or ""
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


# ---------------------------------------------------------------- floors


def test_every_folder_is_a_floor() -> None:
    folders = {file.parent.name for file in PACKAGE.glob("*/*.py")}
    assert folders <= set(FLOORS)


def test_imports_go_only_downwards() -> None:
    found = []
    for file in SOURCES:
        own = FLOORS.index(file.relative_to(PACKAGE).parts[0])
        for line, name in imported(file):
            parts = name.split(".")
            if parts[0] == "gongkai" and len(parts) > 1 and parts[1] in FLOORS[own + 1 :]:
                found.append(f"{short(file)}:{line} imports {name}, a floor above")
    assert found == []


def test_no_module_imports_itself_in_a_circle() -> None:
    """Among modules of one floor too, counting only imports made when the module is loaded."""
    modules = {short(file)[:-3].replace("/", ".").removesuffix(".__init__"): file for file in SOURCES}
    needs: dict[str, set[str]] = {}
    for name, file in modules.items():
        at_once = [node for node in tree(file).body if isinstance(node, (ast.Import, ast.ImportFrom))]
        named = {
            f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
            for node in at_once
            for alias in node.names
        }
        named |= {node.module or "" for node in at_once if isinstance(node, ast.ImportFrom)}
        needs[name] = {n.removeprefix("gongkai.") for n in named} & (modules.keys() - {name})
    while ready := [name for name, need in needs.items() if not need]:
        for name in ready:
            del needs[name]
        needs = {name: need - set(ready) for name, need in needs.items()}
    assert not needs, f"imported in a circle: {sorted(needs)}"


# ---------------------------------------------------------------- maps


def drawn(package: ModuleType) -> dict[str, str]:
    """By name, what a package's docstring says of each thing in it: rows of names in backquotes and of words."""
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", package.__doc__ or "", re.MULTILINE)
    return {name: words for names, words in rows for name in re.findall(r"`(.+?)`", names)}


def folders(below: Path) -> Iterator[Path]:
    """Every folder of ours; those of the command line are on its own map."""
    for path in sorted(below.iterdir()):
        if (path / "__init__.py").exists():
            yield path
            yield from () if path.name == "cli" else folders(path)


def test_the_map_is_the_tree() -> None:
    """Every folder is on it, in the order of the floors, with what the folder says of itself."""
    said = {
        f"{short(folder)}/": ast.get_docstring(tree(folder / "__init__.py")) for folder in folders(PACKAGE)
    }
    on_map = drawn(gongkai)
    assert sorted(on_map) == sorted(said)
    assert [name[:-1] for name in on_map if name.count("/") == 1] == list(FLOORS)
    for name, words in on_map.items():
        assert re.split(r"\.(?: |$)", (said[name] or "").splitlines()[0])[0] == words, name


def test_the_map_of_the_command_line_is_the_tree() -> None:
    there = [path for path in (PACKAGE / "cli").iterdir() if not path.name.startswith("__")]
    names = [f"{path.name}/" if path.is_dir() else path.stem for path in there]
    assert sorted(drawn(gongkai.cli)) == sorted(names)


# ---------------------------------------------------------------- who talks, leaves, and looks at the clock

_TALKS = {"print", "input", "exit", "quit", "breakpoint"}
_LEAVES = {"sys.exit", "os._exit", "os.abort", "sys.stdout", "sys.stderr", "sys.stdin", "sys.argv"}
_CLOCK = {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time", "time.time_ns"}
_NOW_UNLESS_TOLD = {"time.localtime", "time.gmtime"}  # how long something takes is another matter


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a chain of attributes of a name, else an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        above = dotted(node.value)
        return f"{above}.{node.attr}" if above else ""
    return ""


def forbidden(source: ast.Module, where: str) -> Iterator[str]:
    for node in ast.walk(source):
        if isinstance(node, ast.Call) and (
            dotted(node.func) in _TALKS or (dotted(node.func) in _NOW_UNLESS_TOLD and not node.args)
        ):
            yield f"{where}:{node.lineno} calls {dotted(node.func)}"
        elif isinstance(node, ast.Attribute) and (
            dotted(node) in _LEAVES | _CLOCK or ".".join(dotted(node).split(".")[-2:]) in _CLOCK
        ):
            yield f"{where}:{node.lineno} uses {dotted(node)}"
        elif isinstance(node, ast.Raise) and node.exc is not None and "SystemExit" in ast.unparse(node.exc):
            yield f"{where}:{node.lineno} raises SystemExit"


def test_only_the_command_line_prints_leaves_and_reads_the_clock() -> None:
    assert [found for file in BELOW_CLI for found in forbidden(tree(file), short(file))] == []


def test_the_search_finds_what_is_forbidden() -> None:
    source = """
import sys, datetime, time
from datetime import date
print(1)
sys.exit(1)
date.today()
datetime.date.today()
datetime.datetime.now()
time.localtime()
raise SystemExit
"""
    assert len(list(forbidden(ast.parse(source), "made_up.py"))) == 7


def test_click_is_for_the_command_line_and_rich_for_renderers() -> None:
    found = []
    for file in BELOW_CLI:
        may = {"rich"} if file.relative_to(PACKAGE).parts[0] == "render" else set()
        names = {name.split(".")[0] for _, name in imported(file)}
        found += [f"{short(file)} imports {name}" for name in sorted(names & {"click", "rich"} - may)]
    assert found == []


# ---------------------------------------------------------------- what a command loads

HEAVY = {
    "pydantic",
    "yaml",
    "rich",
    "chinese_calendar",
    "openpyxl",
    "docx",
    "lxml",
    "psycopg",
    "icalendar",
    "sqlite3",
}
MAY_LOAD = {
    "--help": set(),
    "help fill": set(),
    "tasks --help": set(),
    "tasks -u 区司法局 --as-of 2019-09-02 --format json": {"sqlite3"},
    "tasks -u 区司法局 --as-of 2019-09-02 --format csv": {"sqlite3"},
    "tasks -u 区司法局 --as-of 2019-09-02": {"sqlite3", "rich"},
    "tasks -u 区司法局 --as-of 2019-07-25": {
        "sqlite3",
        "rich",
        "chinese_calendar",
    },  # something is due near by
    "show 14 --as-of 2019-09-02": {"sqlite3", "rich"},
    "show 14 --as-of 2019-09-02 --format json": {"sqlite3"},
    "fill -u 区司法局 -t 14 --on 2019-07-18 --measure 公布清单": {"sqlite3"},
    "claim -u 区司法局 -t 15 --on 2019-07-18": {"sqlite3"},
    "undo -u 区司法局 -t 15": {"sqlite3"},
    "log": {"sqlite3", "rich"},
    "units --format json": {"sqlite3"},
    "report --as-of 2019-07-25 --format json": {"sqlite3", "chinese_calendar"},
    "report --as-of 2019-07-25": {"sqlite3", "chinese_calendar", "rich"},
    "tasks -u 区司发局": {"sqlite3"},
}

_RUN = """
import sys
from gongkai.cli.main import main
sys.argv = ["gongkai", *sys.argv[1:]]
try:
    main()
except SystemExit as leaving:
    status = leaving.code
names = sorted({name.split(".")[0] for name in sys.modules})
sys.stderr.write("\\nLOADED " + " ".join(names))
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store in which the plan is compiled: only the first use of a plan file needs YAML."""
    database = str(tmp_path_factory.mktemp("layout") / "gongkai.db")
    done = loaded("tasks -u 区司法局 --as-of 2019-07-25 --format json", database)
    assert {"yaml", "pydantic"} <= done
    for prepared in ("claim -u 区司法局 -t 15 --on 2019-07-17", "unclaim -u 区司法局 -t 15 --on 2019-07-17"):
        loaded(prepared, database)
    return database


def loaded(line: str, database: str, **env: str) -> set[str]:
    """The names of all top modules loaded by a command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *line.split()],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | {"GONGKAI_DB": database} | env,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.rsplit("LOADED ", 1)[1].split())


@pytest.mark.parametrize("line", MAY_LOAD)
def test_an_everyday_command_loads_only_what_it_uses(line: str, compiled: str) -> None:
    assert loaded(line, compiled) & HEAVY <= MAY_LOAD[line]


@pytest.mark.parametrize("line", ["tasks -u 区司法局 --as-of 2019-09-02", "report --as-of 2019-09-02"])
def test_an_everyday_question_starts_without_what_only_files_and_addresses_need(
    line: str, compiled: str
) -> None:
    assert not loaded(line, compiled) & {"lzma", "pathlib", "tempfile", "urllib"}


@pytest.mark.parametrize(
    ("line", "may_load"),
    [
        ("gongkai ta", set()),
        ("gongkai tasks --un", set()),
        ("gongkai tasks -u qsf", {"sqlite3"}),
        ("gongkai show 1", {"sqlite3"}),
        ("gongkai report --as-of 2019-", {"sqlite3"}),
    ],
)
def test_a_press_of_tab_loads_only_what_it_uses(line: str, may_load: set[str], compiled: str) -> None:
    found = loaded("", compiled, _GONGKAI_COMPLETE="bash", COMP_LINE=line)
    assert found & (HEAVY | {"json", "subprocess"}) <= may_load


# ---------------------------------------------------------------- commands and their help


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand with its full name."""
    context = click.Context(program, info_name="gongkai")
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                found = command.get_command(context, below)
                assert found is not None
                yield f"{name} {below}", found


ALL = dict(commands())
FORMATS = {
    name: list(param.type.choices)
    for name, command in ALL.items()
    for param in command.params
    if param.name == "form" and isinstance(param.type, click.Choice)
}


def test_a_command_is_called_as_it_is_listed() -> None:
    for name, command in ALL.items():
        assert command.name == name.split()[-1]


def test_a_file_of_commands_holds_one_command_and_is_named_as_that_is_typed() -> None:
    files = {file.stem for file in (PACKAGE / "cli" / "commands").glob("*.py")} - {"__init__"}
    assert files == {re.sub("[ -]", "_", name).replace("return", "return_") for name in ALL}
    for file in files:
        held = vars(import_module(f"gongkai.cli.commands.{file}")).values()
        assert len([value for value in held if isinstance(value, click.Command)]) == 1, file


def test_every_command_is_in_a_file_of_commands() -> None:
    for file in (PACKAGE / "cli").rglob("*.py"):
        declares = re.search(r"^@(\w+\.)?(command|group)\(", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert (declares is not None) == (file.parent.name == "commands" or file.name == "main.py") or (
            file.name == "__init__.py"
        ), short(file)


def test_a_folder_beside_the_commands_is_named_for_one() -> None:
    """What a command needs more is in a folder of its name; two folders are for all."""
    folders = {file.parent.name for file in (PACKAGE / "cli").glob("*/*.py")}
    assert folders - {"commands", "tab", "terminal"} <= set(COMMANDS)


def test_the_list_of_commands_fits_a_terminal() -> None:
    widest = max(map(len, COMMANDS))
    for name, line in COMMANDS.items():
        assert 2 + widest + 2 + wcswidth(line) <= 80, name
        assert not line.endswith("。")


def test_what_lists_has_every_form() -> None:
    """A command that gives a table gives all forms; another form than these is the command's own."""
    own = {name: set(choices) - set(FORMS) for name, choices in FORMATS.items() if "table" in choices}
    assert {name: forms for name, forms in own.items() if forms} == {"schedule": {"ics"}}
    assert all(set(FORMS) <= set(choices) for choices in FORMATS.values() if "table" in choices)
    assert {"tasks", "units", "log", "records", "report", "plan check", "server list"} <= own.keys()


def test_a_form_is_chosen_in_one_place() -> None:
    """Commands hand over a listing, and which of the forms it is put out in is not asked there."""
    for file in (PACKAGE / "cli").rglob("*.py"):
        words = {node.id for node in ast.walk(tree(file)) if isinstance(node, ast.Name)}
        assert file.name in ("listing.py", "recorded.py") or not words & {
            "show_json",
            "show_csv",
            "json_bytes",
        }


# Latin words that a Chinese reader of the help knows as such.
KNOWN = {
    "csv",
    "json",
    "CSV",
    "JSON",
    "ics",
    "xlsx",
    "docx",
    "txt",
    "html",
    "YAML",
    "TOML",
    "Excel",
    "WPS",
    "Word",
    "Outlook",
}
KNOWN |= {
    "EDITOR",
    "qsfj",
    "PostgreSQL",
    "SQLite",
    "HTML",
    "Markdown",
    "LibreOffice",
    "Foxmail",
    "Thunderbird",
    "doc",
    "wps",
    "md",
    "eml",
    "pdf",
    "PDF",
    "zip",
    "UTF",
    "yaml",
}
KNOWN |= {
    "pgpass",
    "TAB",
    "shell",
    "bash",
    "zsh",
    "fish",
    "powershell",
    "PowerShell",
    "Linux",
    "Windows",
    "cmd",
}
KNOWN |= {word for name in ALL for word in re.findall("[a-z]+", name)}


def said(text: str) -> str:
    """A help text without names of options, variables, commands and files, which stay as they are typed."""
    text = re.sub(
        r"--[a-z-]+|(GONGKAI_|PG)[A-Z_]+|gongkai( [a-z-]+)*|postgresql://\S*|\w+\.[a-z]{2,4}\b"
        r"|Set-ExecutionPolicy\s+-Scope\s+CurrentUser\s+RemoteSigned",
        "",
        text,
    )
    return re.sub(r"(?<![A-Za-z])(Z?\d+|-[a-zA-Z])(?![A-Za-z])", "", text)


def latin(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]{2,}", said(text)))


def choices_of(param: click.Parameter) -> set[str]:
    return set(map(str, param.type.choices)) if isinstance(param.type, click.Choice) else set()


def words_of(choices: set[str]) -> set[str]:
    """The choices, and what those that are written with a hyphen are made of."""
    return choices.union(*(choice.split("-") for choice in choices))


def chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


@pytest.mark.parametrize("name", ALL)
def test_a_command_is_explained_in_chinese(name: str) -> None:
    command = ALL[name]
    assert chinese(command.help or ""), "no help text"
    every_choice = set().union(*map(choices_of, command.params))
    assert latin(command.help or "") <= KNOWN | words_of(every_choice)
    for param in command.params:
        text = getattr(param, "help", None) or ""
        assert chinese(text), f"{param.name} has no Chinese help"
        choices = choices_of(param)
        assert latin(text) <= KNOWN | words_of(choices), param.name
        assert all(choice in text + (command.help or "") for choice in choices), (
            f"{param.name}: a choice unexplained"
        )
        takes_value = isinstance(param, click.Argument) or not getattr(param, "is_flag", False)
        assert not takes_value or chinese(param.metavar or ""), f"{param.name} has no Chinese metavar"


@pytest.mark.parametrize("name", ALL)
def test_a_help_page_is_chinese_throughout(name: str) -> None:
    """click's own headings and remarks are Chinese too."""
    context = click.Context(program, info_name="gongkai")
    for part in name.split():
        command = context.command.get_command(context, part)  # type: ignore[attr-defined]
        context = command.context_class(command, info_name=part, parent=context)
    page = context.get_help().split("\n例：")[0]
    assert latin(page) <= KNOWN | words_of(set().union(*map(choices_of, ALL[name].params)))
    assert page.startswith("用法：")


def test_every_test_module_has_a_name_of_its_own() -> None:
    """pytest imports them by that name alone, whatever folder they are in."""
    names = sorted(file.name for file in (ROOT / "tests").rglob("*.py") if file.name != "conftest.py")
    assert [name for name, after in pairwise(names) if name == after] == []
