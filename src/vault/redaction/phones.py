"""Telephone numbers in prose: rows of digits in groups, cut where one number ends and the next begins. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from vault.redaction.numbered import Numbered

_RUN: Final = re.compile(r"(?<![\w+,-])(?<!\d\.)(?:\+\s?)?\(?\d+(?:[\s./()-]{1,3}\d+)*(?!\w)")
# Eight digits, or ten of a Swedish mobile, that a letter touches: "tlf61223344", "61223344eller".
_GLUED: Final = re.compile(
    r"(?<=[^\W\d_])(?P<digits>(?:\+?45|0045)?\d{8}|0?7\d{8})(?!\d)|(?<![\w.-])(?P<after>\d{8}|07\d{8})(?=[^\W\d_])"
)
_ROW: Final = re.compile(r"\d{8,}")
_DAY: Final = re.compile(r"20[0-3]\d[01]\d[0-3]\d")
_GROUP: Final = re.compile(r"\d+")
# "2026-0417" is how case numbers are written, and no telephone number.
_REFERENCE: Final = re.compile(r"(?:19|20)\d{2}-\d{4}")
# Nor are times of day, "16.10-18.25".
_TIMES: Final = re.compile(r"(?:[01]?\d|2[0-4])[.:][0-5]\d\s?[-/]\s?(?:[01]?\d|2[0-4])[.:][0-5]\d")
_CODES: Final = ("0045", "0046")
_DANISH_LENGTH: Final = 8
_SWEDISH_LENGTHS: Final = range(9, 12)
_SHORTEST, _LONGEST = 5, 14
_ABROAD: Final = range(10, 15)
_BEFORE: Final = 3
"""How many characters before its first digit a number has at most: "+ (45)"."""


def phones(numbered: Numbered, known: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Where telephone numbers stand: those that `known` recognises by their digits, and what looks like one."""
    text = numbered.text
    for row in numbered.beginning(_ROW):
        at = row.start()
        # A row that a letter touches is a number from its first digit, or from the "+" before that.
        glued = (_GLUED.match(text, at - 1) if text[at - 1 : at] == "+" else None) or _GLUED.match(text, at)
        if glued is None:
            continue
        digits = glued["digits"] or glued["after"]
        if known(digits) or not _DAY.match(digits):
            yield glued.span("digits" if glued["digits"] else "after")
    for run in numbered.tried(_RUN, _beginnings(text, numbered.starts)):
        if run.end() - run.start() < _SHORTEST:
            continue
        groups = [(group.start() + run.start(), group.end() + run.start()) for group in _GROUP.finditer(run.group())]
        at = 0
        while at < len(groups):
            taken = _number(text, groups[at:], known, international=at == 0 and run.group().startswith("+"))
            if taken:
                start = run.start() if at == 0 else groups[at][0]
                yield start, groups[at + taken - 1][1]
            at += taken or 1


def _beginnings(text: str, starts: Iterable[int]) -> Iterator[int]:
    """Where a number could begin: with its first digit, or with a "+" or a bracket before that."""
    for at in starts:
        yield from (place for place in range(max(0, at - _BEFORE), at) if text[place] in "+(")
        yield at


def _number(text: str, groups: list[tuple[int, int]], known: Callable[[str], bool], *, international: bool) -> int:
    """How many groups make one number: a known one before any, the longest before a shorter one; 0 for none."""
    digits, likely, recognised = "", 0, 0
    for count, (start, end) in enumerate(groups, start=1):
        digits += text[start:end]
        if len(digits) > _LONGEST:
            break
        written = text[groups[0][0] : end]
        if known(digits):
            recognised = count
        elif _looks_like_one(digits, international=international) and not _is_no_number(written):
            likely = count
    return recognised or likely


def _is_no_number(written: str) -> bool:
    return bool(_REFERENCE.fullmatch(written) or _TIMES.fullmatch(written))


def _looks_like_one(digits: str, *, international: bool) -> bool:
    if international:
        return len(digits) in _ABROAD
    if digits.startswith(_CODES):
        return len(digits) in _ABROAD
    return len(digits) == _DANISH_LENGTH or (digits.startswith("0") and len(digits) in _SWEDISH_LENGTHS)
