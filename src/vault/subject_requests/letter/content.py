"""What stands in the letter, in the order in which a person reads it (A-77): answer, explanation, rights, data."""

from collections.abc import Iterator

from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.annex import annex
from vault.subject_requests.letter.blocks import Block, Heading, NewPage
from vault.subject_requests.letter.legend import legend
from vault.subject_requests.letter.processing import processing, request, search
from vault.subject_requests.letter.rights import remedies, rights
from vault.subject_requests.letter.summary import summary, without_data
from vault.subject_requests.letter.texts import Texts


def content(answer: Answer, say: Texts, *, annexed: bool = False) -> Iterator[Block]:
    """The blocks of the letter; `answer` as `masks.shown` gives it.

    `annexed`: the cases stand in files of their own.
    """
    if not answer.holds_data:
        yield from _short(answer, say)
        return
    yield from summary(answer, say)
    yield NewPage()
    yield from processing(answer, say)
    yield from rights(answer, say)
    yield NewPage()
    yield from annex(answer, say, annexed=annexed)
    yield NewPage()
    yield from legend(answer, say)


def _short(answer: Answer, say: Texts) -> Iterator[Block]:
    """A letter with nothing to show has no parts, so its sections are its topmost headings (PDF/UA-1, 7.4.2)."""
    for section in (without_data, request, search, remedies):
        for block in section(answer, say):
            yield Heading(1, block.text) if isinstance(block, Heading) else block
