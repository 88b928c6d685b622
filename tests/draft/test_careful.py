"""A document as it is meant: its changes accepted, nothing of what is hidden; and one that is too much is refused."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import Gongkai
from hand import packed
from libreoffice import needs_libreoffice, saved_as
from office_files import document_parts, inline, p, r, workbook

from gongkai.office.grid import Paragraph
from gongkai.office.limits import MOST_PAGES
from gongkai.plan.draft.drafting import make_draft
from gongkai.plan.draft.reading import read_document

pytestmark = pytest.mark.sqlite

HEAD = ("工作任务", "工作要求", "责任单位")


def row(*cells: str, properties: str = "") -> str:
    made = "".join(f"<w:tc>{cell if cell[:1] == '<' else p(r(cell))}</w:tc>" for cell in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{made}</w:tr>"


TRACKED = (
    r("公开甲表")
    + f'<w:moveFrom w:id="1">{r("移走的话")}</w:moveFrom>'
    + '<w:del w:id="2"><w:r><w:delText>删去的话</w:delText></w:r></w:del>'
    + r("隐藏的话", "<w:vanish/>")
    + r("划掉的话", "<w:strike/>")
    + f'<w:ins w:id="3">{r("并加")}</w:ins>'
    + f"<w:r><w:ruby><w:rt>{r('zhù')}</w:rt><w:rubyBase>{r('注')}</w:rubyBase></w:ruby></w:r>"
    + r("。")
)
CHANGED = (
    f"<w:tbl>{row(*HEAD)}{row('解读', p(TRACKED), '区司法局')}"
    + row("解读", "不要了的任务。", "区财政局", properties='<w:del w:id="4"/>')
    + row("解读", "藏起来的任务。", "区财政局", properties="<w:hidden/>")
    + "</w:tbl>"
)


def test_changes_are_accepted_and_what_is_hidden_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "征求意见稿.docx"
    file.write_bytes(packed(document_parts(CHANGED)))
    draft = make_draft(read_document(str(file)).blocks)
    assert [(task.requirement, task.responsible) for task in draft.tasks] == [
        ("公开甲表并加注。", "区司法局"),
    ]
    assert "表1第2行：划掉的文字没有收" in draft.doubts


def test_what_the_reader_says_of_a_file_is_to_be_checked(gongkai: Gongkai, tmp_path: Path) -> None:
    parts = document_parts(CHANGED) | {"word/vbaProject.bin": b"x"}
    (tmp_path / "稿.docm").write_bytes(packed(parts))
    done = gongkai("plan", "draft", str(tmp_path / "稿.docm"), "-o", str(tmp_path / "plan.yaml"))
    assert done.status == 0, done.err
    written = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    assert "# 待核：文件带有宏，没有运行，只读了文字" in written
    assert "划掉的文字没有收" in written


def test_a_cell_of_a_workbook_is_what_it_shows(tmp_path: Path) -> None:
    styles = (
        '<numFmts><numFmt numFmtId="200" formatCode="&quot;每月&quot;0&quot;日前&quot;"/></numFmts><fonts><font/></fonts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="200"/><xf numFmtId="14"/></cellXfs>'
    )
    head = "".join(
        inline(f"{column}1", text) for column, text in zip("ABCD", (*HEAD, "完成时限"), strict=True)
    )
    cells = inline("A2", "解读") + inline("B2", "开展解读。") + inline("C2", "区司法局")
    more = inline("A3", "回应") + inline("B3", "回应关切。") + inline("C3", "区司法局")
    file = tmp_path / "方案.xlsx"
    file.write_bytes(
        workbook(
            f'<row r="1">{head}</row><row r="2">{cells}<c r="D2" s="1"><v>5</v></c></row>'
            f'<row r="3">{more}<c r="D3" s="2"><v>44012</v></c></row>',
            styles=styles,
        )
    )
    draft = make_draft(read_document(str(file)).blocks)
    assert [task.time for task in draft.tasks] == ["每月5日前", "2020年6月30日"]


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize(("ending", "new"), [("doc", "docx"), ("xls", "xlsx")])
def test_old_formats_are_converted_first(ending: str, new: str, gongkai: Gongkai, tmp_path: Path) -> None:
    cells = ("解读", "开展解读。", "区司法局")
    made = tmp_path / f"方案.{new}"
    if new == "docx":
        document = docx.Document()
        document.add_paragraph("2020年临江区政务公开工作方案")
        lines = document.add_table(2, 3).rows
        for line, texts in zip(lines, (HEAD, cells), strict=True):
            for cell, text in zip(line.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph("此表自印发之日起执行。")
        document.save(str(made))
    else:
        rows = (
            f'<row r="{at}">'
            + "".join(inline(f"{c}{at}", text) for c, text in zip("ABC", row, strict=True))
            + "</row>"
            for at, row in enumerate((HEAD, cells), 1)
        )
        made.write_bytes(workbook("".join(rows)))
    saved_as(ending, tmp_path, made)
    old = tmp_path / f"方案.{ending}"
    done = gongkai("plan", "draft", str(old), "-o", str(tmp_path / "plan.yaml"))
    assert done.status == 0, done.err
    assert "读出任务 1 项" in done.out
    written = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    assert "开展解读。" in written
    assert f"旧格式，已用 LibreOffice 转成 .{new} 再读" in written


# ---------------------------------------------------------------- what is too much

MEMORY = 700 * 2**20  # of addresses, for a process with all its libraries


def zipped(
    parts: dict[str, bytes], large: str, begin: bytes, repeated: bytes, times: int, end: bytes
) -> bytes:
    """Parts of a package, one of which is large, and written piece by piece."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            if name != large:
                package.writestr(name, content)
        with package.open(large, "w", force_zip64=True) as part:
            part.write(begin)
            for _ in range(times):
                part.write(repeated)
            part.write(end)
    return out.getvalue()


def blanks() -> bytes:
    """A small .docx that is 500 MB of blanks."""
    begin, end = document_parts(p(r("@")))["word/document.xml"].split(b"@")
    return zipped(document_parts(""), "word/document.xml", begin, b" " * 2**20, 500, end)


def long_sheet() -> bytes:
    """A .xlsx of a million rows."""
    parts = dict.fromkeys(["xl/worksheets/sheet1.xml"], b"")
    with zipfile.ZipFile(io.BytesIO(workbook("@"))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    begin, end = parts["xl/worksheets/sheet1.xml"].split(b"@")
    return zipped(parts, "xl/worksheets/sheet1.xml", begin, b"<row><c><v>1</v></c></row>" * 1000, 1000, end)


def spans() -> bytes:
    """A small page whose cells span half a million others each."""
    cell = "<td rowspan=9999 colspan=9999>公</td>"
    return f"<html><table>{f'<tr>{cell}</tr>' * 1000}</table></html>".encode()


def pdf(pages: int, content: bytes = b"BT /F1 12 Tf 100 700 Td (A) Tj ET", way: str = "Flate") -> bytes:
    """So many pages, all with one content: packed by us, or already packed in another way."""
    packed_content = zlib.compress(content, 1) if way == "Flate" else content
    kids = " ".join(f"{at} 0 R" for at in range(5, 5 + pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d/Filter/%sDecode>>stream\n%s\nendstream"
        % (len(packed_content), way.encode(), packed_content),
    ]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
    made, places = b"%PDF-1.5\n", []
    for number, inside in enumerate([*objects, *[page] * pages], 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, inside)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(places) + 1, table, len(places) + 1, len(made)
    )  # fmt: skip


def content_that_is_itself() -> bytes:
    """A page whose content is a reference to the object that it is."""
    return re.sub(rb"(?s)(4 0 obj\n)(.*?)(?=\nendobj)", lambda it: it[1] + b"4 0 R".ljust(len(it[2])), pdf(1))


TOO_MUCH: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "blanks": ("方案.docx", blanks, r"document.xml 展开有 500 MB"),
    "a long sheet": ("方案.xlsx", long_sheet, r"sheet1.xml 展开有 \d+ MB"),
    "spans": ("方案.html", spans, r"一格占了 \d+ 格"),
    "a long text": ("方案.txt", lambda: b"a\n" * 400_000, "内容过多"),
    "a long line": ("方案.md", lambda: b"a" * 40_000, r"正文的一段有 40000 个字"),
    "many pages": ("方案.pdf", lambda: pdf(2000), rf"PDF 超过 {MOST_PAGES} 页"),
    "a full page": (
        "方案.pdf",
        lambda: pdf(1, b"BT /F1 9 Tf (" + b"A" * 50_000 + b") Tj ET"),
        r"第 1 页上的文字和线条超过",
    ),
    "a page of lines": ("方案.pdf", lambda: pdf(1, b"0 0 m 9 9 l S " * 50_000), r"第 1 页上的文字和线条超过"),
    "a packed page": ("方案.pdf", lambda: pdf(1, b" " * 110 * 2**20), r"PDF 展开超过 100 MB"),
    "packed runs": ("方案.pdf", lambda: pdf(1, b"\x81 " * 2**20, "RunLength"), r"PDF 展开超过 10 MB"),
    # Nothing but codes that begin the table anew.
    "packed clears": (
        "方案.pdf",
        lambda: pdf(1, b"\x80\x40\x20\x10\x08\x04\x02\x01\x00" * 2**14, "LZW"),
        r"PDF 展开超过 10 MB",
    ),
    "a page of instructions": ("方案.pdf", lambda: pdf(1, b"1 w " * 2**21), r"第 1 页上的绘图指令超过 4 MB"),
    "a page of states": ("方案.pdf", lambda: pdf(1, b"q " * 50_000), r"第 1 页上的文字和线条超过"),
    "itself": ("方案.pdf", content_that_is_itself, "没有文字层"),
    "a page of no size": ("方案.pdf", lambda: pdf(1).replace(b"595 842", b"1e9 -1e"), "文件不完整或已损坏"),
}


@pytest.mark.parametrize("way", ["RunLength", "LZW"])
def test_other_ways_of_packing_are_read(way: str, tmp_path: Path) -> None:
    """As written in the PDF reference: runs that are copied and repeated; codes of nine bits and the two that aren't."""
    pytest.importorskip("pdfplumber")
    content = b"BT /F1 12 Tf 100 700 Td (AAAABC) Tj ET"
    if way == "RunLength":
        at = content.index(b"AAAA")
        packed_content = (
            bytes([at - 1])
            + content[:at]
            + b"\xfdA"
            + bytes([len(content) - at - 5])
            + content[at + 4 :]
            + b"\x80"
        )
    else:
        bits = "".join(f"{code:09b}" for code in (256, *content, 257))
        packed_content = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    file = tmp_path / "方案.pdf"
    file.write_bytes(pdf(1, packed_content, way))
    (block,) = read_document(str(file)).blocks
    assert block == Paragraph("AAAABC")


_BOUNDED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
sys.argv = ["gongkai", *sys.argv[2:]]
from gongkai.cli.main import main
main()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="memory is bounded by setrlimit")
@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_no_plan_is_like_is_refused_in_little_memory(name: str, tmp_path: Path) -> None:
    called, make, said = TOO_MUCH[name]
    if called.endswith("pdf"):
        pytest.importorskip("pdfplumber")
    file = tmp_path / called
    file.write_bytes(make())
    command = ["plan", "draft", str(file), "-o", str(tmp_path / "plan.yaml")]
    done = subprocess.run(
        [sys.executable, "-c", _BOUNDED, str(MEMORY), *command],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("错误：")
    assert re.search(said, line), line
    assert not (tmp_path / "plan.yaml").exists()


@pytest.mark.parametrize("ending", ["xlsx", "html", "md"])
def test_what_stands_beyond_the_columns_that_are_read_is_said(
    ending: str, gongkai: Gongkai, tmp_path: Path
) -> None:
    table = [(*HEAD, *[""] * 198, "远处"), ("解读", "开展解读。", "区司法局", *[""] * 198, "写在远处")]
    file = tmp_path / f"方案.{ending}"
    if ending == "xlsx":
        book = openpyxl.Workbook()
        for cells in table:
            book.worksheets[0].append(cells)
        book.save(file)
    elif ending == "html":
        rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>" for cells in table)
        file.write_text(f"<html><table>{rows}</table></html>", encoding="utf-8")
    else:
        file.write_text("\n".join(f"|{'|'.join(cells)}|" for cells in table), encoding="utf-8")
    done = gongkai("plan", "draft", str(file), "-o", str(tmp_path / "plan.yaml"))
    assert done.status == 0, done.err
    assert "读出任务 1 项" in done.out
    assert "第 200 列以后写有文字，没有读" in (tmp_path / "plan.yaml").read_text(encoding="utf-8")
