"""Build the offline bundles: one zip a platform, with everything that an installation without network needs.

    python scripts/bundle.py [--platform linux-x64] [--python 3.11] [--out dist]

A zip holds the wheels of gongkai and of all that it depends on, requirements.txt with their digests, pip itself,
an installer, a page that says how to install, and the documentation. Which versions, requirements/bundle.txt says
(scripts/lock.py); their digests are verified. Building needs the network and the packages `build` and `packaging`
(both in the `test` extra); installing needs only Python.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from email.parser import HeaderParser
from itertools import product
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
OFFLINE = ROOT / "scripts" / "offline"
LOCK = ROOT / "requirements" / "bundle.txt"

# The Pythons whose wheels go in. One more is one more entry, as soon as every dependency has wheels for it.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")

# Nothing can be added later without network: a clerk's computer may be pointed at the district's server, and
# a district's office may have its plan as a PDF.
EXTRAS = ("draft", "postgres")


# The C library that platform tags from before PEP 600 ask for.
LEGACY_TAGS = {"manylinux2014": (2, 17), "manylinux2010": (2, 12), "manylinux1": (2, 5)}

# The oldest C library that any wheel asks for on a machine, by PEP 600.
OLDEST_GLIBC = {"x86_64": (2, 5), "aarch64": (2, 17)}


class Platform(NamedTuple):
    """What a bundle is for: the C library there (Linux only), and how Python describes itself there."""

    name: str
    words: str
    glibc: tuple[int, int] | None
    machine: str
    sys_platform: str
    system: str
    os_name: str

    @property
    def windows(self) -> bool:
        return self.sys_platform == "win32"

    def tags(self) -> list[str]:
        """The platform tags of the wheels that run there, the newest first. Any one of a wheel's tags is enough."""
        if self.glibc is None:
            return [f"win_{self.machine.lower()}"]
        legacy = {version: name for name, version in LEGACY_TAGS.items()}
        major, oldest = OLDEST_GLIBC[self.machine]
        names = []
        for minor in range(self.glibc[1], oldest - 1, -1):
            names += [f"manylinux_{major}_{minor}", *filter(None, [legacy.get((major, minor))])]
        return [f"{name}_{self.machine}" for name in names]

    def marker_environment(self, python: str) -> dict[str, str]:
        """What environment markers (`; sys_platform == "win32"`) see there."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.0",
            "os_name": self.os_name,
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": self.system,
            "platform_version": "",
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": self.sys_platform,
        }


def _linux(name: str, words: str, machine: str) -> Platform:
    return Platform(name, words, (2, 17), machine, sys_platform="linux", system="Linux", os_name="posix")


PLATFORMS = (
    Platform(
        "windows-x64",
        "Windows 10、11（64 位）",
        None,
        "AMD64",
        sys_platform="win32",
        system="Windows",
        os_name="nt",
    ),
    _linux("linux-x64", "银河麒麟、统信 UOS 等 Linux（x86-64，如海光、兆芯、英特尔）", "x86_64"),
    _linux("linux-arm64", "银河麒麟、统信 UOS 等 Linux（ARM64，如飞腾、鲲鹏）", "aarch64"),
)


class BundleError(Exception):
    """A bundle can't be built; the message says why."""


class Wheel(NamedTuple):
    path: Path
    name: str
    version: str
    requires: tuple[Requirement, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def read_wheel(path: Path) -> Wheel:
    """A wheel's name, version and requirements, from the wheel itself."""
    name, version, _, _ = parse_wheel_filename(path.name)
    with zipfile.ZipFile(path) as archive:
        [metadata] = [one for one in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", one)]
        headers = HeaderParser().parsestr(archive.read(metadata).decode("utf-8"))
    requires = tuple(Requirement(line) for line in headers.get_all("Requires-Dist", []))
    return Wheel(path, str(name), str(version), requires)


class Pin(NamedTuple):
    """A line of the lock: one release, where it is needed, and the digests of all its files."""

    requirement: Requirement
    digests: tuple[str, ...]

    def __str__(self) -> str:
        """As pip reads it. Without the marker, which pip judges by the Python it runs on."""
        release = f"{self.requirement.name}{self.requirement.specifier}"
        return " ".join([release, *(f"--hash=sha256:{digest}" for digest in self.digests)])

    @property
    def release(self) -> tuple[str, Version]:
        """Name and version, as in the file name of its wheel."""
        [pin] = self.requirement.specifier
        return canonicalize_name(self.requirement.name), Version(pin.version)

    def is_for(self, environment: dict[str, str]) -> bool:
        """Whether it may be needed in an environment."""
        return self.requirement.marker is None or self.requirement.marker.evaluate(environment)


def pinned() -> list[Pin]:
    """What requirements/bundle.txt says."""
    text = re.sub(r"^#.*\n|\\\n", "", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    pins = []
    for line in text.splitlines():
        requirement, *digests = re.split(r"\s+--hash=sha256:", line.strip())
        pins.append(Pin(Requirement(requirement), tuple(digests)))
    return pins


def closure(
    root: Wheel, wheels: Mapping[str, Wheel], environment: dict[str, str], extras: Iterable[str] = EXTRAS
) -> tuple[set[str], list[Requirement]]:
    """The names that `root` needs in an environment, itself included, and the requirements that no wheel meets.

    pip evaluates markers for the Python it runs on, not for the platform it downloads for: a package that only
    Windows needs would be missing from a bundle built on Linux. So they are evaluated here.
    """
    needed = {root.name}
    missing: dict[str, Requirement] = {}
    waiting = [(root, extra) for extra in ("", *extras)]
    seen = {(wheel.name, extra) for wheel, extra in waiting}
    while waiting:
        wheel, extra = waiting.pop()
        for requirement in wheel.requires:
            marker = requirement.marker
            if marker is not None and not marker.evaluate({**environment, "extra": extra}):
                continue
            found = wheels.get(canonicalize_name(requirement.name))
            if found is None or not requirement.specifier.contains(found.version, prereleases=True):
                missing[str(requirement)] = requirement
                continue
            needed.add(found.name)
            for further in ("", *requirement.extras):
                if (found.name, further) not in seen:
                    seen.add((found.name, further))
                    waiting.append((found, further))
    return needed, list(missing.values())


def fits(wheel: str, platform: Platform, python: str) -> bool:
    """Whether a wheel, by its file name, runs on a platform with a Python: any one of its tags is enough."""
    version, interpreter = [int(part) for part in python.split(".")], f"cp{python.replace('.', '')}"
    names = platform.tags()
    runs = {*cpython_tags(version, [interpreter], names), *compatible_tags(version, interpreter, names)}
    return not runs.isdisjoint(parse_wheel_filename(wheel)[3])


def fetch(folder: Path, platform: Platform, python: str) -> None:
    """Fetch what the lock says for a platform and a Python, digests verified; what is in the folder serves again."""
    environment = platform.marker_environment(python)
    there = {parse_wheel_filename(path.name)[:2] for path in fitting(folder, platform, python)}
    pins = [pin for pin in pinned() if pin.is_for(environment) and pin.release not in there]
    if not pins:
        return
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download", "--no-deps"]
    command += ["--only-binary=:all:", "--implementation=cp", f"--python-version={python}"]
    command += [f"--platform={tag}" for tag in platform.tags()]
    with tempfile.TemporaryDirectory() as temporary:
        asked = Path(temporary) / "requirements.txt"
        asked.write_text("".join(f"{pin}\n" for pin in pins), encoding="utf-8")
        command += ["--require-hashes", "--dest", str(folder), "-r", str(asked)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise BundleError(
            f"pip could not fetch the wheels for {platform.name}, Python {python}:\n{done.stderr.strip()}"
        )


def fitting(folder: Path, platform: Platform, python: str) -> list[Path]:
    """The wheels in a folder that run on a platform with a Python."""
    return [path for path in sorted(folder.glob("*.whl")) if fits(path.name, platform, python)]


def gather(root: Wheel, folder: Path, platform: Platform, python: str) -> dict[str, Wheel]:
    """The wheels that gongkai needs on a platform with a Python, by name, gongkai's own included."""
    found = map(read_wheel, fitting(folder, platform, python))
    wheels = {wheel.name: wheel for wheel in found} | {root.name: root}
    needed, missing = closure(root, wheels, platform.marker_environment(python))
    if missing:
        lacking = ", ".join(sorted(map(str, missing)))
        raise BundleError(
            f"{LOCK.name} lacks, for {platform.name}, Python {python}: {lacking}; run `make lock`"
        )
    return {name: wheels[name] for name in needed}


def requirements_text(chosen: Mapping[str, Mapping[str, Wheel]]) -> str:
    """requirements.txt with digests: `chosen` gives the wheels for each Python. Markers where the Pythons differ."""
    pythons: dict[tuple[str, str], list[str]] = {}
    digests: dict[tuple[str, str], set[str]] = {}
    for python, wheels in chosen.items():
        for wheel in wheels.values():
            pythons.setdefault((wheel.name, wheel.version), []).append(python)
            digests.setdefault((wheel.name, wheel.version), set()).add(wheel.digest)
    lines = []
    for (name, version), where in sorted(pythons.items()):
        marker = ""
        if len(where) < len(chosen):
            marker = " ; " + " or ".join(f'python_version == "{python}"' for python in where)
        hashes = "".join(f" \\\n    --hash=sha256:{digest}" for digest in sorted(digests[name, version]))
        lines.append(f"{name}=={version}{marker}{hashes}\n")
    return "".join(lines)


def as_notepad(text: str) -> bytes:
    """A page that Notepad shows rightly on any Windows."""
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8")


def as_batch(text: str) -> bytes:
    """A batch file that a Chinese Windows reads rightly."""
    return text.replace("\n", "\r\n").encode("gbk")


def guide(platform: Platform, version: str, pythons: tuple[str, ...]) -> str:
    """安装说明 for a platform."""
    kind = "windows" if platform.windows else "linux"
    text = (OFFLINE / f"安装说明-{kind}.txt").read_text(encoding="utf-8")
    values = {
        "版本": version,
        "系统": platform.words,
        "最低": pythons[0],
        "最高": pythons[-1],
        "glibc": ".".join(map(str, platform.glibc or ())),
    }
    return re.sub(r"【(\w+)】", lambda match: values[match[1]], text)


def bundle(platform: Platform, root: Wheel, folder: Path, pythons: tuple[str, ...], out: Path) -> Path:
    """Build one platform's zip in `out`, of gongkai's own wheel and those in `folder`, and return its path."""
    chosen = {python: gather(root, folder, platform, python) for python in pythons}
    # A computer's Python may come without pip (Debian's and UOS's do).
    [pip] = folder.glob("pip-*.whl")
    wheels = {wheel.path.name: wheel.path for each in chosen.values() for wheel in each.values()}
    files: dict[str, bytes] = {f"wheels/{name}": path.read_bytes() for name, path in sorted(wheels.items())}
    files[f"tools/{pip.name}"] = pip.read_bytes()
    files["requirements.txt"] = requirements_text(chosen).encode()
    files["install.py"] = (OFFLINE / "install.py").read_bytes()
    files["bundle.txt"] = f"{root.version}\n{platform.machine}\n{' '.join(pythons)}\n".encode()
    if platform.windows:
        files["install.bat"] = as_batch((OFFLINE / "install.bat").read_text(encoding="utf-8"))
    else:
        files["install.sh"] = (OFFLINE / "install.sh").read_bytes()
    files["安装说明.txt"] = as_notepad(guide(platform, root.version, pythons))
    for page in sorted((ROOT / "docs").glob("*.*")):
        plain = platform.windows and page.suffix != ".yaml"
        files[f"说明/{page.name}"] = (
            as_notepad(page.read_text(encoding="utf-8")) if plain else page.read_bytes()
        )
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())
    )
    files["SHA256SUMS"] = sums.encode()
    path = out / f"gongkai-{root.version}-{platform.name}.zip"
    _write_zip(path, path.stem, files)
    return path


def _write_zip(path: Path, folder: str, files: Mapping[str, bytes]) -> None:
    moment = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()))[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}", moment)
            # Wheels are compressed already.
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            entry.create_system = 3  # so that the permissions count
            entry.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            archive.writestr(entry, content)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    Path(f"{path}.sha256").write_text(f"{digest}  {path.name}\n", encoding="utf-8", newline="\n")


def build_wheel(folder: Path, tools: Path) -> Wheel:
    """gongkai's own wheel, from this checkout, built with the tools in a folder."""
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    only = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tools), "PIP_CONFIG_FILE": os.devnull}
    done = subprocess.run(command, env=os.environ | only, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise BundleError(f"gongkai's own wheel could not be built:\n{done.stdout}{done.stderr}")
    [path] = folder.glob("gongkai-*.whl")
    return read_wheel(path)


def build_all(platforms: Sequence[Platform], pythons: tuple[str, ...], out: Path) -> list[Path]:
    """Build the zips in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        wheels = scratch / "wheels"
        for platform, python in product(platforms, pythons):
            fetch(wheels, platform, python)
        root = build_wheel(scratch / "own", wheels)
        return [bundle(platform, root, wheels, pythons, out) for platform in platforms]


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the offline bundles, one zip a platform.")
    names = [platform.name for platform in PLATFORMS]
    parser.add_argument("--platform", action="append", choices=names, help="only this one (may be repeated)")
    parser.add_argument("--python", action="append", choices=PYTHONS, help="only this one (may be repeated)")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where to (default: dist)")
    parser.add_argument("--fetch", type=Path, metavar="FOLDER", help="only fetch the wheels into a folder")
    asked = parser.parse_args()
    platforms = [one for one in PLATFORMS if not asked.platform or one.name in asked.platform]
    pythons = tuple(one for one in PYTHONS if not asked.python or one in asked.python)
    try:
        if asked.fetch:
            for platform, python in product(platforms, pythons):
                fetch(asked.fetch, platform, python)
            return 0
        for path in build_all(platforms, pythons, asked.out):
            print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    except BundleError as error:
        print(f"bundle: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
