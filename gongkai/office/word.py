"""How our Word files look: A4, the fonts of official documents, plain ruled tables.

A font is named for Latin and for East Asian characters alike: python-docx's own `font.name` leaves the
East Asian one unset, and Word then shows Chinese in its theme's font.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Pt, Twips
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from gongkai.base.text import clean
from gongkai.office.writing import packed

TITLE = "方正小标宋简体"
BODY = "仿宋_GB2312"
HEAD = "黑体"
SUBHEAD = "楷体_GB2312"

# Sizes of official documents, in points.
ERHAO, SANHAO, SIHAO, XIAOSI, WUHAO, XIAOWU = 22.0, 16.0, 14.0, 12.0, 10.5, 9.0

# What stands in where a font isn't installed: (names that mean much the same, family, Windows panose).
_STAND_INS = {
    TITLE: ("方正小标宋_GBK;小标宋;宋体;Noto Serif CJK SC", "roman", "03000509000000000000"),
    BODY: ("仿宋;FangSong;FangSong_GB2312;Noto Serif CJK SC", "modern", "02010609030101010101"),
    HEAD: ("SimHei;Noto Sans CJK SC", "modern", "02010609060101010101"),
    SUBHEAD: ("楷体;KaiTi;KaiTi_GB2312;Noto Serif CJK SC", "modern", "02010609030101010101"),
}

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


# ---------------------------------------------------------------- documents


def new_document(*, landscape: bool = False) -> Document:
    """An empty A4 document."""
    document = docx.Document()
    section = document.sections[0]
    width, height = (29.7, 21.0) if landscape else (21.0, 29.7)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(width), Cm(height)
    top, right, bottom, left = (2.2, 1.9, 2.0, 1.9) if landscape else (3.7, 2.6, 3.5, 2.8)
    section.top_margin, section.right_margin = Cm(top), Cm(right)
    section.bottom_margin, section.left_margin = Cm(bottom), Cm(left)
    section.header_distance = section.footer_distance = Cm(1.2)
    _declare_fonts(document)
    _default_language(document)
    normal: Any = document.styles["Normal"]
    _set_font(normal, BODY, SIHAO)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    return document


def _default_language(document: Document) -> None:
    """Chinese, so that Word breaks lines by Chinese rules and doesn't underline every word."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")


def _declare_fonts(document: Document) -> None:
    """Name what stands in for each font on a machine that lacks it."""
    part = next(
        rel.target_part
        for rel in document.part.rels.values()
        if rel.reltype.endswith("/relationships/fontTable")
    )
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:panose1 w:val="{panose}"/>'
        f'<w:charset w:val="86"/><w:family w:val="{family}"/><w:pitch w:val="default"/></w:font>'
        for name, (others, family, panose) in _STAND_INS.items()
    )
    table = f"<w:fonts {nsdecls('w')}>{entries}</w:fonts>".encode()
    part._blob = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + table


def document_bytes(document: Document) -> bytes:
    """The document as the content of a .docx file."""
    return packed(document.save)


def set_properties(document: Document, title: str, author: str, created: Any = None) -> None:
    """What the file says of itself; `created` is a datetime (the library's own default is the year 2013)."""
    core = document.core_properties
    core.title, core.author, core.last_modified_by = clean(title), clean(author), clean(author)
    core.language, core.comments, core.keywords, core.subject = "zh-CN", "", "", ""
    if created is not None:
        core.created = core.modified = created


def page_numbers(document: Document) -> None:
    """第 n 页 共 m 页 at the foot of every page."""
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in ("第 ", "PAGE", " 页　共 ", "NUMPAGES", " 页"):
        if piece.isascii() and piece.isupper():
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), piece)
            shown = foot.add_run("1")
            _set_font(shown, BODY, XIAOWU)
            field.append(shown._r)
            foot._p.append(field)
        else:
            _set_font(foot.add_run(piece), BODY, XIAOWU)


# ---------------------------------------------------------------- text


def _set_font(target: Any, name: str, size: float) -> None:
    """The font of a run or a style, for Latin and East Asian characters alike."""
    target.font.name = name
    fonts = target.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
    fonts.set(qn("w:hint"), "eastAsia")
    target.font.size = Pt(size)


def _add_run(paragraph: Paragraph, text: str, font: str, size: float) -> None:
    """Text at the end of a paragraph; line breaks and outer spaces are kept, what breaks office files is not."""
    _set_font(paragraph.add_run(clean(f"|{text}|")[1:-1]), font, size)


def add_paragraph(
    parent: Any,
    text: str = "",
    font: str = BODY,
    size: float = SIHAO,
    *,
    indent: float = 0,
    align: str = "left",
    before: float = 0,
    after: float = 0,
    line: float | None = None,
    keep_with_next: bool = False,
) -> Paragraph:
    """A paragraph at the end of a document: `indent` is its first line's, in characters; `before`, `after` and `line`
    (a fixed line height; None: single spacing) are in points."""
    paragraph: Paragraph = parent.add_paragraph()
    form = paragraph.paragraph_format
    form.alignment = _ALIGN[align]
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.keep_with_next = keep_with_next or None
    if line is not None:
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(line)
    if indent:
        form.first_line_indent = Pt(indent * size)
    if text:
        _add_run(paragraph, text, font, size)
    return paragraph


# ---------------------------------------------------------------- tables


def add_table(document: Any, rows: int, widths: Sequence[float]) -> Table:
    """A ruled table of fixed columns, `widths` in centimetres."""
    table: Table = document.add_table(rows, len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_borders(table)
    _set_margins(table)
    _set_widths(table, widths)
    return table


def _set_margins(table: Table) -> None:
    """The room between a cell's rules and its text, in twentieths of a point."""
    sides = "".join(
        f'<w:{side} w:w="{size}" w:type="dxa"/>'
        for side, size in (("top", 40), ("left", 85), ("bottom", 40), ("right", 85))
    )
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _set_borders(table: Table) -> None:
    """A single rule around every cell, half a point wide."""
    properties = table._tbl.tblPr
    properties.remove_all("w:tblBorders")
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>")
    properties.insert_element_before(borders, "w:tblLayout")


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    """The columns' widths in centimetres; cells say them too, or LibreOffice and WPS go their own way."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    sizes = [round(Cm(width).twips) for width in widths]
    for row in table._tbl.tr_lst:
        for cell, size in zip(row.tc_lst, sizes, strict=True):
            cell.width = Twips(size)


def repeat_header(row: _Row) -> None:
    """Print the row again at the top of every page that the table goes on to."""
    _row_flag(row, "w:tblHeader")
    keep_row(row)


def keep_row(row: _Row) -> None:
    """Don't let a page end within the row."""
    _row_flag(row, "w:cantSplit")


def _row_flag(row: _Row, name: str) -> None:
    properties = row._tr.get_or_add_trPr()
    if properties.find(qn(name)) is None:
        properties.append(OxmlElement(name))


def merge(table: Table, top: int, left: int, bottom: int, right: int) -> None:
    """Merge a block of cells by their properties only; what the upper left one holds stays, the rest goes.

    The table must not have been merged across these columns before.
    """
    for index in range(top, bottom + 1):
        cells = table._tbl.tr_lst[index].tc_lst
        kept = cells[left]
        if right > left:
            kept.width = Twips(sum(round(Length(cell.width or 0).twips) for cell in cells[left : right + 1]))
            kept.grid_span = right - left + 1
            for cell in cells[left + 1 : right + 1]:
                cell.getparent().remove(cell)
        if bottom > top:
            kept.vMerge = "restart" if index == top else "continue"
        if index > top:
            for paragraph in kept.p_lst:
                paragraph.clear_content()  # type: ignore[no-untyped-call]


def fill_cell(cell: _Cell, text: str, font: str = BODY, size: float = WUHAO, *, align: str = "left") -> None:
    """Put text in an empty cell; each line of it becomes a paragraph."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for index, piece in enumerate(clean(text).split("\n")):
        paragraph: Paragraph = cell.add_paragraph() if index else cell.paragraphs[0]
        form = paragraph.paragraph_format
        form.alignment, form.space_before, form.space_after = _ALIGN[align], Pt(0), Pt(0)
        if piece:
            _add_run(paragraph, piece, font, size)
        else:
            _mark_size(paragraph, font, size)


def _mark_size(paragraph: Paragraph, font: str, size: float) -> None:
    """An empty paragraph is as high as its mark, and what is typed there takes the mark's font."""
    run = paragraph.add_run()
    _set_font(run, font, size)
    paragraph._p.get_or_add_pPr().append(run._r.get_or_add_rPr())
    paragraph._p.remove(run._r)


def shade_cell(cell: _Cell, color: str) -> None:
    """A cell's background, as RRGGBB."""
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{color}"/>')
    after = ("w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark")
    cell._tc.get_or_add_tcPr().insert_element_before(shade, *after)
