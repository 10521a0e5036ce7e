"""What a case holds for an extract, field by field, in words; and what written words hold that must not go.

Each field is drawn from codes, days and amounts of entries that count. The lanes of advice, mediation and police are
not looked at: nothing of them goes to anybody. Pure, but for being handed people who were opened.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

import msgspec

from vault.complaints.codes import Category, Lane, Role, Severity
from vault.complaints.course.arrears import Arrears, Demand, Payment
from vault.complaints.course.codes import Known, Sanction
from vault.complaints.course.contact import Notice
from vault.complaints.course.entries import EntryView
from vault.complaints.course.gate import standing, verified
from vault.complaints.course.situation import ClockName, clocks, owed
from vault.complaints.course.tenancy import Filing, Incident, Ruling, WarningSent
from vault.complaints.model import CaseFile, PartyView
from vault.deadlines import Country
from vault.disclosures.codes import Field, Need
from vault.disclosures.extract import NewSharing, Written
from vault.disclosures.scenarios import Scenario, Wording
from vault.errors import InvalidInput
from vault.ids import SubjectId
from vault.language import Language
from vault.organisations import Profile
from vault.redaction import Decision, Redactor, Standing
from vault.redaction.hygiene import RemarkKind, remarks
from vault.subjects.known import as_known
from vault.subjects.model import Person

_LOOKED_AT = (Lane.TENANCY, Lane.AUTHORITY)
_MASK = "█████"
_ROUND = 100


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its people, opened, and how to put it into words."""

    file: CaseFile
    people: Mapping[SubjectId, Person]
    profile: Profile
    wording: Wording
    today: date

    @property
    def language(self) -> Language:
        return self.profile.language

    @property
    def entries(self) -> tuple[EntryView, ...]:
        return tuple(one for one in standing(self.file.entries) if one.lane in _LOOKED_AT)

    def say(self, code: str) -> str:
        return self.wording.code[code][self.language]


def meant(sharing: NewSharing, scenario: Scenario, file: CaseFile) -> tuple[PartyView, ...]:
    """Whom a disclosure is about. Raises InvalidInput where the case leaves a choice, or the one named is no party."""
    if sharing.about is not None:
        found = tuple(one for one in file.parties if one.party_id == sharing.about)
        if not found or len(scenario.about) > 1:
            raise InvalidInput("about", "is no party of this case whom the scenario could be about")
        return found
    for role in scenario.about:
        if len([one for one in file.parties if one.role == role and one.subject_id]) > 1:
            raise InvalidInput("about", f"is needed: the case has more than one {role}")
    return tuple(one for one in file.parties if one.role in scenario.about and one.subject_id)


def relied_on(sharing: NewSharing, source: Source) -> tuple[Incident, ...]:
    """The incidents that were chosen; all that count where none was. Raises InvalidInput for an id that is none."""
    found = {one.entry_id: one for one in source.entries if isinstance(one.entry, Incident)}
    if set(sharing.incidents) - found.keys():
        raise InvalidInput("incidents", "names an id that is no incident of this case that counts")
    chosen = [found[one] for one in sharing.incidents] if sharing.incidents else list(found.values())
    counting = [one.entry for one in chosen if verified(one, source.file)]
    return tuple(one for one in counting if isinstance(one, Incident))


def holds(sharing: NewSharing, source: Source) -> frozenset[Need]:
    """What of a scenario's needs the case meets."""
    case = source.file.case
    arrears = case.category is Category.ARREARS
    met = {
        Need.ARREARS: arrears,
        Need.DISTURBANCE: not arrears,
        Need.SERIOUS: case.severity is Severity.SERIOUS,
        Need.TERMINATION: _terminated(source),
        Need.RELIED_ON: bool(sharing.incidents) and len(relied_on(sharing, source)) == len(set(sharing.incidents)),
    }
    return frozenset(need for need, so in met.items() if so)


def material(sharing: NewSharing, source: Source, about: tuple[PartyView, ...]) -> dict[Field, tuple[str, ...]]:
    """Everything that the case could give, whichever of it a scenario carries."""
    people = [source.people[one.subject_id] for one in about if one.subject_id is not None]
    first = people[0] if people else Person()
    found: dict[Field, Iterable[str]] = {
        Field.NAME: (first.name,) if first.name else (),
        Field.ADDRESS: _addresses(first, source.today),
        Field.CONTACT: (*first.phones, *first.emails),
        Field.NATIONAL_ID: (first.national_id,) if first.national_id else (),
        Field.PARTIES: (_party(one, source.today) for one in people),
        Field.LANDLORD: (source.profile.name, source.profile.contact),
        Field.REFERENCE: (source.file.reference or str(source.file.case.case_id),),
        Field.INCIDENTS: (_incident(one, source) for one in relied_on(sharing, source)),
        Field.INCIDENT_WORDS: _told(sharing, source, about),
        Field.WITNESSES: _witnesses(sharing, source),
        Field.MEASURES: _measures(source),
        Field.CHILDREN: (source.say(_children(source).value),),
        Field.TERMINATION: _termination(source),
        **{one: (source.wording.sentence[one.value][source.language],) for one in _SENTENCES},
        **_money(source),
    }
    return {field: lines for field, some in found.items() if (lines := tuple(some))}


def written(sharing: NewSharing, source: Source, about: Collection[PartyView]) -> Written:
    """What the words hold that whoever shares wrote: found in the same way as in any text (S-01, S-10, S-22)."""
    texts = tuple(sharing.words.values())
    kinds = {one.kind for text in texts for one in remarks(text, source.language)}
    mine = {one.subject_id for one in about}
    others = [as_known(str(one), who, Standing.OTHER) for one, who in source.people.items() if one not in mine]
    own = [as_known(str(one), source.people[one], Standing.REQUESTER) for one in mine if one is not None]
    redactor = Redactor([*others, *own], language=source.language)
    named = {span.ref for text in texts for span in redactor.propose(text)} & {one.ref for one in others}
    return Written(
        health=RemarkKind.HEALTH in kinds or RemarkKind.ABOUT_THE_PERSON in kinds,
        offence=RemarkKind.OFFENCE in kinds,
        national_id=RemarkKind.NATIONAL_ID in kinds,
        names_others=bool(named),
    )


_SENTENCES = (Field.PLEASE_CONTACT, Field.ARREARS_FILED)


def _terminated(source: Source) -> bool:
    return any(
        (isinstance(one.entry, Ruling) and one.entry.sanction is Sanction.TERMINATION)
        or (isinstance(one.entry, Filing) and one.entry.eviction)
        for one in source.entries
    )


def _termination(source: Source) -> Iterator[str]:
    """A Swedish landlord sends the copy before anything is filed; a Danish one tells of what was decided."""
    if source.profile.country is Country.SWEDEN:
        yield source.wording.sentence["termination_se"][source.language]
    elif _terminated(source):
        yield source.wording.sentence["termination_dk"][source.language]


def _addresses(person: Person, today: date) -> Iterator[str]:
    for one in person.addresses:
        if one.until is None or today <= one.until:
            yield ", ".join(part for part in (one.line, one.unit) if part)


def _party(person: Person, today: date) -> str:
    parts = (person.name or "", *_addresses(person, today), *person.phones, *person.emails)
    return "; ".join(part for part in parts if part)


def _incident(one: Incident, source: Source) -> str:
    when = one.on.isoformat() + (f" {one.time}" if one.time else "") + (f"-{one.until}" if one.until else "")
    return f"{when}: {source.say(one.what.value)}"


def _told(sharing: NewSharing, source: Source, about: Collection[PartyView]) -> Iterator[str]:
    """What was written of the chosen incidents, with everybody masked who is neither meant nor accepts being named."""
    shown = {one.subject_id for one in about} | {one.subject_id for one in _named(sharing, source)}
    known = [
        as_known(str(one), who, Standing.REQUESTER if one in shown else Standing.WITHHELD)
        for one, who in source.people.items()
    ]
    redactor = Redactor(known, language=source.language)
    for one in relied_on(sharing, source):
        if one.text:
            text = one.text
            for span in reversed(redactor.propose(text)):
                if span.decision is not Decision.KEEP:
                    text = text[: span.start] + _MASK + text[span.end :]
            yield f"{one.on.isoformat()}: {text}"


def _named(sharing: NewSharing, source: Source) -> tuple[PartyView, ...]:
    """Raises InvalidInput for a witness who is none, or who spoke in confidence (X-10)."""
    found = [one for one in source.file.parties if one.party_id in sharing.witnesses]
    fit = [one for one in found if one.role in (Role.WITNESS, Role.COMPLAINANT) and not one.confidential]
    if len(fit) != len(set(sharing.witnesses)):
        raise InvalidInput("witnesses", "names somebody who is no witness, or who spoke in confidence")
    return tuple(fit)


def _witnesses(sharing: NewSharing, source: Source) -> Iterator[str]:
    for one in _named(sharing, source):
        if one.subject_id is not None and (name := source.people[one.subject_id].name):
            yield name


def _measures(source: Source) -> Iterator[str]:
    for one in source.entries:
        if isinstance(one.entry, WarningSent):
            yield f"{one.entry.on.isoformat()}: {source.say(one.entry.form.value)}"


def _children(source: Source) -> Known:
    told = [one.entry.children for one in source.entries if isinstance(one.entry, Notice)]
    return told[-1] if told else Known.UNKNOWN


def _money(source: Source) -> dict[Field, tuple[str, ...]]:
    entries = [one.entry for one in source.entries]
    debts = [one for one in entries if isinstance(one, Arrears)]
    left = owed(entries)
    if left is None and debts:
        left = debts[-1].amount
    due = {one.name: one.due_on for one in clocks(source.file, entries, source.profile.country, source.today)}
    pay_by = due.get(ClockName.PAY_AFTER_DEMAND) or due.get(ClockName.OUTREACH)
    return {
        Field.LEASE: (debts[-1].lease,) if debts else (),
        Field.DEBT: (_amount(left),) if left else (),
        Field.DEBT_DETAILS: tuple(_accounts(entries, source)),
        Field.PAY_BY: (pay_by.isoformat(),) if pay_by else (),
    }


def _accounts(entries: Iterable[object], source: Source) -> Iterator[str]:
    for one in entries:
        if isinstance(one, Arrears):
            yield f"{one.due_on.isoformat()}: {_amount(one.amount)}"
        elif isinstance(one, Demand):
            yield f"{one.on.isoformat()}: {source.say(one.form.value)}, {_amount(one.amount)}"
        elif isinstance(one, Payment):
            yield f"{one.on.isoformat()}: {source.say('payment')}, {_amount(one.amount)}"


def _amount(oere: int) -> str:
    return f"{oere // _ROUND}.{oere % _ROUND:02d} kr."
