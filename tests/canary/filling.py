"""Which rows and sealed columns nothing was ever put into, asked of the tables themselves."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, func, select

from vault.crypto import key_id_of
from vault.ids import PLATFORM
from vault.opening import open_vault
from vault.records import place_of, sealed_columns
from vault.settings import Settings
from vault.storage import looking, metadata
from vault.wiring import Vault

EMPTY = {
    "audit_subtree": "holds hashes of the log, from 256 events on",
    "audit_witness": "holds which witness was told; there is none here",
    "case_lane": "holds codes and days of a lane that was closed",
    "case_residue": "holds how many anonymised cases were alike, from five on",
    "case_remark": "holds places and codes of passages, no words of them",
    "deactivated_key": "holds references to provider keys; filled by moving between providers, see tests/epochs",
    "import_line": "holds keyed hashes of lines; see tests/imports",
    "import_run": "holds counts and days",
    "job": "holds codes, ids and counts",
    "sign_in": "holds hashes and days of a sign-in that was begun; see tests/accounts",
    "sign_in_failure": "holds keyed hashes of attempts",
    "retention_review": "holds an id, a version and yes or no; nothing is due for review here",
    "erasure_mark": "holds how far a restored ledger was replayed; a number and a hash",
    "offboarding": "holds how far an organisation's leaving is; it ends the vault that is looked at here",
}
"""Tables that may stay empty here, and why that hides nothing."""
WORDLESS = {
    "consent.withdrawal": "holds a day and a channel",
    "request_letter.content": "is a PDF, as request_package.letter",
    "review.record": "holds who began it, and whether it is approved",
    "review_candidate.record": "holds ids, reasons as codes, and a decision",
    "review_text.record": "holds places and reasons, without the text's words",
    "staff_account.proofs": "holds hashes and secrets of an account",
    "request_delivery.code": "is a random code",
    "webhook.secrets": "holds random keys",
    "approval.decided": "holds who decided and when",
    "report.seal": "holds a public key and an id",
    "report_message.envelope": "holds what only a receipt opens; the words stand in a document as well",
    "request_package.letter": "is a PDF, in which words are compressed and set in glyphs",
    "request_package.manifest": "holds names of files and their hashes",
    "request_package.review": "holds decisions on what was masked, by place and ground",
}
"""Sealed columns that no word is looked for in, and why."""


def unfilled(settings: Settings, words: Iterable[str]) -> list[str]:
    """`table is empty` and `table.column holds no word`: what the search for words could not have found anything in."""
    wanted = tuple(words)
    with open_vault(settings) as vault, looking(vault.storage.engine) as connection:
        return list(_unfilled(vault, connection, wanted))


def _unfilled(vault: Vault, connection: Connection, words: tuple[str, ...]) -> Iterator[str]:
    for table in metadata.sorted_tables:
        count = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if count == 0 and table.name not in EMPTY:
            yield f"{table.name} is empty"
        wordy = [one for one in sealed_columns(table) if f"{table.name}.{one.name}" not in WORDLESS]
        for column in wordy if count else ():
            if not any(word in text for text in _texts(vault, connection, table, column) for word in words):
                yield f"{table.name}.{column.name} holds no word"


def _texts(vault: Vault, connection: Connection, table: Table, column: Any) -> Iterator[str]:
    """What stands in a column, opened, as text."""
    for row in connection.execute(select(table).where(column.is_not(None))):
        if row.organisation_id == PLATFORM:
            continue
        record = getattr(row, column.name)
        keys = vault.keyring.within(connection, row.organisation_id, vault.clock.now())
        content = keys.get(key_id_of(record)).open(record, place_of(row, column))
        yield content.decode("utf-8", "replace")
        try:
            yield str(msgspec.msgpack.decode(content))
        except msgspec.DecodeError:
            continue
