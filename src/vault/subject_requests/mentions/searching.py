"""Opens every text of the organisation and looks for one person in it (A-05: also where they are a side character).

Part of verbs that asked for `subject:scan` and for every category of a case.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from vault import normal
from vault.anonymous.signing import signed
from vault.complaints import Anonymity
from vault.complaints.store import ScannedCase, cases_with, every_text, sifted, subjects_of, versions
from vault.complaints.texts import CaseText, TextSource
from vault.ids import CaseId, SubjectId
from vault.linkage.traits import tail, unit_key
from vault.naming import called, given_parts, initials, name_parts
from vault.redaction.dwellings import Dwelling
from vault.redaction.places import home_of
from vault.subject_requests.mentions.model import Band, Clue, Hit, Mention, MentionedText, Sought, clues_of
from vault.subject_requests.mentions.neighbours import Side, sides_of, told
from vault.subject_requests.mentions.seeking import Seeker
from vault.subject_requests.mentions.weighing import Circumstance, weigh
from vault.subjects import Person
from vault.subjects import store as subjects
from vault.subjects.standing import store as standing
from vault.subjects.standing.model import TieKind
from vault.walks import Walk, key_of
from vault.work import Work

_AT_ONCE = 200
_DECISIVE = frozenset((Clue.NATIONAL_ID, Clue.PHONE, Clue.EMAIL, Clue.BIRTHDAY, Clue.HOME))
_NAMELESS = frozenset((Anonymity.ANONYMOUS, Anonymity.PSEUDONYMOUS))
_NAMED = frozenset((Clue.FULL_NAME, Clue.NAME_ALIKE))


class Everywhere(NamedTuple):
    """What reading everything brought."""

    mentions: tuple[Mention, ...]
    """Cases in which the person is no party, surely or possibly about them; the surest first."""
    texts: int
    """How many texts were opened and read, now or by the walk that this one goes on from."""
    found: dict[str, int]
    """In how many texts each kind of clue stands, whatever came of it."""


class Surroundings(NamedTuple):
    """Whom the organisation knows around the person."""

    household: frozenset[SubjectId]
    house: frozenset[SubjectId]
    acquainted: frozenset[SubjectId]
    """Residents who stand in a case with them."""
    doubles: frozenset[SubjectId]
    double_seeker: Seeker | None


def mentions(work: Work, sought: Sought, same: Collection[SubjectId]) -> Everywhere:
    """Reads every text. Where the person is a party, the case is in scope anyway and is only counted.

    After an earlier walk for the same, reads the cases in which something was found, or could be once somebody else of
    the case is known better, and what is new or changed since.
    """
    seeker, around = Seeker(sought), surroundings(work, sought, same)
    mine, found, counts = set(same), list[Mention](), dict[str, int]()
    people: dict[SubjectId, Person] = {}
    everything = versions(work)
    key = key_of("texts", sought, around.household, around.house)
    earlier = work.walks.find(key)
    texts, passed = 0 if earlier is None else earlier.read, set[UUID]()
    near = around.house | around.household
    walk = _anew(work, seeker, near, len(everything)) if earlier is None else _again(work, *earlier.again(everything))
    for case, read in walk:
        texts += read
        if case is None:
            continue
        stands = {one.subject_id for one in case.parties if one.subject_id is not None}
        about_house = bool(stands & near)
        hit = _read(case, seeker, about_house=about_house)
        if hit or about_house:
            passed.add(case.case_id)
        if about_house and not stands & mine:
            people |= subjects.load(work, sorted(stands - people.keys()))
            hit = _with_neighbours(case, hit, sought, [people[other] for other in sorted(stands)])
        for clue in (clue for one in hit for clue in clues_of(one.hits)):
            counts[clue.value] = counts.get(clue.value, 0) + 1
        if not hit or stands & mine:
            continue
        missing = stands - people.keys()
        if missing:
            people |= subjects.load(work, sorted(missing))
        one = judged(case.case_id, hit, case, around, sought, [people[other] for other in sorted(stands)])
        if one is not None:
            found.append(one)
    work.walks.keep(key, Walk(versions=everything, passed=frozenset(passed), read=texts))
    found.sort(key=lambda one: (-one.bits, str(one.case_id)))
    return Everywhere(tuple(found), texts, counts)


def _anew(
    work: Work, seeker: Seeker, near: Collection[SubjectId], records: int
) -> Iterator[tuple[ScannedCase | None, int]]:
    """The cases of which a text could speak of the person, or about whose house they could be; and texts read."""
    waiting: list[UUID] = []
    for cases, read in sifted(work, seeker.words(), near, records):
        yield None, read
        waiting += cases
        if len(waiting) >= _AT_ONCE:
            yield from ((case, 0) for case in every_text(work, waiting))
            waiting = []
    yield from ((case, 0) for case in every_text(work, waiting))


def _again(work: Work, only: list[UUID], changed: list[UUID]) -> Iterator[tuple[ScannedCase | None, int]]:
    """These cases; and how many texts of those were read that are new or changed."""
    new = set(changed)
    yield from ((case, len(case.texts) if case.case_id in new else 0) for case in every_text(work, only))


def judged(
    case_id: CaseId,
    texts: Sequence[MentionedText],
    case: ScannedCase,
    around: Surroundings,
    sought: Sought,
    others: Sequence[Person],
) -> Mention | None:
    """What the clues of a case come to; None where they are not worth a question."""
    stands = {one.subject_id for one in case.parties if one.subject_id is not None}
    clues = frozenset(clue for one in texts for clue in clues_of(one.hits))
    circumstance = Circumstance(
        household=bool(stands & around.household),
        house=bool(stands & around.house) or bool(clues & {Clue.HOUSE, Clue.HOME}),
        acquainted=bool(stands & around.acquainted),
        double=bool(around.doubles),
        others=fitting(sought, others),
        against=_against(case, texts, around, clues),
    )
    weighed = weigh(clues, circumstance)
    if weighed.band is Band.DIFFERENT:
        return None
    telling = {clue for clue, bits in weighed.by_clue.items() if bits > 0}
    speaking = tuple(one for one in texts if weigh(clues_of(one.hits), circumstance).band is not Band.DIFFERENT)
    # Where it takes several texts together to mean the person, all that add to it are theirs.
    kept = speaking or tuple(one for one in texts if clues_of(one.hits) & telling)
    return Mention(
        case_id=case_id,
        band=weighed.band,
        bits=weighed.bits,
        clues=tuple(sorted(clue.value for clue in telling)),
        texts=kept,
    )


def _read(case: ScannedCase, seeker: Seeker, *, about_house: bool) -> tuple[MentionedText, ...]:
    nameless = case.anonymity in _NAMELESS
    found = (
        (one.place, _of_others(one, hits) if nameless else hits)
        for one in case.texts
        if (hits := seeker.hits(one.text, about_house=about_house))
    )
    return tuple(MentionedText(place=place, hits=hits) for place, hits in found if hits)


def _with_neighbours(
    case: ScannedCase, found: tuple[MentionedText, ...], sought: Sought, others: Sequence[Person]
) -> tuple[MentionedText, ...]:
    """What was found in a case about the person's house, with the words that mean a neighbour where they live."""
    streets, own = _dwellings(sought.people)
    theirs, homes = _dwellings(others)
    sides = sides_of(own, homes) if streets & theirs else frozenset[Side]()
    if not sides:
        return found
    hits = {one.place: one.hits for one in found}
    for one in case.texts:
        if spans := tuple(Hit(start, end, Clue.NEIGHBOUR) for start, end in told(one.text, sides)):
            hits[one.place] = tuple(sorted((*hits.get(one.place, ()), *spans)))
    return tuple(MentionedText(place=place, hits=here) for place, here in hits.items())


def _dwellings(people: Sequence[Person]) -> tuple[set[str], tuple[Dwelling, ...]]:
    """In which houses people live, and where in them."""
    addresses = [address for person in people for address in person.addresses]
    streets = {street for address in addresses if (street := normal.street(address.line)) is not None}
    return streets, tuple(home_of(address.line, address.unit) for address in addresses)


def _of_others(one: CaseText, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Hits without those by which whoever wrote without a name names themselves (N-10)."""
    if one.place.source is not TextSource.DOCUMENT:
        return hits
    own = signed(one.text)
    return tuple(hit for hit in hits if not any(hit.start in place for place in own))


def _against(case: ScannedCase, texts: Sequence[MentionedText], around: Surroundings, clues: frozenset[Clue]) -> bool:
    """Whether a name stands in the case with what is known of somebody else of that name, and nothing of the person."""
    if around.double_seeker is None or clues & _DECISIVE or not clues & _NAMED:
        return False
    if any(one.subject_id in around.doubles for one in case.parties):
        return True
    named = {one.place for one in texts if clues_of(one.hits) & _NAMED}
    hits: Iterable[Hit] = (
        hit for one in case.texts if one.place in named for hit in around.double_seeker.hits(one.text, about_house=True)
    )
    return any(hit.clue in _DECISIVE or hit.clue in (Clue.HOUSE, Clue.UNIT) for hit in hits)


def fitting(sought: Sought, others: Iterable[Person]) -> frozenset[Clue]:
    """Which clues of the person fit somebody else as well."""
    found: set[Clue] = set()
    names, own = sought.names, sought.people
    keys = {normal.name_key(name) for name in names}
    given = {part for name in names for part in given_parts(name)} | {nick for name in names for nick in called(name)}
    letters = {one for name in names for one in initials(name)}
    surnames = {part for name in names for part in name_parts(name.split()[-1])}
    phones, emails = {tail(one) for one in sought.phones}, {normal.email(one) for one in sought.emails}
    homes = {_home(person, at) for person in own for at in range(len(person.addresses))}
    for person in others:
        found |= {Clue.FULL_NAME, Clue.NAME_ALIKE} if keys & {normal.name_key(one) for one in person.names} else set()
        theirs = {part for name in person.names for part in given_parts(name)}
        theirs |= {nick for name in person.names for nick in called(name)}
        found |= {Clue.GIVEN_NAME, Clue.NICKNAME} if given & theirs else set()
        found |= {Clue.INITIALS} if letters & {one for name in person.names for one in initials(name)} else set()
        last = {part for name in person.names for part in name_parts(name.split()[-1])}
        found |= {Clue.SURNAME} if surnames & last else set()
        found |= {Clue.PHONE} if phones & {tail(one) for one in person.phones} else set()
        found |= {Clue.EMAIL} if emails & {normal.email(one) for one in person.emails} else set()
        shared = homes & {_home(person, at) for at in range(len(person.addresses))}
        found |= {Clue.HOME, Clue.UNIT, Clue.HOUSEHOLD, Clue.HOUSE} if shared - {None} else set()
        if person.date_of_birth and any(person.date_of_birth == one.date_of_birth for one in own):
            found.add(Clue.BIRTHDAY)
    return frozenset(found)


def surroundings(work: Work, sought: Sought, same: Collection[SubjectId]) -> Surroundings:
    """Who lives with the person, who in their house, and who else has their name."""
    mine = set(same)
    tied = {
        one.tie.other
        for own in sorted(mine)
        for one in standing.ties_of(work, own)
        if one.tie.kind is TieKind.HOUSEHOLD
    }
    streets = {normal.street(address.line) for person in sought.people for address in person.addresses} - {None}
    near = _owners(work, "street", streets) - mine
    neighbours = subjects.load(work, sorted(near))
    homes = {_home(person, at) for person in sought.people for at in range(len(person.addresses))} - {None}
    living = {one for one, who in neighbours.items() if homes & {_home(who, at) for at in range(len(who.addresses))}}
    doubles = _owners(work, "name", {normal.name_key(name) for name in sought.names if " " in name.strip()}) - mine
    twins = subjects.load(work, sorted(doubles))
    return Surroundings(
        household=frozenset(tied | living),
        house=frozenset(near),
        acquainted=_acquainted(work, same),
        doubles=frozenset(doubles),
        double_seeker=Seeker(Sought(people=tuple(twins.values()))) if twins else None,
    )


def _acquainted(work: Work, same: Collection[SubjectId]) -> frozenset[SubjectId]:
    """Who stands in a case with the person and is no staff, who stand in everybody's."""
    beside = {one for case_id in cases_with(work, same) for one in subjects_of(work, case_id)} - set(same)
    return frozenset(one for one, who in subjects.load(work, sorted(beside)).items() if not who.staff)


def _owners(work: Work, kind: str, values: Iterable[str | None]) -> set[SubjectId]:
    return {SubjectId(owner) for value in values if value for owner in work.keys.owners(kind, value)}


def _home(person: Person, at: int) -> tuple[str, str] | None:
    """Street with number, and the dwelling in one spelling; None where no dwelling is known."""
    address = person.addresses[at]
    street = normal.street(address.line)
    written = (part.strip() for part in address.line.split(",")[1:])
    unit = unit_key(address.unit or next((part for part in written if part and not part[:3].isdigit()), ""))
    return (street, unit) if street and unit else None
