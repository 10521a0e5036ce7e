"""What one person asks for on the console, another confirms there, and then it is done."""

import re

import pytest
from tests.console.desk import furnish
from tests.console.test_console_organisation import Desk
from tests.world import World

from vault import approvals
from vault.approvals import Act, NewApproval
from vault.policy import RoleName

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
