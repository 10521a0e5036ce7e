"""What other systems export, as rows: spreadsheets (CSV), mailboxes (mbox, eml) and dumps of JSON objects."""

import email
import email.policy
import mailbox
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import msgspec

from vault.errors import InvalidInput
from vault.imports.mapping import Row, RowMapping
from vault.imports.table import Table

_PIECE: Final = 64 * 1024
MAILBOXES: Final = (".mbox", ".eml")


def rows_of(path: Path, mapping: RowMapping) -> Iterator[Row]:
    """The rows of a file, by what its name ends with. Raises InvalidInput where it is not that."""
    match path.suffix.casefold():
        case ".csv" | ".tsv" | ".txt":
            return csv_rows(path, mapping)
        case ".mbox" | ".eml":
            return mail_rows(path)
        case ".ndjson" | ".json":
            return dump_rows(path)
        case _:
            raise InvalidInput("FILES", "end in none of .csv, .mbox, .eml, .json and .ndjson")


def csv_rows(path: Path, mapping: RowMapping) -> Iterator[Row]:
    """A table whose first line names its columns."""
    table = Table(mapping)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield from table.take(piece)
    yield from table.end()


def mail_rows(path: Path) -> Iterator[Row]:
    """Each message of a mailbox, with the columns Message-ID, Date, From, From-Name, Subject, Text and Number."""
    if path.suffix.casefold() == ".eml":
        yield _message(1, path.read_bytes())
        return
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            yield _message(number, box.get_bytes(key))
    finally:
        box.close()


def dump_rows(path: Path) -> Iterator[Row]:
    """Each object of a dump, its columns named by paths: `parter.0.navn`."""
    content = path.read_bytes()
    if path.suffix.casefold() == ".ndjson":
        pieces = [(number, one) for number, one in enumerate(content.split(b"\n"), start=1) if one.strip()]
    else:
        pieces = [(number, bytes(one)) for number, one in enumerate(_list(content), start=1)]
    for number, piece in pieces:
        yield Row(number, dict(_flat("", _decoded(number, piece))))


def _list(content: bytes) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(content, type=list[msgspec.Raw])
    except msgspec.DecodeError:
        raise InvalidInput("FILES", "are no JSON list of objects") from None


def _decoded(number: int, piece: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(piece, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidInput(f"line {number}", "is no JSON object") from None


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _flat(f"{prefix}.{name}" if prefix else name, one)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _flat(f"{prefix}.{number}", one)
    elif value is not None:
        yield prefix, value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _message(number: int, content: bytes) -> Row:
    message = email.message_from_bytes(content, policy=email.policy.default)
    name, address = parseaddr(str(message.get("From", "")))
    return Row(
        number,
        {
            "Number": str(number),
            "Message-ID": str(message.get("Message-ID", "")).strip(),
            "Date": _day(message),
            "From": address,
            "From-Name": name,
            "Subject": str(message.get("Subject", "")),
            "Text": _text(message),
        },
    )


def _day(message: EmailMessage) -> str:
    """The day on which a message was written, by its own clock; nothing where it does not say."""
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).date().isoformat()
    except (TypeError, ValueError):
        return ""


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        found = body.get_content()
    except (LookupError, UnicodeError, KeyError):
        return ""
    text = str(found)
    if body.get_content_type() == "text/html":
        parser = _Words()
        parser.feed(text)
        text = "".join(parser.words)
    return "\n".join(line.rstrip() for line in text.replace("\x00", "").splitlines()).strip()


class _Words(HTMLParser):
    """The words of a page, without markup, scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in ("script", "style")
        if tag in ("br", "p", "div", "tr", "li"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)
