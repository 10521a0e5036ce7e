"""Whose a number or a dwelling is that no file lays to the requester, by what stands before it. Pure."""

import re
from typing import Final

from vault.redaction.mentions import Mentions
from vault.redaction.model import Kind, Span, Standing
from vault.redaction.whose import Mention, Telling, Whose

_QUOTES: Final = re.compile('["”“„»«]')
_KIN: Final = frozenset(("kin", "kin_alone"))
_DRIVES: Final = frozenset("drives drive drove driving kører kørte kör körde ejer äger owns".split())
_FAR: Final = 12
"""Within how many words behind somebody stands the number of what they have."""
_OTHERS: Final = (Whose.OTHER, Whose.WITHHELD)


def is_requesters(span: Span, mentions: Mentions, telling: Telling) -> bool:
    """Whether a number that no file knows is the requester's.

    Staff note an account for whom they write of: "Kim owes for May. Refund to account …".
    """
    if telling.author is Standing.WITHHELD and _speaks_author(span, mentions):
        return False  # what stands beside "I" and "my" may be the author's
    noted = span.kind is Kind.ACCOUNT and telling.author is Standing.STAFF and _goes_on_about_requester(span, mentions)
    has = span.kind is Kind.PLATE and _is_what_they_have(span, mentions)
    return noted or has or _is_of_their_sentence(span, mentions) or _is_of_theirs(span, mentions)


def _speaks_author(span: Span, mentions: Mentions) -> bool:
    """Whether whoever wrote the text speaks of themselves in the sentence of a number."""
    at = mentions.prose.index_before(span.start)
    sentence = mentions.prose.sentence_of[at] if at is not None else -1
    return any(one.sentence == sentence and one.person == 1 for one in mentions.all)


def is_said_by_requester(span: Span, mentions: Mentions) -> bool:
    """Whether a place stands within what the requester is quoted with: "she said "him on the second floor"."""
    prose = mentions.prose
    at = prose.index_before(span.start)
    if at is None:
        return False
    sentence = prose.sentences[prose.sentence_of[at]]
    said = prose.text[prose.words[sentence.start].start : span.start]
    if len(_QUOTES.findall(said)) % 2 == 0:
        return False
    verbs = (one for one in range(sentence.start, at + 1) if "says" in prose.categories[one])
    speakers = (mentions.subject(prose.clause_of[one]) for one in verbs)
    return any(one is not None and one.whose is Whose.OWN for one in speakers)


def _is_of_their_sentence(span: Span, mentions: Mentions) -> bool:
    """Whether a number stands in a sentence that speaks of the requester before it, and of nobody else."""
    at = mentions.prose.index_before(span.start)
    sentence = mentions.prose.sentence_of[at] if at is not None else -1
    here = [one for one in mentions.all if one.sentence == sentence and one.whose is not Whose.STAFF]
    named = any(mentions.is_named(one) for one in here if one.whose is Whose.UNCLEAR)
    own = any(one.whose is Whose.OWN and one.start < span.start for one in here)
    return own and not named and not any(one.whose in _OTHERS for one in here)


def _is_of_theirs(span: Span, mentions: Mentions) -> bool:
    """Whether a number is said to be of something that is the requester's: "her car AB 12 345"."""
    at = mentions.prose.index_before(span.start)
    said = [] if at is None else mentions.within(mentions.prose.clause_of[at])
    here = [one for one in said if one.start < span.start]
    return (
        bool(here) and here[-1].possessive and here[-1].whose is Whose.OWN and mentions.is_close(here[-1], span.start)
    )


def _is_what_they_have(span: Span, mentions: Mentions) -> bool:
    """Whether the requester has or drives what a plate belongs to: "he has a white van AB 12 345"."""
    prose = mentions.prose
    at = prose.index_before(span.start)
    here = [one for one in mentions.all if one.start < span.start and one.whose is not Whose.STAFF]
    if at is None or not here or here[-1].whose is not Whose.OWN or here[-1].possessive or here[-1].oblique:
        return False
    between = range(prose.index_of_start(here[-1].end), at + 1)
    same = prose.sentence_of[at] == here[-1].sentence and len(between) <= _FAR
    return same and any("having" in prose.categories[one] or prose.small[one] in _DRIVES for one in between)


def _goes_on_about_requester(span: Span, mentions: Mentions) -> bool:
    """Whether a number stands where a text told of the requester last, and of nobody before but their kin."""
    before = [one for one in mentions.all if one.start < span.start and one.whose is not Whose.STAFF]
    free = [one for one in before if not one.possessive]
    theirs = (one for one in before if one.whose is not Whose.OWN)
    return bool(free) and free[-1].whose is Whose.OWN and all(_is_kin(one, mentions) for one in theirs)


def _is_kin(mention: Mention, mentions: Mentions) -> bool:
    """Whether somebody is spoken of by a kinship word, or is known to be of the requester's family."""
    if mention.ref is not None:
        return mention.ref in mentions.cast.own_kin
    found = mentions.prose.categories[mentions.prose.index_of_start(mention.start)]
    return not mentions.is_named(mention) and not found.isdisjoint(_KIN)
