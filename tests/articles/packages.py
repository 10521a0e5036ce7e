"""Answers to people of one small estate, generated through public verbs: what the tests of Article 15 look at."""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec
from pypdf import PdfReader
from tests.world import PROFILE, World, case, document, party, person

from vault import complaints, retention, subject_requests
from vault.complaints import NewDisclosure, Role, StoredCase
from vault.complaints.codes import Anonymity, Category, Severity, Status, StepKind
from vault.complaints.model import Step
from vault.deadlines import Country
from vault.ids import OrganisationId, RequestId
from vault.language import Language
from vault.organisations import Profile
from vault.policy import RoleName
from vault.subject_requests import Channel, NewRequest, RequestView, Review
from vault.subjects import Given, Person

DPO = RoleName.DPO
RECEIVED = date(2026, 11, 2)
FULL_PROFILE = msgspec.structs.replace(
    PROFILE, data_protection_officer="dpo@proevestenen.example", processors=("Driftsselskabet Eksempel A/S",)
)
SWEDISH = Profile(
    name="Bostads AB Provkullen",
    registration_number="556000-0000",
    country=Country.SWEDEN,
    language=Language.SWEDISH,
    address="Provvägen 1, 123 45 Provstad",
    contact="dataskydd@provkullen.example",
    public_access=True,
)

TRANSFERRING = msgspec.structs.replace(
    FULL_PROFILE,
    transfers="Kanada, efter Kommissionens afgørelse om tilstrækkelighed.",
    automated_decisions="Rykkere sendes, når huslejen er en uge forsinket.",
)

SOLVEJ = person(
    "Solvej Kragelund",
    former_names=("Solvej Sørensen",),
    date_of_birth=date(1977, 2, 14),
    national_id="140277-1234",
    phones=("68 90 80 70",),
    emails=("Solvej.K@brev.example",),
    address="Humlehaven 9, 8799 Prøveby",
)
VALDEMAR = person("Valdemar Nyborg Friis", phones=("68 12 21 12",), address="Humlehaven 11, 8799 Prøveby")
INGRID = person("Ingrid Tophøj", phones=("68 33 44 33",), emails=("ingrid@brev.example",))
AMINA = person("Amina Skovlund", address="Bregnestien 2, 8799 Prøveby", protected_address=True)
CHILD = person("Laura Vestergren", date_of_birth=date(2014, 5, 1), minor=True, phones=("68 44 11 44",))
PICTURED = person("Sigrun Billeskov", phones=("68 66 11 66",))
SPOKEN = person("Helga Mosegaard", phones=("68 66 22 66",))
HALVDAN = person("Halvdan Strøby", phones=("68 66 33 66",))
RIKKE = person("Rikke Lindgård", staff=True, phones=("68 00 11 00",))


@dataclass(frozen=True)
class Sent:
    """An answer as the requester has it, and what stays inside."""

    request_id: RequestId
    files: dict[str, bytes]
    view: RequestView
    review: Review

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.files["data.json"]))

    @property
    def answer(self) -> dict[str, Any]:
        return dict(self.data["answer"])

    @property
    def cases(self) -> list[dict[str, Any]]:
        return list(self.answer["cases"])

    @property
    def texts(self) -> list[str]:
        return [shown(one["segments"]) for case in self.cases for one in case["documents"]]

    @cached_property
    def letter(self) -> str:
        """The words of the letter, with single spaces."""
        return _words(self.files["letter.pdf"])

    @property
    def readable(self) -> dict[str, str]:
        """The words of every file that a person would open, by its name."""
        texts = {
            name: file.decode("utf-8") for name, file in self.files.items() if not name.endswith((".pdf", ".json"))
        }
        return texts | {"letter.pdf": self.letter, "data.json": json.dumps(self.data, ensure_ascii=False)}

    def says(self, *words: str) -> bool:
        return all(word in self.letter for word in words)


class Estate:
    """Who lives there and what happened. `answers` are generated once and looked at by many tests."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.organisation = world.another_organisation(FULL_PROFILE)
        self.noise = self.store(noise())
        self.hers = self.store(her_own())
        self.seen = self.store(only_seen())
        self.store(foreign())

    def store(self, new: complaints.NewCase) -> StoredCase:
        return self.world.call_in(self.organisation, RoleName.INGEST, complaints.store_case, new)

    def call(self, verb: Any, *arguments: Any, role: RoleName = DPO, **named: Any) -> Any:
        return self.world.call_in(self.organisation, role, verb, *arguments, **named)

    def opened(self, new: NewRequest, organisation: OrganisationId | None = None) -> RequestId:
        where = organisation or self.organisation
        made = self.world.call_in(where, DPO, subject_requests.open_request, new)
        return RequestId(made.request_id)

    def answered(self, new: NewRequest, organisation: OrganisationId | None = None) -> Sent:
        where = organisation or self.organisation
        request_id = self.opened(new, where)
        return self.finished(request_id, where)

    def finished(self, request_id: RequestId, organisation: OrganisationId | None = None) -> Sent:
        where = organisation or self.organisation
        self.world.call_in(where, DPO, subject_requests.answer_request, request_id)
        return Sent(
            request_id,
            self.world.call_in(where, DPO, subject_requests.read_package, request_id).files,
            self.world.call_in(where, DPO, subject_requests.read_request, request_id),
            self.world.call_in(where, DPO, subject_requests.read_review, request_id),
        )

    def elsewhere(self, profile: Profile) -> Sent:
        """Her answer by another organisation, which has one case of hers."""
        other = self.world.another_organisation(profile)
        self.world.call_in(other, RoleName.INGEST, complaints.store_case, draft_case())
        return self.answered(asked(SOLVEJ), other)

    def proof(self, request_id: RequestId) -> subject_requests.Evidence:
        return self.world.vault.call(
            self.world.caller(RoleName.AUDITOR, self.organisation), subject_requests.request_evidence, request_id
        )

    def due_for_deletion(self) -> set[UUID]:
        return {one.record_id for one in self.call(retention.plan, role=RoleName.RETENTION_JOB).items}

    @cached_property
    def solvej(self) -> Sent:
        """The respondent of one case, complainant of another, witness of a third. Somebody looked at a case before."""
        self.world.call_in(self.organisation, RoleName.CASE_WORKER, complaints.read_case, self.noise.case_id)
        return self.answered(asked(SOLVEJ, Language.DANISH))

    @cached_property
    def valdemar(self) -> Sent:
        """The one who complained of her in confidence, and of whom she complained."""
        return self.answered(asked(VALDEMAR, Language.DANISH, full_copy=True))


def asked(who: Person, language: Language = Language.DANISH, **details: Any) -> NewRequest:
    given = Given(name=(who.name or "").upper(), phone=who.phones[0].replace(" ", ""))
    usual: dict[str, Any] = {"received_on": RECEIVED, "channel": Channel.EMAIL, "text": "Jeg vil se alt, tak."}
    return NewRequest(language=language, given=given, **(usual | details))


def noise() -> complaints.NewCase:
    on = date(2026, 9, 1)
    told = NewDisclosure(
        disclosed_on=on + timedelta(days=20),
        recipient="Prøveby Kommune",
        legal_basis="almenlejeloven § 92",
        content="Navn og adresse på Solvej Kragelund.",
    )
    astray = NewDisclosure(
        disclosed_on=on + timedelta(days=22),
        recipient="Forkert modtager: Eksempelbutikken ApS",
        legal_basis="Ingen (brud på persondatasikkerheden)",
        content="Et brev til Solvej Kragelund.",
    )
    return case(
        party("K", Role.COMPLAINANT, VALDEMAR, confidential=True),
        party("I", Role.RESPONDENT, SOLVEJ),
        party("V", Role.WITNESS, INGRID),
        party("S", Role.STAFF, RIKKE),
        anonymity=Anonymity.CONFIDENTIAL,
        category=Category.THREATS_OR_HARASSMENT,
        severity=Severity.SERIOUS,
        received=on,
        steps=(
            Step(StepKind.RECEIVED, on),
            Step(StepKind.POLICE_CONTACT, on + timedelta(days=5)),
            Step(StepKind.WARNING_SENT, on + timedelta(days=9)),
            Step(StepKind.CLOSED, on + timedelta(days=40)),
        ),
        documents=(
            document("Solvej truer mig. Hilsen Valdemar Friis, 68 12 21 12", author="K", role=Role.COMPLAINANT, on=on),
            document("Vurdering: Solvej virker presset. Talt med Ingrid Tophøj.", on=on + timedelta(days=3)),
        ),
        disclosures=(told, astray),
    )


def her_own() -> complaints.NewCase:
    own = "Valdemar Friis larmer om natten. Amina Skovlund bor nu på Bregnestien 2. Hilsen Solvej"
    return case(
        party("K", Role.COMPLAINANT, SOLVEJ),
        party("I", Role.RESPONDENT, VALDEMAR),
        party("N", Role.MENTIONED, AMINA),
        documents=(
            document(own, author="K", role=Role.COMPLAINANT, on=date(2026, 9, 10)),
            document("Valdemar Friis er syg og har fået en advarsel. Klager er ringet op.", on=date(2026, 9, 12)),
        ),
        received=date(2026, 9, 10),
    )


def only_seen() -> complaints.NewCase:
    return case(
        party("K", Role.COMPLAINANT, INGRID),
        party("V", Role.WITNESS, person("Solvej Sørensen", phones=("+45 68908070",))),
        documents=(document("Fru Sørensen så det hele.", on=date(2026, 9, 20)),),
        received=date(2026, 9, 20),
    )


def foreign() -> complaints.NewCase:
    return case(party("K", Role.COMPLAINANT, INGRID), documents=(document("Noget helt andet om kælderen."),))


def shown(segments: Sequence[Any]) -> str:
    return "".join(one if isinstance(one, str) else "[…]" for one in segments)


def _words(pdf: bytes) -> str:
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    # A reference is as long as half a line, and may go on in the next one behind one of its hyphens.
    return re.sub(r"(?<=[0-9a-f]-) (?=[0-9a-f]{4})", "", said)


AMINA_BY_NAME = msgspec.structs.replace(AMINA, phones=("68 77 11 77",))
MALTHE = msgspec.structs.replace(INGRID, name="Malthe Ravnholt", phones=("68 55 44 55",), emails=())


TORVALD = person("Torvald Engbæk", phones=("68 22 55 22",))


def long_over() -> complaints.NewCase:
    """A case whose period has passed."""
    on = date(2019, 3, 1)
    return case(
        party("I", Role.RESPONDENT, TORVALD),
        documents=(document("Torvald blev hørt.", on=on),),
        received=on,
        status=Status.CLOSED,
        steps=(Step(StepKind.RECEIVED, on), Step(StepKind.CLOSED, on + timedelta(days=30))),
    )


def draft_case() -> complaints.NewCase:
    return case(
        party("I", Role.RESPONDENT, SOLVEJ),
        documents=(
            document("Utkast till brev.", on=date(2026, 10, 1)),
            document("Slutligt brev.", on=date(2026, 10, 9)),
        ),
    )


def given_away() -> complaints.NewCase:
    """Somebody wrote a name into the department, which is no text about people and which nobody masks."""
    return case(
        party("I", Role.RESPONDENT, MALTHE),
        documents=(document("Malthe blev set.", on=date(2026, 9, 4)),),
        department="Opgangen hos Ingrid Tophøj",
    )
