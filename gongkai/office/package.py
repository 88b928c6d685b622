"""Open a .docx or .xlsx without trusting it: how large it unpacks, no entities, which part is which.

Nothing in the file is ever run, no address in it is followed, and only the parts that are read are unpacked.
Where its parts are is told by its relations, not by their names (ECMA-376 part 2).
"""

from __future__ import annotations

import io
import os
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

from gongkai.office.limits import (
    CHECK,
    MOST_PART,
    MOST_PARTS,
    MOST_READ,
    MOST_TAGS,
    NOT_LIKE,
    UnreadableFile,
)

WORD, EXCEL = "word", "excel"
OPEN_TEXT, OPEN_SHEET = "odt", "ods"

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# The "strict" variant of the format says the same in other namespaces.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": S[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/math"
    ),
}
# What the main part's outermost element says the file is.
_KINDS = {W + "document": WORD, S + "workbook": EXCEL}
_USUAL_MAIN = ("word/document.xml", "xl/workbook.xml")
_TYPES = "[content_types].xml"
_HEAD = 64 * 1024  # enough to see how a part begins

SAVE_AS = "请在 Word 或 WPS 里打开，另存为 .docx（或 .xlsx）后再试"
UNPACK = "是压缩包；请先解压，再读里面的文件"
ENCRYPTED = "文件加了密码，打不开；请对方去掉密码后重新发送"
_DAMAGED = "文件不完整或已损坏，打不开；请对方重新发送"


class Related(NamedTuple):
    """A part that another points at, and as what: the last word of the relation's type."""

    kind: str
    part: str


def _key(name: str) -> str:
    """A part's name as the format compares it: without case; some programs write a backslash or a / in front."""
    return name.replace("\\", "/").lstrip("/").lower()


class Package:
    """An open .docx or .xlsx. Sizes are checked before anything is unpacked."""

    main: str

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, EOFError, UnicodeError):
            raise UnreadableFile(_DAMAGED) from None
        if len(infos) > MOST_PARTS:
            raise UnreadableFile(f"文件里有 {len(infos)} 个部分，{NOT_LIKE}，没有打开；{CHECK}")
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = _key(info.filename)
            if name in self._infos:
                raise UnreadableFile("文件里有同名的部分，可能被人改动过，没有打开")
            if info.flag_bits & 1:
                raise UnreadableFile(ENCRYPTED)
            self._infos[name] = info
        self._left = MOST_READ
        self._tags_left = MOST_TAGS
        self.kind = self._find_kind()
        self.macros = self._has_macros()

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._infos

    def _find_kind(self) -> str:
        if _TYPES not in self and "_rels/.rels" not in self:
            return self._other_kind()
        self.main = self._find_main()
        if self.main.lower().endswith(".bin"):
            raise UnreadableFile("是 .xlsb 文件，读不了；请另存为 .xlsx 后再试")
        kind = _KINDS.get(self._outermost(self.main))
        if kind is None:
            raise UnreadableFile(f"不是 Word 或 Excel 文件；{SAVE_AS}")
        return kind

    def _other_kind(self) -> str:
        mime = self.part("mimetype") if "mimetype" in self else b""
        if b"opendocument.text" in mime:
            return OPEN_TEXT
        if b"opendocument.spreadsheet" in mime:
            return OPEN_SHEET
        if "OFD.xml" in self:
            raise UnreadableFile("是 OFD 版式文件，读不了；请向对方要 Word 或 Excel 文件")
        raise UnreadableFile(UNPACK)

    def _find_main(self) -> str:
        """The part that the package's relations name as the document; else the one of the usual name."""
        for related in self.related("").values():
            if related.kind == "officeDocument" and related.part in self:
                return related.part
        found = next((name for name in _USUAL_MAIN if name in self), None)
        if found is None:
            raise UnreadableFile(
                _DAMAGED if "_rels/.rels" not in self else f"不是 Word 或 Excel 文件；{SAVE_AS}"
            )
        return found

    def _outermost(self, name: str) -> str:
        """The tag of a part's outermost element; empty where there is none."""
        info = self._sized(name)
        parser: Any = ElementTree.XMLPullParser(("start",))
        try:
            parser.feed(_usual(self._unpacked(info, min(info.file_size, _HEAD)), "replace"))
            return next((element.tag for _, element in parser.read_events()), "")
        except (ElementTree.ParseError, LookupError, ValueError):
            raise UnreadableFile(_DAMAGED) from None

    def _has_macros(self) -> bool:
        if self.kind not in (WORD, EXCEL):
            return False
        if any(name.endswith("vbaproject.bin") for name in self._infos):
            return True
        declared = self.xml(_TYPES) if _TYPES in self else ()
        return any("macroEnabled" in entry.get("ContentType", "") for entry in declared)

    def _sized(self, name: str) -> zipfile.ZipInfo:
        """A part's entry; UnreadableFile where it isn't there or unpacks too large."""
        info = self._infos.get(_key(name))
        if info is None:
            raise UnreadableFile(_DAMAGED)
        if info.file_size > MOST_PART or info.file_size > self._left:
            raise UnreadableFile(
                f"文件里的 {os.path.basename(name)} 展开有 {info.file_size // 2**20} MB，{NOT_LIKE}，没有打开；{CHECK}"
            )
        return info

    def _unpacked(self, info: zipfile.ZipInfo, size: int) -> bytes:
        try:
            with self._zip.open(info) as part:
                return part.read(size)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
            struct.error,
        ):
            raise UnreadableFile(_DAMAGED) from None

    def part(self, name: str) -> bytes:
        """A part's content; UnreadableFile where it is damaged or too large."""
        info = self._sized(name)
        self._left -= info.file_size
        content = self._unpacked(info, info.file_size + 1)
        if len(content) != info.file_size:
            raise UnreadableFile(_DAMAGED)
        return content

    def _xml_bytes(self, name: str) -> bytes:
        content = _usual(self.part(name))
        self._tags_left -= content.count(b"<")
        if self._tags_left < 0:
            raise UnreadableFile(
                f"文件里的 {os.path.basename(name)} 内容过多（超过 {MOST_TAGS // 10_000} 万个标记），{NOT_LIKE}，没有打开"
            )
        return content

    def xml(self, name: str) -> ElementTree.Element:
        """A part's root element."""
        try:
            return ElementTree.fromstring(self._xml_bytes(name))
        except (ElementTree.ParseError, LookupError, ValueError):
            raise UnreadableFile(_DAMAGED) from None

    def elements(self, name: str) -> Iterator[tuple[str, ElementTree.Element]]:
        """A large part's elements as they end, so that it needn't be held whole."""
        try:
            yield from ElementTree.iterparse(io.BytesIO(self._xml_bytes(name)), events=("start", "end"))
        except (ElementTree.ParseError, LookupError, ValueError):
            raise UnreadableFile(_DAMAGED) from None

    def related(self, name: str) -> dict[str, Related]:
        """The parts that a part (or with no name the package) points at, by id; addresses outside are left out."""
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in self:
            return {}
        return {
            relation.get("Id", ""): Related(
                posixpath.basename(relation.get("Type", "")), _target(folder, relation.get("Target", ""))
            )
            for relation in self.xml(relations)
            if relation.get("TargetMode") != "External"
        }

    def one_related(self, name: str, kind: str) -> str | None:
        """The part that another has one of, such as its styles; None where it has none."""
        found = (each.part for each in self.related(name).values() if each.kind == kind)
        return next((part for part in found if part in self), None)

    def aside(self, name: str, kind: str) -> ElementTree.Element | None:
        """The root of such a part; None where it is damaged, too: the texts are there all the same."""
        part = self.one_related(name, kind)
        try:
            return self.xml(part) if part else None
        except UnreadableFile:
            return None

    def properties(self) -> dict[str, str]:
        """The file's own properties."""
        part = self.one_related("", "custom-properties")
        if part is None:
            return {}
        return {entry.get("name", ""): "".join(entry.itertext()).strip() for entry in self.xml(part)}


def _target(folder: str, target: str) -> str:
    """The part that a relation's target is, seen from the folder of the part that has the relation."""
    path = unquote(target).replace("\\", "/").partition("#")[0]
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


# Other encodings in which programs write XML; the parser itself knows UTF-8, UTF-16 and ISO-8859-1.
_ENCODINGS = frozenset((b"gb2312", b"gbk", b"gb18030", b"big5"))


def _usual(content: bytes, errors: str = "strict") -> bytes:
    """An XML part in UTF-8 and the usual namespaces. UnreadableFile where it declares entities."""
    declared = re.match(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']", content)
    encoding = ""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in content[:4]:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    elif declared and declared[1].lower() in _ENCODINGS:
        encoding = "gb18030" if declared[1].lower().startswith(b"gb") else "big5"
    if encoding:
        try:
            text = content.decode(encoding, errors)
            content = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).encode("utf-8")
        except UnicodeError:
            raise UnreadableFile(_DAMAGED) from None
    # Office files have no document type; one is there only to smuggle entities in.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableFile("文件里有外部实体或实体声明，可能有害，没有打开")
    for strict, usual in _STRICT.items():
        content = content.replace(strict, usual)
    return content
