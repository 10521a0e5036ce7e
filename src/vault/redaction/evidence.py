"""What a clause shows of whom it is about, as features for the weights of `weighing`. Pure.

Who is its subject and who stands beside them, whom a pronoun could mean by other guesses than the one that was made,
what sort of words it has, who wrote it. No feature holds a word of the text: classes of words and people alone, the
same in each language.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vault.redaction.mentions import Mentions
from vault.redaction.model import Part, Standing
from vault.redaction.passages import Sign
from vault.redaction.prose import Prose
from vault.redaction.whose import Mention, Whose

# A name costs a tenth of what the member of an enum does, and these are asked for all the time.
_OWN: Final = Whose.OWN
_STAFF: Final = Whose.STAFF
_THEIRS: Final = (Whose.OTHER, Whose.WITHHELD)
_THIRD: Final = 3
_CODES: Final = {one: one.value for one in Whose}
_CLASSES: Final = frozenset(
    "says matter measures positions health body offence habit circumstance kin kin_alone children partners first"
    " first_possessive second he she his her their they that because relatives negations being having attitudes past"
    " ability impersonal neighbours person_nouns indefinite takings agents moving any_neighbour respondent complainant"
    " tenant somebody".split()
)
_OPENING: Final = frozenset("that because relatives conjunctions first he she".split())
_BACK, _NEAR = 6, 3
"""How many sentences back whom a pronoun fits is looked for, and counted."""
_FEW, _SEVERAL, _MANY = 1, 3, 2


class Evidence:
    """The features of each clause of a text that somebody other than the requester wrote."""

    def __init__(self, prose: Prose, mentions: Mentions, found: Mapping[int, Sequence[Sign]], author: Standing) -> None:
        self._prose, self._mentions, self._found = prose, mentions, found
        self._author = Standing.OTHER.value if author is Standing.NAMED else author.value
        self._part = mentions.cast.own_part or Part.OTHER
        spoken = [one for one in mentions.all if one.whose is not _STAFF]
        self._third = [one for one in spoken if one.person == _THIRD]
        self._starts = [one.start for one in self._third]
        self._in_sentence: defaultdict[int, set[str]] = defaultdict(set)
        for one in mentions.all:
            self._in_sentence[one.sentence].add(_CODES[one.whose])
        own = sum(one.whose is _OWN for one in self._third)
        theirs = sum(one.whose in _THEIRS for one in self._third)
        self._share = "own" if own > _MANY * theirs else "other" if theirs > _MANY * own else "both"

    def of(self, clause: int) -> Iterator[str]:
        """The features of one clause."""
        yield from self._subject(clause)
        yield from self._within(clause)
        yield from self._signs(clause)
        yield from self._words(clause)
        yield from self._before(clause)
        yield f"share {self._share}"
        pronoun = next((one for one in self._mentions.within(clause) if _is_pronoun(one)), None)
        if pronoun is not None:
            yield from self._could_mean(pronoun)

    def _subject(self, clause: int) -> Iterator[str]:
        subject = self._mentions.subject(clause)
        yield f"subject {_kind(subject)}"
        yield f"subject of {_whose(subject)} by {self._author}"
        if clause + 1 < len(self._prose.clauses):
            yield f"next {self._mentions.subject_of(clause + 1) or 'nobody'}"

    def _within(self, clause: int) -> Iterator[str]:
        here, author = self._mentions.within(clause), self._author
        first = here[0] if here else None
        yield f"first {_kind(first)} {_whose(first)}"
        yield f"first {_kind(first)} by {author}"
        for whose in {_CODES[one.whose] for one in here} or {"nobody"}:
            yield f"has {whose}"
            yield f"has {whose} by {author}"
        for whose in {one.whose for one in here if one.noun and one.ref is not None}:
            yield f"names {whose}"
        if any(one.person == 1 and one.oblique for one in here):
            yield "me"
        if first is not None and first.person == 1 and first.possessive and len(here) > 1:
            kin = here[1].noun and self._mentions.is_close(first, here[1].start)
            yield f"my {'kin' if kin else 'thing'} by {author}"
        sentence = self._prose.sentence_of[self._prose.clauses[clause].start]
        yield from (f"sentence {whose}" for whose in self._in_sentence[sentence] or ("nobody",))

    def _signs(self, clause: int) -> Iterator[str]:
        here = self._found.get(clause, ())
        if not here:
            yield "no sign"
        for sign in here:
            kind = "weak" if sign.weak else sign.kind.value
            yield f"sign {kind} {sign.whose}"
            yield f"sign {kind} {sign.whose} of {_kind(sign.owner)}"
        for sign in self._found.get(clause - 1, ()) if self._goes_on(clause) else ():
            yield f"after {'weak' if sign.weak else sign.kind.value} {sign.whose}"

    def _words(self, clause: int) -> Iterator[str]:
        prose, author = self._prose, self._author
        row = prose.clauses[clause]
        classes = set[str]().union(*prose.categories[row.start : row.stop])
        for at in row:
            if at in prose.phrases:
                classes.update(category for _, category in prose.phrases[at])
        yield from (f"word {one}" for one in classes & _CLASSES)
        yield from (f"word {one} by {author}" for one in classes if ":" in one)
        yield from (f"opens {one} by {author}" for one in prose.categories[row.start] & _OPENING)
        if prose.tells_a_number(row, ()):
            yield f"number by {author}"

    def _before(self, clause: int) -> Iterator[str]:
        """Who was spoken of before, and how long ago."""
        row = self._prose.clauses[clause]
        sentence = self._prose.sentence_of[row.start]
        before = self._third[: bisect_left(self._starts, self._prose.words[row.start].start)]
        own = named = other = kin = None
        for one in reversed(before):
            if own is None and one.whose is _OWN:
                own = one
            if one.noun and one.ref is not None:
                named = named or one
                other = other or (one if one.whose is not _OWN else None)
            elif kin is None and one.noun and one.whose is Whose.OTHER:
                kin = one
            if own and other and kin:
                break
        yield f"named before {_whose(named)}"
        yield f"requester before {_ago(sentence, own)}"
        yield f"other before {_ago(sentence, other)}"
        yield f"kin before {_ago(sentence, kin)}"

    def _could_mean(self, pronoun: Mention) -> Iterator[str]:
        """Whom a pronoun could mean: who was named last, is spoken of most, or led the sentence before."""
        cast, sex = self._mentions.cast, pronoun.sex
        before = self._third[: bisect_left(self._starts, pronoun.start)]
        fit = [one for one in before if one.sentence >= pronoun.sentence - _BACK and _fits(one, sex)]
        role = "possessive" if pronoun.possessive else "object" if pronoun.oblique else "subject"
        yield f"{role} named {_side(next((one for one in reversed(fit) if one.noun and one.ref), None))}"
        counts = Counter(_person(one) for one in fit)
        most = max(counts, key=lambda one: counts[one], default=None)
        yield f"{role} most {_side(next((one for one in fit if _person(one) == most), None))}"
        earlier = [one for one in fit if one.sentence < pronoun.sentence]
        last = [one for one in earlier if one.sentence == earlier[-1].sentence]
        yield f"{role} led {_side(next((one for one in last if not (one.possessive or one.oblique)), None))}"
        if sex == "x":
            return
        fits = cast.fits_requester(sex)
        yield f"fits {fits}"
        yield f"fits {fits} {self._part} by {self._author}"
        others = {
            one.ref or one.start
            for one in fit
            if one.noun and one.whose is not _OWN and one.sentence >= pronoun.sentence - _NEAR
        }
        yield f"others {min(len(others), _MANY)} fits {fits}"
        yield f"others {min(len(others), _MANY)} fits {fits} {self._part}"

    def _goes_on(self, clause: int) -> bool:
        prose = self._prose
        return (
            clause > 0
            and prose.sentence_of[prose.clauses[clause].start] == prose.sentence_of[prose.clauses[clause - 1].start]
        )


def _kind(mention: Mention | None) -> str:
    """How somebody is spoken of."""
    if mention is None:
        return "nobody"
    if mention.start == mention.end:
        return "left out"
    if mention.noun:
        return "named" if mention.ref is not None else "noun"
    return f"person {mention.person}"


def _whose(mention: Mention | None) -> str:
    return "nobody" if mention is None else _CODES[mention.whose]


def _side(mention: Mention | None) -> str:
    return "nobody" if mention is None else "own" if mention.whose is _OWN else "other"


def _person(mention: Mention) -> str:
    return mention.ref or ("own" if mention.whose is _OWN else "other")


def _fits(mention: Mention, sex: str) -> bool:
    return sex == "x" or mention.sex in (sex, "x")


def _is_pronoun(mention: Mention) -> bool:
    return mention.person == _THIRD and not mention.noun and mention.end > mention.start


def _ago(sentence: int, mention: Mention | None) -> str:
    """How many sentences ago somebody was spoken of."""
    if mention is None:
        return "never"
    back = sentence - mention.sentence
    return str(back) if back <= _FEW else "few" if back <= _SEVERAL else "many"
