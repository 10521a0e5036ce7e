"""Whether a word is a name by how it is spelt: its capital, its length, what else it means. Knows nobody. Pure."""

import re
from typing import Final

from vault.naming import ORDINARY_NAMES, Word, given_name, is_small, is_surname, is_word

_SHORTEST_LOWER_CASE: Final = 4
_SHORTEST_NAME: Final = 3

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
    beside = (*text[: found.start()].split()[-1:], *text[found.end() :].split(maxsplit=1)[:1])
    return any(len(one) > 1 and one.isupper() for one in beside)


def acts(text: str, word: Word, before: Word | None) -> bool:
    """Whether a small word is the subject of a verb that only people are said to do: "og bo har klaget"."""
    begins = before is None or word.opens_sentence or before.small in _JOINING or text[before.end] in ",.:;!?\n"
    return begins and _DOES.match(text, word.end) is not None
