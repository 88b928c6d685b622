"""What goes into an offline bundle: markers of the target, digests, encodings. Without network."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
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
    return path


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


def test_glibc_is_the_newest_that_any_wheel_asks_for() -> None:
    old = "a-1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl"
    new = "b-1-cp311-cp311-manylinux_2_28_x86_64.whl"
    assert bundling.glibc_needed(["c-1-py3-none-any.whl"]) is None
    assert bundling.glibc_needed([old]) == (2, 17)
    assert bundling.glibc_needed([old, new]) == (2, 28)


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
    text = bundling.guide(platform, "9.9", ("3.11", "3.14"), None if platform.windows else (2, 17))
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
