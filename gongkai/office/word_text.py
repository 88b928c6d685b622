"""The text of a Word paragraph as it is printed: changes accepted, nothing hidden, numbers and signs in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from gongkai.office.package import W
from gongkai.office.word_math import FORMULAS, formula
from gongkai.office.word_numbers import Numbers
from gongkai.office.word_styles import HIDDEN, STRUCK, STRUCK_TWICE, Styles, inside, number, on, value
from gongkai.office.word_symbols import is_symbols, symbols

PLACEHOLDER_SAID = "提示文字（如“单击此处输入文字”）不算填写"
PICTURE_SAID = "格子里有图片或嵌入的对象，里面的内容没有读"
DRAWN_SAID = "有一个域是画出来的（如带圈字符），读不出"
STRUCK_SAID = "划掉的文字没有收"

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R, _T = W + "r", W + "t"
BOX = W + "txbxContent"
_PLACEHOLDER = "placeholder"  # in the place of what was only a prompt
# Deleted or moved away, or no text of the document.
GONE = frozenset(
    W + name
    for name in (
        *("del", "moveFrom", "delText", "instrText", "delInstrText", "rt"),
        *("pPr", "rPr", "sdtPr", "tcPr", "tblPr", "trPr"),
    )
)
_BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
_PICTURES = frozenset(
    (
        "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
        "{urn:schemas-microsoft-com:vml}imagedata",
        W + "object",
    )
)
_TICKED, _BOX_SIGN = "\u2611", "□"


class Words(NamedTuple):
    """A paragraph: its text, the same without what is struck out, what is to be said of it, its text boxes.

    `goes_on`: its end was deleted, so that the next paragraph goes on in the same line.
    """

    text: str
    kept: str
    said: tuple[str, ...]
    boxes: tuple[Element, ...]
    goes_on: bool


def children(parent: Element) -> Iterator[Element]:
    """The children; of alternatives only the first choice, or text in text boxes would come twice."""
    for child in parent:
        if child.tag == _MC + "AlternateContent":
            chosen = child.find(_MC + "Choice")
            if chosen is None or not len(chosen):
                chosen = child.find(_MC + "Fallback")
            if chosen is not None:
                yield from children(chosen)
        else:
            yield child


def without_prompts(root: Element) -> None:
    """Take out what a content control shows before anything is typed into it."""
    for control in root.iter(W + "sdt"):
        content = control.find(W + "sdtContent")
        if content is None or not on(control.find(W + "sdtPr"), "showingPlcHdr"):
            continue
        for run in content.iter(_R):
            run[:] = [Element(_PLACEHOLDER)]


class Paragraphs:
    """Reads the paragraphs of a document; lists are counted and fields followed from one to the next."""

    def __init__(self, styles: Styles, numbers: Numbers) -> None:
        self._styles = styles
        self._numbers = numbers
        self._fields: list[bool] = []  # the open fields; true: still in the instruction

    def fresh(self) -> None:
        """A new cell begins: no field goes on into it."""
        self._fields.clear()

    def read(self, paragraph: Element) -> Words:
        properties = paragraph.find(W + "pPr")
        ended = inside(properties, "rPr")
        goes_on = any(inside(ended, name) is not None for name in ("del", "moveFrom"))
        found = _Found(self._styles, value(properties, "pStyle"), self._fields)
        found.walk(paragraph)
        text = "".join(piece for piece, _ in found.pieces)
        kept = "".join(piece for piece, struck in found.pieces if not struck)
        if not goes_on and not on(ended, HIDDEN):
            before = self._numbers.before(properties)
            text, kept = before + text if text.strip() else text, before + kept if kept.strip() else kept
        if any(struck and piece.strip() for piece, struck in found.pieces):
            found.said.append(STRUCK_SAID)
        return Words(text, kept, tuple(dict.fromkeys(found.said)), tuple(found.boxes), goes_on)


class _Found:
    """What is in a paragraph."""

    def __init__(self, styles: Styles, style: str | None, fields: list[bool]) -> None:
        self.pieces: list[tuple[str, bool]] = []
        self.said: list[str] = []
        self.boxes: list[Element] = []
        self._styles = styles
        self._style = style
        self._fields = fields
        self._font = ""
        self._is_struck = False

    def walk(self, parent: Element) -> None:
        for child in children(parent):
            tag = child.tag
            if tag == _R:
                self._run(child)
            elif tag == _T:
                self._text(child.text or "")
            elif tag in _BREAKS:
                self._add("" if child.get(W + "type") in ("page", "column") else _BREAKS[tag])
            elif tag == W + "sym":
                self._symbol(child)
            elif tag == W + "fldChar":
                self._field(child)
            elif tag in FORMULAS:
                self._add(formula(child))
            elif tag == BOX:
                self.boxes.append(child)
            elif tag == W + "instrText" and (child.text or "").strip().upper().startswith("EQ"):
                self.said.append(DRAWN_SAID)
            elif tag == _PLACEHOLDER:
                self.said.append(PLACEHOLDER_SAID)
            elif tag not in GONE:
                if tag in _PICTURES:
                    self.said.append(PICTURE_SAID)
                self.walk(child)

    def _add(self, text: str) -> None:
        if not any(self._fields):
            self.pieces.append((text, self._is_struck))

    def _text(self, text: str) -> None:
        shown = symbols(text, self._font) if self._font else text
        if len(shown) < len(text):
            self.said.append(f"有 {self._font[:20]} 字体的符号读不出")
        self._add(shown)

    def _run(self, run: Element) -> None:
        properties = run.find(W + "rPr")
        if self._styles.is_on(HIDDEN, properties, self._style):
            return
        before = self._font, self._is_struck
        fonts = inside(properties, "rFonts")
        font = fonts.get(W + "ascii", "") if fonts is not None else ""
        self._font = font if is_symbols(font) else ""
        self._is_struck = any(
            self._styles.is_on(name, properties, self._style) for name in (STRUCK, STRUCK_TWICE)
        )
        self.walk(run)
        self._font, self._is_struck = before

    def _symbol(self, symbol: Element) -> None:
        try:
            code = int(symbol.get(W + "char", ""), 16)
        except ValueError:
            return
        font = symbol.get(W + "font", "")
        shown = symbols(chr(code), font) if 0x20 <= code <= 0xFFFF and not 0xD800 <= code <= 0xDFFF else ""
        if not shown:
            self.said.append(f"有一个符号读不出（{font[:20]} {code:X}）")
        self._add(shown)

    def _field(self, mark: Element) -> None:
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self._add(_form_field(mark.find(W + "ffData")))
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()


def _form_field(data: Element | None) -> str:
    """What an old form field shows that has no result: a box to tick, a chosen entry."""
    if data is None:
        return ""
    box = data.find(W + "checkBox")
    if box is not None:
        ticked = on(box, "checked")
        return _TICKED if (on(box, "default") if ticked is None else ticked) else _BOX_SIGN
    choices = data.find(W + "ddList")
    if choices is None:
        return ""
    chosen = number(value(choices, "result") or value(choices, "default"))
    entries = [entry.get(W + "val", "") for entry in choices.iterfind(W + "listEntry")]
    return entries[chosen] if 0 <= chosen < len(entries) else ""
