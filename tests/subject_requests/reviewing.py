"""A review, as tests begin and decide one."""

import json
from datetime import date
from typing import Any

from tests.world import World, case, document, party, person

from vault import subject_requests
from vault.complaints import Role
from vault.ids import RequestId, RulingId
from vault.language import Language
from vault.policy import Permission, RoleName
from vault.subject_requests import (
    Channel,
    Choice,
    NewMaskDecision,
    NewRequest,
    NewReviewApproval,
    ReviewQuestion,
    ReviewView,
    Started,
)
from vault.subjects import Given
from vault.work import Work, writes

DPO = RoleName.DPO


ME = person("Solvej Kragelund", date_of_birth=date(1977, 2, 14), phones=("68 90 80 70",))


OTHER = person("Valdemar Nyborg", phones=("68 12 21 12",))


APPROVAL = NewReviewApproval(reason="Alt er læst igennem.")


def opened(world: World, **given: Any) -> RequestId:
    usual: dict[str, Any] = {"name": "Solvej Kragelund", "phone": "68 90 80 70"}
    new = NewRequest(
        received_on=date(2026, 11, 2),
        channel=Channel.LETTER,
        language=Language.DANISH,
        text="Jeg vil se alt.",
        given=Given(**(usual | given)),
    )
    return world.call(DPO, subject_requests.open_request, new).request_id


def stored(world: World, *notes: str) -> None:
    parties = (party("K", Role.COMPLAINANT, OTHER), party("I", Role.RESPONDENT, ME))
    world.store(case(*parties, documents=tuple(document(one) for one in notes)))


def started(world: World, request_id: RequestId, **how: Any) -> ReviewView:
    return world.call(DPO, subject_requests.start_review, request_id, Started(**how))


def questions(world: World, request_id: RequestId) -> dict[str, ReviewQuestion]:
    return {one.string: one for one in world.call(DPO, subject_requests.list_questions, request_id)}


def decided(world: World, request_id: RequestId, one: ReviewQuestion, choice: Choice, **more: Any) -> list[RulingId]:
    ruling = NewMaskDecision(places=(one.place,), choice=choice, **more)
    return world.call(DPO, subject_requests.decide_spans, request_id, ruling)


def told(world: World, request_id: RequestId) -> str:
    """The documents as they are delivered, masks as […]."""
    package = world.call(DPO, subject_requests.read_package, request_id)
    answer = json.loads(package.files["data.json"])["answer"]
    return " | ".join(
        "".join(part if isinstance(part, str) else "[…]" for part in one["segments"])
        for file in answer["cases"]
        for one in file["documents"]
    )


def _erase(world: World, holding: Any, record: Any) -> None:
    @writes
    def erase(work: Work) -> None:
        work.permit(Permission.PURGE_APPLY)
        holding.erase(work, record)

    world.call(RoleName.RETENTION_JOB, erase)
