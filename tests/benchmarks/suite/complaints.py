"""What is stored in every benchmark: a complaint with a person, two parties and a text of a thousand letters."""

from datetime import date
from typing import Final

import msgspec
from tests.world import case, document, party, person

from vault.complaints import NewCase, Role

_TEXT: Final = "Der er høj musik hver nat. " * 37


def complaint(number: int) -> NewCase:
    """Of somebody who has no other; the same for the same number."""
    who = person(
        f"Vibeke Testrup {number}",
        phones=(phone(number),),
        emails=(email(number),),
        address=f"Prøvegade {number}, 8799 Prøveby",
    )
    return case(
        party("K", Role.COMPLAINANT, who),
        party("I", Role.RESPONDENT, description="beboeren ovenpå"),
        documents=(document(_TEXT, author="K", role=Role.COMPLAINANT),),
    )


def long_closed(number: int) -> NewCase:
    """One whose period has run out, for plans and purges."""
    day = date(2020, 2, 1)
    return case(party("K", Role.COMPLAINANT, complaint(number).parties[0].person), received=day, closed=day)


def phone(number: int) -> str:
    return f"68{number % 1_000_000:06d}"


def email(number: int) -> str:
    return f"vibeke.{number}@example.org"


def body(number: int) -> bytes:
    """As it is sent."""
    return msgspec.json.encode(complaint(number))
