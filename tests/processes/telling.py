"""A complaint as it is told, and what each way of working does with it."""

import json
from datetime import date
from typing import Any

from tests.world import World, case, party, person

from vault import complaints, subject_requests
from vault.complaints import (
    CaseView,
    KeptEntry,
    Lane,
    NewEntry,
    Role,
    StoredCase,
    Track,
)
from vault.complaints.course import codes
from vault.complaints.course.tenancy import Incident, TrackChoice
from vault.ids import CaseId, EntryId
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given

R = RoleName
C = codes
DAY = date(2026, 11, 2)
PURPOSE = {
    Lane.TENANCY: "complaint_handling",
    Lane.AUTHORITY: "authority_notification",
    Lane.CUSTOMER_CARE: "tenancy_support",
    Lane.ARREARS_COUNSELLING: "arrears_counselling",
    Lane.MEDIATION: "mediation",
    Lane.POLICE: "police_information",
}
WRITER = {Lane.ARREARS_COUNSELLING: R.ADVISER, Lane.MEDIATION: R.MEDIATOR}
KIRSTEN = person("Kirsten Holmegård", address="Prøvegade 2, 8799 Prøveby", phones=("68 10 22 31",))
IVER = person("Iver Brattbakk", address="Prøvegade 4, 8799 Prøveby", phones=("68 10 22 32",))


def told(**details: Any) -> complaints.NewCase:
    details.setdefault("witness_count", 1)
    details.setdefault("entries", (seen(),))
    return case(party("K", Role.COMPLAINANT, KIRSTEN), party("I", Role.RESPONDENT, IVER), **details)


def seen(by: C.ObservedBy = C.ObservedBy.COMPLAINANT, on: date = DAY, **details: Any) -> Incident:
    details.setdefault("text", "Musik til klokken tre.")
    return Incident(on=on, what=C.IncidentKind.MUSIC, observed_by=by, own_observation=True, **details)


def enter(world: World, of: StoredCase, entry: KeptEntry, lane: Lane = Lane.TENANCY) -> EntryId:
    caller = world.caller(WRITER.get(lane, R.CASE_WORKER), purpose=PURPOSE[lane])
    return world.vault.call(caller, complaints.add_entry, of.case_id, NewEntry(entry=entry))  # type: ignore[arg-type]


def view(world: World, case_id: CaseId, role: RoleName = R.CASE_WORKER, purpose: str | None = None) -> CaseView:
    return world.vault.call(world.caller(role, purpose=purpose), complaints.read_case, case_id)


def situation(world: World, of: StoredCase) -> complaints.Situation:
    return world.call(R.CASE_WORKER, complaints.read_situation, of.case_id)


def assessed(world: World, of: StoredCase, track: Track = Track.WRITTEN) -> None:
    enter(world, of, TrackChoice(on=DAY, track=track, reason="Vurderet.", clear_legal_answer=True))


def answered(world: World, name: str, phone: str) -> dict[str, Any]:
    """What somebody is told who asks for access."""
    new = NewRequest(
        received_on=DAY,
        channel=Channel.EMAIL,
        language=Language.DANISH,
        text="Hvad har I?",
        given=Given(name=name, phone=phone),
    )
    opened = world.call(R.DPO, subject_requests.open_request, new)
    world.call(R.DPO, subject_requests.answer_request, opened.request_id)
    package = world.call(R.DPO, subject_requests.read_package, opened.request_id)
    decoded: dict[str, Any] = json.loads(package.files["data.json"])["answer"]
    return decoded


def kinds(answer: dict[str, Any]) -> list[str]:
    return [entry["kind"] for one in answer["cases"] for entry in one["entries"]]
