"""Sharing, holds, tables and people through the client, as a program of another system uses them."""

import asyncio
import io
from datetime import date, timedelta
from typing import Any, TypeVar

import msgspec
import pytest
from tests.api.conftest import address as address  # noqa: PLC0414 -- a fixture
from tests.api.conftest import key_for
from tests.client.test_client import CASE, QUICK, Losing, connect
from tests.world import World, person

from vault.api.examples import REQUEST_BODIES
from vault.client import AsyncVaultClient, Refused
from vault.complaints import NewDispatch, NewParty, Role, StoredCase
from vault.disclosures import NewAgreement, NewConsent, NewRecipient, NewSharing, Withdrawal
from vault.ids import RecipientId
from vault.imports import LineOutcome, RowMapping
from vault.policy import RoleName
from vault.retention import HoldEnd, NewHold
from vault.subjects import Given

R = RoleName
T = TypeVar("T")
MAPPING = msgspec.convert(REQUEST_BODIES["RowMapping"], RowMapping)


def example(shape: type[T], **ids: Any) -> T:
    """A body that the document shows, with ids of this vault."""
    return msgspec.convert(REQUEST_BODIES[shape.__name__] | ids, shape, str_keys=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite alone: what the client does is the same on both."""
    url: str = request.getfixturevalue("sqlite_server").new_database()
    return url


@pytest.fixture
def stored(world: World) -> StoredCase:
    who = person("Ingemar Berg", emails=("ib@example.dk",), address="Strandvejen 4, 2. th.")
    tenant = NewParty(label="I", role=Role.RESPONDENT, person=who)
    return world.store(msgspec.structs.replace(CASE, parties=(CASE.parties[0], tenant)))


def test_a_consent_carries_an_extract_until_it_is_withdrawn(world: World, address: str, stored: StoredCase) -> None:
    """S-04: for one purpose and one recipient; the call states the purpose of the scenario."""
    tenant = stored.subjects[1]
    assert tenant is not None
    with connect(world, address, R.DPO) as dpo, connect(world, address, R.ORG_ADMIN) as admin:
        here = dpo.register_recipient(example(NewRecipient))
        agreed = admin.make_agreement(example(NewAgreement, recipient_id=here.recipient_id))
        assert [one.agreement_id for one in admin.list_agreements()] == [agreed.agreement_id]
        assert "dk_support" in {one.code for one in dpo.list_scenarios()}
    with connect(world, address, R.CASE_WORKER, losing := Losing(0)) as worker:
        supporting = worker.for_purpose("tenancy_support")
        consent = supporting.give_consent(tenant, example(NewConsent, recipient_id=here.recipient_id))
        asked = example(NewSharing, recipient_id=here.recipient_id)
        assert "other_purpose" in {one.refusal for one in worker.preview_disclosure(stored.case_id, asked).refused}
        seen = supporting.preview_disclosure(stored.case_id, asked)
        assert (seen.refused, seen.addressed_to) == ((), agreed.agreement.contact)
        losing.lose(1)
        sent = supporting.disclose(stored.case_id, example(NewDispatch, sharing=asked, digest=seen.digest))
        assert sent.addressed_to == seen.addressed_to
        losing.lose(1)
        # Done twice: the second is told that it is so, and nothing more happened.
        with pytest.raises(Refused):
            supporting.withdraw_consent(tenant, consent, example(Withdrawal))
        (kept,) = supporting.read_consents(tenant)
        assert kept.withdrawal is not None
        assert supporting.preview_disclosure(stored.case_id, asked).refused
        assert [one.disclosure_id for one in worker.read_case(stored.case_id).disclosures or ()] == [sent.disclosure_id]


def test_a_hold_is_placed_and_ends(world: World, address: str, stored: StoredCase) -> None:
    with connect(world, address, R.DPO) as dpo:
        keeping = dpo.for_purpose("storage_limitation")
        held = keeping.place_hold(example(NewHold, record_id=stored.case_id))
        assert [one.hold_id for one in keeping.list_holds()] == [held.hold_id]
        assert keeping.end_hold(held.hold_id, HoldEnd()).until == date(2026, 11, 23)
        world.clock.advance(timedelta(days=1))
        assert (keeping.list_holds(), len(keeping.list_holds(ended=True))) == ([], 1)


def test_a_person_is_looked_up_exactly(world: World, address: str, stored: StoredCase) -> None:
    with connect(world, address, R.CASE_WORKER) as worker:
        near = Given(name="Ingmar Berg")
        assert [one.subject_id for one in worker.find_subjects(near)] == [stored.subjects[1]]
        assert worker.find_subjects(near, exact=True) == []
        same = worker.find_subjects(Given(email="IB@example.dk"), exact=True)
        assert [one.subject_id for one in same] == [stored.subjects[1]]
        assert worker.read_standing(same[0].subject_id).flags == ()


def test_a_table_is_sent_again_from_its_beginning(world: World, address: str) -> None:
    table = "Sagsnr;Afdeling;Modtaget;Klager;Klage\n" + "".join(
        f"2026-{number};Afdeling 3;{day};Karin Ekdal;Der er musik hver nat.\n"
        for number, day in enumerate(("14-09-2026", "nogle dage siden", "16-09-2026"))
    )
    with connect(world, address, R.INGEST, losing := Losing(0)) as client:
        import_id = client.begin_import()
        losing.lose(1)
        results = list(client.import_table(import_id, MAPPING, io.BytesIO(table.encode())))
        assert [one.line for one in results] == [2, 3, 4]
        known = LineOutcome.KNOWN
        assert [one.outcome for one in results] == [known, LineOutcome.REFUSED, known]
        assert client.read_import(import_id).stored == 2


@pytest.mark.usefixtures("stored")
def test_the_same_awaited(world: World, address: str) -> None:
    async def work() -> RecipientId:
        async with AsyncVaultClient(address, key_for(world, R.DPO), "rights_fulfilment", retries=QUICK) as dpo:
            here = await dpo.register_recipient(example(NewRecipient))
            assert await dpo.for_purpose("storage_limitation").list_holds() == []
            assert [one async for one in dpo.cases()] != []
            return here.recipient_id

    made = asyncio.run(work())
    with connect(world, address, R.DPO) as dpo:
        assert [one.recipient_id for one in dpo.list_recipients()] == [made]
