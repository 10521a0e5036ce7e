"""What somebody who spoke in confidence says of the requester, apart from what they say of themselves.

A redacted copy of such a letter still tells who wrote it: by where they were, what they heard through which wall, how
they write. So the default is an extract (X-31; law X-03, "in a form that does not identify them"): clauses about the
requester stay, everything else goes in one piece, and a person approves it.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from vault.redaction.grammar import is_title
from vault.redaction.mentions import Mentions
from vault.redaction.model import Decision, Ground, Kind, Span, covered, likely_hidden
from vault.redaction.passages import Sign
from vault.redaction.prose import Prose
from vault.redaction.whose import Whose

# A name costs a tenth of what the member of an enum does, and these are asked for all the time.
_OWN: Final = Whose.OWN
_WITHHELD: Final = Whose.WITHHELD
TOLD_TO_REQUESTER: Final = "said to the requester, or by them, who know by whom it was told"
NOT_ABOUT: Final = "not about the requester, in what was said in confidence"
_NAMES: Final = frozenset((Kind.PERSON, Kind.NICKNAME))
_THEMSELVES: Final = frozenset("selv själv himself herself themselves mig me".split())
_FULL: Final = 4
"""From how many words on a sentence is more than a signature."""
_KIN: Final = frozenset(("kin", "kin_alone"))
_GIVING_AWAY: Final = frozenset(("positions", "kin", "kin_alone"))


def extract(prose: Prose, mentions: Mentions, signs: dict[int, list[Sign]], spans: tuple[Span, ...]) -> Iterator[Span]:
    """Statements to hide: every clause that is not about the requester, or that gives its author away."""
    speaks = {one.sentence for one in mentions.all if one.person == 1 and one.whose is _WITHHELD}
    named = covered(spans)
    spoken = _spoken_with(prose, mentions)
    alleged = _of_nobody_else(prose, mentions, signs, spans)
    for group in _subjects(prose, mentions):
        weighty = any(
            sign.whose is _OWN and sign.kind is not Kind.CIRCUMSTANCE for c in group for sign in signs.get(c, [])
        )
        for clause in group:
            row = prose.clauses[clause]
            own = clause == group[0] or any(one.whose is _OWN for one in mentions.within(clause))
            if _is_greeting(prose, row, named) or prose.sentence_of[row.start] in alleged:
                continue
            cleft = mentions.subject_of(group[0]) is _WITHHELD  # "it was me | who helped her up"
            about = mentions.subject_of(group[0]) is _OWN
            about = about or (own and not cleft and _is_about_requester(mentions, clause))
            about = about or (weighty and prose.is_impersonal(group[0]) and not cleft)
            told = bool({"that", "because"} & prose.categories[prose.clauses[group[0]].start])
            beside_author = prose.sentence_of[row.start] in speaks and not weighty and not told
            quoted = told and bool(signs.get(clause)) and not weighty
            quoted = quoted or _is_said_to_author(prose, row, signs.get(clause, []), speaks)
            knows = prose.sentence_of[row.start] in spoken or _is_told_in_person(prose, mentions, clause)
            gives_away = knows or _gives_away(prose, mentions, signs.get(clause, []), spans, row)
            if not about or beside_author or quoted or gives_away:
                place = prose.whole(_with_conjunction(prose, clause))
                yield _span(*place, TOLD_TO_REQUESTER if knows else NOT_ABOUT)
            else:
                yield from kin_of_requester(prose, mentions, clause)


def _of_nobody_else(
    prose: Prose, mentions: Mentions, signs: dict[int, list[Sign]], spans: tuple[Span, ...]
) -> frozenset[int]:
    """Sentences that speak of nobody but the requester, or of no person at all: what they are blamed for."""
    people = {one.sentence for one in mentions.all if one.whose is not _OWN}
    theirs = {sign.owner.sentence for here in signs.values() for sign in here if sign.owner and sign.whose is not _OWN}
    told = {
        prose.sentence_of[row.start]
        for clause, row in enumerate(prose.clauses)
        if _is_told_in_person(prose, mentions, clause)
    }
    # An illness of which the sentence does not say whose it is may be the author's.
    ill = {
        prose.sentence_of[prose.clauses[clause].start]
        for clause, here in signs.items()
        for sign in here
        if sign.kind is Kind.HEALTH and not (sign.owner and sign.owner.clause == clause)
    }
    silent = people | theirs | told | ill
    return frozenset(
        number
        for number, row in enumerate(prose.sentences)
        if number not in silent and _is_told_in_full(prose, row) and not _gives_away(prose, mentions, [], spans, row)
    )


def _with_conjunction(prose: Prose, clause: int) -> range:
    """A clause with the word alone before it that begins it: "who | lives upstairs"."""
    row = prose.clauses[clause]
    before = prose.clauses[clause - 1] if clause else row
    alone = len(before) == 1 and "conjunctions" in prose.categories[before.start]
    same = prose.sentence_of[before.start] == prose.sentence_of[row.start]
    return range(before.start, row.stop) if alone and same and clause else row


def _spoken_with(prose: Prose, mentions: Mentions) -> frozenset[int]:
    """Sentences in which the author tells that they spoke with the requester, who knows with whom they spoke."""
    clauses = (mentions.within(clause) for clause in range(len(prose.clauses)))
    told = (
        here[0].sentence
        for clause, here in enumerate(clauses)
        if here
        and any("says" in prose.categories[at] or "matter" in prose.categories[at] for at in prose.clauses[clause])
        and any(one.person == 1 and one.whose is _WITHHELD and not one.oblique for one in here)
        and any(one.whose is _OWN and one.oblique and not one.possessive for one in here)
    )
    return frozenset(told)


def _is_told_in_person(prose: Prose, mentions: Mentions, clause: int) -> bool:
    """Whether a clause tells that the requester said something themselves: "he told me so himself"."""
    row = prose.clauses[clause]
    return (
        prose.has(row, "says")
        and mentions.subject_of(clause) is _OWN
        and any(prose.small[at] in _THEMSELVES for at in row)
    )


def _is_told_in_full(prose: Prose, row: range) -> bool:
    """Whether a sentence is no form of address, no farewell and no signature."""
    return row.stop - row.start >= _FULL and "greetings" not in prose.categories[row.start]


def _is_said_to_author(prose: Prose, row: range, signs: list[Sign], speaks: set[int]) -> bool:
    """Whether a clause is what the requester answered to the author, and tells of a life: "that a nurse knows"."""
    circumstances = any(sign.kind is Kind.CIRCUMSTANCE for sign in signs)
    return circumstances and prose.sentence_of[row.start] in speaks and "that" in prose.categories[row.start]


def _subjects(prose: Prose, mentions: Mentions) -> Iterator[list[int]]:
    """Clauses of one sentence that share a subject: the first has it, those after speak of nobody anew."""
    group: list[int] = []
    for clause, row in enumerate(prose.clauses):
        begins = clause == 0 or prose.sentence_of[row.start] != prose.sentence_of[row.start - 1]
        if group and (begins or mentions.subject_of(clause) is not None):
            yield group
            group = []
        group.append(clause)
    if group:
        yield group


def _is_about_requester(mentions: Mentions, clause: int) -> bool:
    """Whether a clause without a subject of its own speaks of the requester and of nobody else."""
    here = [one.whose for one in mentions.within(clause)]
    return mentions.subject_of(clause) is None and bool(here) and all(whose is _OWN for whose in here)


def kin_of_requester(prose: Prose, mentions: Mentions, clause: int) -> Iterator[Span]:
    """Grown kin of the requester whom a clause names by what they are: "hits his girlfriend"."""
    return (_span(*place) for place in places_of_kin(prose, mentions, clause))


def places_of_kin(prose: Prose, mentions: Mentions, clause: int) -> list[tuple[int, int]]:
    """Where a clause names grown kin of the requester by what they are: "hits his girlfriend"."""
    here = mentions.within(clause)
    return [
        (owner.start, one.end)
        for owner, one in pairwise(here)
        if owner.possessive and owner.whose is _OWN
        if one.noun
        and one.whose is Whose.OTHER
        and one.ref is None
        and mentions.is_close(owner, one.start)
        and not mentions.is_household(one)
        and not prose.categories[prose.index_of_start(one.start)].isdisjoint(_KIN)
    ]


def _gives_away(prose: Prose, mentions: Mentions, signs: list[Sign], spans: tuple[Span, ...], row: range) -> bool:
    """Whether a clause tells of its author: their life and kin, where they are, a stranger's name."""
    start, end = prose.whole(row)
    telling = [at for at in row if not prose.categories[at].isdisjoint(_GIVING_AWAY) and not is_title(prose, at)]
    if telling:
        # "The boy" of whom a neighbour complains together with the requester is of their home and not of the author's.
        meant = [mentions.at(prose.words[at].start) for at in telling]
        theirs = {end for _, end in places_of_kin(prose, mentions, prose.clause_of[row.start])}
        if not all(
            mentions.may_be_household(at)
            if one is None
            else (
                one.whose is _OWN
                or one.end in theirs
                or mentions.is_household(one)
                or _is_had_by_requester(prose, mentions, at)
            )
            for at, one in zip(telling, meant, strict=True)
        ):
            return True
    if any(sign.whose is not _OWN for sign in signs):
        return True
    said = (at for at in row for _, category in prose.phrases.get(at, ()) if category in _GIVING_AWAY)
    if any((one := mentions.at(prose.words[at].start)) is None or not mentions.is_household(one) for at in said):
        return True
    here = (span for span in spans if start <= span.start < end and span.decision is not Decision.KEEP)
    # The name of somebody else in the matter is masked by itself and tells nothing of who wrote.
    return any(not (span.kind in _NAMES and mentions.cast.is_of_somebody_else(span.ref)) for span in here)


def _is_had_by_requester(prose: Prose, mentions: Mentions, at: int) -> bool:
    """Whether the requester is said to have somebody: "she has a boyfriend", who is none of the author's."""
    clause = prose.clause_of[at]
    has = any("having" in prose.categories[one] for one in range(prose.clauses[clause].start, at))
    return has and mentions.subject_of(clause) is _OWN and "indefinite" in prose.categories[at - 1]


def _is_greeting(prose: Prose, row: range, named: set[int]) -> bool:
    """Whether a clause is only a form of address or a farewell, with or without a name."""
    return all("greetings" in prose.categories[at] or prose.words[at].start in named for at in row)


def _span(start: int, end: int, reason: str = NOT_ABOUT) -> Span:
    return likely_hidden(start, end, Kind.STATEMENT, Ground.DECISIVE_INTEREST, reason)
