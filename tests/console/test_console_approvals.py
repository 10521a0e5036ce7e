"""What one person asks for on the console, another confirms there, and then it is done."""

import re

import pytest
from tests.console.desk import furnish
from tests.console.test_console_organisation import Desk
from tests.world import TODAY, World

from vault import approvals, subject_requests
from vault.approvals import Act, NewApproval
from vault.policy import RoleName
from vault.redaction import Decision
from vault.subject_requests import Choice, Judgement, NewJudgement, NewMaskDecision, Started

R = RoleName


@pytest.mark.parametrize("act", [Act.REDACTION_OVERRIDE, Act.CONFIDENTIAL_IDENTITY_OPEN])
@pytest.mark.parametrize(("decision", "told"), [("confirm", "It is confirmed."), ("refuse", "It is refused.")])
def test_an_officer_decides_what_another_asked_for(
    served: tuple[World, str], act: Act, decision: str, told: str
) -> None:
    world, address = served
    office = furnish(world)
    about = office.request_id if act is Act.REDACTION_OVERRIDE else office.case_id
    new = NewApproval(act=act, concerned=(str(about),), reason="It is a shop, and no person.")
    world.vault.call(world.by(f"staff:{office.officer.account_id}", R.DPO), approvals.ask, new)
    desk = Desk(address, office.colleague)
    (where,) = re.findall(r'action="/console/(approvals/[^"]+)"', desk.see("approvals"))
    answer = desk.send(where, decision=decision)
    assert (answer.status_code, told in answer.text) == (200, True)
    desk.close()


def test_a_request_says_that_a_second_person_has_yet_to_confirm(served: tuple[World, str]) -> None:
    """What is shown against the machine waits, the page says for whom, and goes on once it is confirmed."""
    world, address = served
    office = furnish(world)
    where = f"requests/{office.request_id}"
    officer, colleague = Desk(address, office.officer), Desk(address, office.colleague)
    officer.send(f"{where}/identity", method="in_person", on=TODAY.isoformat(), established="yes")
    world.call(R.DPO, subject_requests.start_review, office.request_id, Started())
    for one in world.call(R.DPO, subject_requests.list_candidates, office.request_id):
        other = NewJudgement(judgement=Judgement.DIFFERENT, reason="Another birthday.")
        world.call(R.DPO, subject_requests.decide_candidate, office.request_id, one.candidate.candidate_id, other)
    world.call(R.DPO, subject_requests.start_review, office.request_id, Started())
    texts = world.call(R.DPO, subject_requests.show_review, office.request_id).texts
    (text_id, hidden), *_ = (
        (one.text_id, span)
        for one in texts
        for span in world.call(R.DPO, subject_requests.read_text, office.request_id, one.text_id).settled
        if span.decision is Decision.HIDE
    )
    place = f"{text_id}:{hidden.start}:{hidden.end}"
    # What is open is hidden, so that only the one place is shown against the machine.
    for question in world.call(R.DPO, subject_requests.list_questions, office.request_id):
        hide = NewMaskDecision(places=(question.place,), choice=Choice.HIDE)
        world.call(R.DPO, subject_requests.decide_spans, office.request_id, hide)
    officer.send(f"{where}/review/decide", place=place, act="keep.place", reading="first", text=str(text_id),
                 facts="It is a shop.")  # fmt: skip
    asked = officer.send(f"{where}/review/approve", reason="Everything was read.")
    assert "A second person has yet to confirm it." in asked.text
    assert "A second person confirms. Then approve the review." in asked.text
    (approval,) = re.findall(r'action="/console/(approvals/[^"]+)"', colleague.see("approvals"))
    colleague.send(approval, decision="confirm")
    assert "A second person has confirmed it. Approve the review now." in officer.see(where)
    assert "The review is approved." in officer.send(f"{where}/review/approve", reason="Everything was read.").text
    officer.close()
    colleague.close()
