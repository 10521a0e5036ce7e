"""What is stored in every benchmark: a complaint with a person, two parties and a text of a thousand letters."""

import gzip
import random
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
from tests.world import case, document, party, person

from vault.complaints import NewCase, Role

_LETTERS, _TEXTS = 1000, 64
_SAID: Final = (
    "der er høj musik hver nat og vi kan ikke sove fordi bassen går gennem gulvet når de holder fest på hverdage "
    "så har vi banket på døren men ingen lukker op i trappen står der cykler poser affald som lugter værre efter "
    "weekenden hunden gøer fra morgen til aften mens ejeren arbejder børnene græder vores mellemste skal op i "
    "skole klokken syv viceværten kom forbi tirsdag uden at måle lyden naboerne ved siden af siger det samme "
    "varmen brummer vandet drypper røg trænger ind under hoveddøren jeg skriver tidspunkter ned hver gang sidst "
    "blev det til elleve gange på to uger"
).split()
_STEP: Final = 7919
"""A prime, so that given and family names go together in ever new pairs."""


@cache
def _words(file: str) -> tuple[str, ...]:
    packed = (files("vault.naming") / "data" / file).read_bytes()
    return tuple(line.split()[0].capitalize() for line in gzip.decompress(packed).decode().splitlines())


def name(number: int) -> str:
    """A name as people have them; millions differ, as do phone numbers and addresses."""
    given, family = _words("given_names.txt.gz"), _words("surnames.txt.gz")
    return f"{given[number % len(given)]} {family[number * _STEP % len(family)]}"


@cache
def text(number: int) -> str:
    """A thousand letters that no store could pack much tighter than what people write."""
    words, drawn = list[str](), random.Random(number)  # noqa: S311 -- a benchmark that can be run again
    while sum(map(len, words)) + len(words) <= _LETTERS:
        words.append(drawn.choice(_SAID))
    return " ".join(words)[:_LETTERS]


def complaint(number: int) -> NewCase:
    """Of somebody who has no other; the same for the same number."""
    who = person(
        name(number),
        phones=(phone(number),),
        emails=(email(number),),
        address=f"Prøvegade {number}, 8799 Prøveby",
    )
    return case(
        party("K", Role.COMPLAINANT, who),
        party("I", Role.RESPONDENT, description="beboeren ovenpå"),
        documents=(document(text(number % _TEXTS), author="K", role=Role.COMPLAINANT),),
    )


def long_closed(number: int) -> NewCase:
    """One whose period has run out, for plans and purges."""
    day = date(2020, 2, 1)
    return case(party("K", Role.COMPLAINANT, complaint(number).parties[0].person), received=day, closed=day)


def phone(number: int) -> str:
    return f"{20_000_000 + number % 70_000_000}"


def email(number: int) -> str:
    return f"beboer.{number}@example.org"


def body(number: int) -> bytes:
    """As it is sent."""
    return msgspec.json.encode(complaint(number))
