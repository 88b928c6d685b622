"""Old formats (.doc, .wps, .xls, .et) made into new ones by LibreOffice, where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile

from gongkai.forms.package import FormFileError

_SECONDS = 120
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
# No macro of the file is to run, whatever the user's own LibreOffice allows.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""


def office_program() -> str | None:
    """LibreOffice's program; None where it isn't installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if os.path.exists(place)), None)


def converted(content: bytes, old: str, new: str) -> bytes:
    """The content of a file in an old format (doc, xls, odt, ods) as a new one (docx, xlsx)."""
    program = office_program()
    if program is None:
        raise FormFileError(
            f"是旧格式（.doc、.wps、.xls、.et 一类），本机没有装 LibreOffice，读不了；请在 Word 或 WPS 里另存为 .{new} 后再收"
        )
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        source = os.path.join(folder, f"form.{old}")
        profile = os.path.join(folder, "profile")
        os.makedirs(os.path.join(profile, "user"))
        with open(os.path.join(profile, "user", "registrymodifications.xcu"), "w", encoding="utf-8") as file:
            file.write(_SETTINGS)
        with open(source, "wb") as file:
            file.write(content)
        address = "file:///" + profile.replace(os.sep, "/").lstrip("/")
        target = os.path.join(folder, "out")
        command = [
            program,
            f"-env:UserInstallation={address}",
            "--headless",
            "--norestore",
            "--convert-to",
            new,
        ]
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                [*command, "--outdir", target, source],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=False,
            )
        made = os.path.join(target, f"form.{new}")
        if not os.path.exists(made):
            raise FormFileError(
                f"LibreOffice 打不开这个文件（可能加了密码或已损坏）；请在 Word 或 WPS 里另存为 .{new} 后再收"
            )
        with open(made, "rb") as file:
            return file.read()
