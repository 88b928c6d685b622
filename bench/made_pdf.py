"""A small PDF writer: paragraphs and one ruled table on as many pages as it takes, rows cut where a page ends.

Words are in a Chinese font that every reader has by name, so that nothing need be embedded.
"""

from __future__ import annotations

from collections.abc import Sequence

SIZE, LEADING, PAD, MARGIN = 10, 14, 5, 40
WIDTH, HEIGHT = 842, 420  # a low page, so that there are many ends of pages
Cell = tuple[int, int, int, str]  # line, column (-1: across), lines down, words


class _Pages:
    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = HEIGHT - MARGIN

    def turn(self) -> None:
        self.pages.append([])
        self.y = HEIGHT - MARGIN

    def text(self, x: float, y: float, words: str) -> None:
        if words:
            code = words.encode("utf-16-be").hex()
            self.pages[-1].append(f"BT /F {SIZE} Tf {x} {y} Td <{code}> Tj ET")

    def rule(self, x: float, y: float, to_x: float, to_y: float) -> None:
        self.pages[-1].append(f"0.5 w {x} {y} m {to_x} {to_y} l S")

    @property
    def room(self) -> int:
        """Lines left on the page."""
        return int((self.y - MARGIN) // LEADING)


def made_pdf(letter: Sequence[str], titles: Sequence[str], cells: Sequence[Cell]) -> bytes:
    pages = _Pages()
    for words in letter:
        for line in _wrapped(words, (WIDTH - 2 * MARGIN) // SIZE):
            if pages.room < 1:
                pages.turn()
            pages.y -= LEADING
            pages.text(MARGIN, pages.y, line)
    _table(pages, titles, cells)
    return _file(pages.pages)


def _wrapped(words: str, most: int) -> list[str]:
    lines = []
    for paragraph in words.split("\n"):
        rest = paragraph
        while len(rest) > most:
            # Signs that may not begin a line take the character before them along.
            cut = most - 1 if rest[most] in "、，。；：）" else most
            lines.append(rest[:cut])
            rest = rest[cut:]
        lines.append(rest)
    return lines


def _table(pages: _Pages, titles: Sequence[str], cells: Sequence[Cell]) -> None:
    narrow = {"序号": 4, "备注": 4, "完成时限": 8}
    wide = [narrow.get(title, 18 if title == "工作要求" else 9) * SIZE for title in titles]
    scale = (WIDTH - 2 * MARGIN) / sum(wide)
    edges = [float(MARGIN)]
    for width in wide:
        edges.append(edges[-1] + width * scale)
    _row(pages, edges, dict(enumerate(titles)), set())
    lines = max(line for line, _, _, _ in cells) + 1
    for line in range(lines):
        here = {column: words for at, column, _, words in cells if at == line}
        # A merged cell's lower part: no words, and no rule above it.
        merged = {column for at, column, down, _ in cells if column >= 0 and at < line < at + down}
        _row(pages, edges, here, merged)
    pages.rule(edges[0], pages.y, edges[-1], pages.y)


def _row(pages: _Pages, edges: Sequence[float], words: dict[int, str], merged: set[int]) -> None:
    if -1 in words:
        columns = {-1: _wrapped(words[-1], 40)}
    else:
        columns = {
            column: _wrapped(text, max(1, int((edges[column + 1] - edges[column] - 2 * PAD) // SIZE)))
            for column, text in words.items()
        }
    height = max(map(len, columns.values()))
    if pages.room < 2:
        pages.rule(edges[0], pages.y, edges[-1], pages.y)
        pages.turn()
        merged = set()
    for column in range(len(edges) - 1):
        if column not in merged:
            pages.rule(edges[column], pages.y, edges[column + 1], pages.y)
    done = 0
    while done < height:
        part = min(height - done, pages.room - 1)
        top = pages.y
        for column, lines in columns.items():
            x = edges[max(column, 0)] + PAD
            for number, line in enumerate(lines[done : done + part]):
                pages.text(x, top - LEADING * (number + 1) + 2, line)
        pages.y = top - LEADING * part - 6
        for column, edge in enumerate(edges):
            if -1 not in words or column in (0, len(edges) - 1):
                pages.rule(edge, top, edge, pages.y)
        done += part
        if done < height:
            pages.rule(edges[0], pages.y, edges[-1], pages.y)
            pages.turn()
            pages.rule(edges[0], pages.y, edges[-1], pages.y)


def _file(pages: Sequence[Sequence[str]]) -> bytes:
    objects: list[bytes] = []
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
    )
    objects.append(
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
        b" /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 800 /StemV 80 >> >>"
    )
    for number, drawn in enumerate(pages):
        content = "\n".join(drawn).encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {6 + 2 * number} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
