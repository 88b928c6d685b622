"""Which files are still as the program wrote them: known by a digest kept when a file was written."""

from __future__ import annotations

import contextlib
import os
from functools import partial
from hashlib import sha256

from gongkai.base.files import is_stream, make_folder
from gongkai.base.temporary import write_whole

_MOST = 1_000_000  # bytes: some fifteen thousand files


class Ours:
    """The digests, in a file of the user's at `path`.

    Each line is one digest of a file's place and content together. Whatever is wrong with a line or with the whole
    file, what isn't found in it counts as a person's; several programs may add to it at once.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def add(self, place: str, digest: bytes) -> None:
        """Keep that a content with this digest is written at a place. Where that can't be kept, it isn't."""
        if is_stream(self._path):
            return  # somebody would have to read it
        with contextlib.suppress(OSError):
            make_folder(os.path.dirname(self._path))
            with open(self._path, "ab", buffering=0, opener=partial(os.open, mode=0o600)) as file:
                file.write(b"\n" + _mark(place, digest))  # the line break first: a line before may be torn
                grown = file.tell()
            if grown > _MOST:
                marks = self._marks()  # the oldest half is forgotten
                write_whole(self._path, b"\n".join(marks[len(marks) // 2 :]))

    def has(self, place: str, digest: bytes) -> bool:
        """Whether the program wrote such a content at this place."""
        return _mark(place, digest) in self._marks()

    def _marks(self) -> list[bytes]:
        if is_stream(self._path):
            return []
        try:
            with open(self._path, "rb") as file:
                return file.read(2 * _MOST).split()
        except OSError:
            return []


def _mark(place: str, digest: bytes) -> bytes:
    folder, name = os.path.split(os.path.abspath(place))
    named = os.path.normcase(os.path.join(os.path.realpath(folder), name))
    return sha256(os.fsencode(named) + b"\0" + digest).hexdigest().encode()
