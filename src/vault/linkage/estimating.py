"""Weights from the data themselves, without knowing which pairs match: expectation and maximisation (EM)."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple

_ROUNDS: Final = 200
_STILL: Final = 1e-6
_LEAST: Final = 1e-7

Pattern = tuple[str, ...]
Shares = dict[str, dict[str, float]]


class Estimate(NamedTuple):
    """The share of matches among the pairs, and how often each level is seen among matches and among others."""

    matches: float
    m: Shares
    u: Shares

    def probability(self, fields: tuple[str, ...], pattern: Pattern, missing: str = "missing") -> float:
        """That a pair with this pattern of levels matches."""
        match, other = self.matches, 1 - self.matches
        for field, level in zip(fields, pattern, strict=True):
            if level != missing:
                match *= self.m[field].get(level, _LEAST)
                other *= self.u[field].get(level, _LEAST)
        return match / (match + other)


def estimate(fields: tuple[str, ...], patterns: Mapping[Pattern, int], start: Estimate) -> Estimate:
    """The weights under which the patterns seen are the likeliest, from a starting point. Missing says nothing."""
    for _ in range(_ROUNDS):
        found = _step(fields, patterns, start)
        still = abs(found.matches - start.matches) < _STILL * start.matches
        start = found
        if still:
            break
    return start


def _step(fields: tuple[str, ...], patterns: Mapping[Pattern, int], now: Estimate) -> Estimate:
    m: dict[str, Counter[str]] = {field: Counter() for field in fields}
    u: dict[str, Counter[str]] = {field: Counter() for field in fields}
    matches = 0.0
    for pattern, count in patterns.items():
        share = now.probability(fields, pattern)
        matches += share * count
        for field, level in zip(fields, pattern, strict=True):
            m[field][level] += share * count  # type: ignore[assignment]
            u[field][level] += (1 - share) * count  # type: ignore[assignment]
    return Estimate(matches / sum(patterns.values()), _shares(m), _shares(u))


def _shares(counts: dict[str, Counter[str]], missing: str = "missing") -> Shares:
    shares: Shares = {}
    for field, levels in counts.items():
        total = sum(count for level, count in levels.items() if level != missing) or 1
        shares[field] = {level: max(count / total, _LEAST) for level, count in levels.items() if level != missing}
    return shares
