"""Office files as programs write them: their relations say which part is which, whatever the parts are called."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hand import packed
from office_files import (
    OFFICE,
    SHEET_MAIN,
    WORD_MAIN,
    document_parts,
    inline,
    relations,
    sheet,
    table,
    workbook_parts,
)

from gongkai.office.limits import UnreadableFile
from gongkai.office.reading import read_form

Parts = dict[str, bytes]
ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def book() -> Parts:
    return workbook_parts(ROW, shared="<si><t>甲</t></si>")


def document() -> Parts:
    return document_parts(table(("甲", "乙")))


def renamed(parts: Parts, old: str, new: str) -> Parts:
    """A part under another name, and what points at it."""
    base_old, base_new = old.rpartition("/")[2].encode(), new.rpartition("/")[2].encode()
    return {
        (new if name == old else name): (
            content.replace(base_old, base_new) if name.endswith((".rels", "].xml")) else content
        )
        for name, content in parts.items()
    }


def by_default(parts: Parts, main: str, content: str) -> Parts:
    """The main part is declared for its ending, as .NET programs do it."""
    types = parts["[Content_Types].xml"].decode()
    types = types.replace(f'<Override PartName="/{main}" ContentType="{content}"/>', "")
    return parts | {
        "[Content_Types].xml": types.replace(
            'Extension="xml" ContentType="application/xml"', f'Extension="xml" ContentType="{content}"'
        ).encode()
    }


def strict(parts: Parts) -> Parts:
    def change(content: bytes) -> bytes:
        for kind in (b"wordprocessingml", b"spreadsheetml"):
            content = content.replace(
                b"http://schemas.openxmlformats.org/" + kind + b"/2006/main",
                b"http://purl.oclc.org/ooxml/" + kind + b"/main",
            )
        return content.replace(OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")

    return {name: change(content) for name, content in parts.items()}


def everywhere(parts: Parts, old: str, new: str) -> Parts:
    return {
        name.replace(old, new): content.replace(old.encode(), new.encode()) for name, content in parts.items()
    }


def in_gb2312(parts: Parts, name: str) -> Parts:
    text = '<?xml version="1.0" encoding="GB2312"?>' + parts[name].decode()
    return parts | {name: text.encode("gb2312")}


def in_utf16(parts: Parts, name: str) -> Parts:
    text = '<?xml version="1.0" encoding="UTF-16"?>' + parts[name].decode()
    return parts | {name: text.encode("utf-16")}


WORKBOOKS: dict[str, Callable[[], Parts]] = {
    "as Excel does": book,
    "main part by default": lambda: by_default(book(), "xl/workbook.xml", SHEET_MAIN),
    "strings under another name": lambda: renamed(book(), "xl/sharedStrings.xml", "xl/SharedStrings.xml"),
    "strings in a file of a number": lambda: renamed(book(), "xl/sharedStrings.xml", "xl/part3.xml"),
    "sheet in another folder": lambda: everywhere(book(), "worksheets/sheet1.xml", "pages/eins.xml"),
    "main part under another name": lambda: everywhere(
        renamed(book(), "xl/_rels/workbook.xml.rels", "xl/_rels/book.xml.rels"), "workbook.xml", "book.xml"
    ),
    "everything at the top": lambda: {
        name.replace("xl/", ""): content.replace(b'"xl/', b'"').replace(b'"/xl/', b'"/')
        for name, content in book().items()
    },
    "absolute targets": lambda: (
        book()
        | {
            "_rels/.rels": relations({"officeDocument": "/xl/workbook.xml"}),
            "xl/_rels/workbook.xml.rels": relations(
                {"worksheet": "/xl/worksheets/sheet1.xml", "sharedStrings": "/xl/sharedStrings.xml"}
            ),
        }
    ),
    "targets over the top": lambda: (
        book()
        | {
            "xl/_rels/workbook.xml.rels": relations(
                {"worksheet": "../xl/./worksheets/sheet1.xml", "sharedStrings": "../../xl/sharedStrings.xml"}
            )
        }
    ),
    "targets with backslashes": lambda: (
        book()
        | {
            "xl/_rels/workbook.xml.rels": relations(
                {"worksheet": "worksheets\\sheet1.xml", "sharedStrings": "sharedStrings.xml"}
            )
        }
    ),
    "names with backslashes": lambda: {name.replace("/", "\\"): part for name, part in book().items()},
    "names in capitals": lambda: {name.upper(): part for name, part in book().items()},
    "escaped name": lambda: {
        name.replace("sheet1", "sheet 1"): part.replace(b"sheet1", b"sheet%201")
        for name, part in book().items()
    },
    "strict": lambda: strict(book()),
    "no types": lambda: {name: part for name, part in book().items() if "Types" not in name},
    "no relations of the package": lambda: {
        name: part for name, part in book().items() if name != "_rels/.rels"
    },
    "in UTF-16": lambda: in_utf16(book(), "xl/workbook.xml"),
    "strings in GB2312": lambda: in_gb2312(book(), "xl/sharedStrings.xml"),
    "inline strings, none shared": lambda: workbook_parts(f'<row r="1">{inline("A1", "甲")}</row>'),
    "cells without references": lambda: workbook_parts('<row><c t="inlineStr"><is><t>甲</t></is></c></row>'),
    "a chart beside it": lambda: (
        book()
        | {
            "xl/workbook.xml": book()["xl/workbook.xml"].replace(
                b"</sheets>", b'<sheet name="x" sheetId="2" r:id="r2"/></sheets>'
            ),
            "xl/_rels/workbook.xml.rels": relations(
                {
                    "worksheet": "worksheets/sheet1.xml",
                    "chartsheet": "chartsheets/sheet1.xml",
                    "sharedStrings": "sharedStrings.xml",
                }
            ),
            "xl/chartsheets/sheet1.xml": b"<chartsheet/>",
        }
    ),
}


@pytest.mark.parametrize("name", list(WORKBOOKS))
def test_a_workbook_is_read_whoever_wrote_it(name: str) -> None:
    returned = read_form(packed(WORKBOOKS[name]()))
    assert [[cell.text for cell in line.cells] for line in returned.grids[0].lines] == [["甲"]]
    assert returned.notes == []


DOCUMENTS: dict[str, Callable[[], Parts]] = {
    "as Word does": document,
    "main part by default": lambda: by_default(document(), "word/document.xml", WORD_MAIN),
    "main part under another name": lambda: everywhere(document(), "word/document.xml", "word/document2.xml"),
    "in another folder": lambda: everywhere(document(), "word/document.xml", "content/main.xml"),
    "absolute target": lambda: (
        document() | {"_rels/.rels": relations({"officeDocument": "/word/document.xml"})}
    ),
    "strict": lambda: strict(document()),
    "names in capitals": lambda: {name.upper(): part for name, part in document().items()},
    "a template": lambda: (
        document()
        | {
            "[Content_Types].xml": document()["[Content_Types].xml"].replace(
                b"document.main", b"template.main"
            )
        }
    ),
    "in UTF-16": lambda: in_utf16(document(), "word/document.xml"),
    "in GB2312": lambda: in_gb2312(document(), "word/document.xml"),
}


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_a_document_is_read_whoever_wrote_it(name: str) -> None:
    returned = read_form(packed(DOCUMENTS[name]()))
    assert [[cell.text for cell in line.cells] for line in returned.grids[0].lines] == [["甲", "乙"]]
    assert returned.notes == []


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (lambda: book() | {"XL/workbook.xml": b"x"}, "同名"),
        (
            lambda: {name: part for name, part in book().items() if name != "xl/workbook.xml"},
            "不是 Word 或 Excel",
        ),
        (
            lambda: {name: part for name, part in book().items() if not name.startswith("xl/worksheets")},
            "没有可读的工作表",
        ),
        (
            lambda: everywhere(document(), "w:document", "w:glossary"),
            "不是 Word 或 Excel",
        ),
        (lambda: everywhere(book(), "xl/workbook.xml", "xl/workbook.bin"), "xlsb"),
        (lambda: {"mimetype": b"application/epub+zip"}, "压缩包"),
        (lambda: {"OFD.xml": b"<x/>"}, "OFD"),
    ],
)
def test_what_is_no_form_is_told(parts: Callable[[], Parts], words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read_form(packed(parts()))


def test_a_sheet_that_is_missing_is_said() -> None:
    parts = book()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"</sheets>", b'<sheet name="x" sheetId="2" r:id="r9"/></sheets>'
    )
    returned = read_form(packed(parts))
    assert returned.notes == ["工作表“x”不完整，读不出"]


def test_macros_are_noticed_wherever_they_are() -> None:
    for more in ({"xl/other/vbaProject.bin": b"x"}, {}):
        parts = book() | more
        if not more:
            parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
                SHEET_MAIN.encode(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
            )
        notes = read_form(packed(parts)).notes
        assert notes == ["文件带有宏，没有运行，只读了文字"]


def test_a_large_sheet_is_refused_by_what_it_holds() -> None:
    for rows in ("<row/>" * 1_100_000, "<c/>" * 2_000_000):
        with pytest.raises(UnreadableFile, match="内容过多"):
            read_form(packed(workbook_parts("") | {"xl/worksheets/sheet1.xml": sheet(rows)}))
