"""The lists of an answer as CSV (RFC 4180, UTF-8 with a mark at its start), for a spreadsheet: what, whom, when.

Lists only: the texts themselves stand in the letter and the data file. A cell that a spreadsheet would take for a
formula is kept a text.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from vault.redaction import Mask, Segment
from vault.subject_requests.answer import Answer, AnswerCase
from vault.subject_requests.letter.findings import author, cases
from vault.subject_requests.letter.masks import CODES, shown
from vault.subject_requests.letter.texts import Texts, texts

DOCUMENTS: Final = "documents.csv"
RECIPIENTS: Final = "recipients.csv"
CONSULTATIONS: Final = "consultations.csv"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def render_lists(answer: Answer) -> dict[str, bytes]:
    """Each list that has something in it, by its file's name."""
    say = texts(answer.language)
    answer = shown(answer)
    lists = {
        DOCUMENTS: _list(("case", "date", "document_word", "written_by_word"), _documents(answer, say), say),
        RECIPIENTS: _list(("date", "recipient", "what", "legal_basis", "purpose"), _recipients(answer, say), say),
        CONSULTATIONS: _list(("date", "purpose", "times"), _consultations(answer), say),
    }
    return {name: lists[name] for name in list_names(answer)}


def list_names(answer: Answer) -> tuple[str, ...]:
    """The names of the lists that have something in them."""
    held = {
        DOCUMENTS: any(case.documents for case in answer.cases),
        RECIPIENTS: any(case.disclosures for case in answer.cases),
        CONSULTATIONS: bool(answer.consultations),
    }
    return tuple(name for name, there in held.items() if there)


def _documents(answer: Answer, say: Texts) -> Iterator[tuple[str, ...]]:
    for number, case in cases(answer):
        for one in case.documents:
            kind = say.code("document", one.kind)
            yield _name(number, case), one.dated_on.isoformat(), kind, say.code("author", author(one))


def _recipients(answer: Answer, say: Texts) -> Iterator[tuple[str, ...]]:
    for _, case in cases(answer):
        for one in case.disclosures:
            recipient, what, basis = (_plain(text, say) for text in (one.recipient, one.content, one.legal_basis))
            yield one.disclosed_on.isoformat(), recipient, what, basis, one.purpose or ""


def _consultations(answer: Answer) -> Iterator[tuple[str, ...]]:
    yield from ((one.on.isoformat(), one.purpose, str(one.times)) for one in answer.consultations)


def _name(number: int, case: AnswerCase) -> str:
    return case.reference or str(number)


def _plain(segments: tuple[Segment, ...], say: Texts) -> str:
    return "".join(
        f"[{say.code('mask', one.kind)} {CODES[one.ground]}]" if isinstance(one, Mask) else one for one in segments
    )


def _list(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], say: Texts) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([say(name) for name in head])
    writer.writerows(tuple(map(_cell, row)) for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
