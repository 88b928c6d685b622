"""Where the store and the plan are, unless an option or an environment variable says otherwise."""

from __future__ import annotations

import os
import sys

PLAN_FILE = "tasks_2019.yaml"


def default_database() -> str:
    """`gongkai.db` in the user's data folder."""
    return os.path.join(data_folder(), "gongkai.db")


def data_folder() -> str:
    """Where the user's store is, and what the program remembers for the user."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        base = xdg_folder("XDG_DATA_HOME", "~/.local/share")
    return os.path.join(base, "gongkai")


def xdg_folder(variable: str, usual: str) -> str:
    """The folder that an environment variable names, or else the usual one. A path that isn't whole doesn't count, as
    the XDG Base Directory Specification has it: in each folder where a command is run it would be another record."""
    named = os.environ.get(variable, "")
    return named if os.path.isabs(named) else os.path.expanduser(usual)


def unsaved_folder() -> str:
    """Where what was typed is kept until it is saved: beside the default store, whichever store is in use."""
    return os.path.join(os.path.dirname(default_database()), "unsaved")


def default_plan() -> str:
    """The plan that comes with the program: inside the package when installed, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "data", PLAN_FILE)
    if os.path.exists(installed):
        return installed
    return os.path.join(os.path.dirname(package), "data", PLAN_FILE)


_NETWORK_SYSTEMS = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "davfs", "fuse.davfs2")
)


def on_network_drive(path: str) -> bool:
    """Whether a file lies on a network drive, where SQLite's locks can't be relied on. When in doubt, no."""
    path = os.path.abspath(path)
    if sys.platform == "win32":
        return path.startswith("\\\\") or _is_remote_drive(path[:3])
    try:
        with open("/proc/mounts", encoding="utf-8", errors="replace") as mounts:
            found = [line.split(" ")[1:3] for line in mounts]
    except OSError:
        return False
    best, system = "", ""
    for point, kind in found:
        point = point.replace("\\040", " ")
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, system = point, kind
    return system in _NETWORK_SYSTEMS


def _is_remote_drive(root: str) -> bool:
    import ctypes

    remote = 4  # DRIVE_REMOTE of GetDriveType
    return bool(getattr(ctypes, "windll").kernel32.GetDriveTypeW(root) == remote)  # noqa: B009
