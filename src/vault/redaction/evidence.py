"""What a clause shows of whom it is about, as features for the weights of `weighing`. Pure.

Who is its subject and who stands beside them, whom a pronoun could mean by other guesses than the one that was made,
what sort of words it has, who wrote it. No feature holds a word of the text: classes of words and people alone, the
same in each language.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from vault.naming import Recall
from vault.redaction.mentions import Mentions
from vault.redaction.model import Part, Standing
from vault.redaction.passages import Sign
from vault.redaction.prose import Prose
from vault.redaction.whose import Mention, Whose

# A name costs a tenth of what the member of an enum does, and these are asked for all the time.
_OWN: Final = Whose.OWN
_STAFF: Final = Whose.STAFF
_OTHER: Final = Whose.OTHER
_WITHHELD: Final = Whose.WITHHELD
_THIRD: Final = 3
_CODES: Final = {one: one.value for one in Whose}
_CLASSES: Final = frozenset(
    "says matter measures positions health body offence habit circumstance kin kin_alone children partners first"
    " first_possessive second he she his her their they that because relatives negations being having attitudes past"
    " ability impersonal neighbours person_nouns indefinite takings agents moving any_neighbour respondent complainant"
    " tenant somebody".split()
)
_NAMES: Final = {one: f"names {one.value}" for one in Whose}
_OPENING: Final = frozenset("that because relatives conjunctions first he she".split())
_BACK, _NEAR = 6, 3
"""How many sentences back whom a pronoun fits is looked for, and counted."""
_CHAIN: Final = 2
"""How many who were spoken of last stand together in a feature."""
_FEW, _SEVERAL, _MANY = 1, 3, 2


class Evidence:
    """The features of each clause of a text that somebody other than the requester wrote."""

    def __init__(self, prose: Prose, mentions: Mentions, found: Mapping[int, Sequence[Sign]], author: Standing) -> None:
        self._prose, self._mentions, self._found = prose, mentions, found
        self._author = Standing.OTHER.value if author is Standing.NAMED else author.value
        self._of_word = _of_words_by(self._author).__getitem__
        self._part = (mentions.cast.own_part or Part.OTHER).value
        self._in_sentence: defaultdict[int, set[Whose]] = defaultdict(set)
        self._third: list[Mention] = []
        for one in mentions.all:
            self._in_sentence[one.sentence].add(one.whose)
            if one.person == _THIRD and one.whose is not _STAFF:
                self._third.append(one)
        self._starts = [one.start for one in self._third]
        self._sentences = [one.sentence for one in self._third]
        self._last = _last(self._third)
        whose = [one.whose for one in self._third]
        own, theirs = whose.count(_OWN), whose.count(_OTHER) + whose.count(_WITHHELD)
        self._share = "share own" if own > _MANY * theirs else "share other" if theirs > _MANY * own else "share both"

    def of(self, clause: int) -> list[str]:
        """The features of one clause."""
        sentence = self._prose.sentence_of[self._prose.clauses[clause].start]
        out = [self._share, *_sentence(frozenset(self._in_sentence[sentence]))]
        self._people(clause, out)
        self._signs(clause, out)
        self._words(clause, out)
        self._before(clause, sentence, out)
        for one in self._mentions.within(clause):
            if one.person == _THIRD and not one.noun and one.end > one.start:
                self._could_mean(one, out)
                break
        return out

    def _people(self, clause: int, out: list[str]) -> None:
        """Who is the subject, who begins the clause, who stands in it, who is the subject of the next."""
        here, author, mentions = self._mentions.within(clause), self._author, self._mentions
        subject = mentions.subject(clause)
        out += _of_subject(_kind(subject), _whose(subject), author)
        first = here[0] if here else None
        out += _of_first(_kind(first), _whose(first), author)
        out += _of_those(frozenset([one.whose for one in here]), author)
        for one in here:
            if one.noun and one.ref is not None:
                out.append(_NAMES[one.whose])
            elif one.person == 1 and one.oblique:
                out.append("me")

    def _signs(self, clause: int, out: list[str]) -> None:
        here = self._found.get(clause)
        if not here:
            out.append("no sign")
        else:
            for sign in here:
                out += _of_sign("weak" if sign.weak else sign.kind.value, _CODES[sign.whose], _kind(sign.owner))

    def _words(self, clause: int, out: list[str]) -> None:
        prose = self._prose
        row = prose.clauses[clause]
        said = set[str]().union(*map(self._of_word, prose.categories[row.start : row.stop]))
        for at in row if prose.phrases else ():
            if at in prose.phrases:
                said.update(self._of_word(frozenset([category for _, category in prose.phrases[at]])))
        out += said
        opens = prose.categories[row.start]
        if not opens.isdisjoint(_OPENING):
            out += [f"opens {one} by {self._author}" for one in opens & _OPENING]

    def _before(self, clause: int, sentence: int, out: list[str]) -> None:
        """Who was spoken of before, and how long ago."""
        start = self._prose.words[self._prose.clauses[clause].start].start
        at = bisect_left(self._starts, start)
        own, other, named = self._last[at]
        out.append(_chain(*[one.whose for one in self._third[max(0, at - _CHAIN) : at]]))
        if clause and self._prose.sentence_of[self._prose.clauses[clause - 1].start] == sentence:
            led = _whose(self._mentions.subject(clause - 1))
            out += _of_clause_before(led, _kind(self._mentions.subject(clause)))
        out += (named, f"requester before {_ago(sentence, own)}", f"other before {_ago(sentence, other)}")

    def _could_mean(self, pronoun: Mention, out: list[str]) -> None:
        """Whom a pronoun could mean: who was named last, is spoken of most, or led the sentence before."""
        sex = pronoun.sex
        first = bisect_left(self._sentences, pronoun.sentence - _BACK)
        before = self._third[first : bisect_left(self._starts, pronoun.start)]
        fit = before if sex == "x" else [one for one in before if one.sex in (sex, "x")]
        role = "possessive" if pronoun.possessive else "object" if pronoun.oblique else "subject"
        out.append(f"{role} named {_side(next((one for one in reversed(fit) if one.noun and one.ref), None))}")
        counts = Counter([_person(one) for one in fit])
        most = max(counts, key=counts.__getitem__, default=None)
        out.append(f"{role} most {_side(next((one for one in fit if _person(one) == most), None))}")
        earlier = [one for one in fit if one.sentence < pronoun.sentence]
        led = (one for one in earlier if one.sentence == earlier[-1].sentence and not (one.possessive or one.oblique))
        out.append(f"{role} led {_side(next(led, None))}")
        if sex == "x":
            return
        near = [one for one in fit if one.noun and one.whose is not _OWN and one.sentence >= pronoun.sentence - _NEAR]
        others = min(len({one.ref or one.start for one in near}), _MANY)
        fits = self._mentions.cast.fits_requester(sex)
        out += (
            f"fits {fits}",
            f"fits {fits} {self._part} by {self._author}",
            f"others {others} fits {fits}",
            f"others {others} fits {fits} {self._part}",
        )


@cache
def _sentence(said: frozenset[Whose]) -> tuple[str, ...]:
    return tuple(f"sentence {one.value}" for one in sorted(said)) or ("sentence nobody",)


@cache
def _of_words_by(author: str) -> Recall[frozenset[str], tuple[str, ...]]:
    """The features of words by their classes, as one author writes them."""
    return Recall(lambda classes: _of_word(classes, author))


def _of_word(classes: frozenset[str], author: str) -> tuple[str, ...]:
    topics = (f"word {one} by {author}" for one in classes if ":" in one)
    return (*(f"word {one}" for one in classes & _CLASSES), *topics)


@cache
def _of_subject(kind: str, whose: str, author: str) -> tuple[str, ...]:
    return (f"subject {kind}", f"subject of {whose} by {author}")


@cache
def _of_first(kind: str, whose: str, author: str) -> tuple[str, ...]:
    return (f"first {kind} {whose}", f"first {kind} by {author}")


@cache
def _of_clause_before(led: str, kind: str) -> tuple[str, ...]:
    return (f"clause before of {led}", f"clause before of {led} now {kind}")


@cache
def _chain(*spoken: Whose) -> str:
    return "spoken of " + " then ".join(one.value for one in spoken)


@cache
def _of_those(here: frozenset[Whose], author: str) -> tuple[str, ...]:
    said = sorted(one.value for one in here) or ["nobody"]
    return tuple(feature for whose in said for feature in (f"has {whose}", f"has {whose} by {author}"))


@cache
def _of_sign(kind: str, whose: str, owner: str) -> tuple[str, ...]:
    return (f"sign {kind} {whose}", f"sign {kind} {whose} of {owner}")


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


def _last(third: Sequence[Mention]) -> list[tuple[int | None, int | None, str]]:
    """Before each mention and behind the last: the sentence of the requester, of another by name, and who was named."""
    own = other = None
    named = "named before nobody"
    out: list[tuple[int | None, int | None, str]] = [(own, other, named)]
    for one in third:
        if one.whose is _OWN:
            own = one.sentence
        if one.noun and one.ref is not None:
            named = f"named before {_CODES[one.whose]}"
            other = other if one.whose is _OWN else one.sentence
        out.append((own, other, named))
    return out


def _ago(sentence: int, last: int | None) -> str:
    """How many sentences ago somebody was spoken of."""
    if last is None:
        return "never"
    back = sentence - last
    return str(back) if back <= _FEW else "few" if back <= _SEVERAL else "many"
