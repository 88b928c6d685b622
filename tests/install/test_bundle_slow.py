"""The bundles as built, and an installation from this computer's without network."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from packaging.utils import parse_wheel_filename
from project_scripts import script

bundling = script("scripts/bundle.py")

pytestmark = pytest.mark.slow

HERE = {"x86_64": "linux-x64", "aarch64": "linux-arm64"}


@pytest.fixture(scope="module")
def zips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The bundles for Windows and for this computer, for all Pythons."""
    ours = HERE[platform.machine()]
    platforms = [one for one in bundling.PLATFORMS if one.name in ("windows-x64", ours)]
    paths = bundling.build_all(platforms, bundling.PYTHONS, tmp_path_factory.mktemp("dist"))
    return {one.name: path for one, path in zip(platforms, paths, strict=True)}


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {name.split("/")[0] for name in names} == {path.stem}
        return {name.split("/", 1)[1]: archive.read(name) for name in names}


@pytest.mark.parametrize("target", ["windows", "here"])
def test_every_wheel_fits_its_platform(zips: dict[str, Path], target: str) -> None:
    name = "windows-x64" if target == "windows" else HERE[platform.machine()]
    [plat] = [one for one in bundling.PLATFORMS if one.name == name]
    files = contents(zips[name])
    wheels = [one.removeprefix("wheels/") for one in files if one.startswith("wheels/")]
    assert all(one.endswith(".whl") for one in wheels), "no source distribution"
    for python in bundling.PYTHONS:
        fitting = [wheel for wheel in wheels if bundling.fits(wheel, plat, python)]
        found = {str(parse_wheel_filename(wheel)[0]) for wheel in fitting}
        assert len(found) == len(fitting), "one wheel a package"
        assert {"gongkai", "pydantic-core", "lxml", "pyyaml", "click"} <= found, python
        assert {"psycopg-binary", "pdfplumber", "pypdfium2", "pillow", "cryptography"} <= found, python
    for wheel in wheels:
        assert any(bundling.fits(wheel, plat, python) for python in bundling.PYTHONS), wheel
    if not plat.windows:
        assert "glibc 2.17 以上" in files["安装说明.txt"].decode("utf-8-sig")


@pytest.mark.parametrize("target", ["windows", "here"])
def test_digests_are_right_and_complete(zips: dict[str, Path], target: str) -> None:
    path = zips["windows-x64" if target == "windows" else HERE[platform.machine()]]
    files = contents(path)
    required = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", files["requirements.txt"].decode()))
    wheels = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name.startswith("wheels/")
    }
    assert required == set(wheels.values())
    sums = dict(reversed(line.split("  ", 1)) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(one).hexdigest() for name, one in files.items() if name != "SHA256SUMS"
    }
    said = Path(f"{path}.sha256").read_text(encoding="utf-8").split()
    assert said == [hashlib.sha256(path.read_bytes()).hexdigest(), path.name]


def test_the_windows_files_are_encoded_for_windows(zips: dict[str, Path]) -> None:
    files = contents(zips["windows-x64"])
    batch = files["install.bat"]
    assert "这台电脑上没有 Python" in batch.decode("gbk")
    assert batch.count(b"\n") == batch.count(b"\r\n") > 10
    guide = files["安装说明.txt"]
    assert guide.startswith(b"\xef\xbb\xbf")
    assert guide.count(b"\n") == guide.count(b"\r\n") > 10
    assert "install.sh" not in files
    pages = {name: content for name, content in files.items() if name.startswith("说明/")}
    assert {"说明/五分钟上手-经办人.md", "说明/方案示例.yaml", "说明/示例文件.txt"} <= set(pages)
    for name, page in pages.items():
        assert page.startswith(b"\xef\xbb\xbf") != name.endswith(".yaml"), name
    with zipfile.ZipFile(zips["windows-x64"]) as archive:
        [entry] = [one for one in archive.infolist() if one.filename.endswith("安装说明.txt")]
        assert entry.flag_bits & 0x800, "the name is marked as UTF-8"


def test_no_registry_is_named(zips: dict[str, Path]) -> None:
    for name, content in contents(zips["windows-x64"]).items():
        if not name.endswith(".whl"):
            assert b"://" not in content or name.startswith("说明/"), name


@pytest.mark.parametrize("python", bundling.PYTHONS)
@pytest.mark.parametrize("target", ["windows", "here"])
def test_pip_finds_all_it_needs_in_the_bundle(
    zips: dict[str, Path], tmp_path: Path, target: str, python: str
) -> None:
    path = zips["windows-x64" if target == "windows" else HERE[platform.machine()]]
    [plat] = [one for one in bundling.PLATFORMS if one.name in path.name]
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / path.stem
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--target", str(tmp_path / "nowhere")]
    command += [f"--platform={tag}" for tag in plat.tags()]
    command += ["--python-version", python, "--implementation", "cp", "--only-binary=:all:", "--no-index"]
    command += [
        "--find-links",
        str(folder / "wheels"),
        "--require-hashes",
        "-r",
        str(folder / "requirements.txt"),
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environment["PIP_CONFIG_FILE"] = os.devnull
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert "Would install" in done.stdout
    assert re.search(r"\bgongkai-\d", done.stdout)


def isolated() -> list[str]:
    """A command before another that takes the network away; none where this system doesn't let us."""
    for command in (["unshare", "-n"], ["unshare", "-rn"]):
        try:
            if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
                return command
        except FileNotFoundError:
            break
    return []


def made_up(file: Path) -> None:
    """A made-up plan as a PDF."""
    bench = str(ROOT / "bench")
    code = "from made_files import FORMATS; from made_up import made_plan; import sys; "
    code += "open(sys.argv[1], 'wb').write(FORMATS['.pdf'](made_plan(1)))"
    subprocess.run([sys.executable, "-c", code, str(file)], cwd=bench, check=True)


def test_installing_without_network(zips: dict[str, Path], tmp_path: Path) -> None:
    path = zips[HERE[platform.machine()]]
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    home = tmp_path / "家 目录"
    nowhere = "http://127.0.0.1:9"
    environment = {
        "HOME": str(home),
        "PATH": f"{home}/.local/bin:{os.defpath}:/usr/bin:/bin",
        "GONGKAI_PYTHON": sys._base_executable,  # type: ignore[attr-defined]
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "PIP_INDEX_URL": nowhere,
        "PIP_REQUIRE_VIRTUALENV": "0",
        "LANG": "C.UTF-8",
    }
    home.mkdir()

    def run(*command: str) -> str:
        done = subprocess.run(
            [*isolated(), *command],
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    script = str(tmp_path / path.stem / "install.sh")
    assert "√ 已装好 gongkai" in run("sh", script)
    listed = run("gongkai", "tasks", "--unit", "区司法局")
    assert "推进政府规章、规范性文件清理结果公开" in re.sub(r"\s", "", listed)
    where = run("sh", "-c", 'readlink -f "$(command -v gongkai)"').strip()
    environment_folder = home / ".local/share/gongkai/app/env-1"
    assert where == str(environment_folder / "bin" / "gongkai")
    python = str(environment_folder / "bin" / "python")
    assert ROOT.as_posix() not in run(python, "-c", "import gongkai; print(gongkai)")
    made_up(home / "方案.pdf")
    run("gongkai", "plan", "draft", "方案.pdf", "-o", "草稿.yaml")
    assert "tasks:" in (home / "草稿.yaml").read_text(encoding="utf-8")

    run("gongkai", "fill", "-u", "区司法局", "-t", "14", "--measure", "公布清单", "--on", "2019-07-18")
    assert "√ 已装好 gongkai" in run("sh", script), "a second time"
    assert "公布清单" in run("gongkai", "show", "14"), "what was recorded stays"
    assert "√ 已装好 gongkai" in run("sh", script, "--to", "另一处")
    assert (home / "另一处" / "bin" / "gongkai").exists()
