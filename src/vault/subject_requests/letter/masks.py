"""How a mask is shown to the one who asked, and how many there are: the same in letter, data and manifest.

Knows which ground may be told apart from which. Must not know why a single thing was masked.
"""

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from vault.redaction import Ground, Kind, Mask, Segment
from vault.subject_requests.answer import Answer, AnswerCase, AnswerFact
from vault.subject_requests.letter.blocks import Chip, Runs
from vault.subject_requests.letter.texts import Texts

# To say that an address is hidden because it is protected would say that a protected person lives there, which is
# what the protection is for (S-34, X-33). The requester sees the ground that holds for every other resident too.
_SHOWN_AS = {Ground.PROTECTED_ADDRESS: Ground.RIGHTS_OF_OTHERS}

# That somebody's health or an offence of theirs stands in a place is itself something about them.
_SHOWN_KIND = {Kind.HEALTH: Kind.CIRCUMSTANCE, Kind.OFFENCE: Kind.CIRCUMSTANCE, Kind.NICKNAME: Kind.PERSON}

_BETWEEN = re.compile(r"[ \t,;:.!?()\"'–-]*\n?[ \t]*")
"""What parts nothing from nothing: blanks, a stop, the end of a line; a paragraph does."""

CODES = {Ground.RIGHTS_OF_OTHERS: "A", Ground.DECISIVE_INTEREST: "B", Ground.UNDECIDED: "C"}
"""The letter of each ground that is shown; the same in every answer."""


def shown(answer: Answer) -> Answer:
    """The answer with only such grounds and kinds as may be told apart. Every renderer starts here."""
    return msgspec.structs.replace(
        answer, cases=tuple(_case(case) for case in answer.cases), standing=tuple(_fact(one) for one in answer.standing)
    )


def masks_in(answer: Answer) -> Iterator[Mask]:
    """Every mask in the data, in order."""
    segments = (
        *(segment for case in answer.cases for text in _texts(case) for segment in text),
        *(segment for fact in answer.standing for segment in fact.text),
    )
    return (segment for segment in segments if isinstance(segment, Mask))


def count_masks(answer: Answer) -> Counter[Ground]:
    """How many masks stand in the data, by ground (section 9, point 32)."""
    return Counter(mask.ground for mask in masks_in(answer))


def set_runs(segments: tuple[Segment, ...], say: Texts) -> Runs:
    """A masked text as it is set: each mask becomes a chip with its kind in words."""
    return tuple(_chip(one, say) if isinstance(one, Mask) else one for one in segments)


def _chip(mask: Mask, say: Texts) -> Chip:
    return Chip(say.code("mask", mask.kind), CODES[mask.ground])


def _case(case: AnswerCase) -> AnswerCase:
    return msgspec.structs.replace(
        case,
        documents=tuple(msgspec.structs.replace(one, segments=_text(one.segments)) for one in case.documents),
        disclosures=tuple(
            msgspec.structs.replace(
                one, recipient=_text(one.recipient), legal_basis=_text(one.legal_basis), content=_text(one.content)
            )
            for one in case.disclosures
        ),
        facts=tuple(_fact(one) for one in case.facts),
        entries=tuple(
            msgspec.structs.replace(one, facts=tuple(_fact(fact) for fact in one.facts)) for one in case.entries
        ),
    )


def _fact(fact: AnswerFact) -> AnswerFact:
    return msgspec.structs.replace(fact, text=_text(fact.text))


def _text(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Several masks in a row that say the same become one: how many there were tells how much was said."""
    out: list[Segment] = []
    for one in segments:
        if not isinstance(one, Mask):
            out.append(one)
            continue
        mask = Mask(kind=_SHOWN_KIND.get(one.kind, one.kind), ground=_SHOWN_AS.get(one.ground, one.ground))
        if len(out) > 1 and out[-2] == mask and isinstance(out[-1], str) and _BETWEEN.fullmatch(out[-1]):
            out.pop()
        elif not out or out[-1] != mask:
            out.append(mask)
    return tuple(out)


def _texts(case: AnswerCase) -> Iterator[tuple[Segment, ...]]:
    for document in case.documents:
        yield document.segments
    for disclosure in case.disclosures:
        yield disclosure.recipient
        yield disclosure.legal_basis
        yield disclosure.content
    for fact in (*case.facts, *(fact for entry in case.entries for fact in entry.facts)):
        yield fact.text
