"""Who did something is said by name to whoever has to know, and an emergency is looked at by somebody else."""

from datetime import timedelta

from tests.accounts.members import joined
from tests.console.test_console_organisation import Desk
from tests.world import World, case, party, person

from vault import accounts, approvals
from vault.accounts import NewEmergency
from vault.approvals import Act, NewApproval
from vault.complaints import Role
from vault.policy import RoleName

R = RoleName
COLLEAGUE = "kollega@proevestenen.example"


def test_whoever_confirms_knows_who_asks(served: tuple[World, str]) -> None:
    """On the first page and under approvals; an auditor, who sees nobody's data, reads ids."""
    world, address = served
    stored = world.store(case(party("K", Role.COMPLAINANT, person("Sofus Ibsen"))))
    asker = joined(world, R.DPO, email=COLLEAGUE)
    new = NewApproval(
        act=Act.CONFIDENTIAL_IDENTITY_OPEN, concerned=(str(stored.case_id),), reason="The tribunal asks who spoke."
    )
    world.vault.call(world.by(f"staff:{asker.account_id}", R.DPO), approvals.ask, new)
    name = asker.reads(accounts.own_session).name
    officer, auditor = Desk(address, joined(world, R.DPO)), Desk(address, joined(world, R.AUDITOR, email="r@p.example"))
    for page in ("approvals", ""):
        assert f'<span title="staff:{asker.account_id}">{name}</span>' in officer.see(page), page
    assert f'title="staff:{asker.account_id}"' in auditor.see("log")
    assert f'<span title="staff:{asker.account_id}">{name}</span>' not in auditor.see("log")
    officer.close()
    auditor.close()


def test_an_emergency_is_ended_and_reviewed_by_somebody_else(served: tuple[World, str]) -> None:
    world, address = served
    member = joined(world, R.CASE_WORKER, email=COLLEAGUE)
    new = NewEmergency(roles=frozenset({R.DPO}), reason="Nobody else was there.")
    opened = member.does(accounts.open_emergency, new)
    officer = Desk(address, joined(world, R.DPO))
    assert "/console/emergencies" in officer.see("")
    assert "Nobody else was there." in officer.see("emergencies")
    early = officer.send(f"emergencies/{opened.emergency_id}/review", justified="yes", finding="So it was.")
    assert early.status_code == 409
    assert "The emergency access is ended." in officer.send(f"emergencies/{opened.emergency_id}/end").text
    empty = officer.send(f"emergencies/{opened.emergency_id}/review", justified="yes", finding="")
    assert empty.status_code == 422
    reviewed = officer.send(f"emergencies/{opened.emergency_id}/review", justified="no", finding="He was there.")
    assert "It was not justified. He was there." in reviewed.text
    world.clock.advance(timedelta(minutes=1))
    assert (
        officer.send(
            f"emergencies/{opened.emergency_id}/review", justified="yes", finding="He was there after all."
        ).status_code
        == 409
    )
    officer.close()


def test_whoever_has_nothing_to_do_is_told_so_and_led_on(served: tuple[World, str]) -> None:
    world, address = served
    for role, leads in ((R.BOARD, "statistics"), (R.ORG_ADMIN, "organisation"), (R.CARETAKER, "cases")):
        desk = Desk(address, joined(world, role, email=f"{role.value}@proevestenen.example"))
        page = desk.see("")
        assert "Nothing waits for you" in page, role
        assert f'<a class="ds-button" data-variant="secondary" href="/console/{leads}">' in page, role
        desk.close()
    officer = Desk(address, joined(world, R.DPO))
    assert "Nothing waits for you" not in officer.see("")
    officer.close()
