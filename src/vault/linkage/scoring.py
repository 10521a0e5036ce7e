"""The probability that two records are one person, and what each field adds to it (Fellegi and Sunter 1969)."""

import gzip
import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import msgspec

from vault.linkage.comparing import FIELDS, Comparison

_RAREST: Final = 1e-6
_FEWEST_RECORDS: Final = 500
"""A smaller organisation counts as one of this size: whoever asks need not be among its records at all."""
_TURNED: Final = -3.0
"""What given name and surname in the other's place takes away, in bits."""


class Weight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often a level is seen among matches (m) and among others (u, or `u_records` divided by all records)."""

    m: float
    u: float | str | None = None
    u_records: float | None = None


Parameters = Mapping[str, Mapping[str, Weight]]


class Frequencies(NamedTuple):
    """How common names are: by the registers, and among the records that are searched."""

    records: int = _FEWEST_RECORDS
    given: Mapping[str, int] = {}
    """How many records carry a folded given name."""
    surnames: Mapping[str, int] = {}
    prior: float | None = None
    """The share of matches among the pairs, where it is known better than one in all records."""

    @property
    def size(self) -> int:
        return max(self.records, _FEWEST_RECORDS)

    def of(self, field: str, word: str) -> float:
        """The share of other people with this folded name; never less than one in a million."""
        counts = self.given if field == "given" else self.surnames
        here = (counts.get(word, 0) - 1) / self.size
        return max(here, _register().get(word, (0, 0))[field != "given"] / 1e6, _RAREST)


class Score(NamedTuple):
    """A probability, and for each field that says something the bits it adds or takes."""

    probability: float
    bits: dict[str, float]


def score(comparison: Comparison, frequencies: Frequencies, weights: Parameters | None = None) -> Score:
    """The probability that a record is the person's, given how its fields agree.

    The fields are taken as independent, which those of one family are not: what may be concluded is `band`'s to say.
    """
    weights = weights or parameters()
    bits: dict[str, float] = {}
    for field in FIELDS:
        weight = weights[field].get(getattr(comparison, field))
        if weight is not None:
            word = comparison.surname_word if field == "surname" else comparison.given_word
            bits[field] = round(math.log2(weight.m / _u(weight, field, word, frequencies)), 2)
    if comparison.swapped:
        bits["swapped"] = _TURNED
    prior = frequencies.prior or 1 / frequencies.size
    odds = 2 ** min(sum(bits.values()), 200.0) * prior / (1 - prior)
    return Score(odds / (1 + odds), bits)


@cache
def parameters() -> Parameters:
    """The shipped weights, by field and level."""
    raw = tomllib.loads((files("vault.linkage") / "parameters.toml").read_text("utf-8"))
    return msgspec.convert(raw, dict[str, dict[str, Weight]])


def is_given_name(word: str) -> bool:
    """Whether the registers know a folded word as a given name of more than a handful."""
    return _register().get(word, (0, 0))[0] > 0


def _u(weight: Weight, field: str, word: str, frequencies: Frequencies) -> float:
    if weight.u_records is not None:
        return weight.u_records / frequencies.size
    return frequencies.of(field, word) if isinstance(weight.u, str) or weight.u is None else weight.u


@cache
def _register() -> dict[str, tuple[int, int]]:
    """Bearers in a million by folded name: as a given name, as a surname."""
    packed = (files("vault.linkage") / "data" / "name_frequencies.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    rows = (line.split(" ") for line in lines if not line.startswith("#"))
    return {word: (int(given), int(surname)) for word, given, surname in rows}
