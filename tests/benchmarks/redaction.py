"""How many documents of 2 kB a second are redacted on one core: `make bench-redaction`.

The texts are put together from the invented documents, a different row of them for each; one redactor serves a case
of six people, as in an answer. Prints one JSON object.
"""

import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice

import msgspec
from tests.redaction.reading_cases import Case, cases

from vault.redaction import Redactor

DOCUMENTS, CHARACTERS, PER_CASE = 1_000, 2_000, 20


class Speed(msgspec.Struct, kw_only=True):
    """Processor `seconds` for all documents, their redactors made for every twenty of them."""

    documents: int
    characters: int
    seconds: float
    documents_per_second: float


def texts(case: Case, every: list[Case], count: int) -> Iterator[str]:
    """Documents of one length in the language of a case, none like another."""
    same = [one.text for one in every if one.language is case.language]
    for number in range(count):
        row = islice(cycle(same), number, None)
        text = case.text
        while len(text) < CHARACTERS:
            text += "\n\n" + next(row)
        yield text[:CHARACTERS]


def measured(documents: int = DOCUMENTS) -> Speed:
    """Redacts so many documents once; the lists of words are loaded before the clock starts."""
    every = list(cases())
    work = [(case, list(texts(case, every, PER_CASE))) for case in islice(cycle(every), -(-documents // PER_CASE))]
    for case in every:
        case.spans()
    started = time.process_time()
    for case, row in work:
        redactor = Redactor(case.people, language=case.language)
        for text in row:
            redactor.propose(text, case.telling)
    seconds = time.process_time() - started
    done = sum(len(row) for _, row in work)
    return Speed(
        documents=done,
        characters=CHARACTERS,
        seconds=round(seconds, 2),
        documents_per_second=round(done / seconds, 1),
    )


if __name__ == "__main__":
    count = int(sys.argv[1]) if sys.argv[1:] else DOCUMENTS
    print(msgspec.json.encode(measured(count)).decode())  # noqa: T201 -- the result is what it is for
