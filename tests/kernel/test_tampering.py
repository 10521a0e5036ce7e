"""Whatever is done to a sealed column, the record is refused, named, and never opens as something else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, Table, select, update
from tests.filling import fill
from tests.world import World, case, document, party, person

from vault import evidence, recovery, subjects
from vault.complaints import Role
from vault.errors import Sealed
from vault.ids import OrganisationId
from vault.opening import open_vault
from vault.policy import RoleName
from vault.records import chunk_columns, sealed_columns
from vault.storage import metadata
from vault.subjects import Given, NationalIdBasis

R = RoleName
BORN = date(1970, 3, 4)
KEPT = NationalIdBasis.COURT_FILING

COLUMNS = [
    *("case.reference", "party.description", "party.knowledge", "document.text", "disclosure.record"),
    *("case_entry.record", "subject_flag.record", "subject_flag.ending", "subject_tie.record"),
    *("subject.identity", "subject.contact", "subject.national_id", "subject_request.details"),
    *("request_package.letter", "request_package.data", "request_package.manifest", "request_package.review"),
    "package_file.content",
    *("review.record", "review_text.record", "review_ruling.record", "review_candidate.record"),
    *("search_protocol.record", "remembered_decision.record"),
    *("request_entry.details", "request_letter.content", "request_delivery.code"),
    *("approval.asked", "approval.decided", "data_key.wrapped", "hold.reason"),
    *("staff_account.identity", "staff_account.proofs", "passkey.details", "emergency.reason", "emergency.review"),
    *("attachment.record", "attachment.text", "attachment_chunk.content"),
    *("recipient.record", "agreement.record", "consent.record", "consent.withdrawal", "disclosure.answer"),
    *("notice.told", "notice.outcomes", "child_concern.record", "concern_receipt.receipt", "case_information.record"),
    *("webhook.url", "webhook.secrets", "report.seal", "report_message.envelope"),
]
# These do not hold a person's record: hashes, tokens, ids, and what an open vault keeps unwrapped.
_NOT_SEALED = {
    *("approval.digest", "api_client.certificate", "client_key.key_hash", "audit_event.entities", "audit_event.leaf"),
    *("audit_subtree.hash", "audit_tree.edge", "import_line.fingerprint", "import_line.key"),
    *("staff_account.invitation", "passkey.credential", "session.secret_hash", "session.previous_hash"),
    *("session.form_key", "known_device.secret_hash", "sign_in.secret_hash", "sign_in_failure.token"),
    *("epoch.wrapped_encryption_key", "epoch.wrapped_index_key", "signing_key.wrapped_seed", "signing_key.public_key"),
    *("signing_key.introduction", "signing_key.voucher"),
    *("idempotency.fingerprint", "idempotency.result", "index_token.token", "purge_plan.digest"),
    *("purge_certificate.signature", "purge_certificate.public_key"),
    *("offboarding.signature", "offboarding.public_key"),
    *("subject_request.scope_at_receipt", "subject_request.scope_at_answer"),
    "report.lookup",
}


@pytest.fixture(scope="module")
def full(sqlite_world: World) -> World:
    fill(sqlite_world, sqlite_world.organisation)
    return sqlite_world


def check(world: World, organisation: OrganisationId | None = None) -> int:
    caller = world.caller(R.OPERATOR, organisation, purpose="accountability")
    return world.vault.call(caller, recovery.check_every_record)


def column(name: str) -> tuple[Table, Any]:
    table, _, field = name.partition(".")
    return metadata.tables[table], metadata.tables[table].c[field]


def rows(world: World, name: str) -> list[tuple[tuple[Any, ...], bytes]]:
    """Primary key and content of each filled row."""
    table, field = column(name)
    with world.vault.storage.engine.connect() as connection:
        found = connection.execute(select(*table.primary_key, field).where(field.is_not(None)))
        return [(tuple(row)[:-1], tuple(row)[-1]) for row in found]


@contextmanager
def changed(world: World, name: str, changes: dict[tuple[Any, ...], bytes]) -> Iterator[None]:
    """The column changed for some rows, and as it was afterwards."""
    before = dict(rows(world, name))
    try:
        write(world, name, changes)
        yield
    finally:
        write(world, name, {key: before[key] for key in changes})


def write(world: World, name: str, contents: dict[tuple[Any, ...], bytes]) -> None:
    table, field = column(name)
    with world.vault.storage.engine.begin() as connection:
        for key, content in contents.items():
            where = [one == value for one, value in zip(table.primary_key, key, strict=True)]
            connection.execute(update(table).where(*where).values({field: content}))


def test_every_binary_column_is_known_here() -> None:
    binary = {
        f"{table.name}.{one.name}"
        for table in metadata.sorted_tables
        for one in table.columns
        if isinstance(one.type, LargeBinary)
    }
    assert binary == set(COLUMNS) | _NOT_SEALED


def test_every_column_of_sealed_records_says_so() -> None:
    said = {f"{table.name}.{one.name}" for table in metadata.sorted_tables for one in sealed_columns(table)}
    # A data key is a record too, but under its epoch's key; a chunk is a part of a stream.
    assert said == set(COLUMNS) - {"data_key.wrapped", "attachment_chunk.content"}
    chunks = {f"{table.name}.{one.name}" for table in metadata.sorted_tables for one in chunk_columns(table)}
    assert chunks == {"attachment_chunk.content"}


def test_untouched_everything_opens(full: World) -> None:
    assert check(full) >= 8


@pytest.mark.parametrize("name", COLUMNS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_bit_is_refused(full: World, name: str, data: st.DataObject) -> None:
    key, content = data.draw(st.sampled_from(rows(full, name)))
    place = data.draw(st.integers(0, len(content) - 1))
    flipped = bytearray(content)
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))
    with changed(full, name, {key: bytes(flipped)}), pytest.raises(Sealed) as refused:
        check(full)
    assert "Overby" not in str(refused.value)


@pytest.mark.parametrize("name", COLUMNS)
def test_two_rows_that_were_exchanged_are_refused(full: World, name: str) -> None:
    (one, first), (other, second), *_ = rows(full, name)
    with changed(full, name, {one: second, other: first}), pytest.raises(Sealed):
        check(full)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("subject.contact", "subject.identity"),
        ("subject.identity", "subject.contact"),
        ("request_package.data", "request_package.letter"),
        ("request_package.manifest", "request_package.data"),
        ("document.text", "disclosure.record"),
        ("case.reference", "document.text"),
    ],
)
def test_a_record_in_another_field_is_refused(full: World, name: str, source: str) -> None:
    (key, _), *_ = rows(full, name)
    (_, foreign), *_ = rows(full, source)
    with changed(full, name, {key: foreign}), pytest.raises(Sealed):
        check(full)


@pytest.fixture(scope="module")
def elsewhere(full: World) -> OrganisationId:
    other = full.another_organisation()
    fill(full, other)
    return other


@pytest.mark.parametrize("name", COLUMNS)
def test_a_record_of_another_organisation_is_refused(full: World, elsewhere: OrganisationId, name: str) -> None:
    there = [content for key, content in rows(full, name) if key[0] == elsewhere]
    (key, _), *_ = [one for one in rows(full, name) if one[0][0] == full.organisation]
    with changed(full, name, {key: there[0]}), pytest.raises(Sealed):
        check(full)


def test_a_part_as_it_was_before_a_change_is_refused(world: World) -> None:
    """An old address that is put back would be answered, and written to."""
    who = person(
        "Tove Overby", date_of_birth=BORN, national_id="040370-9914", national_id_basis=KEPT, phones=("68 31 41 51",)
    )
    subject = world.call(R.INGEST, subjects.store_subject, who)
    older = {name: dict(rows(world, name)) for name in ("subject.identity", "subject.contact", "subject.national_id")}
    again = person(
        "Tove Overby", date_of_birth=BORN, national_id="040370-9914", national_id_basis=KEPT, phones=("68 99 99 99",)
    )
    assert world.call(R.INGEST, subjects.store_subject, again) == subject
    for name, contents in older.items():
        with changed(world, name, contents), pytest.raises(Sealed):
            check(world)
    assert check(world) == 1


WRAPPED = ("epoch.wrapped_encryption_key", "epoch.wrapped_index_key", "signing_key.wrapped_seed")


@pytest.mark.parametrize("name", WRAPPED)
def test_a_wrapped_key_that_was_changed_opens_nothing(world: World, name: str) -> None:
    world.store(case(party("K", Role.COMPLAINANT, person()), documents=(document("Larm."),)))
    changes = {key: content[:-1] + bytes([content[-1] ^ 1]) for key, content in rows(world, name)}
    world.vault.close()
    with changed(world, name, changes), pytest.raises(Sealed):
        use_every_key(world)


def use_every_key(world: World) -> None:
    with open_vault(world.vault.settings) as again:
        again.call(world.caller(R.OPERATOR, purpose="accountability"), recovery.check_every_record)
        again.call(world.caller(R.DPO), subjects.find_subjects, Given(phone="68314151"))
        again.call(world.caller(R.AUDITOR), evidence.verify)
