"""A corpus into a fresh vault, as another system would hand its cases over. Reads no annotation."""

from collections import Counter
from enum import StrEnum
from typing import TypeVar

import msgspec
from tests.evaluation.corpus import Corpus, CorpusCase, CorpusDocument, CorpusParty

from vault import complaints, organisations
from vault.complaints import NewCase, NewDisclosure, NewDocument, NewParty, Role
from vault.complaints.codes import Anonymity, Category, DocumentKind, Severity, Status, StepKind
from vault.complaints.model import Step
from vault.deadlines import Country
from vault.ids import PLATFORM, DocumentId, OrganisationId
from vault.language import Language
from vault.organisations import Profile
from vault.policy import Actor, RoleName
from vault.subjects import Address, Person
from vault.wiring import Caller, Vault

E = TypeVar("E", bound=StrEnum)

# The corpus names some codes otherwise than the vault; everything else has the same name.
_OTHERWISE = {
    "smell/smoke": "smoke_or_smell",
    "waste/neglect": "waste_or_neglect",
    "rent arrears": "arrears",
    "shared areas": "shared_areas",
    "threats/harassment": "threats_or_harassment",
    "manager_review": "reviewed",
}
_STATUS_OTHERWISE = {"escalated_to_lawyer": "with_lawyer", "escalated_to_tribunal": "at_tribunal"}


class Loaded(msgspec.Struct, frozen=True):
    """A loaded corpus: the organisations, and whose document each stored one is."""

    organisations: dict[str, OrganisationId]
    documents: dict[DocumentId, tuple[str, str]]
    approximated: Counter[str]
    """Codes that the vault does not have, stored under a general one; steps left out."""


def load(vault: Vault, corpus: Corpus) -> Loaded:
    """Stores every case through the verb that other systems use."""
    loaded = Loaded({}, {}, Counter())
    for case in corpus.cases:
        if case.org not in loaded.organisations:
            loaded.organisations[case.org] = _organisation(vault, case)
        caller = acting(RoleName.INGEST, loaded.organisations[case.org], "complaint_handling")
        stored = vault.call(caller, complaints.store_case, new_case(case, loaded.approximated))
        for document_id, document in zip(stored.documents, case.documents, strict=True):
            loaded.documents[document_id] = (case.case_id, document.doc_id)
    return loaded


def acting(role: RoleName, organisation: OrganisationId, purpose: str, by: str = "first") -> Caller:
    return Caller(Actor(f"evaluation:{role.value}:{by}", organisation, frozenset({role})), purpose)


def new_case(case: CorpusCase, approximated: Counter[str]) -> NewCase:
    """A case of the corpus in the shape of the API."""
    return NewCase(
        reference=case.case_id,
        department=case.department,
        category=_code(case.category, Category, Category.OTHER, approximated),
        severity=_code(case.severity, Severity, Severity.SERIOUS, approximated),
        anonymity=Anonymity(case.anonymity),
        language=Language(case.language),
        received_on=case.received_date,
        status=_code(_STATUS_OTHERWISE.get(case.status, case.status), Status, Status.OPEN, approximated),
        steps=tuple(_steps(case, approximated)),
        parties=tuple(_party(party, case) for party in case.parties),
        documents=tuple(_document(document, approximated) for document in case.documents),
        disclosures=tuple(
            NewDisclosure(disclosed_on=one.date, recipient=one.recipient, legal_basis=one.legal_basis, content=one.what)
            for one in case.disclosures
        ),
    )


def _organisation(vault: Vault, case: CorpusCase) -> OrganisationId:
    profile = Profile(
        name=case.org,
        registration_number="00000000",
        country=Country(case.country.upper()),
        language=Language.SWEDISH if case.country == "se" else Language.DANISH,
        address="Kontorgade 1",
        contact="kontor@organisation.example",
    )
    return vault.call(acting(RoleName.OPERATOR, PLATFORM, "administration"), organisations.create, profile)


def _steps(case: CorpusCase, approximated: Counter[str]) -> list[Step]:
    steps = []
    for one in case.steps:
        name = _OTHERWISE.get(one.step, one.step)
        if name in set(StepKind):
            steps.append(Step(StepKind(name), one.date))
        else:
            approximated[f"step {one.step}"] += 1
    return steps


def _party(party: CorpusParty, case: CorpusCase) -> NewParty:
    described = party.name is not None and is_description(party.name)
    unknown = case.anonymity == "anonymous" and party.role == Role.COMPLAINANT
    person = Person(
        name=None if described else party.name,
        date_of_birth=party.date_of_birth,
        national_id=party.national_id,
        addresses=(Address(party.address or case.department, party.floor_door),) if _has_address(party) else (),
        phones=(party.phone,) if party.phone else (),
        emails=(party.email,) if party.email else (),
        protected_address=party.protected_address,
        minor=party.is_minor,
        staff=party.role == Role.STAFF,
    )
    known = person != Person(minor=party.is_minor, staff=party.role == Role.STAFF)
    return NewParty(
        label=party.party_id,
        role=Role(party.role),
        person=person if known and not unknown else None,
        description=party.name if described else None,
        confidential=party.confidential,
        named_to_respondent=party.name_disclosed_to_respondent,
    )


def is_description(name: str) -> bool:
    """Whether what stands in a name field describes somebody instead ("resident, stair 12")."""
    return not any(c.isupper() for c in name) or any(c.isdigit() for c in name)


def _has_address(party: CorpusParty) -> bool:
    return party.address is not None or party.floor_door is not None


def _document(document: CorpusDocument, approximated: Counter[str]) -> NewDocument:
    return NewDocument(
        kind=_code(document.kind, DocumentKind, DocumentKind.LETTER, approximated),
        author_role=Role(document.author_role),
        author=document.author_party_id,
        language=Language(document.language),
        dated_on=document.date,
        text=document.text,
    )


def _code(name: str, codes: type[E], otherwise: E, approximated: Counter[str]) -> E:
    try:
        return codes(_OTHERWISE.get(name, name))
    except ValueError:
        approximated[f"{codes.__name__} {name}"] += 1
        return otherwise
