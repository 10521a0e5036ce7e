"""The bytes themselves: no canary in any file that a vault writes, and none of an erased key once it is closed."""

import base64
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.world import NOW, World, case, document, party, person, settings

from vault import complaints, evidence, retention, subject_requests
from vault.clock import StoppedClock
from vault.complaints import NewDisclosure, Role, StoredCase
from vault.keys.tables import data_key, index_token
from vault.language import Language
from vault.normal import folded
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.settings import Settings
from vault.storage import looking, metadata
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given
from vault.wiring import Vault

R = RoleName
LONG_AGO = date(2024, 1, 2)
NAME, OTHER_NAME, NATIONAL_ID, PHONE = "Gyrithe Kvistrup", "Gyrithe Abelone", "140260-9914", "68 19 29 39"
CANARIES = (
    NAME,
    "Gyrithe",
    "Kvistrup",
    "Abelone",
    NATIONAL_ID,
    "1402609914",
    "1960-02-14",
    PHONE,
    "68192939",
    "gyrithe@",
    "Mosegårdsvej",
    "3. th.",
    "trappeopgangen",
    "2024-0099",
    "Lægehuset",
    "sygdomsforløb",
    "aktindsigtsønske",
)


def spelt(canary: str) -> Iterator[bytes]:
    """A canary in every spelling in which something might have kept it."""
    for text in {canary, canary.lower(), canary.upper(), folded(canary), unicodedata.normalize("NFD", canary)}:
        yield text.encode()
        yield text.encode("utf-16-le")
        yield text.encode("latin-1", "ignore")
        yield text.encode().hex().encode()
        yield base64.b64encode(text.encode())[: len(text) // 3 * 4]


@pytest.fixture
def placed(tmp_path: Path, clock: StoppedClock) -> Settings:
    """A vault that has everything it writes in one folder."""
    made = settings(tmp_path / "vault", f"sqlite:///{tmp_path / 'vault' / 'vault.db'}")
    initialise(made, clock)
    return made


def private_case(world: World) -> StoredCase:
    who = person(
        NAME,
        other_names=(OTHER_NAME,),
        national_id=NATIONAL_ID,
        date_of_birth=date(1960, 2, 14),
        phones=(PHONE,),
        emails=("gyrithe@brev.example",),
        address="Mosegårdsvej 3, 8799 Prøveby",
    )
    given = NewDisclosure(
        disclosed_on=LONG_AGO, recipient="Lægehuset", legal_basis="art. 6", content="Et sygdomsforløb."
    )
    return world.store(
        case(
            party("K", Role.COMPLAINANT, who),
            party("I", Role.RESPONDENT, description="bor 3. th. i trappeopgangen"),
            documents=(document("Gyrithe sad i trappeopgangen.", author="K", role=Role.COMPLAINANT),),
            disclosures=(given,),
            received=LONG_AGO,
            closed=LONG_AGO,
            reference="2024-0099",
        )
    )


def files(placed: Settings) -> dict[str, bytes]:
    return {str(one.relative_to(placed.home)): one.read_bytes() for one in placed.home.rglob("*") if one.is_file()}


def refuse_canaries(placed: Settings) -> None:
    for name, content in files(placed).items():
        found = [canary for canary in CANARIES for spelling in spelt(canary) if spelling in content]
        assert found == [], name


def answered(world: World) -> None:
    """A request from receipt to its letter, every part of which is about this person."""
    new = NewRequest(
        received_on=NOW.date(),
        channel=Channel.EMAIL,
        language=Language.DANISH,
        text="Et aktindsigtsønske.",
        given=Given(name=NAME, national_id=NATIONAL_ID, phone=PHONE),
    )
    opened = world.call(R.DPO, subject_requests.open_request, new)
    assert opened.cases_held == 1
    world.call(R.DPO, subject_requests.answer_request, opened.request_id)
    package = world.call(R.DPO, subject_requests.read_package, opened.request_id)
    assert package.files["letter.pdf"].startswith(b"%PDF")


def test_a_canary_would_be_found(tmp_path: Path) -> None:
    """The search is worth something: each spelling of each canary is seen where it stands."""
    placed = settings(tmp_path, "sqlite:///unused")
    for canary in CANARIES:
        (tmp_path / "leak").write_bytes(b"\x00" + canary.upper().encode("utf-16-le") + b"\x00")
        with pytest.raises(AssertionError, match="leak"):
            refuse_canaries(placed)


def test_no_file_holds_a_canary_while_the_vault_is_open_or_closed(placed: Settings, clock: StoppedClock) -> None:
    """The write-ahead log too, and also after a request was answered about the person."""
    with open_vault(placed, clock) as vault:
        world = World(vault, clock)
        stored = private_case(world)
        world.call(R.DPO, complaints.read_case, stored.case_id)
        assert {"vault.db", "vault.db-wal", "keystore/keys.json"} <= set(files(placed))
        refuse_canaries(placed)
        answered(world)
        world.call(R.AUDITOR, evidence.seal)
        refuse_canaries(placed)
    refuse_canaries(placed)


def key_bytes(vault: Vault) -> list[bytes]:
    with looking(vault.storage.engine) as connection:
        keys = list(connection.scalars(select(data_key.c.wrapped)))
        return keys + list(connection.scalars(select(index_token.c.token)))


def test_nothing_of_an_erased_key_is_left_in_a_file(placed: Settings, clock: StoppedClock) -> None:
    """Neither in a free page nor in the log: what is deleted is overwritten (`secure_delete`)."""
    with open_vault(placed, clock) as vault:
        world = World(vault, clock)
        private_case(world)
        held = key_bytes(vault)
        assert len(held) > 5
    closed = b"".join(files(placed).values())
    assert all(one in closed for one in held)
    with open_vault(placed, clock) as vault:
        world.vault = vault
        plan = world.call(R.RETENTION_JOB, retention.plan)
        assert len(plan.items) == 1
        world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
        with looking(vault.storage.engine) as connection:
            for name in ("case", "case_step", "party", "document", "disclosure", "subject", "index_token"):
                assert connection.execute(select(metadata.tables[name])).all() == [], name
            # The recipient is owed a notice that it was erased, which names nobody (Art. 19).
            assert set(connection.scalars(select(data_key.c.owner_kind))) == {"notice"}
    left = b"".join(files(placed).values())
    assert not [one for one in held if one in left]
