"""Old formats (.doc, .wps, .xls, .et) made into new ones by LibreOffice, where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import Any

from gongkai.base.system import reason
from gongkai.base.temporary import scratch
from gongkai.office.kinds import content_of
from gongkai.office.limits import UnreadableFile

_SECONDS = 120
_SECONDS_TO_END = 10
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
# No macro of the file is to run and no address in it to be asked, whatever the user's own LibreOffice allows. Links
# are blocked by where they come from; a .doc doesn't say where, so what goes out is sent to a proxy that isn't there.
# Dates are in the system's own form, which is the Chinese one.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop>
</item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop>
</item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetFTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetFTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop>
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
    save_as = f"请在 Word 或 WPS 里另存为 .{new} 后再试"
    if program is None:
        raise UnreadableFile(
            f"是旧格式（.doc、.wps、.xls、.et 一类），本机没有装 LibreOffice，读不了；{save_as}"
        )
    with scratch("convert") as folder:
        source, target = os.path.join(folder, f"form.{old}"), os.path.join(folder, "out")
        with open(source, "wb") as file:
            file.write(content)
        options = ["--headless", "--norestore", "--convert-to", new, "--outdir", target, source]
        try:
            _run([program, f"-env:UserInstallation={_profile(folder)}", *options])
        except subprocess.TimeoutExpired:
            raise UnreadableFile(
                f"LibreOffice 转换用时过长（超过 {_SECONDS} 秒），已经停止，没有读；{save_as}"
            ) from None
        except OSError as error:
            raise UnreadableFile(f"LibreOffice 启动不了（{reason(error)}）；{save_as}") from None
        made = os.path.join(target, f"form.{new}")
        if not os.path.exists(made):
            raise UnreadableFile(f"LibreOffice 打不开这个文件（可能加了密码或已损坏）；{save_as}")
        return content_of(made)


def _profile(folder: str) -> str:
    """The address of a profile of its own, with our settings in it."""
    profile = os.path.join(folder, "profile")
    os.makedirs(os.path.join(profile, "user"))
    with open(os.path.join(profile, "user", "registrymodifications.xcu"), "w", encoding="utf-8") as file:
        file.write(_SETTINGS)
    return "file:///" + profile.replace(os.sep, "/").lstrip("/")


def _run(command: list[str]) -> None:
    """Run to its end, or to the end of its time; whatever it has started ends with it.

    The program that is called is only a launcher: ended alone, it would leave the one that works behind.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **_of_its_own(),
    ) as process:
        try:
            if process.wait(_SECONDS) != 0:
                _end_all(process.pid)
        except BaseException:  # its time is over, or Ctrl-C, which doesn't reach it
            _end_all(process.pid)
            raise


def _of_its_own() -> dict[str, Any]:
    """How a program is started in a group of its own."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _end_all(leader: int) -> None:
    """End a program and all that it has started, and wait until they have ended: they write to the profile."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(leader)], capture_output=True, check=False)
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(leader, 0)
        until = time.monotonic() + _SECONDS_TO_END
        while time.monotonic() < until:
            os.killpg(leader, 0)
            time.sleep(0.02)
