"""The project's scripts, as modules."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

from conftest import ROOT


def script(path: str) -> ModuleType:
    """The script at `path` in the project, imported once."""
    name = "gongkai_script_" + path.replace("/", "_").removesuffix(".py")
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, ROOT / path)
        assert spec and spec.loader
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]
