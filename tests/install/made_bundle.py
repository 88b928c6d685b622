"""An unpacked bundle in small: the installer as it is, the pip that is here, and one wheel that stands for gongkai."""

from __future__ import annotations

import hashlib
import platform
import sys
import zipfile
from pathlib import Path

import pip
from conftest import ROOT

OFFLINE = ROOT / "scripts" / "offline"
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"

WORKS = """
import os, time
def main():
    time.sleep(float(os.environ.get("STANDS_STILL", "0")))
    print("gongkai {version}")
"""
CRASHES = """
def main():
    raise SystemExit("程序坏了")
"""


def made_bundle(folder: Path, version: str = "1.0", program: str = WORKS) -> Path:
    """A bundle in `folder` whose program says its version."""
    for name in ("wheels", "tools/pip-0"):
        (folder / name).mkdir(parents=True)
    (folder / "tools" / "pip-0" / "pip").symlink_to(Path(pip.__file__).parent)
    for name in ("install.py", "install.sh"):
        (folder / name).write_bytes((OFFLINE / name).read_bytes())
    (folder / "bundle.txt").write_text(f"{version}\n{platform.machine()}\n{PYTHON}\n", encoding="utf-8")
    wheel = f"gongkai-{version}-py3-none-any.whl"
    info = f"gongkai-{version}.dist-info"
    with zipfile.ZipFile(folder / "wheels" / wheel, "w") as archive:
        archive.writestr("gongkai.py", program.replace("{version}", version))
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: gongkai\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/entry_points.txt", "[console_scripts]\ngongkai = gongkai:main\n")
        archive.writestr(f"{info}/RECORD", "")
    digest = hashlib.sha256((folder / "wheels" / wheel).read_bytes()).hexdigest()
    (folder / "requirements.txt").write_text(f"gongkai=={version} --hash=sha256:{digest}\n", encoding="utf-8")
    (folder / "SHA256SUMS").write_text(f"{digest}  wheels/{wheel}\n", encoding="utf-8")
    return folder
