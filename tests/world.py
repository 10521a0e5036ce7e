"""A vault with an organisation in it, and words to speak to it with: what most tests begin from."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec

from vault import complaints, organisations
from vault.clock import StoppedClock
from vault.complaints import NewCase, NewDocument, NewParty, Role, StoredCase
from vault.complaints.codes import Anonymity, Category, DocumentKind, Severity, Status, StepKind
from vault.complaints.model import Step
from vault.deadlines import Country
from vault.ids import PLATFORM, OrganisationId
from vault.language import Language
from vault.organisations import Profile
from vault.policy import Actor, RoleName
from vault.settings import Settings, in_folder
from vault.subjects import Address, Person
from vault.wiring import Caller, Vault

P = ParamSpec("P")
T = TypeVar("T")

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)

PURPOSE_OF = {
    RoleName.INGEST: "complaint_handling",
    RoleName.CASE_WORKER: "complaint_handling",
    RoleName.CARETAKER: "complaint_handling",
    RoleName.ADVISER: "arrears_counselling",
    RoleName.MEDIATOR: "mediation",
    RoleName.BOARD: "statistics",
    RoleName.DPO: "rights_fulfilment",
    RoleName.RETENTION_JOB: "storage_limitation",
    RoleName.AUDITOR: "accountability",
    RoleName.ORG_ADMIN: "administration",
    RoleName.OPERATOR: "administration",
    RoleName.CUSTODIAN: "administration",
    RoleName.STAFF: "administration",
    RoleName.SIGN_IN: "administration",
    RoleName.PUBLIC: "complaint_handling",
}

PROFILE = Profile(
    name="Boligforeningen Prøvestenen",
    registration_number="00112233",
    country=Country.DENMARK,
    language=Language.DANISH,
    address="Prøvegade 1, 8799 Prøveby",
    contact="databeskyttelse@proevestenen.example",
)

THE_OPERATOR = Caller(Actor("local:uid-1", PLATFORM, frozenset({RoleName.OPERATOR})), "administration")
"""Who keeps the installation: backs up, restores."""


class World:
    """`call` runs a verb in a role, for the purpose that this role works for unless another is stated."""

    def __init__(self, vault: Vault, clock: StoppedClock) -> None:
        self.vault = vault
        self.clock = clock
        self.organisation = self.another_organisation(PROFILE)

    def another_organisation(self, profile: Profile = PROFILE) -> OrganisationId:
        return self.vault.call(self.caller(RoleName.OPERATOR, PLATFORM), organisations.create, profile)

    def caller(
        self, role: RoleName, organisation: OrganisationId | None = None, *, purpose: str | None = None
    ) -> Caller:
        actor = Actor(f"test:{role.value}", organisation or self.organisation, frozenset({role}))
        return Caller(actor, purpose or PURPOSE_OF[role])

    def call(self, role: RoleName, verb: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.vault.call(self.caller(role), verb, *args, **kwargs)

    def call_in(
        self,
        organisation: OrganisationId,
        role: RoleName,
        verb: Callable[Concatenate[Any, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        return self.vault.call(self.caller(role, organisation), verb, *args, **kwargs)

    def by(self, ref: str, role: RoleName, organisation: OrganisationId | None = None) -> Caller:
        """A named somebody in a role, where it matters that there are two."""
        actor = Actor(ref, organisation or self.organisation, frozenset({role}))
        return Caller(actor, PURPOSE_OF[role])

    def store(self, case: NewCase) -> StoredCase:
        return self.call(RoleName.INGEST, complaints.store_case, case)


def settings(folder: Path, database_url: str) -> Settings:
    """Settings for a test's vault: few threads, since many stand beside each other."""
    return msgspec.structs.replace(in_folder(folder, database_url=database_url), readers=2, pool=3)


def person(name: str | None = "Vibeke Testrup", **details: Any) -> Person:
    """A person; `address` may be given as a line."""
    if isinstance(line := details.pop("address", None), str):
        details["addresses"] = (Address(line),)
    return Person(name=name, **details)


def party(label: str, role: Role, who: Person | None = None, **details: Any) -> NewParty:
    return NewParty(label=label, role=role, person=who, **details)


def document(
    text: str, *, author: str | None = None, role: Role = Role.STAFF, on: date = date(2026, 9, 2)
) -> NewDocument:
    kind = DocumentKind.COMPLAINT if role is Role.COMPLAINANT else DocumentKind.JOURNAL_NOTE
    return NewDocument(kind=kind, author_role=role, author=author, language=Language.DANISH, dated_on=on, text=text)


def case(
    *parties: NewParty,
    documents: tuple[NewDocument, ...] = (),
    received: date = date(2026, 9, 1),
    closed: date | None = None,
    **details: Any,
) -> NewCase:
    """A case with sensible codes; `closed` adds the step and the status."""
    steps: tuple[Step, ...] = (Step(StepKind.RECEIVED, received),)
    if closed is not None:
        steps = (*steps, Step(StepKind.CLOSED, closed))
        details.setdefault("status", Status.CLOSED)
    details.setdefault("steps", steps)
    return msgspec.structs.replace(
        NewCase(
            department="Afdeling 1",
            category=Category.NOISE,
            severity=Severity.MILD,
            anonymity=Anonymity.IDENTIFIED,
            language=Language.DANISH,
            received_on=received,
            parties=parties,
            documents=documents,
        ),
        **details,
    )
