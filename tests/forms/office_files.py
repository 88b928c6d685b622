"""Small office files made part by part, as other programs write them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from hand import packed

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "application/vnd.openxmlformats-officedocument"
SHEET_MAIN = f"{TYPES}.spreadsheetml.sheet.main+xml"
WORD_MAIN = f"{TYPES}.wordprocessingml.document.main+xml"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = {
    "w": WORDS,
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "r": OFFICE,
}
NAMESPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMES.items())


def relations(targets: Mapping[str, str]) -> bytes:
    """A part of relations: kind → target."""
    entries = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/{kind.rstrip("0123456789")}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'.encode()


def types(main: str, content: str) -> bytes:
    """[Content_Types].xml with the main part declared by itself."""
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{PACKAGE}.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="{main}" ContentType="{content}"/></Types>'
    ).encode()


def sheet(rows: str, more: str = "") -> bytes:
    return f'<worksheet xmlns="{SHEETS}"><sheetData>{rows}</sheetData>{more}</worksheet>'.encode()


def workbook_parts(
    rows: str, styles: str = "", shared: str | None = None, properties: str = "", more: str = ""
) -> dict[str, bytes]:
    """A workbook of one sheet, under the usual names."""
    made = {
        "[Content_Types].xml": types("/xl/workbook.xml", SHEET_MAIN),
        "_rels/.rels": relations({"officeDocument": "xl/workbook.xml"}),
        "xl/workbook.xml": (
            f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}">{properties}'
            '<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": relations(
            {
                "worksheet": "worksheets/sheet1.xml",
                "sharedStrings": "sharedStrings.xml",
                "styles": "styles.xml",
            }
        ),
        "xl/worksheets/sheet1.xml": sheet(rows, more),
    }
    if styles:
        made["xl/styles.xml"] = f'<styleSheet xmlns="{SHEETS}">{styles}</styleSheet>'.encode()
    if shared is not None:
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{SHEETS}">{shared}</sst>'.encode()
    return made


def workbook(
    rows: str, styles: str = "", shared: str | None = None, properties: str = "", more: str = ""
) -> bytes:
    return packed(workbook_parts(rows, styles, shared, properties, more))


def formats(*codes: str) -> str:
    """Styles with the formats; style 1 is the first of them."""
    numbers = "".join(
        f'<numFmt numFmtId="{at}" formatCode="{escape(code)}"/>' for at, code in enumerate(codes, 200)
    )
    used = "".join(f'<xf numFmtId="{at}" fontId="0"/>' for at in range(200, 200 + len(codes)))
    return f'<numFmts>{numbers}</numFmts><fonts><font/></fonts><cellXfs><xf numFmtId="0"/>{used}</cellXfs>'


def inline(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def document_parts(body: str, **parts: str) -> dict[str, bytes]:
    """A Word file; `parts` are its styles, its numbering, by the kind of the relation."""
    made = {
        "[Content_Types].xml": types("/word/document.xml", WORD_MAIN),
        "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>".encode(),
    }
    if parts:
        made["word/_rels/document.xml.rels"] = relations({kind: f"{kind}.xml" for kind in parts})
    for kind, inside in parts.items():
        made[f"word/{kind}.xml"] = f"<w:{kind} {NAMESPACES}>{inside}</w:{kind}>".encode()
    return made


def table(*rows: tuple[str, ...]) -> str:
    """A Word table; a cell is the XML of its paragraphs, or a text."""
    made = "".join(
        "<w:tr>"
        + "".join(f"<w:tc>{cell if cell[:1] == '<' else p(r(cell))}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{made}</w:tbl>"


def p(inside: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def r(text: str, properties: str = "") -> str:
    made = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{made}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
