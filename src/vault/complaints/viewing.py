"""A case as one caller may see it: without the categories they may not read.

Who spoke in confidence is shown to nobody in this way; see `confidence.py`.
"""

from collections.abc import Collection, Iterator
from typing import Protocol, TypeVar

import msgspec

from vault.complaints.access import reading, timeline
from vault.complaints.codes import Lane
from vault.complaints.course.entries import EntryView
from vault.complaints.course.entry import text_fields
from vault.complaints.model import CaseFile, CaseView, DocumentView, PartyView
from vault.complaints.texts import TextPlace, texts_of
from vault.ids import PartyId, SubjectId
from vault.policy import Permission
from vault.redaction import Kind, Redactor, Standing, Telling
from vault.subjects import Person
from vault.subjects import store as subjects
from vault.subjects.known import as_known
from vault.subjects.standing import store as standing
from vault.work import Work


class _Laned(Protocol):
    @property
    def lane(self) -> Lane: ...


T = TypeVar("T", bound=_Laned)

CATEGORIES = (
    Permission.CASE_NARRATIVE_READ,
    Permission.CASE_PARTIES_READ,
    Permission.CASE_DISCLOSURES_READ,
    *(reading(lane) for lane in Lane if lane is not Lane.TENANCY),
)
MASK = "█████"
"""What stands in a text in place of a confidential identity; always of one length."""
_NOBODYS = Telling()
_OWN_WORDS = Telling(author=Standing.WITHHELD)


def view(work: Work, file: CaseFile, seen: Collection[Permission]) -> CaseView:
    """What `seen` permits of a case; `withheld` names what it does not. Part of a verb that asked for each."""
    file = _without_confidential(work, file)
    narrative = Permission.CASE_NARRATIVE_READ in seen
    return CaseView(
        case=file.case,
        reference=file.reference if narrative else None,
        steps=timeline(file.steps, seen),
        parties=file.parties if Permission.CASE_PARTIES_READ in seen else None,
        documents=_in_lanes(file.documents, seen) if narrative or _in_lanes(file.documents, seen) else None,
        disclosures=file.disclosures if Permission.CASE_DISCLOSURES_READ in seen else None,
        entries=_in_lanes(file.entries, seen),
        lanes=_in_lanes(file.lanes, seen),
        withheld=tuple(_withheld(file, seen)),
    )


def veiled(work: Work, file: CaseFile) -> dict[TextPlace, str]:
    """Every text of a case, with each letter of what points to a confidential party covered, and nothing moved.

    For whoever works on places in a text, who is shown no more of such a party than anybody else.
    """
    people = _confidants(work, file)
    if not people:
        return {one.place: one.text for one in texts_of(file)}
    redactor = Redactor([as_known(str(one), person, Standing.WITHHELD) for one, person in people.items()])
    return {one.place: _covered(one.text, redactor) for one in texts_of(file)}


def _covered(text: str, redactor: Redactor) -> str:
    for span in redactor.propose(text):
        if span.ref is not None:
            inside = "".join("█" if c.isalnum() else c for c in text[span.start : span.end])
            text = text[: span.start] + inside + text[span.end :]
    return text


def _withheld(file: CaseFile, seen: Collection[Permission]) -> Iterator[str]:
    """The categories that are left out. Who does not see the parties is not told whether one spoke in confidence."""
    if Permission.CASE_PARTIES_READ not in seen or any(party.confidential for party in file.parties):
        yield Permission.CASE_CONFIDENTIAL_IDENTITY_OPEN.resource
    yield from (one.resource for one in CATEGORIES if one not in seen)


def _in_lanes(items: tuple[T, ...], seen: Collection[Permission]) -> tuple[T, ...]:
    return tuple(one for one in items if reading(one.lane) in seen)


def confidential_redactor(work: Work, file: CaseFile) -> Redactor | None:
    """What finds whoever spoke in confidence in a text of the case; None where nobody did."""
    people = _confidants(work, file)
    if not people and not any(party.confidential for party in file.parties):
        return None
    return Redactor([as_known(str(one), person, Standing.WITHHELD) for one, person in people.items()])


def _confidants(work: Work, file: CaseFile) -> dict[SubjectId, Person]:
    """Whoever spoke in confidence in a case, by every record of theirs: each may hold another name."""
    confided = [one.subject_id for one in file.parties if one.confidential and one.subject_id]
    return subjects.load(work, sorted(standing.group(work, confided))) if confided else {}


def _without_confidential(work: Work, file: CaseFile) -> CaseFile:
    """The case without the identity of its confidential parties, in their entries and in every text."""
    redactor = confidential_redactor(work, file)
    if redactor is None:
        return file
    hidden = tuple(without_identity(one) for one in file.parties)
    confidants = {one.subject_id for one in file.parties if one.confidential and one.subject_id}
    return msgspec.structs.replace(without(file, redactor, confidants), parties=hidden)


def without(
    file: CaseFile, redactor: Redactor, people: Collection[SubjectId], author: PartyId | None = None
) -> CaseFile:
    """A case without what points to the redactor's people, and without `people`, who are the same, in disclosures.

    In texts by `author`, who is one of them, what they say of themselves goes as well.
    """
    return msgspec.structs.replace(
        file,
        documents=tuple(_document(one, redactor, author) for one in file.documents),
        entries=tuple(_entry(one, redactor) for one in file.entries),
        disclosures=tuple(
            msgspec.structs.replace(
                one,
                recipient=masked(one.recipient, redactor),
                content=masked(one.content, redactor),
                persons=tuple(person for person in one.persons if person not in people),
            )
            for one in file.disclosures
        ),
    )


def without_identity(party: PartyView) -> PartyView:
    """A party as everybody sees them: of whoever spoke in confidence, that they did."""
    return (
        msgspec.structs.replace(party, subject_id=None, description=None, knowledge=None)
        if party.confidential
        else party
    )


def _document(document: DocumentView, redactor: Redactor, author: PartyId | None) -> DocumentView:
    own = author is not None and document.author == author
    return msgspec.structs.replace(document, text=masked(document.text, redactor, _OWN_WORDS if own else _NOBODYS))


def _entry(view: EntryView, redactor: Redactor) -> EntryView:
    words = {name: getattr(view.entry, name) for name in text_fields(type(view.entry))}
    shown = {name: masked(text, redactor) for name, text in words.items() if text}
    return msgspec.structs.replace(view, entry=msgspec.structs.replace(view.entry, **shown))


def masked(text: str, redactor: Redactor, telling: Telling = _NOBODYS) -> str:
    """The text with each place masked that points to one of the redactor's people, and nothing else."""
    for span in reversed(redactor.propose(text, telling)):
        if span.ref is not None or span.kind is Kind.STATEMENT:
            text = text[: span.start] + MASK + text[span.end :]
    return text
