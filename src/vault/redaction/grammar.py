"""What stands before a word and after it: prepositions, articles, whose it is. Knows words, and nobody. Pure."""

from collections.abc import Container
from typing import Final

from vault.language import Language
from vault.naming import given_name
from vault.redaction.prose import Prose

_VERBS_AFTER_YOU: Final = frozenset("kan har er skal må får vil bør kunne havde var skulle burde tager gør".split())
_BETWEEN: Final = 2
"""How many words may stand between a possessive and its noun: "his elderly, deaf mother"."""
_POSSESSIVES: Final = frozenset(("first_possessive", "second_possessive", "his", "her", "their"))
_BEFORE_NOUNS: Final = _POSSESSIVES | {"articles", "indefinite", "definite"}
TITLES: Final = frozenset(
    "mr mrs ms miss mister dr doctor fru frøken hr herr fröken farbror tant onkel tante gamle gamla old".split()
)
"""Forms of address before a name."""
_NO_GENITIVES: Final = frozenset(("being", "having", "function_words", "conjunctions", "prepositions"))
_SEVERAL: Final = frozenset(
    "børn venner veninder kolleger naboer brødre søstre forældre slægtninge tvillinger barn vänner kollegor grannar"
    " bröder systrar föräldrar släktingar tvillingar children friends colleagues neighbours brothers sisters parents"
    " relatives twins kids mates pals family familie familien familjen familj".split()
)
"""Words for several, who are nobody in particular where a sentence begins with them."""
_CALLS: Final = ("kald", "kall", "calls", "called", "calling", "call")
_CALLED: Final = 7
"""Within how many words behind the verb somebody is called something."""
_DEFINITE: Final = frozenset(("den", "det", "de", "the"))


def follows_preposition(prose: Prose, at: int) -> bool:
    """Whether a preposition stands before a word, with an article or an adjective between or without."""
    row = prose.clauses[prose.clause_of[at]]
    for back in range(at - 1, max(row.start, at - _BETWEEN - 1) - 1, -1):
        if "prepositions" in prose.categories[back]:
            return True
        if prose.categories[back].isdisjoint(_BEFORE_NOUNS) and prose.small[back] not in TITLES:
            return False
    return False


def is_title(prose: Prose, at: int) -> bool:
    """Whether a word is the form of address of the name behind it: "fru Vik", and not "min fru Karin"."""
    if prose.small[at] not in TITLES or at + 1 >= len(prose.words) or not prose.words[at + 1].capital:
        return False
    gap = prose.text[prose.words[at].end : prose.words[at + 1].start]
    return gap in (" ", ". ") and not is_possessed(prose, at)


def has_noun(prose: Prose, at: int) -> bool:
    """Whether English "her" is followed by what is hers; "hers", "hendes" and "hennes" always are possessive."""
    if prose.words[at].small != "her":
        return True
    after = prose.categories[at + 1] if at + 1 < len(prose.words) else frozenset({"conjunctions"})
    same = at + 1 < len(prose.words) and prose.clause_of[at + 1] == prose.clause_of[at]
    return same and not after & {"conjunctions", "prepositions", "articles"}


def is_genitive(name: str, ending_in_s: Container[str]) -> bool:
    """Whether the final s of a name is an ending: the register knows the name without it, and not with it."""
    last = name.rsplit(maxsplit=1)[-1]
    if last.casefold() in ending_in_s:
        return False
    return last.endswith(("'s", "’s", "'", "’")) or (given_name(last) is None and not last.endswith("ss"))


def is_preposition(prose: Prose, at: int) -> bool:
    """Danish "I" and "De" are the polite and the plural you within a sentence; where one begins, mostly not."""
    word = prose.words[at]
    if prose.language is not Language.DANISH or word.text not in ("I", "De", "Dem", "Deres"):
        return False
    after = prose.words[at + 1 : at + 2]
    return word.opens_sentence and not (after and after[0].small in _VERBS_AFTER_YOU)


def is_of_one(prose: Prose, at: int) -> bool:
    """Whether a kinship word means one person, or people, and not the thing as such."""
    anybody = "any_neighbour" in prose.categories[at]
    indefinite = bool(at) and "indefinite" in prose.categories[at - 1] and not anybody
    return is_possessed(prose, at) or is_definite(prose, at) or indefinite or is_noted(prose, at)


def is_called(prose: Prose, at: int) -> bool:
    """Whether a word is only what somebody is called: "called me a bad father", "kaldt ham en gammel mand"."""
    row = prose.clauses[prose.clause_of[at]]
    before = range(max(row.start, at - _CALLED), at)
    article = next((one for one in reversed(before) if "indefinite" in prose.categories[one]), None)
    calls = next((one for one in before if prose.small[one].startswith(_CALLS)), None)
    return article is not None and calls is not None and article - calls > 1


def is_noted(prose: Prose, at: int) -> bool:
    """Whether a word for one relative begins a sentence by itself, as in notes: "Datter arb. på sygehuset"."""
    word = prose.words[at]
    kin = "kin" in prose.categories[at] and "kin_alone" not in prose.categories[at]
    if not (kin and word.capital and word.opens_sentence) or word.small in _SEVERAL:
        return False
    return at + 1 < len(prose.words) and prose.sentence_of[at + 1] == prose.sentence_of[at] and not is_title(prose, at)


def is_definite(prose: Prose, at: int) -> bool:
    """Whether an article stands before, with an adjective between or without: "den unge mor"."""
    first = prose.clauses[prose.clause_of[at]].start
    return not _DEFINITE.isdisjoint(prose.small[max(first, at - 2) : at])


def is_possessed(prose: Prose, at: int) -> bool:
    first = prose.clauses[prose.clause_of[at]].start
    for categories in prose.categories[max(first, at - _BETWEEN - 1) : at]:
        if not categories.isdisjoint(_POSSESSIVES):
            return True
    genitive = at > first and prose.small[at - 1].endswith(("s", "s'", "'"))
    return genitive and prose.categories[at - 1].isdisjoint(_NO_GENITIVES)  # "it is the woman"
