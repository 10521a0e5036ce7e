"""Hits in passages, less those that a decision explains. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from vault.crypto import sha256
from vault.subject_requests.checking.excuses import Excuses
from vault.subject_requests.checking.needles import Found, Needles
from vault.subject_requests.checking.reading import Passage
from vault.subject_requests.history.entries import Hit

_DATA: Final = "data.json"
"""The file that says which document a text belongs to. What it may show, the letter may show as often."""


def look(passages: Iterable[Passage], needles: Needles, excuses: Excuses) -> tuple[Hit, ...]:
    """Each unexplained thing of each person in each file, once."""
    found = [(passage, one) for passage in passages for one in needles.find(passage.text)]
    hits = {hit.digest: hit for hit in _unexplained(found, excuses) if hit.digest not in excuses.allowed}
    return tuple(hits.values())


def _unexplained(found: list[tuple[Passage, Found]], excuses: Excuses) -> Iterator[Hit]:
    explained: Counter[tuple[str, str]] = Counter()
    for passage, one in found:
        if passage.file == _DATA:
            if excuses.explains(one.needle, passage):
                explained[one.needle.kind, one.needle.form] += 1
            else:
                yield _hit(passage, one)
    left: dict[str, Counter[tuple[str, str]]] = {}
    for passage, one in found:
        if passage.file == _DATA:
            continue
        budget = left.setdefault(passage.file, Counter(explained))
        form = (one.needle.kind, one.needle.form)
        if passage.place.startswith("page ") and budget[form] > 0:
            budget[form] -= 1
        else:
            yield _hit(passage, one)


def _hit(passage: Passage, one: Found) -> Hit:
    subject = min(one.needle.people)
    within = passage.document or passage.case or ""
    parts = (passage.file, within, one.needle.kind, one.needle.form, str(subject))
    return Hit(
        digest=sha256("\x00".join(parts).encode()).hex(),
        file=passage.file,
        place=passage.place,
        kind=one.needle.kind,
        subject_id=subject,
        excerpt=one.excerpt,
    )
