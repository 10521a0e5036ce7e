"""Finding one person among everybody of an organisation: by the index, then by opening and comparing every record.

Part of other verbs, which ask for the permission and say what may be opened.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, NamedTuple
from uuid import UUID

from vault.ids import SubjectId
from vault.linkage import Band, Frequencies, Level, Traits
from vault.linkage.traits import known
from vault.sieves import SoughtPerson
from vault.storage import Versions
from vault.subjects import store
from vault.subjects.linking import Candidate, Compared, Match, Sieve, compared, conclude, settle, traits
from vault.subjects.matching import Given, given_person, terms
from vault.subjects.model import Person
from vault.walks import Walk, key_of
from vault.work import Work

ROUNDS: Final = 3
"""A person's records lead to further ones of theirs; three steps reach whatever is still likely to be theirs."""
MOST_KEPT: Final = 2_000
_NO_TALLY: Final = Frequencies()
Telling = Callable[[int, int, int], None]
"""Is told how many records were compared, of how many, and in which round."""


class Search(NamedTuple):
    """What comparing everybody brought."""

    matches: dict[SubjectId, Match]
    """Who could be meant: judged the same or to be asked, and whoever shares an exact term, whatever the verdict."""
    by_index: frozenset[SubjectId]
    """Those of them that the exact index finds as well."""
    through_records: frozenset[SubjectId]
    """Those who are the same by what another record of theirs says; what was given alone would not tell."""
    records: int
    """How many records there are; each was opened in every round and compared where it could be theirs, or is as it was
    when it last was."""
    rounds: int
    left_off: int
    """How many weak candidates there were beyond those kept."""

    def of(self, verdict: Band) -> tuple[SubjectId, ...]:
        return tuple(sorted(one for one, match in self.matches.items() if match.verdict is verdict))


class _Scanned(NamedTuple):
    candidates: list[Candidate[SubjectId]]
    frequencies: Frequencies
    records: int
    left_off: int


def lookup(work: Work, given: Given, country: str, parts: Collection[str] = store.PARTS) -> dict[SubjectId, Match]:
    """Everybody who shares an exact term with what was given, with the verdict on each. Opens nobody else."""
    own, found = traits(given_person(given), country), store.having(work, terms(given_person(given), country), parts)
    exact = {one: kinds for one, (kinds, _) in found.items()}
    candidates = [_candidate(one, own, held, exact, country, _NO_TALLY) for one, (_, held) in found.items()]
    return settle(candidates)


def search(
    work: Work,
    given: Given,
    country: str,
    parts: Collection[str] = store.PARTS,
    telling: Telling | None = None,
) -> Search:
    """Compares everybody with what was given, and again with what the records found add to it."""
    own, exact = traits(given_person(given), country), _indexed(work, given, country)
    sure = [one for one, match in lookup(work, given, country, parts).items() if match.verdict is Band.SAME]
    asked = together([own, *(traits(person, country) for person in store.load(work, sure, parts).values())])
    everybody, rounds = store.versions(work), 0
    while True:
        rounds += 1
        scanned = _scan(work, everybody, asked, country, parts, exact, _in_round(telling, len(everybody), rounds))
        matches = settle(scanned.candidates)
        same = [one for one in scanned.candidates if matches[one.key].verdict is Band.SAME]
        wider = together([own, *(one.found.held for one in same)])
        if rounds == ROUNDS or not _adds(wider, asked):
            break
        asked = together([asked, wider])
    through = {
        one.key for one in same if conclude(compared(own, one.found.held), scanned.frequencies).verdict is not Band.SAME
    }
    kept = {one: match for one, match in matches.items() if match.verdict is not Band.DIFFERENT or one in exact}
    return Search(kept, frozenset(exact.keys() & kept), frozenset(through), scanned.records, rounds, scanned.left_off)


def together(people: Iterable[Traits]) -> Traits:
    """Several records of one person as one: every name, number and home of theirs."""
    every = list(people)
    return Traits(
        names=tuple(dict.fromkeys(name for one in every for name in one.names)),
        birthdays=known(day for one in every for day in one.birthdays),
        ids=known(number for one in every for number in one.ids),
        phones=known(number for one in every for number in one.phones),
        emails=known(address for one in every for address in one.emails),
        homes=tuple(dict.fromkeys(home for one in every for home in one.homes)),
    )


def _in_round(telling: Telling | None, of: int, round_: int) -> Callable[[int], None]:
    """Tells of every page of a round."""

    def tell(records: int) -> None:
        if telling is not None:
            telling(records, max(of, records), round_)

    return tell


def _adds(wider: Traits, asked: Traits) -> bool:
    """Whether there is anything that was not looked for yet."""
    return any(set(one) - set(other) for one, other in zip(wider, asked, strict=True))


def _indexed(work: Work, given: Given, country: str) -> dict[SubjectId, frozenset[str]]:
    """Who shares which kinds of exact terms with what was given."""
    found: dict[SubjectId, set[str]] = {}
    for kind, value in terms(given_person(given), country):
        for owner in work.keys.owners(kind, value):
            found.setdefault(SubjectId(owner), set()).add(kind)
    return {one: frozenset(kinds) for one, kinds in found.items()}


def _scan(
    work: Work,
    everybody: Versions,
    asked: Traits,
    country: str,
    parts: Collection[str],
    exact: dict[SubjectId, frozenset[str]],
    tell: Callable[[int], None],
) -> _Scanned:
    """Opens everybody, a few at a time, and keeps those who could be meant; memory does not grow with the records.

    After an earlier walk for the same, opens those whom it let through, and who is new or changed since.
    """
    key = key_of("people", asked, country, frozenset(parts))
    earlier = work.walks.find(key)
    if earlier is None:
        walk = _anew(work, asked, parts, exact, len(everybody), tell)
    else:
        walk = store.scan(work, parts, sorted({*earlier.again(everybody)[0], *exact}))
    sieve, kept, left_off, passed = Sieve(asked), list[tuple[float, SubjectId, Compared]](), 0, set[UUID]()
    given, surnames = Counter[str](), Counter[str]()
    names = {word for name in asked.names for word in name}
    for subject_id, person in walk:
        if subject_id not in exact and not sieve.lets_through(person):
            continue
        passed.add(subject_id)
        one = _candidate(subject_id, asked, person, exact, country, _NO_TALLY)
        for name in one.found.held.names[:1]:
            given.update(word for word in name[:1] if word in names)
            surnames.update(word for word in name[-1:] if word in names)
        if one.match.verdict is Band.DIFFERENT and subject_id not in exact and not _names_sake(one.found):
            continue
        entry = (2.0 if subject_id in exact else one.match.probability, subject_id, one.found)
        if len(kept) < MOST_KEPT:
            heapq.heappush(kept, entry)
        else:
            heapq.heappushpop(kept, entry)
            left_off += 1
    work.walks.keep(key, Walk(versions=everybody, passed=frozenset(passed), read=len(everybody)))
    frequencies = Frequencies(len(everybody), given, surnames)
    candidates = [Candidate(one, found, conclude(found, frequencies)) for _, one, found in sorted(kept)]
    return _Scanned(candidates, frequencies, len(everybody), left_off)


def _anew(
    work: Work,
    asked: Traits,
    parts: Collection[str],
    exact: Collection[SubjectId],
    records: int,
    tell: Callable[[int], None],
) -> Iterator[tuple[SubjectId, Person]]:
    """Of everybody those who could be meant, with those whom the index finds, in the order of their ids."""
    words = tuple(word for name in asked.names for word in name)
    sought = SoughtPerson(words=words, phones=asked.phones, emails=asked.emails, ids=asked.ids)
    opened, waiting = 0, set[UUID](exact)
    for people, read in store.sifted(work, sought, parts, records):
        opened += read
        tell(opened)
        waiting.update(people)
    yield from store.scan(work, parts, sorted(waiting))


def _candidate(
    subject_id: SubjectId,
    asked: Traits,
    person: Person,
    exact: dict[SubjectId, frozenset[str]],
    country: str,
    frequencies: Frequencies,
) -> Candidate[SubjectId]:
    held = traits(person, country)
    if "national_id" in exact.get(subject_id, ()):
        # Whoever may not read the number has given it themselves.
        held = held._replace(ids=asked.ids)
    found = compared(asked, held)
    return Candidate(subject_id, found, conclude(found, frequencies))


def _names_sake(found: Compared) -> bool:
    """Somebody else of the name, who makes a question of whatever could be theirs as well."""
    c = found.comparison
    return Level.DIFFERENT in (c.birthday, c.national_id) and c.surname is Level.SAME and c.given is not Level.DIFFERENT
