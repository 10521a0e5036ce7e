"""A review over HTTP, from its start to its approval, with the documented bodies."""

from typing import Any, Final

from tests.api.conftest import As

from vault.api.examples import REQUEST_BODIES
from vault.policy import RoleName

R = RoleName
REVIEW: Final = frozenset({"Started", "NewMaskDecision", "NewSpan", "NewJudgement", "NewReviewApproval"})
"""The bodies that are sent here as they stand, but for places and candidates."""


def test_every_documented_step_of_a_review_is_accepted_as_it_stands(as_role: As) -> None:
    as_role(R.INGEST).post("/v1/cases", json=REQUEST_BODIES["NewCase"]).raise_for_status()
    as_role(R.INGEST).post("/v1/subjects", json={"name": "Karin Ekdal"}).raise_for_status()
    dpo = as_role(R.DPO)
    given = {"name": "Karin Ekdal", "phone": "68 10 22 31"}
    opened = dpo.post("/v1/access-requests", json=REQUEST_BODIES["NewRequest"] | {"given": given}).json()
    where = f"/v1/access-requests/{opened['request_id']}/review"

    def send(method: str, path: str, name: str, **instead: Any) -> Any:
        answer = dpo.request(method, f"{where}{path}", json=REQUEST_BODIES[name] | instead)
        assert answer.is_success, (name, answer.text)
        return answer.json() if answer.content else None

    begun = send("POST", "", "Started")
    for candidate in dpo.get(f"{where}/candidates").json():
        send("PUT", f"/candidates/{candidate['candidate']['candidate_id']}", "NewJudgement", judgement="different")
    text = next(one["text_id"] for one in begun["texts"])
    send("POST", "/additions", "NewSpan", place={"text_id": text, "start": 0, "end": 4})
    for question in dpo.get(f"{where}/questions").json():
        send("POST", "/decisions", "NewMaskDecision", places=[question["place"]])
    send("POST", "", "Started")
    approval = send("POST", "/approval", "NewReviewApproval")
    assert approval["approved"]["by"].startswith("client:")
