"""Whole processes, timed from outside: processor time, wall time and peak memory, as the system accounts them."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

PYTHON = sys.executable


class Cost(NamedTuple):
    """One run: processor and wall time in milliseconds, peak memory in MiB, exit status."""

    cpu: float
    wall: float
    memory: float
    status: int


# Between us and what is measured: the system counts the memory of whoever starts a program as the program's own, and
# this one is small. It writes processor and wall time in seconds, peak memory in KiB, and the exit status.
_LAUNCH = """
import os, sys, time
start = time.perf_counter()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(pid, 0)
wall = time.perf_counter() - start
said = used.ru_utime + used.ru_stime, wall, used.ru_maxrss, os.waitstatus_to_exitcode(status)
os.write(int(sys.argv[1]), " ".join(map(str, said)).encode())
"""


def run(command: Sequence[str], env: Mapping[str, str] | None = None, *, terminal: bool = False) -> Cost:
    """Run a command and wait for it. Its output is thrown away; with `terminal` it goes to a terminal 120 wide."""
    surroundings = {**os.environ, **(env or {})}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # as installed: the modules are compiled already
    told, tell = os.pipe()
    os.set_inheritable(tell, True)
    launch = [PYTHON, "-I", "-S", "-c", _LAUNCH, str(tell), *command]
    if terminal:
        _run_in_terminal(launch, surroundings)
    else:
        nothing = subprocess.DEVNULL
        subprocess.run(
            launch,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            env=surroundings,
            pass_fds=[tell],
            check=True,
        )
    os.close(tell)
    with open(told, encoding="ascii") as answer:
        cpu, wall, memory, status = answer.read().split()
    return Cost(float(cpu) * 1000, float(wall) * 1000, int(memory) / 1024, int(status))


def _run_in_terminal(command: Sequence[str], env: Mapping[str, str]) -> None:
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(
            command[0], list(command), {**env, "COLUMNS": "120", "LINES": "40", "TERM": "xterm-256color"}
        )
    while True:
        try:
            if not os.read(terminal, 65536):
                break
        except OSError:  # the child has closed its side
            break
    os.waitpid(pid, 0)
    os.close(terminal)


class Measured(NamedTuple):
    """Several runs of one command."""

    name: str
    costs: list[Cost]

    def median(self, field: str = "cpu") -> float:
        return statistics.median(getattr(cost, field) for cost in self.costs)

    @property
    def status(self) -> int:
        return max((cost.status for cost in self.costs), key=abs)


class Job(NamedTuple):
    """A command to measure."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = {}
    terminal: bool = False


def measure(jobs: Sequence[Job], runs: int, warm_up: int = 1) -> dict[str, Measured]:
    """Run all jobs in turn, again and again, so that a machine that slows down slows them all down."""
    found = {job.name: Measured(job.name, []) for job in jobs}
    for round_ in range(runs + warm_up):
        for job in jobs:
            cost = run(job.command, job.env, terminal=job.terminal)
            if round_ >= warm_up:
                found[job.name].costs.append(cost)
    return found


def ratio(one: Measured, other: Measured, field: str = "cpu") -> float:
    """The median of the ratios round by round."""
    pairs = zip(one.costs, other.costs, strict=True)
    return statistics.median(getattr(a, field) / max(getattr(b, field), 0.001) for a, b in pairs)


def machine() -> str:
    """What it was measured on."""
    name = ""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            name = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "")
    except OSError:
        pass
    return f"{os.cpu_count()} cores {name}, Python {sys.version.split()[0]}"
