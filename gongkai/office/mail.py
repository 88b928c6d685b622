"""A mail draft with the form attached, as an .eml file that opens ready to send.

`X-Unsent` makes Outlook open it as a draft. The attachment's name is given in both ways that are in use:
Foxmail and older Outlooks read the one in Content-Type, the others the one in Content-Disposition.
"""

from __future__ import annotations

from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from typing import Any, NamedTuple

from gongkai.base.text import clean

TYPES = {
    "docx": "vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Attachment(NamedTuple):
    """A file to send along; its ending says what it is."""

    name: str
    content: bytes


def draft(to: str, subject: str, body: str, attachment: Attachment) -> bytes:
    """The content of the .eml file. It has no sender and no date: the mail program puts its own."""
    message: Any = MIMEMultipart("mixed")
    message["X-Unsent"] = "1"
    message["To"] = _line(to)
    message["Subject"] = Header(_line(subject), "utf-8", header_name="Subject")
    message.attach(MIMEText(clean(body).replace("\n", "\r\n") + "\r\n", "plain", "utf-8"))
    message.attach(_attached(attachment))
    made: bytes = message.as_bytes(policy=compat32.clone(linesep="\r\n"))
    return made


def _attached(attachment: Attachment) -> MIMEBase:
    name = _line(attachment.name)
    part = MIMEBase("application", TYPES.get(name.rpartition(".")[2], "octet-stream"))
    part.set_payload(attachment.content)
    encode_base64(part)
    encoded = Header(name, "utf-8", maxlinelen=500).encode()
    part.replace_header("Content-Type", f'{part.get_content_type()}; name="{encoded}"')
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return part


def _line(text: str) -> str:
    """One line: a header with a line break in it would be two headers."""
    return " ".join(clean(text).split())
