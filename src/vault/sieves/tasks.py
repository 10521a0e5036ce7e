"""What a walk is to sift, as one value that another process can be given; and the sift that is made of it."""

from collections.abc import Callable
from typing import Any

import msgspec

from vault.crypto import Bunch
from vault.sieves.people import PeopleSieve, SoughtPerson
from vault.sieves.texts import SoughtWords, TextSieve
from vault.sieves.walking import CasePage, CaseSift, PeopleSift, Sifted

Sift = Callable[[Any], Sifted]


class SiftCases(msgspec.Struct, frozen=True, tag=True):
    """Cases of which a text could speak of somebody."""

    organisation: bytes
    sought: SoughtWords
    text_fields: dict[str, tuple[str, ...]]
    """Those of an entry, by its kind, in which somebody's own words stand."""

    def sift(self, bunch: Bunch) -> "Sift":
        """Sifts what `CasePage` holds."""
        sift = CaseSift(TextSieve(self.sought), bunch, self.organisation, self.text_fields).sift
        return lambda page: sift(CasePage(*page))


class SiftPeople(msgspec.Struct, frozen=True, tag=True):
    """People who could be somebody."""

    organisation: bytes
    sought: SoughtPerson
    parts: tuple[str, ...]
    """What may be opened, in the order in which rows have it."""

    def sift(self, bunch: Bunch) -> "Sift":
        """Sifts rows of people."""
        return PeopleSift(PeopleSieve(self.sought), bunch, self.organisation, self.parts).sift
