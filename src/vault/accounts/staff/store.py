"""Staff's rows: sealed here, opened here."""

from collections.abc import Collection, Iterable
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, delete, func, insert, select, update

from vault.accounts.staff.model import NO_STEP, Account, Identity, OpenId, Proofs, StaffState
from vault.accounts.staff.tables import passkey, staff_account
from vault.crypto import RecordKey
from vault.errors import Conflict, NotFound
from vault.ids import AccountId, new_id
from vault.normal import email as normal
from vault.policy import RoleName
from vault.records import opened, place, sealed
from vault.storage import among
from vault.work import Work

KIND: Final = "staff"
EMAIL: Final = "staff_email"
OPENID: Final = "staff_openid"


def add(work: Work, identity: Identity, roles: frozenset[RoleName], proofs: Proofs) -> Account:
    """A new account that opens nothing yet."""
    account_id = AccountId(new_id())
    key = work.keys.create(KIND, account_id)
    account = Account(
        account_id=account_id,
        organisation_id=work.organisation_id,
        version=1,
        state=StaffState.INVITED,
        roles=roles,
        identity=identity,
        proofs=proofs,
        last_step=NO_STEP,
        invitation=None,
        invited_until=None,
        created_at=work.now,
        created_by=work.actor.ref,
        ended_at=None,
    )
    work.connection.execute(
        insert(staff_account).values(
            organisation_id=work.organisation_id,
            account_id=account_id,
            key_id=key.id,
            created_at=account.created_at,
            created_by=account.created_by,
            **_values(key, account),
        )
    )
    work.keys.remember(account_id, terms(account))
    return account


def terms(account: Account) -> list[tuple[str, str]]:
    """What an account is found by. The address of somebody who left is free again; a provider's word is not."""
    openid = account.proofs.openid
    by_address = [(EMAIL, normal(account.identity.email))] if account.here else []
    return [*by_address, *([] if openid is None else [(OPENID, openid.term)])]


def save(work: Work, account: Account) -> Account:
    """Keeps a changed account, in its next version. Raises Conflict where somebody changed it meanwhile."""
    changed = msgspec.structs.replace(account, version=account.version + 1)
    key = key_of(work, account.account_id)
    still = (*_is(work, account.account_id), staff_account.c.version == account.version)
    done = work.connection.execute(update(staff_account).where(*still).values(**_values(key, changed)))
    if done.rowcount != 1:
        raise Conflict("somebody changed the account a moment ago", hint="look again")
    return changed


def reindex(work: Work, account: Account) -> None:
    """Has an account found by what it holds now, under the current epoch."""
    work.keys.forget([account.account_id])
    work.keys.remember(account.account_id, terms(account))


def load(work: Work, account_id: AccountId) -> Account:
    """Raises NotFound, Tampered."""
    row = work.connection.execute(select(staff_account).where(*_is(work, account_id))).one_or_none()
    if row is None:
        raise NotFound("member of staff")
    return _opened(work, [row])[0]


def everyone(work: Work) -> list[Account]:
    """Every account, those that ended included, the oldest first."""
    rows = work.connection.execute(select(staff_account).where(*_mine(work)).order_by(staff_account.c.account_id))
    return _opened(work, list(rows))


def several(work: Work, account_ids: Collection[AccountId]) -> list[Account]:
    """Those of these accounts that there are."""
    wanted = sorted(set(account_ids))
    rows = work.connection.execute(select(staff_account).where(*_mine(work), among(staff_account.c.account_id, wanted)))
    return _opened(work, list(rows))


def by_email(work: Work, address: str) -> Account | None:
    """Who signs in with an address and has not left."""
    return _living(work, EMAIL, normal(address))


def by_openid(work: Work, openid: OpenId) -> Account | None:
    """Whom a provider means, left or not: whoever left does not come back by signing in there."""
    for owner in work.keys.owners(OPENID, openid.term):
        account = load(work, AccountId(owner))
        if account.proofs.openid == openid:
            return account
    return None


def rows(work: Work, record: UUID | None = None) -> list[Row[Any]]:
    """Ids, states and times, unopened: of one, or of all."""
    one = () if record is None else (staff_account.c.account_id == record,)
    query = select(staff_account).where(*_mine(work), *one).order_by(staff_account.c.account_id)
    return list(work.connection.execute(query))


def erase(work: Work, account_id: AccountId, dependents: Iterable[Any]) -> int:
    """Destroys the key of an account, then its rows; returns how many keys."""
    keys = work.keys.destroy(account_id)
    for table in (*dependents, passkey, staff_account):
        mine = (table.c.organisation_id == work.organisation_id, table.c.account_id == account_id)
        work.connection.execute(delete(table).where(*mine))
    return keys


def key_of(work: Work, account_id: AccountId) -> RecordKey:
    key_id = work.connection.execute(select(staff_account.c.key_id).where(*_is(work, account_id))).scalar_one()
    return work.keys.get(key_id)


def _values(key: RecordKey, account: Account) -> dict[str, Any]:
    def at(field: str) -> Any:
        return place(account.organisation_id, "staff_account", account.account_id, f"{field}/{account.version}")

    return {
        "version": account.version,
        "state": account.state.value,
        "roles": " ".join(sorted(account.roles)),
        "departments": msgspec.json.encode(sorted(account.departments)).decode(),
        "identity": sealed(key, at("identity"), account.identity),
        "proofs": sealed(key, at("proofs"), account.proofs),
        "last_step": account.last_step,
        "invitation": account.invitation,
        "invited_until": account.invited_until,
        "ended_at": account.ended_at,
    }


def _opened(work: Work, found: list[Row[Any]]) -> list[Account]:
    keys = work.keys.get_all(row.key_id for row in found)
    passkeys = _passkeys(work)
    return [_account(keys[row.key_id], row, passkeys.get(row.account_id, 0)) for row in found]


def _account(key: RecordKey, row: Row[Any], passkeys: int) -> Account:
    def at(field: str) -> Any:
        return place(row.organisation_id, "staff_account", row.account_id, f"{field}/{row.version}")

    return Account(
        account_id=row.account_id,
        organisation_id=row.organisation_id,
        version=row.version,
        state=StaffState(row.state),
        roles=frozenset(RoleName(role) for role in row.roles.split()),
        departments=msgspec.json.decode(row.departments, type=frozenset[str]),
        identity=opened(key, at("identity"), row.identity, Identity),
        proofs=opened(key, at("proofs"), row.proofs, Proofs),
        last_step=row.last_step,
        invitation=row.invitation,
        invited_until=row.invited_until,
        created_at=row.created_at,
        created_by=row.created_by,
        ended_at=row.ended_at,
        passkeys=passkeys,
    )


def _passkeys(work: Work) -> dict[UUID, int]:
    """How many each account has."""
    query = select(passkey.c.account_id, func.count()).where(passkey.c.organisation_id == work.organisation_id)
    return {row[0]: row[1] for row in work.connection.execute(query.group_by(passkey.c.account_id))}


def _living(work: Work, kind: str, value: str) -> Account | None:
    for owner in work.keys.owners(kind, value):
        account = load(work, AccountId(owner))
        # A token is 128 bits of a hash; what it stands for decides.
        if account.here and (kind, value) in terms(account):
            return account
    return None


def _mine(work: Work) -> tuple[Any, ...]:
    return (staff_account.c.organisation_id == work.organisation_id,)


def _is(work: Work, account_id: AccountId) -> tuple[Any, ...]:
    return (*_mine(work), staff_account.c.account_id == account_id)
