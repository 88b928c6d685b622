"""The lock files in requirements/ and what pyproject.toml asks for agree."""

from __future__ import annotations

import re
import tomllib

import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
PROGRAM = [*PROJECT["project"]["dependencies"], *EXTRAS["draft"], *EXTRAS["postgres"]]
BACKEND = PROJECT["build-system"]["requires"]
TESTS = [one for one in EXTRAS["test"] if not one.startswith("gongkai[")]

LOCKED = {
    "check.txt": [*PROGRAM, *BACKEND, *TESTS, "editables"],
    "bundle.txt": [*PROGRAM, *BACKEND, "pip"],
    "lowest.txt": [*PROGRAM, *BACKEND, *TESTS],
}


def pins(name: str) -> dict[str, Version]:
    """The releases that a lock file names; all with digests, one version a package."""
    text = re.sub(r"\\\n|#.*\n", "", (ROOT / "requirements" / name).read_text(encoding="utf-8"))
    found: dict[str, Version] = {}
    for line in text.splitlines():
        release, *digests = line.split("--hash=")
        assert digests, line
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", one) for one in digests), line
        pinned = re.fullmatch(r"([a-z0-9-]+)==(\S+)\s*(;.*)?", release)
        assert pinned, line
        assert pinned[1] not in found, line
        found[pinned[1]] = Version(pinned[2])
    return found


@pytest.mark.parametrize("name", LOCKED)
def test_what_is_asked_for_is_locked(name: str) -> None:
    """After a change in pyproject.toml: `make lock`."""
    locked = pins(name)
    for requirement in map(Requirement, LOCKED[name]):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement


def test_the_lowest_versions_are_the_bounds() -> None:
    """Each requirement has a lower bound, which is tried; an upper one would need a reason."""
    locked = pins("lowest.txt")
    for requirement in map(Requirement, LOCKED["lowest.txt"]):
        [bound] = requirement.specifier
        assert bound.operator == ">=", requirement
        assert Version(bound.version) == locked[canonicalize_name(requirement.name)], requirement


@pytest.mark.parametrize("name", LOCKED)
def test_a_lock_names_no_registry(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*--(?!hash)| @ ", text, re.MULTILINE)
