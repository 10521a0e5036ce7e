"""Every table and every sealed column gets words that stand nowhere else, and none of them is in any file."""

from datetime import date, timedelta

import httpx
from tests.benchmarks.sealing import served
from tests.canary.doors import try_everything
from tests.canary.filling import unfilled
from tests.canary.searching import found
from tests.canary.test_canary import CASE, LANED, NO_KEY, REQUEST, SOUGHT, WORDS, database_files
from tests.filling import FILLED, fill
from tests.world import World, case, party, person

from vault import accounts, retention, subjects
from vault.accounts import NewClient
from vault.complaints import Role
from vault.policy import Register, RoleName
from vault.retention import HoldKind, NewHold
from vault.settings import Settings
from vault.subjects import FlagEnd, NewFlag, NewTie
from vault.subjects.standing.model import FlagGround, FlagKind, TieKind

R = RoleName


def key(world: World, *roles: RoleName) -> str:
    new = NewClient(label="all", roles=frozenset(roles), days_valid=1)
    return world.call(R.ORG_ADMIN, accounts.create_client, new).key or ""


def by_hand(world: World, address: str) -> dict[str, str]:
    """What needs more than one call: a case, lanes, a request, an answer, a flag and its end, a tie. Returns ids."""
    headers = {"Authorization": f"Bearer {key(world, R.INGEST, R.DPO)}", "Vault-Purpose": "rights_fulfilment"}
    ingest = headers | {"Vault-Purpose": "complaint_handling", "Idempotency-Key": WORDS["fejl"]}
    with httpx.Client(base_url=address, timeout=60) as client:
        stored = client.post("/v1/cases", json=CASE, headers=ingest).raise_for_status().json()
        for lane, entry in LANED.items():
            mine = ingest | {"Vault-Purpose": lane, "Idempotency-Key": lane}
            client.post(f"/v1/cases/{stored['case_id']}/entries", json={"entry": entry}, headers=mine)
        opened = client.post("/v1/access-requests", json=REQUEST, headers=headers).raise_for_status().json()
        client.post(f"/v1/access-requests/{opened['request_id']}/answer", headers=headers).raise_for_status()
        reason = {"concerned": [stored["case_id"]], "reason": WORDS["anledning"]}
        client.post("/v1/approvals", json=reason | {"act": "confidential_identity_open"}, headers=headers)
    other, today = world.call(R.INGEST, subjects.store_subject, person("Grethe")), world.clock.now().date()
    subject = next(iter(world.call(R.DPO, subjects.find_subjects, subjects.Given(name=WORDS["navn"]))))
    flag = NewFlag(kind=FlagKind.RESTRICTION, ground=FlagGround.UNLAWFUL, on=today, reason=WORDS["viden"])
    flag_id = world.call(R.DPO, subjects.add_flag, subject, flag)
    world.call(R.DPO, subjects.end_flag, subject, flag_id, FlagEnd(on=today, told_on=today, decision=WORDS["notat"]))
    world.call(R.DPO, subjects.add_tie, subject, NewTie(kind=TieKind.HOUSEHOLD, other=other, scope=WORDS["maalt"]))
    hold = NewHold(record_id=other, kind=HoldKind.AUDIT, reason=WORDS["anledning"], review_on=today + timedelta(days=9))
    world.vault.call(world.caller(R.DPO, purpose="storage_limitation"), retention.place_hold, hold)
    return {"case_id": stored["case_id"], "request_id": opened["request_id"], "subject_id": str(other)}


def test_every_table_and_every_sealed_column_holds_words_that_no_file_shows(world: World, configured: Settings) -> None:
    purposes = sorted({one.code for one in Register.load(configured.policies)})
    with served(world, 1.0) as address:
        known = by_hand(world, address)
        headers = {"Authorization": f"Bearer {key(world, *(one for one in RoleName if one not in NO_KEY))}"}
        with httpx.Client(base_url=address, timeout=60, headers=headers) as client:
            words, failed = try_everything(client, purposes, known)
    fill(world, world.organisation)
    words += FILLED
    due = party("K", Role.COMPLAINANT, person(WORDS["tidligere"]))
    world.store(case(due, received=date(2024, 1, 2), closed=date(2024, 1, 2)))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    assert failed == []
    assert len(words) > 20
    empty = unfilled(configured, [*SOUGHT, *words])
    assert empty == [], (
        "nothing private was put there, so that nothing could be found: give the route's example in api/examples.py a"
        " free text (each route is tried with it), put words there in by_hand, or name it in filling.py with the reason"
    )
    files = [*database_files(configured.database_url, 0), *(one for one in configured.home.rglob("*") if one.is_file())]
    assert found([*SOUGHT, *words], files) == []
