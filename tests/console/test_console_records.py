"""What is kept of a person and a case: when it goes, to whom it went, and its files."""

from tests.accounts.members import joined
from tests.attachments.sending import attach
from tests.console.desk import karins_case
from tests.console.test_console_organisation import Desk
from tests.world import TODAY, World

from vault import complaints
from vault.complaints import NewDisclosure
from vault.policy import RoleName

R = RoleName
AGAIN = "2027-01-05"


def test_a_person_and_a_case_say_when_they_go_and_who_was_told(served: tuple[World, str]) -> None:
    world, address = served
    stored = world.store(karins_case())
    new = NewDisclosure(disclosed_on=TODAY, recipient="Prøveby Kommune", legal_basis="lejelov § 1", content="Navnet.")
    world.call(R.INGEST, complaints.record_disclosure, stored.case_id, new)
    desk = Desk(address, joined(world, R.DPO))
    person = desk.see(f"people/{stored.subjects[0]}")
    assert "Planned deletion" in person
    assert str(stored.case_id) in person
    assert "the period has not begun" in person
    assert "Prøveby Kommune" in person
    assert "Navnet." not in person
    case = desk.see(f"cases/{stored.case_id}")
    assert f"/console/retention/holds?about={stored.case_id}" in case
    assert "the period has not begun" in case
    assert f'value="{stored.case_id}"' in desk.see(f"retention/holds?about={stored.case_id}")
    desk.close()


def test_a_file_of_a_case_is_saved_as_its_clean_copy(served: tuple[World, str]) -> None:
    world, address = served
    stored = world.store(karins_case())
    attachment = attach(world, stored.case_id, b"Larm om natten.")
    desk = Desk(address, joined(world, R.DPO))
    place = f"cases/{stored.case_id}/files/{attachment}"
    assert f"/console/{place}" in desk.see(f"cases/{stored.case_id}")
    assert desk.see(place) == "Larm om natten."
    worker = Desk(address, joined(world, R.CASE_WORKER, email="sagsbehandler@proevestenen.example"))
    assert worker.see(place) == "Larm om natten."
    worker.close()
    other = Desk(address, joined(world, R.BOARD, email="bestyrelse@proevestenen.example"))
    assert "Larm" not in other.see(place)
    desk.close()
    other.close()


def test_what_is_kept_leads_to_its_record_and_a_report_is_saved(served: tuple[World, str]) -> None:
    """A hold says which case it keeps; the report of a year goes out as PDF, as tables, and for programs."""
    world, address = served
    stored = world.store(karins_case())
    desk = Desk(address, joined(world, R.DPO))
    desk.send("retention/holds", record_id=str(stored.case_id), kind="police", reason="They asked.", review_on=AGAIN)
    assert f'href="/console/records/{stored.case_id}"' in desk.see("retention/holds")
    assert desk.leads(f"records/{stored.case_id}") == f"/console/cases/{stored.case_id}"
    assert desk.leads(f"records/{stored.subjects[0]}") == f"/console/people/{stored.subjects[0]}"
    for kind, begins in (("pdf", b"%PDF-"), ("zip", b"PK"), ("json", b"{")):
        saved = desk.send("statistics", year="2026", save=kind)
        assert saved.headers["content-disposition"] == f'attachment; filename="statistics-2026.{kind}"'
        assert saved.content.startswith(begins)
    assert desk.send("statistics", year="2026", save="exe").status_code == 422
    desk.close()
