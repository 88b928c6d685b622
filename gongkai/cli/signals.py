"""Told to stop (its window is closed, the system shuts down), the program stops as it does at Ctrl-C: tidied up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

# On Windows a closed window comes as SIGBREAK; there the system may end the program before it has tidied up.
_SIGNALS = [
    found for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if (found := getattr(signal, name, None)) is not None
]


@contextmanager
def in_order() -> Iterator[None]:
    """Within the block such a signal is a KeyboardInterrupt, unless it is ignored (nohup) or taken already."""
    changed = []
    with suppress(ValueError):  # not in the main thread: signals don't come here
        for number in _SIGNALS:
            if signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, _stop)
                changed.append(number)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # another one must not break off the tidying up
    raise KeyboardInterrupt
