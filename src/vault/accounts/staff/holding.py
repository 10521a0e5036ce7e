"""Accounts of staff as a holding: who it was is kept as long as the log speaks of them, and then erased."""

from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from vault.accounts.emergency import store as emergencies
from vault.accounts.emergency.tables import emergency
from vault.accounts.factors import passkeys
from vault.accounts.sessions.tables import known_device, session, sign_in
from vault.accounts.staff import store
from vault.accounts.staff.model import StaffState
from vault.clock import legal_day
from vault.holdings import Erased, Facts, Terms
from vault.ids import AccountId
from vault.work import Work

_DEPENDENTS = (session, known_device, sign_in, emergency)


class StaffHolding:
    """An account, with what belongs to it."""

    kind = store.KIND
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"staff_account", "passkey", "emergency"}),
        events=frozenset({"ended", "lapsed"}),
        codes={"state": frozenset(one.value for one in StaffState)},
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in store.rows(work, record):
            events = {} if row.ended_at is None else {"ended": legal_day(row.ended_at)}
            if row.state == StaffState.INVITED and row.invited_until is not None:
                events["lapsed"] = legal_day(row.invited_until)
            codes = {"state": row.state}
            yield Facts(kind=self.kind, id=row.account_id, version=row.version, codes=codes, events=events)

    def everything(self, work: Work) -> list[UUID]:
        return [row.account_id for row in store.rows(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            store.load(work, AccountId(record))
            passkeys.of(work, AccountId(record))
            emergencies.of(work, AccountId(record))

    def erase(self, work: Work, record: UUID) -> Erased:
        keys = store.erase(work, AccountId(record), _DEPENDENTS)
        return Erased(keys=keys, entities=(record,))
