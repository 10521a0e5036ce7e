"""What sharing owes is settled where it stands: people are told, recipients hear of a change and answer."""

import re

from tests.accounts.members import joined
from tests.console.desk import karins_case
from tests.console.test_console_organisation import Desk
from tests.world import TODAY, World

from vault import complaints, disclosures, subjects
from vault.complaints import NewDisclosure
from vault.disclosures import NoticeState
from vault.policy import RoleName
from vault.subjects import PersonChange

R = RoleName
DAY = TODAY.isoformat()


def _owed(desk: Desk, kind: str) -> list[str]:
    """The addresses of the forms by which one kind is settled."""
    return re.findall(rf'action="/console/((?:cases/[0-9a-f-]+/)?{kind}[^"]*)"', desk.see("owed"))


def test_somebody_of_whom_others_told_is_told_or_not(served: tuple[World, str]) -> None:
    """Art. 14: the page says who and by when, and takes what became of it."""
    world, address = served
    stored = world.store(karins_case())
    desk = Desk(address, joined(world, R.DPO))
    assert 'href="/console/owed"' in desk.see("")
    page = desk.see("owed")
    (where,) = _owed(desk, "information")
    (party,) = set(re.findall(r'name="party_id" value="([^"]+)"', page))
    person = next(one for one in stored.subjects if f"/console/people/{one}" in page)
    assert person != stored.subjects[0]
    without = desk.send(where, party_id=party, on=DAY, act="not_told", ground="secrecy")
    assert (without.status_code, "Write the concrete facts." in without.text) == (422, True)
    later = desk.send(where, party_id=party, on=DAY, act="not_told", ground="secrecy", reason="The police asked.",
                      review_on="2027-01-05")  # fmt: skip
    assert "It is recorded." in later.text
    assert "the postponement is to be looked at" in later.text
    told = desk.send(where, party_id=party, on=DAY, act="told", channel="letter")
    assert "Nobody waits to be told." in told.text
    desk.close()


def test_a_recipient_hears_of_a_change_and_answers(served: tuple[World, str]) -> None:
    """Art. 19: what was corrected after it was passed on is told of, and what was answered is kept."""
    world, address = served
    stored = world.store(karins_case())
    new = NewDisclosure(disclosed_on=TODAY, recipient="Prøveby Kommune", legal_basis="lejelov § 1", content="Navnet.")
    world.call(R.INGEST, complaints.record_disclosure, stored.case_id, new)
    karin = stored.subjects[0]
    assert karin is not None
    seen = world.call(R.DPO, subjects.read_subject, karin).version
    world.call(R.DPO, subjects.change_subject, karin, PersonChange(phones=("+45 20 44 55 66",)), seen)
    desk = Desk(address, joined(world, R.DPO))
    assert "Prøveby Kommune" in desk.see("owed")
    (where,) = _owed(desk, "notices")
    assert desk.send(where, on=DAY, act="not_needed").status_code == 422
    sent = desk.send(where, on=DAY, act="sent", channel="Digital Post")
    assert "told on" in sent.text
    desk.send(where, on=DAY, act="answered", words="Rettet.")
    assert _owed(desk, "notices") == []
    (kept,) = world.call(R.DPO, disclosures.list_notices, settled=True)
    assert kept.state is NoticeState.ANSWERED
    desk.close()
