"""Whether a clause tells how things are with somebody, or what happened.

How things are (who somebody is, what they have, live from, suffer from, do as a rule) is about that person. What
happened, what was said and what somebody wants of the matter belongs to everybody whom the matter concerns. The finite
verb tells the two apart: to be and to have, and the present, on one side; the past and the perfect, and verbs of wish
and of knowing, on the other. Pure.
"""

import re
from collections.abc import Container
from functools import lru_cache
from typing import Final

from vault.language import Language
from vault.redaction.prose import Prose
from vault.redaction.whose import Mention

# A name costs a tenth of what the member of an enum does, and these are asked for all the time.
_ENGLISH: Final = Language.ENGLISH
_SHORTEST: Final = 3
_PERFECT: Final = 4
"""Within how many words a participle follows "have"."""
_PARTICIPLES: Final = {
    Language.DANISH: ("t",),
    Language.SWEDISH: ("at", "it", "tt", "rt", "kt"),
    _ENGLISH: ("ed", "en", "wn", "ught"),
}
_PAST: Final = {Language.DANISH: ("ede",), Language.SWEDISH: ("ade",), _ENGLISH: ("ed",)}
_THIRD: Final = 3
_VERBS: Final = frozenset(("being", "having", "attitudes", "past", "ability"))
_WHO: Final = frozenset(("first", "second", "he", "she", "they"))
_TURNED: Final = _WHO | {"impersonal", "definite", "kin_alone"}
"""What stands behind the verb of a question."""
_NOTING: Final = frozenset(("says", "having", "being", "attitudes", "past"))
_NOTED: Final = frozenset(("matter", "habit", "circumstance"))
_FIRST_PERSON: Final = frozenset(("am", "have", "had", "was", "been"))
_FOR_LONG: Final = re.compile(
    r"\b(?:i|for|in)\s(?:over\s|more than\s|mere end\s|mer än\s)?\w+\s(?:år|years)\b"
    r"|\b(?:siden|sedan|sen|since)\s\d{4}\b"
)
_SURE: Final = frozenset(("being", "having"))
_TELLING_NOTHING: Final = frozenset(("attitudes", "past"))
_SAYING_OR_NOTHING: Final = _TELLING_NOTHING | {"says"}
_SKIPPED: Final = frozenset(("adverbs", "conjunctions"))
_BEFORE_NOUNS: Final = frozenset("articles indefinite places first_possessive his her their".split())
_ARTICLES: Final = frozenset(("articles", "definite", "indefinite"))
_SKIPPED_OR_ARTICLES: Final = _SKIPPED | _ARTICLES
_MORE_OF_SUBJECT: Final = frozenset(("prepositions", "places", "kin", "kin_alone", "neighbours"))
_FAR: Final = 6
_WEAK_PAST: Final = ("de", "te")
_INFINITIVES: Final = frozenset(("at", "att", "to"))
_NO_VERBS: Final = frozenset(
    "small adverbs conjunctions prepositions articles first second he she they first_possessive his her their".split()
)


def describes(prose: Prose, clause: int, subject: Mention) -> bool | None:
    """Whether a clause tells how things are with its subject; None where it has no verb of its own."""
    row = prose.clauses[clause]
    inside = subject.clause == clause
    if subject.possessive or (not inside and _has_other_subject(prose, row)):
        return False  # "my radiator is cold", "the hinge is bent": what is said is of the thing
    verb = _verb_at(prose, row, subject if inside else None)
    return None if verb is None else _tells_a_state(prose, row, verb, subject)


def _tells_a_state(prose: Prose, row: range, verb: int, subject: Mention) -> bool:
    categories = prose.categories[verb]
    if not categories.isdisjoint(_SAYING_OR_NOTHING) or prose.has(row, "naming"):
        return False
    if "having" in categories:
        return not _is_perfect(prose, row, verb)
    if "ability" in categories:  # "she can no longer climb stairs"
        return subject.person == _THIRD and any("negations" in prose.categories[at] for at in row)
    return "being" in categories or _is_present(prose, verb, subject)


def happens_in(prose: Prose, clause: int) -> bool:
    """Whether a clause that speaks of nobody anew begins with a verb of what happened, was said or is wanted."""
    verb = _verb_at(prose, prose.clauses[clause], None)
    if verb is None:
        return False
    past = prose.words[verb].text.endswith(_PAST[prose.language])
    return past or not prose.categories[verb].isdisjoint(_TELLING_NOTHING)


def is_noun_phrase(prose: Prose, clause: int) -> bool:
    """Whether a clause is a further thing of a list, and no verb: "and a spray", "og min hund"."""
    row = prose.clauses[clause]
    at = next((at for at in row if "conjunctions" not in prose.categories[at]), None)
    compares = "comparing" in prose.categories[row.start]  # "as every winter"
    return compares or (at is not None and not prose.categories[at].isdisjoint(_BEFORE_NOUNS))


def is_infinitive(prose: Prose, clause: int) -> bool:
    """Whether a clause begins with the mark of an infinitive, and no word for somebody follows: "at gå ud"."""
    row = prose.clauses[clause]
    after = row.start + 1
    return prose.small[row.start] in _INFINITIVES and after < row.stop and prose.categories[after].isdisjoint(_NO_VERBS)


def goes_on(prose: Prose, clause: int, subject: Mention | None = None) -> bool:
    """Whether a clause that speaks of nobody anew goes on with whom the sentence spoke of before.

    Not "it is dark", and not what is said of a thing: "the table, which stands in the hall".
    """
    row = prose.clauses[clause]
    if prose.is_impersonal(clause):
        return False
    if "relatives" not in prose.categories[row.start]:
        return True
    if subject is None or prose.words[row.start].start < subject.end:
        return False
    return not any(letter.isalpha() for letter in prose.text[subject.end : prose.words[row.start].start])


def _verb_at(prose: Prose, row: range, subject: Mention | None) -> int | None:
    """The finite verb: behind the subject, before it where the two are turned round, else where the clause begins."""
    start = row.start
    if subject is not None:
        before = prose.index_of_start(subject.start) - 1
        if before in row and _reads_as_verb(prose, before):
            return before
        start = min(prose.index_of_start(subject.end), row.stop)
        if start > row.start and prose.categories[start - 1] & _SURE:
            return start - 1  # "I'm", "she's"
    at = _first_without(prose, range(start, row.stop), _SKIPPED)
    if at is None or _reads_as_verb(prose, at):
        return at
    if subject is None:
        return None
    # Between a subject and its verb stands where or who that is: "the man in 3 B has", "hendes ældste søn går".
    stands = prose.words[at].capital or not prose.categories[at].isdisjoint(_MORE_OF_SUBJECT)
    further = range(at + 1, min(at + 1 + _FAR, row.stop))
    surely = (one for one in further if prose.categories[one] & _SURE or (stands and _reads_as_verb(prose, one)))
    return next(surely, at)


def _first_without(prose: Prose, row: range, categories: frozenset[str]) -> int | None:
    """The first word that is of none of some categories."""
    for at in row:
        if prose.categories[at].isdisjoint(categories):
            return at
    return None


def _has_other_subject(prose: Prose, row: range) -> bool:
    return _thing(prose, row) is not None


def is_of_a_thing(prose: Prose, clause: int, taken: Container[int]) -> bool:
    """Whether a clause says how it is with a thing, no part of a body and no name: "the lamp has been broken"."""
    thing = _thing(prose, prose.clauses[clause])
    if thing is None or prose.words[thing.start].start in taken:
        return False
    return not any("health" in prose.categories[at] for at in thing)


def _thing(prose: Prose, row: range) -> range | None:
    """The words before the verb of a clause that begins with a thing that is, has or does something."""
    at = _first_without(prose, row, _SKIPPED_OR_ARTICLES)
    if at is None or _reads_as_verb(prose, at) or prose.categories[at] & _BEFORE_NOUNS:
        return None
    for after in range(at + 1, min(at + _FAR, row.stop)):
        if prose.categories[after] & _SURE or (after == at + 1 and _ends_as_present(prose, after)):
            return range(at, after)
    return None


def is_verb(prose: Prose, at: int) -> bool:
    """Whether there is a word, written small, that reads as a finite verb."""
    if at >= len(prose.words) or prose.words[at].capital:
        return False
    past = prose.language is not _ENGLISH and len(prose.small[at]) > _SHORTEST and prose.small[at].endswith(_WEAK_PAST)
    return past or _reads_as_verb(prose, at)


def tells_of_its_author(prose: Prose, at: int) -> bool:
    """Whether a sentence without a subject tells an illness or how long: "Har dåliga nerver", of its author."""
    word, row = prose.words[at], prose.clauses[prose.clause_of[at]]
    if not word.capital or prose.categories[at].isdisjoint(_SURE) or at != row.start or at + 1 >= row.stop:
        return False
    if prose.language is _ENGLISH and word.small not in _FIRST_PERSON:
        return False
    asks = prose.text[prose.words[row.stop - 1].end :].lstrip(' "”').startswith("?")
    ill = any("health" in prose.categories[one] for one in row)
    long = _FOR_LONG.search(prose.text, word.start, prose.words[row.stop - 1].end) is not None
    return (
        (ill or long)
        and not asks
        and prose.categories[at + 1].isdisjoint(_WHO | {"impersonal", "definite", "kin_alone"})
    )


def begins_note(prose: Prose, at: int) -> bool:
    """Whether a word with a capital is a verb with which a note begins that has no subject: "Oplyser at …"."""
    word, found = prose.words[at], prose.categories[at]
    after = prose.categories[at + 1] if at + 1 < len(prose.words) else _SURE
    if not word.capital or not after.isdisjoint(_WHO):
        return False  # "Har du …"
    denies = "negations" in found or "negations" in after
    if not found.isdisjoint(_NOTING) or ("ability" in found and denies):
        return True
    if at + 1 < len(prose.words) and prose.words[at + 1].capital:
        return False  # "Vidnet Karl …"
    ending = "s" if prose.language is _ENGLISH else "r"
    return not found.isdisjoint(_NOTED) and word.small.endswith((ending, *_PAST[prose.language]))


def _reads_as_verb(prose: Prose, at: int) -> bool:
    return _is_verbal(prose.apart.written[at], prose.categories[at], prose.language)


@lru_cache(maxsize=50_000)
def _is_verbal(word: str, categories: frozenset[str], language: Language) -> bool:
    """Whether a word reads as a finite verb, wherever it stands."""
    known = not categories.isdisjoint(_VERBS) or word.endswith(_PAST[language])
    return known or (not word[0].isupper() and _ends_as_verb(word, categories, language))


@lru_cache(maxsize=50_000)
def _ends_as_verb(word: str, categories: frozenset[str], language: Language) -> bool:
    """Whether a word ends as a verb in the present, whatever its capital."""
    ending = "s" if language is _ENGLISH else "r"
    ends = len(word) >= _SHORTEST and word.endswith(ending) and not word.endswith("'s")
    return ends and categories.isdisjoint(_NO_VERBS)


def _ends_as_present(prose: Prose, at: int, *, noted: bool = False) -> bool:
    capital = prose.words[at].capital and not noted
    return not capital and _ends_as_verb(prose.apart.written[at], prose.categories[at], prose.language)


def _is_present(prose: Prose, at: int, subject: Mention) -> bool:
    if _ends_as_present(prose, at, noted=subject.start == subject.end):
        return True
    # English has no ending for "I mind three toddlers": what is no known past is taken for the present.
    bare = prose.language is _ENGLISH and subject.person == 1 and not subject.possessive
    return bare and "past" not in prose.categories[at] and not prose.words[at].text.endswith("ed")


def _is_perfect(prose: Prose, row: range, at: int) -> bool:
    """Whether "have" makes a perfect of an event: "has written", and not "has been ill" or "has a dog"."""
    between = _SKIPPED | {"small", "first", "he", "she", "they"}
    rest = range(at + 1, min(at + 1 + _PERFECT, row.stop))
    after = next(
        (one for one in rest if "lasting" in prose.categories[one] or not prose.categories[one] & between), None
    )
    if after is None or "lasting" in prose.categories[after]:
        return False
    return "past" in prose.categories[after] or prose.words[after].text.endswith(_PARTICIPLES[prose.language])
