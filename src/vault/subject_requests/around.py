"""Who stands around a requester, and how: their own records, whoever is in their cases, whoever confided in one.

Records that were joined are of one person: what counts for one of them counts for each, and all their names are known.
"""

from collections.abc import Iterable, Mapping

import msgspec

from vault.complaints import Anonymity, CaseFile, PartyView, Role
from vault.ids import SubjectId
from vault.redaction import Known, Part, Standing
from vault.subject_requests.locating import Located
from vault.subjects import Person
from vault.subjects.known import as_known
from vault.subjects.standing import store as records
from vault.work import Work

Joined = Mapping[SubjectId, frozenset[SubjectId]]
"""Of each person in the cases with whose record others were joined: those others."""


def joined_records(work: Work, located: Located) -> Joined:
    """The records that are of the same people as the parties of the located cases."""
    found: dict[SubjectId, frozenset[SubjectId]] = {}
    for one, other in records.joined_with(work, sorted(_parties(located) - set(located.same))):
        found[one] = found.get(one, frozenset()) | {other}
    return found


def standing(party: PartyView, person: Person, file: CaseFile, same: Iterable[SubjectId]) -> Standing:
    """How a party stands to the requester. Who spoke in confidence is withheld before anything else (X-03)."""
    requester = set(same)
    if party.subject_id in requester:
        return Standing.REQUESTER
    hidden = file.case.anonymity is not Anonymity.IDENTIFIED and party.role is Role.COMPLAINANT
    if party.confidential or hidden:
        return Standing.WITHHELD
    if person.staff or party.role is Role.STAFF:
        return Standing.STAFF
    told = party.named_to_respondent and any(
        one.role is Role.RESPONDENT and one.subject_id in requester for one in file.parties
    )
    return Standing.NAMED if told else Standing.OTHER


def everyone(located: Located, joined: Joined) -> list[SubjectId]:
    """Every record of the requester and of whoever is a party to their cases."""
    return sorted({*located.same, *_parties(located), *(other for others in joined.values() for other in others)})


def _parties(located: Located) -> set[SubjectId]:
    return {party.subject_id for file in located.files for party in file.parties if party.subject_id}


def confidants(located: Located, people: dict[SubjectId, Person], joined: Joined) -> frozenset[SubjectId]:
    """Everybody who spoke in confidence in any case of the requester: nothing may point to them in the others either.

    Who complained openly once and in confidence another time would be guessed from the first.
    """
    found = frozenset(
        party.subject_id
        for file in located.files
        for party in file.parties
        if party.subject_id and standing(party, people[party.subject_id], file, located.same) is Standing.WITHHELD
    )
    return found.union(*(joined.get(one, frozenset()) for one in found))


def known_of(
    file: CaseFile,
    located: Located,
    people: dict[SubjectId, Person],
    withheld: frozenset[SubjectId],
    joined: Joined,
) -> list[Known]:
    """Everybody of the located cases, and the requester, with every record of theirs.

    Whoever stands in another case of the requester may be spoken of in this one too; how they stand in this one counts.
    """
    here = _standings(file, located, people)
    elsewhere: dict[SubjectId, Standing] = {}
    for other in located.files:
        for subject, stands in _standings(other, located, people).items():
            for record in (subject, *joined.get(subject, ())):
                elsewhere.setdefault(record, stands if stands is Standing.STAFF else Standing.OTHER)
    parts = _parts(file)
    others = [
        msgspec.structs.replace(
            as_known(str(subject), people[subject], stands, parts.get(subject, Part.OTHER)), present=subject in here
        )
        for subject, stands in (elsewhere | here).items()
        if subject not in withheld
    ]
    hidden = [
        as_known(str(one), people[one], Standing.WITHHELD, parts.get(one, Part.OTHER)) for one in sorted(withheld)
    ]
    own = [as_known(str(one), people[one], Standing.REQUESTER, parts.get(one, Part.OTHER)) for one in located.same]
    return [*hidden, *others, *own]


def _parts(file: CaseFile) -> dict[SubjectId, Part]:
    """Who is meant in a case by "the complainant" and "the respondent"."""
    known = {Role.COMPLAINANT: Part.COMPLAINANT, Role.RESPONDENT: Part.RESPONDENT}
    return {one.subject_id: known[one.role] for one in file.parties if one.subject_id and one.role in known}


def author_of(
    party: PartyView,
    file: CaseFile,
    located: Located,
    people: dict[SubjectId, Person],
    withheld: frozenset[SubjectId],
) -> Standing:
    """How the writer of a document stands to the requester; somebody of whom nothing is known by their part alone."""
    if party.subject_id in withheld:
        return Standing.WITHHELD
    person = people[party.subject_id] if party.subject_id else Person()
    return standing(party, person, file, located.same)


def _standings(file: CaseFile, located: Located, people: dict[SubjectId, Person]) -> dict[SubjectId, Standing]:
    """How each known party of a case, other than the requester, stands to them."""
    return {
        party.subject_id: standing(party, people[party.subject_id], file, located.same)
        for party in file.parties
        if party.subject_id and party.subject_id not in located.same
    }
