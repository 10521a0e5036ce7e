"""Whether a word is a name by how it is spelt: its capital, its length, what else it means. Knows nobody. Pure."""

import re
from typing import Final

from vault.naming import ORDINARY_NAMES, Word, given_name, is_small, is_surname, is_word

_SHORTEST_LOWER_CASE: Final = 4
_SHORTEST_NAME: Final = 3

_NEVER_SMALL: Final = frozenset("my per du de den han hans will may so an in to do is can i so".split())
"""Names that are words without which no text is written."""
_PRONOUNS: Final = frozenset("du de den han i so".split())
_BEFORE_NOUNS: Final = frozenset(
    "en et ett den det to the a an this that min mit mitt my din dit ditt your sin sit sitt hans hendes"
    " hennes his her our vores vår vårt der ingen intet inget no og".split()
)
"""Behind these a word without a capital is no name."""
_JOINING: Final = frozenset("og och and men but at att that fordi eftersom because o å".split())
_DOES: Final = re.compile(
    r"\s(?:har|er|kom|kommer|siger|sagde|kan|vil|skal|ringer|ringede|klager|bor|klagede|skriver|skrev|hade|är|var|säger|sa"
    r"|ska|vill|ringde|klagar|skrev|har|has|is|was|says|said|came|can|will|lives|called|calls|rang|wrote|told)\b",
    re.IGNORECASE,
)


def may_be_ordinary(word: Word) -> bool:
    """Whether a capital proves nothing: an ordinary word where every word has one."""
    return word.opens_sentence and word.small in ORDINARY_NAMES


def reads_as_name(word: Word) -> bool:
    if word.small in ORDINARY_NAMES:
        return word.capital
    if word.capital:
        return True
    likely = len(word.text) >= _SHORTEST_LOWER_CASE and not is_small(word.text)
    return likely or (len(word.text) >= _SHORTEST_NAME and not is_word(word.text))


def reads_as_nickname(word: Word) -> bool:
    """A nickname is short and often a word or somebody else's name, so it needs its capital inside a sentence."""
    if word.capital:
        return not (word.opens_sentence and is_small(word.text))
    return len(word.text) >= _SHORTEST_NAME and not is_word(word.text)


def is_a_name(word: str) -> bool:
    return given_name(word) is not None or is_surname(word)


def is_a_shouted_word(text: str, found: re.Match[str]) -> bool:
    """Whether letters are a word among others in capitals: "IN THE HALL"."""
    if not found.group().isalpha() or not is_word(found.group()):
        return False
    beside = (*text[: found.start()].rsplit(maxsplit=1)[-1:], *text[found.end() :].split(maxsplit=1)[:1])
    return any(len(one) > 1 and one.isupper() for one in beside)


def acts(text: str, word: Word, before: Word | None) -> bool:
    """Whether a small word is the subject of a verb that only people are said to do: "og bo har klaget"."""
    begins = before is None or word.opens_sentence or before.small in _JOINING or text[before.end] in ",.:;!?\n"
    return begins and _DOES.match(text, word.end) is not None


def may_be_small_name(word: Word, before: Word | None, *, acts: bool) -> bool:
    """Whether a word that is a name as well may be one without a capital: no noun, no infinitive; or it `acts`."""
    if acts and word.small not in _PRONOUNS:
        return True
    if word.small in _NEVER_SMALL:
        return False
    if before is not None and before.small in ("at", "att"):
        return word.small[-1] not in "aeoåy"  # "at bo" is to live, and "att dag" no infinitive
    return before is None or before.small not in _BEFORE_NOUNS
