"""Components that only some users need."""

from __future__ import annotations

from importlib.util import find_spec


def how_to_add(extra: str) -> str:
    """What to do where the component that an extra brings is missing."""
    if find_spec("pip") is None:  # as after an offline installation
        return f"请用新的离线安装包重新安装 gongkai，或者另装 gongkai[{extra}]"
    return f'请运行 pip install "gongkai[{extra}]"'  # quoted so for cmd too
