"""What a writer should look at before a text is stored: numbers, health, offences, words on what somebody is. Pure."""

import tomllib
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from vault.language import Language
from vault.redaction.lexicon import Lexicon
from vault.redaction.model import Kind
from vault.redaction.prose import Prose
from vault.redaction.redactor import Redactor


class RemarkKind(StrEnum):
    """What a passage seems to hold."""

    NATIONAL_ID = "national_id"
    HEALTH = "health"
    OFFENCE = "offence"
    ABOUT_THE_PERSON = "about_the_person"


class Remark(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A passage to look at, by its place in the text in code points, and the grounds of which one would be needed."""

    start: int
    end: int
    kind: RemarkKind
    grounds: tuple[str, ...]


# What may justify keeping it (S-02, S-10, S-13, S-20, S-21). Nothing justifies describing a person in place of conduct.
GROUNDS: Final = {
    RemarkKind.NATIONAL_ID: ("consent", "legal_duty", "court_filing", "secure_identification"),
    RemarkKind.HEALTH: ("legal_claims", "explicit_consent", "vital_interests", "national_law"),
    RemarkKind.OFFENCE: ("legal_claims", "explicit_consent", "overriding_interest", "legal_duty"),
    RemarkKind.ABOUT_THE_PERSON: (),
}
_CATEGORIES: Final = {"health": RemarkKind.HEALTH, "offence": RemarkKind.OFFENCE}

Finder = Callable[[str, Language], Iterator[tuple[int, int, RemarkKind]]]
"""Finds passages of some kinds in a text; another is added to FINDERS."""


def remarks(text: str, language: Language) -> tuple[Remark, ...]:
    """The passages of a text that ask for a second look, in order (S-01 … S-03, S-22). The writer decides."""
    found = {place for find in FINDERS for place in find(text, language)}
    return tuple(Remark(start=start, end=end, kind=kind, grounds=GROUNDS[kind]) for start, end, kind in sorted(found))


def _numbers(text: str, language: Language) -> Iterator[tuple[int, int, RemarkKind]]:
    for span in Redactor([], language=language).propose(text):
        if span.kind is Kind.NATIONAL_ID:
            yield span.start, span.end, RemarkKind.NATIONAL_ID


def _signs(text: str, language: Language) -> Iterator[tuple[int, int, RemarkKind]]:
    prose = Prose(text, language)
    for at, until, category in prose.marked:
        if category in _CATEGORIES:
            yield prose.words[at].start, prose.words[until - 1].end, _CATEGORIES[category]


def _persons(text: str, language: Language) -> Iterator[tuple[int, int, RemarkKind]]:
    prose, forbidden = Prose(text, language), _forbidden(language)
    for at, word in enumerate(prose.words):
        lengths = [length for length, _ in forbidden.phrases(prose.small, at)]
        if forbidden.categories(word.text):
            lengths.append(1)
        if lengths:
            yield word.start, prose.words[at + max(lengths) - 1].end, RemarkKind.ABOUT_THE_PERSON


@cache
def _forbidden(language: Language) -> Lexicon:
    """Words that say what somebody is, where what they did belongs (S-03)."""
    source = (files("vault.redaction.hygiene") / "about_the_person.toml").read_text("utf-8")
    return Lexicon({"about_the_person": tomllib.loads(source)[language.value]})


FINDERS: Final[tuple[Finder, ...]] = (_numbers, _signs, _persons)
