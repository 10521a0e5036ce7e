"""What the program says of an error or a finding, in the words of whoever reads it: what it is, what to do. Pure."""

import re
from typing import Final

import msgspec

from vault.console.wording import Tongue
from vault.errors import InvalidInput, Throttled, VaultError
from vault.subject_requests.review.model import DECIDED

_SHAPES: Final = (
    (re.compile(r"Expected `(?:str|array)` of length >= (\d+)"), "too_short"),
    (re.compile(r"Expected `(?:str|array)` of length <= (\d+)"), "too_long"),
    (re.compile(r"Expected `int` >=? (\d+)"), "too_small"),
    (re.compile(r"Expected `int` <=? (\d+)"), "too_large"),
    (re.compile(r"Expected `(?:int|float)`"), "no_number"),
    (re.compile(r"Expected `str` matching regex"), "malformed"),
    (re.compile(r"is (?:not a|no) day\b"), "no_day"),
    (re.compile(r"is (?:required|needed|missing)$"), "needed"),
    (re.compile(r"is not one of the allowed values"), "not_allowed"),
    (re.compile(r"is (?:not an|no) id$"), "no_id"),
)
"""Rules that many fields share."""
_STATES: Final = (
    (re.compile(r"^places, files, extracts or people are undecided: (\d+)"), "undecided"),
    (re.compile(r"^(\S+) cannot be opened to be checked"), "unopened"),
    (re.compile(r"^the review is not finished"), "unfinished"),
)
"""What stands in the way of an act, with a number or a list in it."""


_OF_A_KIND: Final = (
    (re.compile(r"^looks like: (\w+)$"), "looks_like"),
    (re.compile(r"^(\w+), and nothing says whose$"), "whose"),
    (re.compile(r"^(\w+), of somebody else as it reads$"), "others"),
)
"""Reasons that name the kind of what was found."""


class Said(msgspec.Struct, frozen=True):
    """A sentence; beside it the rule as it stands in the program, where no sentence is known for it."""

    sentence: str
    rule: str | None = None


def said(t: Tongue, error: VaultError) -> Said:
    """What was wrong, in words."""
    if isinstance(error, Throttled):
        return Said(t("problem.wait", seconds=error.seconds))
    rule = error.rule if isinstance(error, InvalidInput) else error.detail
    if t.known(f"said.{rule}"):
        return Said(t(f"said.{rule}"))
    for shape, key in _SHAPES if isinstance(error, InvalidInput) else _STATES:
        if found := shape.search(rule):
            limit = found[1] if found.groups() else ""
            if (key, limit) == ("too_short", "1"):
                return Said(t("rule.needed"))
            return Said(t(f"rule.{key}", limit=t.number(int(limit)) if limit.isdecimal() else limit))
    if isinstance(error, InvalidInput):
        return Said(t("form.wrong"), rule)
    known = error.slug if t.known(f"problem.{error.slug}.what") else "other"
    return Said(t(f"problem.{known}.what"), rule if known == "conflict" else None)


def because(t: Tongue, reason: str) -> Said:
    """Why the machine asks about a place, or would hide it."""
    if t.known(f"because.{reason}"):
        return Said(t(f"because.{reason}"))
    for shape, key in _OF_A_KIND:
        if found := shape.search(reason):
            return Said(t(f"because.{key}", kind=t.code("kind", found[1])))
    if reason.startswith(f"{DECIDED}: "):
        return Said(t(f"because.{DECIDED}"))
    return Said(t("because.known")) if reason.endswith(" of a known person") else Said("", reason)
