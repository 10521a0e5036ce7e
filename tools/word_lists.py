"""Makes the word lists that `vault.naming` ships, from files that are given: `python tools/word_lists.py --help`.

Runs nothing over a network. The lists are sorted and their archives carry no time, so that the same input makes the
same bytes. Sources and licences of what is made: docs/reference/word-lists.md.
"""

import argparse
import csv
import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

OUT: Final = Path(__file__).parents[1] / "src" / "vault" / "naming" / "data"
FEWEST_BEARERS: Final = 20
FEWEST_OF_A_SURNAME: Final = 50
ONE_SEX: Final = 0.95
OFTEN_FOR: Final = (30_000, 5_000, 3_000, 1_000, 200)
"""By the power of ten of its bearers: up to which rank of frequency a name must be a word as well."""
SHORTEST: Final = 2
WORDS: Final = {"da": 30_000, "sv": 60_000, "en": 30_000}
LETTERS: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
SURNAME: Final = re.compile(
    r".{2,}(?:sson|sen|ström|gren|qvist|kvist|berg|lund|stedt|strand|blom|holm|dahl|ovic|ović|ski|oğlu)"
)


def main() -> None:
    """Writes the lists and prints how long each has become."""
    parser = argparse.ArgumentParser(description="make the shipped word lists")
    parser.add_argument("--names", type=Path, required=True, help="folder with the registers of names (csv.gz)")
    parser.add_argument("--sentences", type=Path, required=True, help="folder with the annotated sentences (json.gz)")
    parser.add_argument("--wordfreq", type=Path, required=True, help="the data folder of wordfreq 3.1.1")
    given = parser.parse_args()
    bearers = _given_names(given.names)
    surnames = {
        name for name, count in _rows(given.names / "dk_last_names_2023.csv.gz") if count >= FEWEST_OF_A_SURNAME
    }
    sentences = list(_sentences(given.sentences))
    lower = _seen_in_lower_case(sentences)
    common = set(_common(given.wordfreq, set(bearers) | surnames))
    _write("given_names", (f"{name} {sex} {size}" for name, (sex, size) in bearers.items()))
    _write("surnames", surnames - set(bearers))
    _write("small_words", lower)
    _write("common_words", common - lower)
    _write("names_that_are_words", _double(given.wordfreq, bearers, surnames))
    _write("places", _places(sentences, set(bearers) | surnames))


def _given_names(folder: Path) -> dict[str, tuple[str, int]]:
    """Each given name with m, f or x (both), and the power of ten of its bearers in both countries."""
    men = Counter[str]()
    women = Counter[str]()
    for file, sums in (
        ("dk_first_names_2023_men", men),
        ("se_tilltalsnamn-man", men),
        ("dk_first_names_2023_women", women),
        ("se_tilltalsnamn-kvinnor", women),
    ):
        for name, count in _rows(folder / f"{file}.csv.gz"):
            sums[name] += count
    every = men + women
    return {
        name: (_sex(men[name] / count), int(math.log10(count)))
        for name, count in every.items()
        if count >= FEWEST_BEARERS
    }


def _sex(share_of_men: float) -> str:
    return "m" if share_of_men >= ONE_SEX else "f" if share_of_men <= 1 - ONE_SEX else "x"


def _rows(path: Path) -> Iterator[tuple[str, int]]:
    """Names of letters alone, case-folded, with how many bear them."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for name, count in csv.reader(file):
            if count.isdigit() and len(name) >= SHORTEST and LETTERS.fullmatch(name):
                yield name.casefold(), int(count)


def _sentences(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from json.load(file)


def _seen_in_lower_case(sentences: Iterable[dict[str, Any]]) -> set[str]:
    """Words that edited prose writes small, outside of every name."""
    found = Counter[str]()
    for sentence in sentences:
        text = list(sentence["text"])
        for start, end, _ in sentence["spans"]:
            text[start:end] = " " * (end - start)
        found.update(word for word in LETTERS.findall("".join(text)) if word.islower())
    return {word for word in found if len(word) >= SHORTEST}


def _common(folder: Path, names: set[str]) -> Iterator[str]:
    """The commonest words of each language, without those that are names."""
    for language, most in WORDS.items():
        size = "large" if language == "sv" else "small"
        buckets = msgspec.msgpack.decode(gzip.decompress((folder / f"{size}_{language}.msgpack.gz").read_bytes()))[1:]
        for word in [word for bucket in buckets for word in bucket][:most]:
            if LETTERS.fullmatch(word) and word not in names and not SURNAME.fullmatch(word):
                yield word


def _double(folder: Path, bearers: dict[str, tuple[str, int]], surnames: set[str]) -> Iterator[str]:
    """Names that are said far oftener than the number of their bearers explains: they are words as well."""
    names = set(bearers) | surnames
    for language, most in WORDS.items():
        ranks = _ranks(folder, language, most)
        for name in names & set(ranks):
            size = bearers[name][1] if name in bearers else 2
            if ranks[name] <= OFTEN_FOR[min(size, len(OFTEN_FOR) - 1)]:
                yield name


def _ranks(folder: Path, language: str, most: int) -> dict[str, int]:
    size = "large" if language == "sv" else "small"
    buckets = msgspec.msgpack.decode(gzip.decompress((folder / f"{size}_{language}.msgpack.gz").read_bytes()))[1:]
    return {word: rank for rank, word in enumerate([word for bucket in buckets for word in bucket][:most])}


def _places(sentences: Iterable[dict[str, Any]], names: set[str]) -> set[str]:
    """Words of places and organisations that edited prose names, and that no register of names has."""
    found = (
        sentence["text"][start:end]
        for sentence in sentences
        for start, end, kind in sentence["spans"]
        if kind in ("LOC", "ORG")
    )
    words = {word.casefold() for place in found for word in LETTERS.findall(place) if word[0].isupper()}
    return {word for word in words if len(word) >= SHORTEST and word not in names and not SURNAME.fullmatch(word)}


def _write(name: str, lines: Iterable[str]) -> None:
    rows = sorted(set(lines))
    (OUT / f"{name}.txt.gz").write_bytes(gzip.compress("\n".join(rows).encode(), compresslevel=9, mtime=0))
    print(name, len(rows))


if __name__ == "__main__":
    main()
