"""A page of everything: opened, and of each record whether it could matter."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from vault.crypto import KEY_ID, Bunch, Place, Wrapped
from vault.errors import Tampered
from vault.sieves.opening import Records, Row, Where, fields_of, text_of
from vault.sieves.people import PeopleSieve
from vault.sieves.texts import TextSieve

_ID_AT: Final = 3
"""Behind what is stored of a data key."""
_PARTS_FROM: Final = 5
_DISCLOSED: Final = ("recipient", "legal_basis", "content")


class CasePage(NamedTuple):
    """Rows of some cases. Each begins with the id of its case and its own, and how often it was changed."""

    keys: Sequence[Wrapped]
    documents: Sequence[Row]
    """Then: the text."""
    parties: Sequence[Row]
    """Then: the description, the knowledge."""
    entries: Sequence[Row] = ()
    """Then: the record."""
    disclosures: Sequence[Row] = ()
    """Then: the record."""
    attachments: Sequence[Row] = ()
    """Then: the record, what its file says."""


class Sifted(NamedTuple):
    """What of a page could matter, by id, and how much was read."""

    passed: frozenset[bytes]
    read: int


class CaseSift:
    """Sifts pages of cases."""

    def __init__(
        self, sieve: TextSieve, bunch: Bunch, organisation: bytes, text_fields: Mapping[str, Sequence[str]]
    ) -> None:
        """`text_fields` are those of an entry, by its kind, in which somebody's own words stand."""

        def records(table: str, field: str, at: int = 3) -> Records:
            return Records(bunch, Where(organisation, table, field), Place(row=1, version=2, record=at))

        self._bunch, self._could, self._text_fields = bunch, sieve.lets_through, text_fields
        self._texts = records("document", "text")
        self._described, self._known = records("party", "description"), records("party", "knowledge", 4)
        self._entries, self._disclosures = records("case_entry", "record"), records("disclosure", "record")
        self._attachments, self._files = records("attachment", "record"), records("attachment", "text", 4)

    def sift(self, page: CasePage) -> Sifted:
        """Which cases have a text that could matter, and how many texts there were. Raises Tampered."""
        self._bunch.hold(page.keys)
        passed, could, read = set[bytes](), self._could, 0
        for case_id, text in self._texts_of(page):
            read += 1
            if could(text):
                passed.add(case_id)
        return Sifted(frozenset(passed), read)

    def _texts_of(self, page: CasePage) -> Iterator[tuple[bytes, bytes]]:
        """Every text of the cases, in UTF-8."""
        for row, packed in self._texts.opened(page.documents):
            yield row[0], text_of(packed)
        for records in (self._described, self._known):
            for row, packed in records.opened(page.parties):
                if text := text_of(packed):
                    yield row[0], text
        for row, packed in self._entries.opened(page.entries):
            said = fields_of(packed)
            yield from ((row[0], words.encode()) for one in self._text_fields[said["kind"]] if (words := said.get(one)))
        for row, packed in self._disclosures.opened(page.disclosures):
            said = fields_of(packed)
            yield from ((row[0], said[one].encode()) for one in _DISCLOSED)
        files = {row[1]: text_of(packed) for row, packed in self._files.opened(page.attachments)}
        for row, packed in self._attachments.opened(page.attachments):
            said = fields_of(packed)
            told = (said["name"].encode(), (said["description"] or "").encode(), files.get(row[1], b""))
            yield row[0], b"\n".join(told)


class PeopleSift:
    """Sifts pages of people: of rows with a data key, an id, a version, and the parts that may be opened."""

    def __init__(self, sieve: PeopleSieve, bunch: Bunch, organisation: bytes, parts: Sequence[str]) -> None:
        """`parts` are those that may be opened, in the order in which rows have them."""
        self._bunch, self._sieve = bunch, sieve
        places = {
            part: (at, Records(bunch, Where(organisation, "subject", part), Place(_ID_AT, _ID_AT + 1, at)))
            for at, part in enumerate(parts, start=_PARTS_FROM)
        }
        self._identity = places.get("identity")
        asked = (
            ("contact", sieve.asks_how_to_reach, sieve.knows_how_to_reach),
            ("national_id", sieve.asks_for_id, sieve.knows_id),
        )
        self._numbers = [(*places[part], knows) for part, asks, knows in asked if asks and part in places]

    def sift(self, people: Sequence[Row]) -> Sifted:
        """Who could matter. Raises Tampered, also for a part that names another key than the person's."""
        self._bunch.hold(people)
        passed = self._named(people)
        for at, records, knows in self._numbers:
            others = [row for row in people if row[at] is not None and row[_ID_AT] not in passed]
            passed.update(row[_ID_AT] for row, packed in _part(records, others, at) if knows(packed))
        return Sifted(frozenset(passed), len(people))

    def _named(self, people: Sequence[Row]) -> set[bytes]:
        """Those who have a name that could matter; every word of them is learnt at once."""
        if self._identity is None:
            return set()
        at, records = self._identity
        names_in, knows = self._sieve.names_in, self._sieve.knows
        said = [(row[_ID_AT], names_in(packed)) for row, packed in _part(records, people, at)]
        self._sieve.learn(chain.from_iterable([words for _, words in said]))
        return {subject_id for subject_id, words in said if knows(words)}


def _part(records: Records, people: Sequence[Row], at: int) -> list[tuple[Row, bytes]]:
    """A part of these people, opened."""
    if any(row[at][KEY_ID] != row[0] for row in people):
        raise Tampered("a part of a person names another key than theirs")
    return records.opened(people)
