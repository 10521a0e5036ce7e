"""What a schedule may not say: pure, and each refusal names the file and the line.

Refused are rules that contradict themselves or one another, that can never begin or never be reached because another
takes everything before them (overlaps), that keep longer than a limit, that speak of what does not exist; and kinds of
records, or combinations of codes, for which no rule stands (gaps). A schedule that was read is whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, Final

from vault.deadlines import Country
from vault.errors import Misconfigured
from vault.holdings import Terms
from vault.retention.schedule import Action, Rule, longer, meets
from vault.retention.sources import Limit, Override, Placed, Sources, parsed

_LANGUAGES: Final = frozenset(("da", "sv", "en"))


def check(sources: Sources) -> None:
    """Raises Misconfigured for the first thing that cannot be meant, whoever's records these are."""
    known: dict[str, Placed[Rule]] = {}
    for placed in sources.rules:
        rule = placed.what
        if rule.cluster in known:
            raise placed.refuse("cluster", f"is named {rule.cluster}, as is {known[rule.cluster].place}")
        known[rule.cluster] = placed
        _check_rule(placed, rule)
    _check_order(sources.rules)
    limits = {one.what.cluster: _checked_limit(one, known) for one in sources.limits}
    if len(limits) != len(sources.limits):
        raise sources.limits[-1].refuse(None, "two limits share a cluster")
    for placed in sources.rules:
        for country in Country:
            _check_limits(placed, "period", placed.what.period[country], country, limits.get(placed.what.cluster))
            if placed.what.final is not None:
                _check_limits(placed, "final", placed.what.final[country], country, limits.get(placed.what.cluster))
    for overrides in sources.overrides.values():
        _check_overrides(overrides, known, limits)


def check_terms(sources: Sources, terms: Mapping[str, Terms], purposes: Mapping[str, Iterable[str]]) -> None:
    """Raises Misconfigured where rules speak of what does not exist, or leave something that does without a rule.

    `terms` are those of every kind of record; `purposes` those of the register, with the clusters that each names.
    """
    for placed in sources.rules:
        _check_words(placed, placed.what, terms)
        if placed.what.cluster not in purposes.get(placed.what.purpose, ()):
            named = f"is {placed.what.purpose}, which does not name {placed.what.cluster} in the processing register"
            raise placed.refuse("purpose", named)
    for kind, words in terms.items():
        if not words.events:
            continue
        rules = [placed.what for placed in sources.rules if placed.what.holding == kind]
        for gap in _gaps(rules, words):
            raise Misconfigured(f"the retention schedule has no rule for {kind}{gap}")


def _check_rule(placed: Placed[Rule], rule: Rule) -> None:
    for field, periods in (("period", rule.period), ("final", rule.final)):
        if periods is not None:
            if missing := set(Country) - periods.keys():
                raise placed.refuse(field, f"is missing for {', '.join(sorted(missing))}")
            for period in periods.values():
                parsed(placed, field, period)
    if missing_words := _LANGUAGES - rule.title.keys():
        raise placed.refuse("title", f"is missing in {', '.join(sorted(missing_words))}")
    if not rule.start:
        raise placed.refuse("start", "names no event, so the period would never begin")
    if set(rule.start) <= set(rule.before_all):
        raise placed.refuse("start", "names only events that must not have happened, so the period would never begin")
    if both := set(rule.after_any) & set(rule.before_all):
        raise placed.refuse("before_all", f"contradicts after_any: {', '.join(sorted(both))}")
    if any(not values for values in rule.when.values()):
        raise placed.refuse("when", "names a code with no value, so it fits nothing")
    _check_final(placed, rule)


def _check_final(placed: Placed[Rule], rule: Rule) -> None:
    if (rule.action is Action.REVIEW) != (rule.final is not None):
        raise placed.refuse("action", "review needs a final period, and nothing else has one")
    if rule.final is not None and any(not longer(rule.final[one], rule.period[one]) for one in Country):
        raise placed.refuse("final", "is not longer than the period after which it is reviewed")


def _check_order(rules: tuple[Placed[Rule], ...]) -> None:
    """Raises Misconfigured where a rule can never be reached, because one before it fits whatever it fits."""
    for number, placed in enumerate(rules):
        for before in rules[:number]:
            if _covers(before.what, placed.what):
                raise placed.refuse(None, f"{placed.what.cluster} overlaps {before.place}, which takes all of it first")


def _covers(wide: Rule, narrow: Rule) -> bool:
    """Whether every record that fits one rule fits another."""
    return (
        wide.holding == narrow.holding
        and all(code in narrow.when and set(narrow.when[code]) <= set(values) for code, values in wide.when.items())
        and (not wide.after_any or (bool(narrow.after_any) and set(narrow.after_any) <= set(wide.after_any)))
        and set(wide.before_all) <= set(narrow.before_all)
    )


def _checked_limit(placed: Placed[Limit], known: Mapping[str, Placed[Rule]]) -> Limit:
    limit = placed.what
    if limit.cluster not in known:
        raise placed.refuse("cluster", f"there is no cluster {limit.cluster}")
    for field, periods in (("at_least", limit.at_least), ("at_most", limit.at_most)):
        for period in (periods or {}).values():
            parsed(placed, field, period)
    for country in Country:
        least, most = (limit.at_least or {}).get(country), (limit.at_most or {}).get(country)
        if least is not None and most is not None and longer(least, most):
            raise placed.refuse("at_least", "is longer than at_most")
    return limit


def _check_limits(placed: Placed[Any], field: str, period: str, country: Country, limit: Limit | None) -> None:
    if limit is None:
        return
    most, least = (limit.at_most or {}).get(country), (limit.at_least or {}).get(country)
    if most is not None and longer(period, most):
        raise placed.refuse(field, f"{period} is longer than {most}, the most for {country.value} ({limit.basis})")
    if least is not None and longer(least, period):
        raise placed.refuse(field, f"{period} is shorter than {least}, the least for {country.value} ({limit.basis})")


def _check_overrides(
    overrides: tuple[Placed[Override], ...], known: Mapping[str, Placed[Rule]], limits: Mapping[str, Limit]
) -> None:
    """What an organisation decided: between the limits of a cluster, and where it has none, not longer than shipped."""
    seen: set[tuple[str, object]] = set()
    for placed in overrides:
        one = placed.what
        country = one.country
        if country is None:
            raise placed.refuse("country", "is not stated")
        if one.cluster not in known:
            raise placed.refuse("cluster", f"there is no cluster {one.cluster}")
        if (one.cluster, one.valid_from) in seen:
            raise placed.refuse("cluster", f"{one.cluster} is decided twice from the same day on")
        seen.add((one.cluster, one.valid_from))
        rule = known[one.cluster].what
        if one.final is not None and rule.final is None:
            raise placed.refuse("final", f"{one.cluster} is not reviewed, so it has no final period")
        for field, period in (("period", one.period), ("final", one.final)):
            if period is not None:
                _check_chosen(placed, field, parsed(placed, field, period), country, rule, limits.get(one.cluster))
        if rule.final is not None and not longer(final := one.final or rule.final[country], one.period):
            raise placed.refuse("period", f"is not shorter than {final}, after which {one.cluster} goes anyway")


def _check_chosen(
    placed: Placed[Override], field: str, period: str, country: Country, rule: Rule, limit: Limit | None
) -> None:
    _check_limits(placed, field, period, country, limit)
    if limit is None or limit.at_most is None:
        bound = (rule.final or rule.period)[country]
        if longer(period, bound):
            raise placed.refuse(field, f"{period} is longer than {bound}, and {rule.cluster} has no wider limit")


def _check_words(placed: Placed[Rule], rule: Rule, terms: Mapping[str, Terms]) -> None:
    words = terms.get(rule.holding)
    if words is None:
        raise placed.refuse("holding", f"there is no kind of record named {rule.holding}")
    for field in ("start", "after_any", "before_all"):
        if strange := set(getattr(rule, field)) - words.events:
            raise placed.refuse(field, f"no such thing happens to a {rule.holding}: {', '.join(sorted(strange))}")
    for code, values in rule.when.items():
        if code not in words.codes:
            raise placed.refuse("when", f"a {rule.holding} has no code {code}")
        if strange := set(values) - words.codes[code]:
            raise placed.refuse("when", f"{code} is never {', '.join(sorted(strange))}")


def _gaps(rules: list[Rule], words: Terms) -> Iterator[str]:
    """Combinations of codes for which no rule stands, whatever happened.

    Only rules that ask for no event count: what one of those covers is covered always, since a rule that stands before
    it and does ask can only take a record from it.
    """
    unconditional = [rule for rule in rules if not rule.after_any and not rule.before_all]
    if any(not rule.when for rule in unconditional):
        return
    named = sorted({code for rule in rules for code in rule.when})
    for values in product(*(sorted(words.codes[code]) for code in named)):
        codes = dict(zip(named, values, strict=True))
        if not any(meets(rule, codes, ()) for rule in unconditional):
            yield " with " + ", ".join(f"{code} {value}" for code, value in codes.items()) if codes else ""
