"""Write requirements/: the exact versions, with digests, of all that the check installs and the bundles hold.

    python scripts/lock.py [--upgrade]

    check.txt    what the check installs: the `test` extra, the build backend, and all that these need
    bundle.txt   what a bundle holds and is built with: one version a package, with wheels for every target
    lowest.txt   as check.txt, but what pyproject.toml asks for itself is at its lower bound

Versions in the first two stay as long as pyproject.toml allows them; with --upgrade the newest are taken. check.txt
and bundle.txt hold for every platform and Python, lowest.txt for the oldest Python. No registry is named. Needs the
network and the `test` extra; the resolver, uv, is fetched for the run.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterable
from itertools import product
from pathlib import Path

from bundle import EXTRAS, PLATFORMS, PYTHONS, Platform
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
HEAD = "# Written by `make lock` and `make renew`.\n"


class Resolver:
    """uv, fetched into a folder."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=True)
        python = str(folder / ("Scripts" if sys.platform == "win32" else "bin") / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        self._command = [
            python,
            "-m",
            "uv",
            "--no-config",
            "pip",
            "compile",
            "--quiet",
            "--only-binary=:all:",
        ]
        self._command += ["--no-header", "--no-annotate"]

    def resolve(self, file: Path, extras: Iterable[str], more: Iterable[str], *options: str) -> None:
        """Write what pyproject.toml with some extras, and the requirements `more`, come to.

        Versions that the file has already are preferred.
        """
        command = [*self._command, *(f"--extra={extra}" for extra in extras), *options]
        command += ["--output-file", str(file), "pyproject.toml", "-"]
        subprocess.run(command, cwd=ROOT, input="\n".join(more), encoding="utf-8", check=True)


def target(platform: Platform, python: str) -> list[str]:
    """Options of the resolver for one target of the bundles."""
    if platform.glibc is None:
        triple = "x86_64-pc-windows-msvc"
    else:
        triple = f"{platform.machine}-manylinux_{platform.glibc[0]}_{platform.glibc[1]}"
    return [f"--python-platform={triple}", f"--python-version={python}"]


def agreed(resolver: Resolver, folder: Path, more: list[str], *options: str) -> list[str]:
    """The newest versions that have wheels for all targets of the bundles."""
    bounds = folder / "bounds.txt"
    limits: list[str] = []
    while True:
        bounds.write_text("\n".join(limits), encoding="utf-8")
        found: dict[str, set[Version]] = {}
        for platform, python in product(PLATFORMS, PYTHONS):
            file = folder / "target.txt"
            file.write_bytes((FOLDER / "bundle.txt").read_bytes())
            given = [*target(platform, python), f"--constraint={bounds}", *options]
            resolver.resolve(file, EXTRAS, more, *given)
            for line in file.read_text(encoding="utf-8").splitlines():
                requirement = Requirement(line)
                [pin] = requirement.specifier
                found.setdefault(requirement.name, set()).add(Version(pin.version))
        differing = [f"{name}<={min(versions)}" for name, versions in found.items() if len(versions) > 1]
        if not differing:
            return [f"{name}=={versions.pop()}" for name, versions in found.items()]
        limits += differing


def main() -> int:
    parser = argparse.ArgumentParser(description="Write requirements/ anew.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions there are")
    upgrade = ["--upgrade"] if parser.parse_args().upgrade else []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    backend: list[str] = project["build-system"]["requires"]
    oldest = project["project"]["requires-python"].removeprefix(">=")
    everywhere = ["--universal", f"--python-version={oldest}", "--generate-hashes"]
    check, bundle, lowest = files = [FOLDER / name for name in ("check.txt", "bundle.txt", "lowest.txt")]
    FOLDER.mkdir(exist_ok=True)
    for file in files:
        file.touch()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        resolver = Resolver(folder / "uv")
        # hatchling asks for editables where it builds an editable installation.
        resolver.resolve(check, ["test"], [*backend, "editables"], *everywhere, *upgrade)
        resolver.resolve(lowest, ["test"], backend, *everywhere, "--resolution=lowest-direct", "--upgrade")
        exact = folder / "exact.txt"
        exact.write_text("\n".join(agreed(resolver, folder, [*backend, "pip"], *upgrade)), encoding="utf-8")
        resolver.resolve(bundle, EXTRAS, [*backend, "pip"], *everywhere, f"--constraint={exact}", *upgrade)
    for file in files:
        text = file.read_text(encoding="utf-8").removeprefix(HEAD)
        file.write_text(HEAD + text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
