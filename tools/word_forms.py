"""Makes the list of word forms that `vault.naming` ships, from spelling dictionaries: `python tools/word_forms.py DIR`.

DIR holds da_DK, sv_SE and en_GB as .dic and .aff (hunspell). Only forms that the other shipped lists do not know are
kept, alone or joined: "radiatoren" is, "badeværelsesdøren" need not be. The same files give the same bytes.
"""

import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from vault.naming import given_name, is_surname
from vault.naming.dictionary import is_joined, listed_words

DATA: Final = Path(__file__).parents[1] / "src" / "vault" / "naming" / "data"
DICTIONARIES: Final = ("da_DK", "sv_SE", "en_GB")
LENGTHS: Final = range(4, 11)
"""Shorter words are known already or are names as well; longer ones are mostly joined of two."""
_RULE_PARTS: Final = 5


class Rule(NamedTuple):
    """One suffix: what it takes from the end of a word, what it puts there, and after which endings."""

    takes: str
    puts: str
    after: re.Pattern[str]
    then: str
    """Flags of further suffixes."""


class Dictionary:
    """The forms of every word of a hunspell dictionary, with suffixes upon suffixes once."""

    def __init__(self, stem: Path) -> None:
        self._words = stem.with_suffix(".dic").read_text("utf-8").splitlines()[1:]
        lines = stem.with_suffix(".aff").read_text("utf-8").splitlines()
        self._numbered = "FLAG num" in lines
        self._rules: defaultdict[str, list[Rule]] = defaultdict(list)
        for line in lines:
            self._read(line.split())

    def forms(self) -> Iterator[str]:
        for line in self._words:
            word, _, flags = line.split(maxsplit=1)[0].partition("/") if line.strip() else ("", "", "")
            if word.isalpha() and word.islower():
                yield from self._forms(word, flags, further=True)

    def _read(self, parts: list[str]) -> None:
        if len(parts) < _RULE_PARTS or parts[0] != "SFX":
            return
        _, flag, takes, puts, after, *_ = parts
        puts, _, then = puts.partition("/")
        pattern = re.compile("" if after == "." else f"{after}$")
        self._rules[flag].append(Rule("" if takes == "0" else takes, "" if puts == "0" else puts, pattern, then))

    def _forms(self, word: str, flags: str, *, further: bool) -> Iterator[str]:
        yield word
        for flag in flags.split(",") if self._numbered else flags:
            for rule in self._rules.get(flag, ()):
                if word.endswith(rule.takes) and rule.after.search(word):
                    form = word[: len(word) - len(rule.takes)] + rule.puts
                    yield from self._forms(form, rule.then if further else "", further=False)


def unknown(forms: Iterable[str]) -> list[str]:
    """The forms that are no names and neither known nor made of known ones; the shorter are known to the longer."""
    known = set(listed_words())
    kept: list[str] = []
    for form in sorted(forms, key=lambda one: (len(one), one)):
        genitive = form.endswith("s") and form[:-1] in known
        if form not in known and not genitive and not is_joined(form, known):
            known.add(form)
            kept.append(form)
    return sorted(kept)


def main(folder: Path) -> None:
    """Writes the list and prints how long it has become."""
    every = {form for name in DICTIONARIES for form in Dictionary(folder / name).forms() if len(form) in LENGTHS}
    rows = unknown(form for form in every if given_name(form) is None and not is_surname(form))
    packed = gzip.compress("\n".join(rows).encode(), compresslevel=9, mtime=0)
    (DATA / "word_forms.txt.gz").write_bytes(packed)
    print("word_forms", len(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
