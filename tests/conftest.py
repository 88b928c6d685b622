"""What the tests share: the real plan, a fresh store, and the command line as a user calls it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytest_plugins = ["databases", "edited"]

ROOT = Path(__file__).resolve().parent.parent
PLAN_FILE = ROOT / "data" / "tasks_2019.yaml"


SNAPSHOTS = ROOT / "tests" / "snapshots"

# What hundreds of processes import is compiled once, also where the surroundings have it compiled anew each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-snapshots", action="store_true", help="write tests/snapshots anew")


def pytest_configure() -> None:
    from hypothesis import HealthCheck, settings

    # A busy machine is no fault of the program: no example is judged by the time it takes.
    settings.register_profile("gongkai", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("gongkai")


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Gongkai = Callable[..., Ran]


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_arrives() -> None:
    """In what the tests start, too: a shell that runs them in the background has Ctrl-C ignored, and that is inherited."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is kept in the user's own folders, also where several tests share it, or one takes the variables away
    that name the folders in the home folder."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE"):
            patch.setenv(name, str(home))
        patch.setenv("LOCALAPPDATA", str(home / "data"))
        patch.setenv("XDG_DATA_HOME", str(home / "data"))
        patch.setenv("XDG_CONFIG_HOME", str(home / "settings"))
        patch.setenv("APPDATA", str(home / "settings"))
        yield


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's own store, plan, unit or terminal."""
    for name in list(os.environ):
        if name.startswith("GONGKAI_") or name in (
            "VISUAL",
            "EDITOR",
            "NO_COLOR",
            "FORCE_COLOR",
            "CLICOLOR_FORCE",
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GONGKAI_DB", str(tmp_path / "gongkai.db"))
    monkeypatch.setenv("GONGKAI_USER", "测试员")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "settings"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PYTHONUTF8", "1")


@pytest.fixture(scope="session")
def compiled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the 2019 plan compiled and nothing recorded; made once, to be copied."""
    from gongkai.cli.session import Session
    from gongkai.cli.workplace import Workplace

    path = tmp_path_factory.mktemp("compiled") / "gongkai.db"
    session = Session(Workplace(str(path), str(PLAN_FILE)))
    assert session.plan
    session.close()
    return path


@pytest.fixture
def store_path(compiled_store: Path, tmp_path: Path) -> Path:
    """The test's own store, compiled already: saves the fresh store's third of a second."""
    return Path(shutil.copyfile(compiled_store, tmp_path / "gongkai.db"))


@pytest.fixture
def gongkai(capfd: pytest.CaptureFixture[str]) -> Gongkai:
    """Run a command line in this process, through the program's own entry point: `gongkai("tasks", "-u", "区司法局")`."""

    def run(*arguments: str) -> Ran:
        from gongkai.cli.main import main

        capfd.readouterr()
        before = sys.argv
        sys.argv = ["gongkai", *arguments]
        try:
            main()
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
        finally:
            sys.argv = before
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return run


@pytest.fixture
def process() -> Gongkai:
    """Run a command line as a process of its own; keyword arguments go to subprocess.run (env adds to ours)."""

    def run(*arguments: str, env: dict[str, str] | None = None, **more: Any) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "gongkai", *arguments],
            capture_output=True,
            encoding="utf-8",
            env=os.environ | (env or {}),
            cwd=ROOT,
            check=False,
            **more,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`snapshot(name, text)`: the text is what tests/snapshots/NAME.txt says (or goes there: --update-snapshots)."""

    def compare(name: str, text: str) -> None:
        file = SNAPSHOTS / f"{name}.txt"
        if request.config.getoption("--update-snapshots"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        hint = "if the new output is right: pytest --update-snapshots, and look at the difference"
        assert file.exists(), f"no snapshot {file.name}; {hint}"
        assert text == file.read_text(encoding="utf-8"), hint

    return compare


def at_store(database: Path, *arguments: str) -> str:
    """What a command line at a store prints, which must succeed: for what several tests share."""
    from click.testing import CliRunner

    from gongkai.cli.main import gongkai as command

    done = CliRunner().invoke(
        command,
        arguments,
        env={"GONGKAI_DB": str(database), "GONGKAI_USER": "测试员"},
        catch_exceptions=False,
    )
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some made-up answers, claims and records of July and August 2019. For reading only: copy it to write."""
    database = tmp_path_factory.mktemp("filled") / "gongkai.db"
    run = partial(at_store, database)

    def fill(unit: str, task: str, on: str, measure: str, section: str, officer: str, contact: str) -> None:
        answer = ("--measure", measure, "--section", section, "--officer", officer, "--contact", contact)
        run("fill", "-u", unit, "-t", task, "--on", on, *answer)

    # Before any other, or those of last time would answer for it.
    run("fill", "-u", "区司法局", "-t", "12", "--on", "2019-07-18", "--measure", "公布保留的证明事项清单")
    clerk = ("法制科", "张三", "0533-0000000")
    fill(
        "区司法局",
        "14",
        "2019-07-18",
        "7月底前在区政府网站公布规范性文件制发主体清单，此后每半年清理一次。",
        *clerk,
    )
    fill(
        "区司法局",
        "21",
        "2019-07-22",
        "公示行政执法职责、依据、程序和结果，见 http://www.linzi.gov.cn/sfj/",
        *clerk,
    )
    run(
        "fill",
        "-u",
        "区司法局",
        "-t",
        "32",
        "--on",
        "2019-07-19",
        "--not-involved",
        "本局不管理区政府网站的目录",
    )
    run("claim", "-u", "区司法局", "-t", "15", "--on", "2019-07-18")
    for task in json.loads(run("tasks", "-u", "区水利局", "--as-of", "2019-07-16", "--format", "json")):
        if task["filing_duty"]:
            fill(
                "区水利局",
                task["id"],
                "2019-07-17",
                "按季公开饮水安全状况。",
                "水政科",
                "李四",
                "13800000000",
            )
    fill("齐都镇", "1", "2019-07-19", "公开新旧动能转换项目进展。", "党政办", "王五", "12345")
    for unit, place, date, title in (
        ("区司法局", ("14", "4"), "2019-07-30", "临淄区规范性文件制发主体清单"),
        ("区财政局", ("22", "2"), "2019-07-26", "2019年7月区管企业主要经济效益指标"),
        ("区水利局", ("7", "4"), "2019-10-08", "2019年第3季度饮水安全状况"),
    ):
        period = ("--period", "2019-Q3") if unit == "区水利局" else ()
        item = ("-t", place[0], "--item", place[1])
        run("publish", "-u", unit, *item, "--date", date, "--title", title, *period)
    fill(
        "区司法局",
        "14",
        "2019-07-19",
        "7月底前公布规范性文件制发主体清单。",
        "法制科",
        "赵六",
        "0533-0000000",
    )
    run("undo", "-u", "区司法局", "-t", "14")
    return database


@pytest.fixture
def terminal() -> Iterator[Callable[..., Any]]:
    """Start a command line in a terminal of 80 columns (keyword arguments go to its environment); it is ended with the
    test."""
    pexpect = pytest.importorskip("pexpect")
    started = []

    def start(*arguments: str, before: str = "", **env: str) -> Any:
        code = f"{before}\nfrom gongkai.__main__ import main\nmain()"
        child = pexpect.spawn(
            sys.executable,
            ["-c", code, *arguments],
            encoding="utf-8",
            codec_errors="replace",  # an echo cut off by Ctrl-C
            timeout=60,
            dimensions=(50, 80),
            env=os.environ | {"TERM": "dumb", "PYTHONPATH": str(ROOT)} | env,
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)
