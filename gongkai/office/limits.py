"""How much of a file is read: more than a form, a table of records or a plan needs, and little enough for any computer.

Sizes are looked at before anything is unpacked, and counted while reading; what is too much is named.
"""

from __future__ import annotations

from gongkai.base.problems import GongkaiError

MOST_FILE = 50 * 1024 * 1024  # bytes

# Of an office file, which is a zip archive: its parts, one part unpacked, all parts read.
MOST_PARTS = 5000
MOST_PART = 20 * 1024 * 1024
MOST_READ = 40 * 1024 * 1024
# In all the parts that are read: what is built of them takes a hundred bytes a tag and more.
MOST_TAGS = 1_000_000

MOST_COLUMNS = 200
BEYOND = f"第 {MOST_COLUMNS} 列以后写有文字，没有读"
# More than Excel allows in a cell, and more than a whole district's answers.
MOST_IN_A_CELL = 32_767
MOST_CELLS = 200_000
MOST_SPREAD = 20_000  # cells that a merged one covers
MOST_TEXT = 4_000_000

# Of a PDF: its pages, the characters and lines on one of them, the instructions that draw it (bytes), all that is
# unpacked, and of that what the library unpacks byte by byte.
MOST_PAGES = 300
MOST_ON_A_PAGE = 20_000
MOST_DRAWING = 4 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_UNPACKED_SLOWLY = 10 * 1024 * 1024

NOT_LIKE = "不像填报表或方案"
CHECK = "请核对是不是发错了文件"


class UnreadableFile(GongkaiError):
    """A file can't be read; the message says why and what to do, without the file's name."""


class Limits:
    """What has been read of a file so far. UnreadableFile where it is too much."""

    def __init__(self) -> None:
        self.cells = 0
        self.characters = 0

    def add(self, place: str, length: int, cells: int = 1) -> None:
        """Count cells that hold a text of a length each."""
        if length > MOST_IN_A_CELL:
            raise UnreadableFile(
                f"{place}有 {length} 个字，超过一格最多的 {MOST_IN_A_CELL} 个，{NOT_LIKE}，没有读；请核对这一格"
            )
        if cells > MOST_SPREAD:
            raise UnreadableFile(f"{place}占了 {cells} 格，{NOT_LIKE}，没有读；请核对这一格")
        self.cells += cells
        self.characters += length * cells
        if self.cells > MOST_CELLS:
            raise UnreadableFile(f"内容过多（超过 {MOST_CELLS} 格），{NOT_LIKE}，没有读；{CHECK}")
        if self.characters > MOST_TEXT:
            raise UnreadableFile(f"内容过多（超过 {MOST_TEXT // 10_000} 万字），{NOT_LIKE}，没有读；{CHECK}")
