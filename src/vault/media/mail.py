"""A stored message (RFC 5322): its fields and its text. There is no clean copy: its header is what it says."""

import email
import email.policy
import re
from email.errors import MessageError
from email.message import EmailMessage
from html import unescape
from typing import Final

from vault.media.findings import Clean, Findings, Unacceptable, with_text
from vault.media.kinds import FileKind

_FIELDS: Final = ("From", "To", "Cc", "Reply-To", "Date", "Subject")
_UNSEEN: Final = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_BREAK: Final = re.compile(r"<(br|p|div|tr|li|h\d)\b[^>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]*>")


def read(content: bytes) -> Findings:
    """The text of a message; files that came with it are named and left for a person. Raises Unacceptable."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        lines = [f"{name}: {message[name]}" for name in _FIELDS if message[name]]
        bodies, others = _parts(message)
    except (MessageError, ValueError, LookupError, IndexError, AttributeError, TypeError, RecursionError):
        raise Unacceptable("is not a message that can be read") from None
    text = "\n".join([*lines, "", *bodies, *others])
    return with_text(FileKind.EMAIL, Clean.NONE, text, more=bool(others))


def _parts(message: EmailMessage) -> tuple[list[str], list[str]]:
    """What is written in a message, and the names of what came with it."""
    bodies, others = [], []
    for part in message.walk():
        if part.is_multipart():
            continue
        name = part.get_filename()
        if name is None and part.get_content_type() == "text/plain":
            bodies.append(str(part.get_content()))
        elif name is None and part.get_content_type() == "text/html":
            bodies.append(_plain(str(part.get_content())))
        else:
            others.append(f"[{name or part.get_content_type()}]")
    return bodies, others


def _plain(markup: str) -> str:
    """What a reader of HTML sees, nearly; nothing is rendered from it."""
    return unescape(_TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", markup))))
