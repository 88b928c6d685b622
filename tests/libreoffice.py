"""LibreOffice, where it is installed: what it makes of a file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")


def saved_as(form: str, folder: Path, *sources: Path, options: Sequence[str] = ()) -> str:
    """Have files opened and saved in a folder in another format, or in their own; what LibreOffice complains of."""
    profile = f"-env:UserInstallation={(sources[0].parent / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", *options, "--convert-to", form, "--outdir", str(folder)]
    done = subprocess.run(
        [*command, *map(str, sources)], capture_output=True, text=True, timeout=300, check=True
    )
    return done.stderr
