"""Open a returned .docx or .xlsx without trusting it: what it really is, how large it unpacks, no entities.

Nothing in the file is ever run, no address in it is followed, and only the parts that are read are unpacked.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from gongkai.base.problems import GongkaiError
from gongkai.base.system import reason

MOST_FILE = 50 * 1024 * 1024
MOST_PART = 20 * 1024 * 1024
MOST_READ = 40 * 1024 * 1024
MOST_PARTS = 5000

WORD, EXCEL = "word", "excel"
OLD_WORD, OLD_EXCEL, OPEN_TEXT, OPEN_SHEET = "doc", "xls", "odt", "ods"

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# The "strict" variant of the format says the same in other namespaces.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": S[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R[1:-1].encode(),
}

_SAVE_AS = "请在 Word 或 WPS 里打开，另存为 .docx（或 .xlsx）后再收"
_DAMAGED = "文件不完整或已损坏，打不开；请对方重新发送"


class FormFileError(GongkaiError):
    """A returned file can't be read; the message says why and what to do, without the file's name."""


def content_of(path: str) -> bytes:
    """The file's bytes. FormFileError where it isn't there, is empty or is far too large for a form."""
    try:
        if os.path.isdir(path):
            raise FormFileError("是文件夹，不是文件")
        size = os.path.getsize(path)
        if size > MOST_FILE:
            raise FormFileError(
                f"文件有 {size // 2**20} MB，不像填报表（最大 {MOST_FILE // 2**20} MB），没有打开"
            )
        if size == 0:
            raise FormFileError("文件是空的（0 字节），请对方重新发送")
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise FormFileError("没有这个文件") from None
    except PermissionError:
        raise FormFileError("没有读取权限，或正被别的程序打开") from None
    except OSError as error:
        raise FormFileError(f"读不了（{reason(error)}）") from None


_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD, _OLD_EXCEL = "WordDocument".encode("utf-16-le"), "Workbook".encode("utf-16-le")
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "是 PDF 文件，不能收；请向对方要 Word 或 Excel 文件"),
    (b"{\\rtf", f"是 RTF 文件；{_SAVE_AS}"),
    (b"\x89PNG", "是图片，不能收；请向对方要 Word 或 Excel 文件"),
    (b"\xff\xd8\xff", "是图片，不能收；请向对方要 Word 或 Excel 文件"),
    (b"GIF8", "是图片，不能收；请向对方要 Word 或 Excel 文件"),
    (b"BM", "是图片，不能收；请向对方要 Word 或 Excel 文件"),
    (b"Rar!", "是压缩包；请先解压，再收里面的文件"),
    (b"7z\xbc\xaf", "是压缩包；请先解压，再收里面的文件"),
    (b"\x1f\x8b", "是压缩包；请先解压，再收里面的文件"),
    (b"MZ", "是程序，没有打开；请勿双击，并告知对方"),
)


def kind_of(content: bytes) -> str:
    """What the bytes really are, whatever the file is called. FormFileError where it is no form."""
    if content.startswith(b"PK"):
        return _zip_kind(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if _ENCRYPTED in content:
            raise FormFileError("文件加了密码，打不开；请对方去掉密码后重新发送")
        return OLD_WORD if _OLD_WORD in content or _OLD_EXCEL not in content else OLD_EXCEL
    for start, words in _OTHERS:
        if content.startswith(start):
            raise FormFileError(words)
    head = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<?xml", b"mime-version")):
        raise FormFileError(f"是网页或 XML 文件，不是 .docx、.xlsx；{_SAVE_AS}")
    raise FormFileError(f"不是 Word 或 Excel 文件（可能改过扩展名，或已损坏）；{_SAVE_AS}")


def _zip_kind(content: bytes) -> str:
    with Package(content) as package:
        return package.kind


class Package:
    """An open .docx or .xlsx. Sizes are checked before anything is unpacked."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, EOFError, UnicodeError):
            raise FormFileError(_DAMAGED) from None
        if len(infos) > MOST_PARTS:
            raise FormFileError(f"文件里有 {len(infos)} 个部分，不像填报表，没有打开")
        self._sizes: dict[str, int] = {}
        for info in infos:
            if info.filename in self._sizes:
                raise FormFileError("文件里有同名的部分，可能被人改动过，没有打开")
            if info.flag_bits & 1:
                raise FormFileError("文件加了密码，打不开；请对方去掉密码后重新发送")
            self._sizes[info.filename] = info.file_size
        self._left = MOST_READ
        self.macros = False
        self.kind = self._find_kind()

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    def _find_kind(self) -> str:
        if "[Content_Types].xml" not in self:
            mime = self.part("mimetype") if "mimetype" in self else b""
            if b"opendocument.text" in mime:
                return OPEN_TEXT
            if b"opendocument.spreadsheet" in mime:
                return OPEN_SHEET
            if "OFD.xml" in self:
                raise FormFileError("是 OFD 版式文件，不能收；请向对方要 Word 或 Excel 文件")
            raise FormFileError("是压缩包，不是 Word 或 Excel 文件；请先解压，再收里面的文件")
        for override in self.xml("[Content_Types].xml"):
            declared = override.get("ContentType", "")
            name = override.get("PartName", "").lstrip("/")
            if "macroEnabled" in declared or "vbaProject" in declared:
                self.macros = True
            if "wordprocessingml" in declared or "ms-word" in declared:
                if re.search(
                    r"(?:document|template)(?:\.macroEnabled\w*|\.macroEnabledTemplate)?\.main\+xml$",
                    declared,
                ):
                    self.main = name
                    return self._with_macros(WORD)
            elif re.search(r"(?:sheet|template)(?:\.macroEnabled\w*)?\.main\+xml$", declared):
                self.main = name
                return self._with_macros(EXCEL)
        if any(name.endswith(".bin") and name.startswith("xl/workbook") for name in self._sizes):
            raise FormFileError("是 .xlsb 文件，不能收；请另存为 .xlsx 后再收")
        raise FormFileError(f"不是 Word 或 Excel 文件；{_SAVE_AS}")

    def _with_macros(self, kind: str) -> str:
        self.macros = self.macros or any(name.lower().endswith("vbaproject.bin") for name in self._sizes)
        return kind

    def part(self, name: str) -> bytes:
        """A part's content; FormFileError where it is damaged or too large."""
        size = self._sizes.get(name)
        if size is None:
            raise FormFileError(_DAMAGED)
        if size > MOST_PART or size > self._left:
            raise FormFileError(
                f"文件里的 {os.path.basename(name)} 展开有 {size // 2**20} MB，不像填报表，没有打开"
            )
        self._left -= size
        try:
            with self._zip.open(name) as part:
                content = part.read(size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
            struct.error,
        ):
            raise FormFileError(_DAMAGED) from None
        if len(content) != size:
            raise FormFileError(_DAMAGED)
        return content

    def _xml_bytes(self, name: str) -> bytes:
        content = self.part(name)
        if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]:
            try:
                content = re.sub(r"^<\?xml[^>]*\?>", "", content.decode("utf-16").lstrip("\ufeff")).encode(
                    "utf-8"
                )
            except UnicodeError:
                raise FormFileError(_DAMAGED) from None
        # Office files have no document type; one is there only to smuggle entities in.
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise FormFileError("文件里有外部实体或实体声明，可能有害，没有打开")
        for strict, usual in _STRICT.items():
            content = content.replace(strict, usual)
        return content

    def xml(self, name: str) -> ElementTree.Element:
        """A part's root element."""
        try:
            return ElementTree.fromstring(self._xml_bytes(name))
        except (ElementTree.ParseError, LookupError, ValueError):
            raise FormFileError(_DAMAGED) from None

    def elements(self, name: str) -> Iterator[tuple[str, ElementTree.Element]]:
        """A large part's elements as they end, so that it needn't be held whole."""
        try:
            yield from ElementTree.iterparse(io.BytesIO(self._xml_bytes(name)), events=("start", "end"))
        except (ElementTree.ParseError, LookupError, ValueError):
            raise FormFileError(_DAMAGED) from None

    def related(self, name: str) -> dict[str, str]:
        """The parts that a part points at, by id; addresses outside the file are left out."""
        folder, base = os.path.split(name)
        relations = f"{folder}/_rels/{base}.rels".lstrip("/")
        if relations not in self:
            return {}
        found = {}
        for relation in self.xml(relations):
            if relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                path = (
                    target.lstrip("/") if target.startswith("/") else os.path.normpath(f"{folder}/{target}")
                )
                found[relation.get("Id", "")] = path.replace("\\", "/").lstrip("/")
        return found

    def properties(self) -> dict[str, str]:
        """The file's own properties (docProps/custom.xml)."""
        if "docProps/custom.xml" not in self:
            return {}
        return {
            entry.get("name", ""): "".join(entry.itertext()).strip()
            for entry in self.xml("docProps/custom.xml")
        }
