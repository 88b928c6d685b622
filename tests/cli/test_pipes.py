"""A closed pipe and Ctrl-C are quiet."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.usefixtures("store_path"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX"),
]

RUN = [sys.executable, "-m", "gongkai"]
ASKING = {
    "tasks": ["tasks", "-u", "区司法局"],
    "tasks in full": ["tasks", "-u", "区司法局", "--full"],
    "tasks json": ["tasks", "-u", "区司法局", "--format", "json"],
    "tasks csv": ["tasks", "-u", "区司法局", "--format", "csv"],
    "report": ["report", "--as-of", "2019-08-01"],
    "report json": ["report", "--as-of", "2019-08-01", "--format", "json"],
    "report matrix": ["report", "--as-of", "2019-08-01", "--by", "task"],
    "units": ["units"],
    "show": ["show", "17"],
    "log": ["log", "--format", "json"],
    "help": ["--help"],
}


@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize("read", [0, *(pytest.param(some, marks=pytest.mark.slow) for some in (1, 5000))])
def test_a_reader_that_leaves(name: str, read: int) -> None:
    """Into a pipe that takes 4 KB, of which `read` bytes are read before it is closed."""
    import fcntl

    child = subprocess.Popen([*RUN, *ASKING[name]], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout and child.stderr
    fcntl.fcntl(child.stdout, getattr(fcntl, "F_SETPIPE_SZ", 1031), 4096)
    if read:
        os.read(child.stdout.fileno(), read)
    child.stdout.close()
    said = child.stderr.read().decode()
    child.stderr.close()
    assert (child.wait(), said) == (0, "")


@pytest.mark.skipif(not shutil.which("head"), reason="no head")
@pytest.mark.parametrize("name", ["tasks", "tasks json", "report", "report json"])
def test_piped_to_head(name: str) -> None:
    command = " ".join(f"'{word}'" for word in [*RUN, *ASKING[name]])
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{command} | head -1"], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1


def test_a_write_whose_word_nobody_hears_is_kept(store_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*RUN, "fill", "-u", "区司法局", "-t", "14", "--measure", "公布清单"],
        stdout=write,
        stderr=subprocess.PIPE,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
    log = subprocess.run([*RUN, "log", "--format", "json"], capture_output=True, check=True)
    assert "公布清单" in log.stdout.decode()


@pytest.mark.parametrize(
    ("name", "closed"), [*((name, ">&-") for name in ASKING), ("tasks", "2>&-"), ("tasks", "<&-")]
)
def test_streams_that_are_not_there(name: str, closed: str) -> None:
    """Whoever closes one wants to hear nothing."""
    command = " ".join(f"'{word}'" for word in [*RUN, *ASKING[name]])
    done = subprocess.run(["bash", "-c", f"{command} {closed}"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device")
class TestStreamsThatTakeNothing:
    """As when they go into files on a full disk."""

    def test_a_warning_that_can_not_be_said_stops_nothing(self, tmp_path: Path) -> None:
        form = tmp_path / "区司法局.docx"
        line = [*RUN, "form", "-u", "区司法局", "-o", str(form)]
        assert b"\xe6\xb3\xa8\xe6\x84\x8f" in subprocess.run(line, capture_output=True).stderr  # 注意
        with open("/dev/full", "w") as full:
            assert subprocess.run(line, stdout=subprocess.PIPE, stderr=full, check=False).returncode == 0

    def test_a_result_that_can_not_be_shown_is_no_failed_work(self, tmp_path: Path) -> None:
        """The backup is there, and nothing says that a file couldn't be written."""
        backup = tmp_path / "备份.db"
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [*RUN, "backup", "-o", str(backup)], stdout=full, stderr=subprocess.PIPE, check=False
            )
        assert (done.returncode, done.stderr.decode()) == (1, "错误：结果写不出去：磁盘已满\n")
        assert backup.exists()


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.03, 0.06, 0.09, 0.12, 0.16, 0.2, 0.25, 0.3])
def test_ctrl_c_is_quiet(after: float) -> None:
    """At whatever moment: while Python starts, while modules are imported, while the plan is compiled."""
    environment = os.environ | {"GONGKAI_DB": os.environ["GONGKAI_DB"] + ".fresh"}
    child = subprocess.Popen(
        [*RUN, *ASKING["report"]], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    assert child.stderr
    time.sleep(after)
    child.send_signal(signal.SIGINT)
    said = child.stderr.read().decode()
    child.stderr.close()
    status = child.wait()
    if said and "gongkai" not in said:
        return  # Python itself wasn't up yet
    if status == 0:  # it was quicker: a store that isn't there is remarked on
        said = re.sub(r"^注意：还没有数据库 .*\n", "", said)
    assert (status in (0, 130, -signal.SIGINT), said) == (True, "")
