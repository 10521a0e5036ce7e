"""How a large answer is divided: a letter, and annexes of so many documents each. Pure.

What a reader can hold and a typesetter can set at once is bounded, whatever a person's file has grown to.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from vault.subject_requests.answer import Answer, AnswerCase
from vault.subject_requests.letter.findings import cases

MOST_DOCUMENTS: Final = 200
"""More documents than this are annexed to the letter in files of their own."""

Volume = tuple[tuple[int, AnswerCase], ...]


def annexes(answer: Answer) -> tuple[Volume, ...]:
    """The numbered cases of each annex; none where everything stands in the letter."""
    if sum(len(case.documents) for case in answer.cases) <= MOST_DOCUMENTS:
        return ()
    return tuple(_volumes(answer))


def annex_name(number: int) -> str:
    """The file of an annex, counted from 1."""
    return f"annex-{number}.pdf"


def annex_names(answer: Answer) -> tuple[str, ...]:
    return tuple(annex_name(number) for number, _ in enumerate(annexes(answer), start=1))


def _volumes(answer: Answer) -> Iterator[Volume]:
    volume: list[tuple[int, AnswerCase]] = []
    held = 0
    for number, case in cases(answer):
        for piece in _pieces(case):
            if volume and held + len(piece.documents) > MOST_DOCUMENTS:
                yield tuple(volume)
                volume, held = [], 0
            volume.append((number, piece))
            held += len(piece.documents)
    yield tuple(volume)


def _pieces(case: AnswerCase) -> Iterator[AnswerCase]:
    """A case that would fill more than one annex in pieces: its facts stand in the first, its documents in all."""
    if len(case.documents) <= MOST_DOCUMENTS:
        yield case
        return
    documents = iter(case.documents)
    yield msgspec.structs.replace(case, documents=tuple(islice(documents, MOST_DOCUMENTS)))
    while some := tuple(islice(documents, MOST_DOCUMENTS)):
        yield msgspec.structs.replace(case, documents=some, facts=(), steps=(), entries=(), disclosures=())
