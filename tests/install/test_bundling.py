"""What goes into an offline bundle: markers of the target, digests, encodings. Without network."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from platform import libc_ver, machine
from typing import Any

import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.tags import platform_tags
from project_scripts import script

bundling = script("scripts/bundle.py")

OFFLINE = ROOT / "scripts" / "offline"


def made_wheel(folder: Path, name: str, version: str, *requires: str, tag: str = "py3-none-any") -> Path:
    """A wheel with nothing in it but its metadata."""
    path = folder / f"{name}-{version}-{tag}.whl"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {one}" for one in requires]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(lines) + "\n")
        archive.writestr(f"{name}-{version}.dist-info/WHEEL", f"Wheel-Version: 1.0\nTag: {tag}\n")
    return path


def pin_of(*wheels: Path, marker: str = "") -> Any:
    """What the lock says of a release with these wheels."""
    read = [bundling.read_wheel(path) for path in wheels]
    return bundling.Pin(
        Requirement(f"{read[0].name}=={read[0].version}{marker}"), tuple(one.digest for one in read)
    )


def offline(monkeypatch: pytest.MonkeyPatch, shelf: Path) -> None:
    """Let pip see the wheels in a folder, and nothing else."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)


def test_markers_are_the_targets_not_ours(tmp_path: Path) -> None:
    requires = (
        'colour>=1; sys_platform == "win32"',
        'typing>=1; python_version < "3.13"',
        'driver[fast]>=3; extra == "postgres"',
        'pytest; extra == "test"',
    )
    root = bundling.read_wheel(made_wheel(tmp_path, "gongkai", "1.0", *requires))
    driver = bundling.read_wheel(made_wheel(tmp_path, "driver", "3.1", 'driver-fast==3.1; extra == "fast"'))
    windows, linux = bundling.PLATFORMS[:2]

    def asked(platform: object, python: str) -> list[str]:
        _, missing = bundling.closure(root, {"driver": driver}, platform.marker_environment(python))  # type: ignore[attr-defined]
        return sorted(one.name for one in missing)

    assert asked(windows, "3.11") == ["colour", "driver-fast", "typing"]
    assert asked(windows, "3.13") == ["colour", "driver-fast"]
    assert asked(linux, "3.14") == ["driver-fast"]


def test_a_wheel_too_old_is_missing(tmp_path: Path) -> None:
    root = bundling.read_wheel(made_wheel(tmp_path, "gongkai", "1.0", "Some.Thing>=2"))
    old = bundling.read_wheel(made_wheel(tmp_path, "some_thing", "1.9"))
    new = bundling.read_wheel(made_wheel(tmp_path, "some_thing", "2.0"))
    environment = bundling.PLATFORMS[0].marker_environment("3.11")
    assert len(bundling.closure(root, {old.name: old}, environment)[1]) == 1
    assert bundling.closure(root, {new.name: new}, environment) == ({"gongkai", "some-thing"}, [])


def test_requirements_have_all_digests_and_a_marker_where_pythons_differ(tmp_path: Path) -> None:
    both = bundling.read_wheel(made_wheel(tmp_path, "both", "1.0"))
    one = bundling.read_wheel(made_wheel(tmp_path, "compiled", "2.0", tag="cp311-cp311-win_amd64"))
    other = bundling.read_wheel(made_wheel(tmp_path, "compiled", "2.0", "both", tag="cp313-cp313-win_amd64"))
    early = bundling.read_wheel(made_wheel(tmp_path, "early", "3.0"))
    chosen = {
        "3.11": {"both": both, "compiled": one, "early": early},
        "3.13": {"both": both, "compiled": other},
    }
    blocks = bundling.requirements_text(chosen).replace(" \\\n", "").splitlines()
    assert blocks[0] == f"both==1.0    --hash=sha256:{both.digest}"
    assert blocks[1].startswith("compiled==2.0    --hash=")
    assert one.digest in blocks[1]
    assert other.digest in blocks[1]
    assert blocks[2] == f'early==3.0 ; python_version == "3.11"    --hash=sha256:{early.digest}'


WINDOWS, X64, ARM64 = bundling.PLATFORMS


def test_tags_are_those_that_python_finds_on_such_a_computer() -> None:
    own = [one for one in bundling.PLATFORMS if one.machine == machine()]
    if not own or libc_ver()[0] != "glibc":
        pytest.skip("not a Linux that bundles are for")
    version = tuple(map(int, libc_ver()[1].split(".")[:2]))
    found = [tag for tag in platform_tags() if tag.startswith("manylinux")]
    assert own[0]._replace(glibc=version).tags() == found


# Tags of a wheel, a platform, and the Pythons for which it is taken there.
TAKEN = [
    ("cp311-cp311-manylinux1_x86_64.manylinux_2_28_x86_64.manylinux_2_5_x86_64", X64, "3.11"),
    ("cp311-cp311-manylinux_2_5_x86_64", X64, "3.11"),
    ("cp311-cp311-manylinux2010_x86_64", X64, "3.11"),
    ("cp311-cp311-manylinux_2_12_x86_64", X64, "3.11"),
    ("cp311-cp311-manylinux_2_13_x86_64", X64, "3.11"),
    ("cp311-cp311-manylinux_2_17_x86_64", X64, "3.11"),
    ("cp311-cp311-manylinux_2_18_x86_64", X64, ""),
    ("cp311-cp311-manylinux_2_24_x86_64.manylinux_2_28_x86_64", X64, ""),
    ("cp311-cp311-manylinux_2_17_aarch64", X64, ""),
    ("cp311-cp311-musllinux_1_2_x86_64", X64, ""),
    ("cp311-cp311-linux_x86_64", X64, ""),
    ("cp312-abi3-manylinux2014_x86_64.manylinux_2_28_x86_64", X64, "3.12 3.14"),
    ("cp314-cp314t-manylinux_2_17_x86_64", X64, ""),
    ("py3-none-manylinux1_x86_64", X64, "3.11 3.12 3.14"),
    ("py3-none-any", X64, "3.11 3.12 3.14"),
    ("cp314-cp314-manylinux_2_17_aarch64", ARM64, "3.14"),
    ("cp314-cp314-manylinux2014_aarch64.manylinux_2_28_aarch64", ARM64, "3.14"),
    ("cp314-cp314-manylinux_2_19_aarch64", ARM64, ""),
    ("cp312-cp312-win_amd64", WINDOWS, "3.12"),
    ("cp312-cp312-win32", WINDOWS, ""),
    ("py2.py3-none-any", WINDOWS, "3.11 3.12 3.14"),
]


@pytest.mark.slow
@pytest.mark.parametrize("platform", [WINDOWS, X64, ARM64], ids=lambda platform: platform.name)
def test_the_wheels_taken_are_those_that_run_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: Any
) -> None:
    """By any one of their tags: PEP 600 for the C library."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    offline(monkeypatch, shelf)
    wheels = {
        made_wheel(shelf, f"w{n}", "1", tag=tag): pythons.split()
        for n, (tag, where, pythons) in enumerate(TAKEN)
        if where == platform
    }
    for python in ("3.11", "3.14"):
        taken = {wheel for wheel, pythons in wheels.items() if python in pythons}
        assert set(bundling.fitting(shelf, platform, python)) == taken
        monkeypatch.setattr(bundling, "pinned", lambda taken=taken: map(pin_of, taken))
        bundling.fetch(tmp_path / python, platform, python)
        assert {path.name for path in (tmp_path / python).glob("*")} == {wheel.name for wheel in taken}
    never = next(wheel for wheel, pythons in wheels.items() if not pythons)
    monkeypatch.setattr(bundling, "pinned", lambda: [pin_of(never)])
    with pytest.raises(bundling.BundleError):
        bundling.fetch(tmp_path / "refused", platform, "3.11")


def test_a_wheel_of_another_digest_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = made_wheel(tmp_path, "click", "8.5")
    pin = pin_of(wheel)
    made_wheel(tmp_path, "click", "8.5", "evil")
    offline(monkeypatch, tmp_path)
    monkeypatch.setattr(bundling, "pinned", lambda: [pin])
    with pytest.raises(bundling.BundleError, match="HASH"):
        bundling.fetch(tmp_path / "wheels", X64, "3.11")


def test_what_the_lock_lacks_is_said(tmp_path: Path) -> None:
    root = bundling.read_wheel(made_wheel(tmp_path, "gongkai", "1.0", "click>=9", "newcomer"))
    made_wheel(tmp_path, "click", "8.5")
    with pytest.raises(
        bundling.BundleError, match=r"bundle.txt lacks.*: click>=9, newcomer; run `make lock`"
    ):
        bundling.gather(root, tmp_path, X64, "3.11")


@pytest.mark.slow
def test_a_target_gets_what_it_needs_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this computer is: a package for Windows alone is in the bundle for Windows alone."""
    shelf, folder = tmp_path / "shelf", tmp_path / "wheels"
    shelf.mkdir()
    requires = ("click>=8", 'colour; sys_platform == "win32"', "lxml")
    root = bundling.read_wheel(made_wheel(tmp_path, "gongkai", "1.0", *requires))
    click, pip = (made_wheel(shelf, name, "8.5") for name in ("click", "pip"))
    colour = made_wheel(shelf, "colour", "1.0")
    lxml = [
        made_wheel(shelf, "lxml", "6", tag=f"cp311-abi3-{tag}") for tag in ("manylinux1_x86_64", "win_amd64")
    ]
    marked = pin_of(colour, marker='; sys_platform == "win32"')
    pins = [pin_of(click), pin_of(pip), marked, pin_of(*lxml)]
    offline(monkeypatch, shelf)
    monkeypatch.setattr(bundling, "pinned", lambda: pins)
    for platform, names in ((X64, {"click", "lxml"}), (WINDOWS, {"click", "lxml", "colour"})):
        bundling.fetch(folder, platform, "3.11")
        for path in shelf.glob("*.whl"):
            if (folder / path.name).exists():
                path.unlink()
        bundling.fetch(folder, platform, "3.12")  # all of it is in the folder
        assert set(bundling.gather(root, folder, platform, "3.12")) == {"gongkai", *names}


def test_the_batch_file_is_safe_in_gbk() -> None:
    text = (OFFLINE / "install.bat").read_text(encoding="utf-8")
    content = bundling.as_batch(text)
    assert content.decode("gbk") == text.replace("\n", "\r\n")
    special = set(b'|^\\%&<>"!')
    trailing = {character: character.encode("gbk")[1] for character in text if ord(character) > 127}
    assert not {c for c, second in trailing.items() if second in special}, (
        "cmd may take the second byte for its own"
    )
    lines = text.splitlines()
    assert all(len(line.encode("gbk")) < 160 for line in lines)
    for label in (line.split()[-1] for line in lines if "goto " in line):
        assert f":{label}" in lines


def test_the_batch_file_asks_to_unpack_before_anything_else() -> None:
    """Double-clicked inside the zip, it is alone in a temporary folder."""
    lines = (OFFLINE / "install.bat").read_text(encoding="utf-8").splitlines()
    [check] = [n for n, line in enumerate(lines) if line == 'if not exist "%~dp0install.py" goto packed']
    assert not any("py" in line for line in lines[2:check] if not line.startswith("rem")), (
        "before Python is looked for"
    )
    said = lines[lines.index(":packed") + 1]
    assert said.startswith("echo 错误：请先把压缩包整个解压到一个文件夹，再双击")
    assert "goto end" in lines[lines.index(":packed") : lines.index(":missing")]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_guide_is_filled_in_and_fits_a_page(place: int) -> None:
    platform = bundling.PLATFORMS[place]
    text = bundling.guide(platform, "9.9", ("3.11", "3.14"))
    assert "【" not in text
    assert "gongkai 9.9" in text
    assert ("install.bat" in text) == platform.windows
    assert ("glibc 2.17" in text) != platform.windows
    assert "gongkai completion install" in text
    assert len(text.splitlines()) <= 60
    content = bundling.as_notepad(text)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == text.count("\n")


def test_the_shell_script_is_plain_posix() -> None:
    content = (OFFLINE / "install.sh").read_bytes()
    assert content.startswith(b"#!/bin/sh\n")
    assert b"\r" not in content
    assert b"[[" not in content


def test_scripts_name_the_pythons_that_are_packed() -> None:
    for name in ("install.sh", "install.bat"):
        text = (OFFLINE / name).read_text(encoding="utf-8")
        assert all(python in text for python in bundling.PYTHONS), name
        assert f"{bundling.PYTHONS[0]} 至 {bundling.PYTHONS[-1]}" in text, name
