"""Passages about health, offences and circumstances, proposed by clause: whose they are decides."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from vault.redaction.grammar import is_noted, is_of_one, is_possessed, is_title
from vault.redaction.mentions import Mentions
from vault.redaction.model import Confidence, Decision, Ground, Kind, Span, covered
from vault.redaction.prose import Prose
from vault.redaction.tense import describes, goes_on, happens_in, is_infinitive, is_noun_phrase, is_of_a_thing
from vault.redaction.whose import Mention, Whose

# A name costs a tenth of what the member of an enum does, and these are asked for all the time.
_OWN: Final = Whose.OWN
_WITHHELD: Final = Whose.WITHHELD
_UNCLEAR: Final = Whose.UNCLEAR
_CIRCUMSTANCE: Final = Kind.CIRCUMSTANCE
_OFFENCE: Final = Kind.OFFENCE
_KINDS: Final = {
    "offence": _OFFENCE,
    "health": Kind.HEALTH,
    "circumstance": _CIRCUMSTANCE,
    "habit": _CIRCUMSTANCE,
}
_SIGNS: Final = frozenset((*_KINDS, "positions", "moving"))
_WEIGHT: Final = (_OFFENCE, Kind.HEALTH, _CIRCUMSTANCE)
_HOMES: Final = (Kind.ADDRESS, Kind.UNIT)
_WHERE: Final = 5
"""Within how many words behind a verb of moving stands where to or from where."""
_DAYS: Final = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday easter christmas".split()
)
_TO_A_PLACE: Final = frozenset(
    "fra från from til till to i in forlod forladt flygtede lämnade lämnat flydde left fled".split()
)
"""What stands right before a place: not in "kom Ulrikka"."""
_BESIDE: Final = 2
_LINKS: Final = frozenset(("", "i", "på", "in", "on", "at", "from", "fra", "från", "ved", "vid"))
_LINKED: Final = 6
"""Within how many characters a place stands right behind somebody."""
_FEWEST: Final = 2
"""How many words of a clause, beside whom it speaks of, say something."""
_TELLING: Final = 5
"""From how many words on a clause about somebody who spoke in confidence says more than that they spoke."""
_STATES: Final = frozenset(("being", "having"))
_SAME: Final = frozenset("same samme samma".split())
_OTHERS: Final = (Whose.OTHER, _WITHHELD)


class Sign(NamedTuple):
    """A word or phrase that speaks of health, an offence or a circumstance, and of whom it is said."""

    start: int
    end: int
    kind: Kind
    owner: Mention | None
    whose: Whose
    weak: bool = False
    """No word tells what of: only whom it is said of."""


def signs(prose: Prose, mentions: Mentions, spans: Sequence[Span]) -> dict[int, list[Sign]]:
    """The signs of each clause. What is part of a name is none."""
    taken = covered(spans)
    homes = {span.start for span in spans if span.kind in _HOMES or span.ref is not None}
    found: dict[int, list[Sign]] = {}
    for at, until, category in prose.marked_as(_SIGNS):
        gives_away = category == "positions" and (_speaks(mentions, prose, at) or _stands_by_other(mentions, prose, at))
        gives_away = gives_away or (category == "moving" and _moves_far(prose, until, homes))
        kind = _CIRCUMSTANCE if gives_away else _KINDS.get(category)
        start, end = prose.words[at].start, prose.words[until - 1].end
        if kind is None or start in taken or is_title(prose, at):
            continue
        clause = prose.clause_of[at]
        owner = _doer(prose, mentions, at, kind) or _listed(prose, mentions, found, clause)
        owner = owner or mentions.of(start, clause)
        whose: Whose | None = _whose(mentions, kind, owner)
        if owner is not None and owner.sentence != prose.sentence_of[at] and is_of_a_thing(prose, clause, taken):
            continue  # "The lamp has been broken since March."
        if kind is _OFFENCE and not _did(owner, prose.sentence_of[at]):
            # "The cellar was broken into": who is complained of is blamed for it, or nobody.
            whose = _OWN if mentions.neighbour() is _OWN else None
        if category == "habit" and whose is not _WITHHELD and not _is_told(prose, mentions, clause):
            continue
        if whose is not None and not _is_said_of_a_name(kind, owner, start):
            found.setdefault(clause, []).append(Sign(start, end, kind, owner, whose))
    found = {clause: _weightiest(here) for clause, here in found.items()}
    own = {clause for clause, here in found.items() if any(sign.whose is _OWN for sign in here)}
    asked = {span.start for span in spans if span.decision is Decision.ASK and span.ref is None}
    for sign, clause in _alone(prose, mentions, taken, own, asked):
        found.setdefault(clause, []).append(sign)
    return found


def _moves_far(prose: Prose, after: int, homes: set[int]) -> bool:
    """Whether a place or a year stands behind a verb of moving: "flew in from Accra", "lämnade Iran 2009"."""
    row = prose.clauses[prose.clause_of[after - 1]]
    near = range(after, min(after + _WHERE, row.stop))
    return any(
        word.capital and not word.opens_sentence and word.start not in homes and word.small not in _DAYS
        for word in (prose.words[at] for at in near if prose.small[at - 1] in _TO_A_PLACE)
    )


def _weightiest(here: list[Sign]) -> list[Sign]:
    """One sign for each word: what is an offence is no habit as well."""
    by_place: dict[int, Sign] = {}
    for sign in sorted(here, key=lambda one: _WEIGHT.index(one.kind)):
        by_place.setdefault(sign.start, sign)
    return sorted(by_place.values(), key=lambda one: one.start)


def _alone(
    prose: Prose, mentions: Mentions, taken: set[int], own: set[int], asked: set[int]
) -> Iterator[tuple[Sign, int]]:
    """Clauses that tell how things are with somebody else alone, in words that no list needs to know.

    Of somebody who spoke in confidence also what happened to them, for that gives them away; not where a clause is
    about the matter itself: who wrote, saw, heard, answered.
    """
    telling, starts = False, prose.apart.starts
    for clause, row in enumerate(prose.clauses):
        subject = mentions.subject(clause)
        if subject is None or subject.whose not in _OTHERS:
            telling = False
            continue
        telling = _tells_of(prose, clause, subject, before=telling)
        if not telling or clause in own or mentions.speaks_of_requester(clause):
            continue
        if mentions.is_household(subject) or _is_anybody(prose, subject):
            continue  # What goes on in the requester's home is theirs to read; "other residents" is nobody.
        rest = [at for at in row if not subject.start <= starts[at] < subject.end]
        if len(rest) < _FEWEST:
            continue
        said = [at for at in rest if starts[at] not in taken and prose.says_something(at)] or [
            at
            for at in rest
            if starts[at] in asked  # "lives in {Sala}"
        ]
        about_matter = prose.is_about_matter(row) and (subject.whose is not _WITHHELD or len(rest) < _TELLING)
        said_by_requester = _is_what_requester_said(prose, mentions, clause, subject)
        if not said and (prose.tells_a_number(row, taken) or _has_the_same(prose, row)):
            said = rest  # "I am 60", "has the same"
        if not said or about_matter or said_by_requester:
            continue
        first = prose.words[said[0]]
        yield Sign(first.start, first.end, _CIRCUMSTANCE, subject, subject.whose, weak=True), clause


def _has_the_same(prose: Prose, row: range) -> bool:
    return not _SAME.isdisjoint(prose.small[row.start : row.stop]) and prose.has(row, "having")


def _is_anybody(prose: Prose, mention: Mention) -> bool:
    """Whether residents are spoken of without saying which: "other residents", "beboerne"."""
    at = prose.index_of_start(mention.start)
    own = is_possessed(prose, at) or is_of_one(prose, at)
    return mention.whose is Whose.OTHER and mention.ref is None and "any_neighbour" in prose.categories[at] and not own


def _is_told(prose: Prose, mentions: Mentions, clause: int) -> bool:
    """Whether a circumstance is told of somebody, and not part of what happened: "moves the van today"."""
    subject = mentions.subject(clause)
    if subject is None:
        return False
    found = describes(prose, clause, subject)
    return bool(found) or (found is None and subject.clause != clause and goes_on(prose, clause, subject))


def _tells_of(prose: Prose, clause: int, subject: Mention, *, before: bool) -> bool:
    """Whether a clause tells of its subject; one without a verb goes on with what the sentence told before it."""
    if subject.whose is _WITHHELD:
        return True
    if subject.clause == clause:
        noted = subject.noun and is_noted(prose, prose.index_of_start(subject.start))
        aside = before and prose.text[: subject.start].endswith("(")  # "Husband (Kwame) away on rigs"
        return aside or (noted and not happens_in(prose, clause)) or bool(describes(prose, clause, subject))
    found = describes(prose, clause, subject)
    if found is None and before and is_infinitive(prose, clause):
        return True  # "has trouble | to find the door"
    if not goes_on(prose, clause, subject):
        # "has a mother, who is in prison"; but not "it is dark".
        return before and not prose.is_impersonal(clause) and found is not False
    opens = prose.categories[prose.clauses[clause].start]
    apposed = before and ("conjunctions" not in opens or is_noun_phrase(prose, clause))
    return apposed if found is None else found


def _is_what_requester_said(prose: Prose, mentions: Mentions, clause: int, subject: Mention) -> bool:
    """Whether a clause is the content of what the one before tells of the requester: "he shouts that I …"."""
    if clause == 0 or "that" not in prose.categories[prose.clauses[clause].start]:
        return False
    before = mentions.subject(clause - 1)
    return before is not None and before.whose is _OWN and subject.person == 1


def _doer(prose: Prose, mentions: Mentions, at: int, kind: Kind) -> Mention | None:
    """Who did it: "hit by Lars", "a restraining order against Lars", else the subject before the deed."""
    if kind is not _OFFENCE:
        return None
    clause = prose.clause_of[at]
    after = [one for one in mentions.within(clause) if one.start > prose.words[at].start]
    if "measures" in prose.categories[at]:
        return next((one for one in after if one.whose is _OWN and not one.possessive), None)
    row = range(at + 1, prose.clauses[clause].stop - 1)
    takes = "takings" in prose.categories[at]  # "stole it from Lars": Lars did nothing
    agents = set() if takes else {prose.words[one + 1].start for one in row if "agents" in prose.categories[one]}
    by = next((one for one in after if one.start in agents and not one.possessive), None)
    if by is not None:
        return by
    start = prose.words[at].start
    beside = next((one for one in mentions.all if one.noun and 0 <= start - one.end <= _BESIDE), None)
    if beside is not None and not beside.possessive:
        return beside  # "I watched Gus tip …"
    return _subject_of(prose, mentions, at)


def _subject_of(prose: Prose, mentions: Mentions, at: int) -> Mention | None:
    """The subject of a verb: the pronoun right behind it, else whoever stands nearest before it."""
    clause, start = prose.clause_of[at], prose.words[at].start
    inverted = mentions.at(prose.words[at + 1].start) if at + 1 < len(prose.words) else None
    if inverted is not None and not (inverted.noun or inverted.oblique or inverted.possessive):
        return inverted  # "da jeg flyttede vognen, sparkede han"
    free = [one for one in mentions.within(clause) if one.start < start and not (one.oblique or one.possessive)]
    if free and not mentions.carries_on(clause):
        return free[-1]  # "when I moved the pram he kicked it"
    subject = mentions.subject(clause)
    return subject if subject is not None and subject.start < start else None


def _did(owner: Mention | None, sentence: int) -> bool:
    """Whether somebody of the same sentence may have done it, and is no more than the one to whom it was done."""
    return owner is not None and owner.sentence == sentence and not owner.possessive


def _listed(prose: Prose, mentions: Mentions, found: dict[int, list[Sign]], clause: int) -> Mention | None:
    """The owner of what a list goes on with: "her diet, memory and an untreated wound"."""
    before = found.get(clause - 1)
    begins = prose.clauses[clause].start
    same = begins > 0 and prose.sentence_of[begins] == prose.sentence_of[begins - 1]
    return before[-1].owner if before and same and not mentions.within(clause) else None


def _speaks(mentions: Mentions, prose: Prose, at: int) -> bool:
    """Whether somebody else says here where they are: "I live right below"."""
    clause = prose.clause_of[at]
    return any(one.person == 1 and one.whose in _OTHERS for one in mentions.within(clause))


def _stands_by_other(mentions: Mentions, prose: Prose, at: int) -> bool:
    """Whether the words before are somebody else: "old Hester opposite", "Siv i nästa uppgång"."""
    start = prose.words[at].start
    return any(
        one.whose in _OTHERS and not one.possessive and prose.text[one.end : start].strip() in _LINKS
        for one in mentions.all
        if 0 <= start - one.end <= _LINKED
    )


def _whose(mentions: Mentions, kind: Kind, owner: Mention | None) -> Whose | None:
    """Of whom a sign speaks.

    In a complaint against the requester, "he hit" is said of them, whoever came before, and nobody accuses themselves.
    """
    if owner is None:
        return _UNCLEAR
    pronoun = owner.person == 3 and owner.ref is None and not owner.noun  # noqa: PLR2004 -- the grammatical person
    accused = kind is _OFFENCE and mentions.neighbour() is _OWN
    if accused and (owner.person == 1 or mentions.is_household(owner)):
        return _OWN
    if accused and pronoun and mentions.cast.fits_requester(owner.sex):
        return _OWN
    return owner.whose


def _is_said_of_a_name(kind: Kind, owner: Mention | None, start: int) -> bool:
    """Whether a circumstance is only what a name owns ("Kirsten's car"): it tells nothing once that is hidden."""
    named = owner is not None and owner.possessive and owner.noun and owner.ref is not None
    return kind is _CIRCUMSTANCE and named and owner is not None and 0 <= start - owner.end <= _BESIDE


def passages(prose: Prose, mentions: Mentions, found: dict[int, list[Sign]]) -> Iterator[Span]:
    """What is proposed to be hidden, and what is asked because nothing tells of whom it speaks."""
    for clause, here in _continued(prose, mentions, found).items():
        others = [sign for sign in here if sign.whose in _OTHERS and not _is_said_of_blamed(sign, here)]
        if _is_own_deed(mentions, clause, here):
            others = [sign for sign in others if sign.kind is not _CIRCUMSTANCE]
        if others and _happened_through_requester(prose, mentions, clause):
            others = [sign for sign in others if not (_is_thing_of(sign) or _is_hit(prose, sign))]
        unclear = [sign for sign in here if sign.whose is _UNCLEAR and sign.kind is not _CIRCUMSTANCE]
        if others:
            yield _span(*_stretch(prose, mentions, clause, here, others), others)
        elif unclear and not any(sign.whose is _OWN for sign in here):
            yield _span(*prose.whole(prose.clauses[clause]), unclear)


def _is_said_of_blamed(sign: Sign, here: list[Sign]) -> bool:
    """Whether a circumstance is laid to the very pronoun that a deed of the requester is laid to."""
    if sign.kind is not _CIRCUMSTANCE or sign.owner is None or sign.owner.possessive:
        return False
    return any(one.owner == sign.owner for one in here if one.kind is _OFFENCE and one.whose is _OWN)


def _is_own_deed(mentions: Mentions, clause: int, here: list[Sign]) -> bool:
    """Whether a clause blames the requester: where it was then tells of nobody, "poured water on my balcony"."""
    return mentions.subject_of(clause) in (None, _OWN) and any(
        sign.whose is _OWN and sign.kind is _OFFENCE for sign in here
    )


def _happened_through_requester(prose: Prose, mentions: Mentions, clause: int) -> bool:
    """Whether a clause tells what the requester did: "tore my scarf off", and not "has my scarf"."""
    subject = mentions.subject(clause)
    tells = (at for at in prose.clauses[clause] if not prose.categories[at].isdisjoint(_STATES))
    return subject is not None and subject.whose is _OWN and next(tells, None) is None


def _is_hit(prose: Prose, sign: Sign) -> bool:
    """Whether a sign is no more than a part of a body: "slammed the door in my face"."""
    found = prose.categories[prose.index_of_start(sign.start)]
    return sign.kind is Kind.HEALTH and "body" in found


def _is_thing_of(sign: Sign) -> bool:
    """Whether a circumstance is no more than a thing of somebody's: "my balcony", "his dog"."""
    owner = sign.owner
    beside = owner is not None and owner.possessive and 0 <= sign.start - owner.end <= _LINKED
    return sign.kind is _CIRCUMSTANCE and beside


def _continued(prose: Prose, mentions: Mentions, found: dict[int, list[Sign]]) -> dict[int, list[Sign]]:
    """The signs with those of a clause carried on to the next of the sentence, where that speaks of nobody anew."""
    spoken = {one.clause for one in mentions.all}
    carried: dict[int, list[Sign]] = {}
    for clause, row in enumerate(prose.clauses):
        here = found.get(clause, [])
        before = carried.get(clause - 1, [])
        same = clause > 0 and prose.sentence_of[row.start] == prose.sentence_of[row.start - 1]
        carries = same and clause not in spoken and before and all(sign.whose in _OTHERS for sign in before)
        goes = carries and goes_on(prose, clause) and not happens_in(prose, clause)
        if not here and (goes or (same and before and _is_said_by_doctor(prose, mentions, clause, before))):
            here = before
        if here:
            carried[clause] = here
    return carried


def _is_said_by_doctor(prose: Prose, mentions: Mentions, clause: int, before: list[Sign]) -> bool:
    """Whether a clause is what somebody who treats says: "the doctor says I need rest"."""
    says = "says" in prose.categories[prose.clauses[clause - 1].stop - 1]
    return (
        says
        and not mentions.speaks_of_requester(clause)
        and all(sign.whose in _OTHERS and sign.kind is Kind.HEALTH for sign in before)
    )


def _stretch(prose: Prose, mentions: Mentions, clause: int, here: list[Sign], others: list[Sign]) -> tuple[int, int]:
    """The whole clause, or where it speaks of the requester too, from whom it concerns to where they come in."""
    start, end = prose.whole(prose.clauses[clause])
    own = [one for one in mentions.within(clause) if one.whose is _OWN]
    if not own and not any(sign.whose is _OWN for sign in here):
        return start, end
    if any(not start <= sign.start < end for sign in others):
        return start, end
    first = min(
        min(sign.start, sign.owner.start if sign.owner and sign.owner.clause == clause else sign.start)
        for sign in others
    )
    last = max(sign.end for sign in others)
    after = [one.start for one in own if one.start > last and not (one.oblique or one.possessive)]
    return first, min([end, *after])


def _span(start: int, end: int, signs: list[Sign]) -> Span:
    kind = min((sign.kind for sign in signs), key=_WEIGHT.index)
    whose = {sign.whose for sign in signs}
    weak = all(sign.weak for sign in signs)
    ask = whose == {_UNCLEAR}
    ground = Ground.DECISIVE_INTEREST if _WITHHELD in whose else Ground.RIGHTS_OF_OTHERS
    return Span(
        start=start,
        end=end,
        kind=kind,
        decision=Decision.ASK if ask else Decision.HIDE,
        ground=Ground.UNDECIDED if ask else ground,
        ref=next((sign.owner.ref for sign in signs if sign.owner and sign.owner.ref), None),
        reason=_reason(kind, ask=ask, weak=weak),
        confidence=Confidence.POSSIBLE if ask or weak else Confidence.LIKELY,
    )


def _reason(kind: Kind, *, ask: bool, weak: bool) -> str:
    if ask:
        return f"{kind.value}, and nothing says whose"
    return "said of somebody else alone" if weak else f"{kind.value}, of somebody else as it reads"
