"""What a file really is, whatever it is called; why it can't be read where it is of no use here."""

from __future__ import annotations

import re

from gongkai.base.files import bytes_of
from gongkai.base.system import reason
from gongkai.base.text import decoded
from gongkai.office.limits import MOST_FILE, UnreadableFile
from gongkai.office.package import ENCRYPTED, SAVE_AS, UNPACK, Package

OLD_WORD, OLD_EXCEL, PDF, PAGE, TEXT = "doc", "xls", "pdf", "page", "text"

_ASK = "请向对方要 Word 或 Excel 文件"
_PICTURE = f"是图片，读不了；{_ASK}"
_SOUND = f"是音频或视频，读不了；{_ASK}"
_MAIL = "是邮件，不是填报表或方案；请打开它，把附件另存出来，再读附件"
# Why what can be read is no form or table of records all the same.
NO_FORM = {
    PDF: f"是 PDF 文件，不能收；{_ASK}",
    PAGE: f"是网页或 XML 文件，不是 .docx、.xlsx；{SAVE_AS}",
    TEXT: f"是纯文本文件（.txt、.csv 一类），不是 Word 或 Excel 文件；{_ASK}",
}
_STARTS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    (f"是 RTF 文件；{SAVE_AS}", (b"{\\rtf",)),
    (_PICTURE, (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")),
    (_SOUND, (b"RIFF", b"ID3")),
    (UNPACK, (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")),
    ("是程序，没有打开；请勿双击，并告知对方", (b"MZ",)),
    ("是快捷方式，不是文件本身；请找到它所指的文件", (b"L\0\0\0\x01\x14\x02\0", b"[InternetShortcut]")),
    ("是数据库，不是填报表或方案", (b"SQLite format 3",)),
)


def content_of(path: str) -> bytes:
    """The file's bytes. UnreadableFile where it isn't there, is empty or is far too large."""
    try:
        content = bytes_of(path, MOST_FILE)
    except FileNotFoundError:
        raise UnreadableFile("没有这个文件") from None
    except IsADirectoryError:
        raise UnreadableFile("是文件夹，不是文件") from None
    except PermissionError:
        raise UnreadableFile("没有读取权限，或正被别的程序打开") from None
    except OSError as error:
        raise UnreadableFile(f"读不了（{reason(error)}）") from None
    if not content:
        raise UnreadableFile("文件是空的（0 字节），请对方重新发送")
    return content


def kind_of(content: bytes) -> str:
    """What the bytes really are, whatever the file is called. UnreadableFile where nothing here reads them."""
    if content.startswith(b"PK"):
        with Package(content) as package:
            return package.kind
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_kind(content)
    if content.startswith(b"%PDF"):
        return PDF
    for words, starts in _STARTS:
        if content.startswith(starts):
            raise UnreadableFile(words)
    if content[4:8] == b"ftyp":
        raise UnreadableFile(_PICTURE if content[8:11] in (b"hei", b"mif", b"avi") else _SOUND)
    if content[257:262] == b"ustar":
        raise UnreadableFile(UNPACK)
    head = content[:20_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _is_mail(head):
        raise UnreadableFile(_MAIL)
    beginning = head[:2000].lower()
    if beginning.startswith((b"<html", b"<!doctype html")) or (
        beginning.startswith(b"<?xml") and b"<html" in beginning
    ):
        return PAGE
    if beginning.startswith((b"<?xml", b"mime-version", b"from:")):
        raise UnreadableFile(NO_FORM[PAGE])
    if _is_text(content):
        return TEXT
    raise UnreadableFile(f"不是 Word 或 Excel 文件（可能改过扩展名，或已损坏）；{SAVE_AS}")


def _old_kind(content: bytes) -> str:
    """A file of the old container; its parts' names are in it as UTF-16, each with a zero behind it."""

    def holds(name: str) -> bool:
        return (name + "\0").encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise UnreadableFile(ENCRYPTED)
    if holds("__properties_version1.0"):
        raise UnreadableFile(_MAIL)
    if holds("WordDocument"):
        return OLD_WORD
    if holds("Workbook") or holds("Book"):
        return OLD_EXCEL
    if holds("PowerPoint Document"):
        raise UnreadableFile(f"是演示文稿，读不了；{_ASK}")
    return OLD_WORD


_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):")
_OF_MAILS = frozenset(
    (b"received", b"return-path", b"delivered-to", b"to", b"message-id", b"x-unsent", b"x-mailer", b"cc")
)
_MAILS_BEGIN = _OF_MAILS | {b"from", b"date", b"subject", b"sender", b"reply-to", b"mime-version"}


def _is_mail(head: bytes) -> bool:
    """Whether a text begins as a mail does (RFC 5322). A saved web page (.mht) is to nobody."""
    names = set()
    for line in re.split(rb"\r?\n", head):
        found = _FIELD.match(line)
        if found:
            names.add(found[1].lower())
        elif not line.startswith((b" ", b"\t")):
            break
        if not names:
            return False
    known = names & _MAILS_BEGIN or any(name.startswith(b"x-") for name in names)
    return bool(known and len(names) > 1 and names & _OF_MAILS)


def _is_text(content: bytes) -> bool:
    """Whether the bytes are a text in one of the encodings in use."""
    text = decoded(content)
    return text is not None and not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text)
