"""Rows of sessions, sign-ins, devices and failures."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update

from vault.accounts.sessions.model import OVERLAP, SIGN_IN_LASTS, Device, Method, Pending, Session, SignedIn, WaitsFor
from vault.accounts.sessions.slowing import FORGOTTEN_AFTER, Failures
from vault.accounts.sessions.tables import known_device, session, sign_in, sign_in_failure
from vault.crypto import CredentialKind, Secret, credential_matches, hash_credential, mint_credential, parse_credential
from vault.ids import AccountId, DeviceId, OrganisationId, SessionId, SignInId, new_id
from vault.storage import add_unless_there
from vault.work import Work

_NOBODY: Final = hash_credential(Secret.generate(), CredentialKind.SIGN_IN)
_DEVICES: Final = 10
"""So many devices of one person are known; the oldest is forgotten first."""


def begin(work: Work, waits_for: WaitsFor, account_id: AccountId | None) -> tuple[str, datetime]:
    """A sign-in that waits for its second half: its token, and until when. Those that ran out go."""
    _drop_ended(work)
    sign_in_id, until = SignInId(new_id()), work.now + SIGN_IN_LASTS
    token, secret_hash = mint_credential(work.organisation_id, sign_in_id, CredentialKind.SIGN_IN)
    work.connection.execute(
        insert(sign_in).values(
            organisation_id=work.organisation_id,
            sign_in_id=sign_in_id,
            account_id=account_id,
            secret_hash=secret_hash,
            waits_for=waits_for.value,
            until=until,
        )
    )
    return token, until


def pending(work: Work, token: str) -> Pending | None:
    """The sign-in that a token belongs to, while it lasts."""
    credential = parse_credential(token, CredentialKind.SIGN_IN)
    if credential is None or credential.organisation != work.organisation_id:
        return None
    mine = (sign_in.c.organisation_id == work.organisation_id, sign_in.c.sign_in_id == credential.client)
    row = work.connection.execute(select(sign_in).where(*mine)).one_or_none()
    matches = credential_matches(credential.secret, _NOBODY if row is None else row.secret_hash, CredentialKind.SIGN_IN)
    if row is None or not matches or work.now >= row.until:
        return None
    return Pending(
        sign_in_id=row.sign_in_id,
        account_id=row.account_id,
        waits_for=WaitsFor(row.waits_for),
        secret=credential.secret,
        until=row.until,
    )


def finish(work: Work, sign_in_id: SignInId) -> bool:
    """Ends a sign-in; False where somebody ended it a moment ago: each is used once."""
    mine = (sign_in.c.organisation_id == work.organisation_id, sign_in.c.sign_in_id == sign_in_id)
    return work.connection.execute(delete(sign_in).where(*mine)).rowcount == 1


def open_session(
    work: Work, account_id: AccountId, method: Method, *, idle_minutes: int, longest: timedelta, device_days: int
) -> SignedIn:
    """A new session, and a device that is known from now on."""
    session_id, until = SessionId(new_id()), work.now + longest
    token, secret_hash = mint_credential(work.organisation_id, session_id, CredentialKind.SESSION)
    work.connection.execute(
        insert(session).values(
            organisation_id=work.organisation_id,
            session_id=session_id,
            account_id=account_id,
            secret_hash=secret_hash,
            form_key=Secret.generate().reveal(),
            method=method.value,
            started_at=work.now,
            rotated_at=work.now,
            used_at=work.now,
            idle_minutes=idle_minutes,
            until=until,
        )
    )
    device, device_until = _remember_device(work, account_id, timedelta(days=device_days))
    return SignedIn(session=token, device=device, session_until=until, device_until=device_until)


def find(connection: Connection, organisation: OrganisationId, session_id: SessionId) -> Session | None:
    mine = (session.c.organisation_id == organisation, session.c.session_id == session_id)
    row = connection.execute(select(session).where(*mine)).one_or_none()
    return None if row is None else _session(row)


def of(work: Work, account_id: AccountId) -> list[Session]:
    """Somebody's sessions that have not ended, the newest first."""
    mine = (session.c.organisation_id == work.organisation_id, session.c.account_id == account_id)
    found = [_session(row) for row in work.connection.execute(select(session).where(*mine))]
    return sorted((one for one in found if one.living(work.now)), key=lambda one: one.session_id, reverse=True)


def rotate(work: Work, one: Session) -> str:
    """Gives a session another token; the present one is taken for a minute more."""
    token, secret_hash = mint_credential(work.organisation_id, one.session_id, CredentialKind.SESSION)
    mine = (
        session.c.organisation_id == work.organisation_id,
        session.c.session_id == one.session_id,
    )
    work.connection.execute(
        update(session)
        .where(*mine)
        .values(
            secret_hash=secret_hash,
            previous_hash=one.secret_hash,
            previous_until=work.now + OVERLAP,
            rotated_at=work.now,
            used_at=work.now,
        )
    )
    return token


def used(connection: Connection, organisation: OrganisationId, session_id: SessionId, at: datetime) -> None:
    """Keeps that something was done in a session."""
    mine = (session.c.organisation_id == organisation, session.c.session_id == session_id)
    connection.execute(update(session).where(*mine, session.c.used_at < at).values(used_at=at))


def end(connection: Connection, organisation: OrganisationId, session_id: SessionId) -> bool:
    """Ends a session at once; whether there was one."""
    mine = (session.c.organisation_id == organisation, session.c.session_id == session_id)
    return connection.execute(delete(session).where(*mine)).rowcount == 1


def end_all(work: Work, account_id: AccountId, *, but: SessionId | None = None) -> int:
    """Ends somebody's sessions, all but one where it is named, and begun sign-ins; returns how many sessions."""
    begun = (sign_in.c.organisation_id == work.organisation_id, sign_in.c.account_id == account_id)
    work.connection.execute(delete(sign_in).where(*begun))
    mine = [session.c.organisation_id == work.organisation_id, session.c.account_id == account_id]
    if but is not None:
        mine.append(session.c.session_id != but)
    return work.connection.execute(delete(session).where(*mine)).rowcount


def forget_devices(work: Work, account_id: AccountId) -> int:
    mine = (known_device.c.organisation_id == work.organisation_id, known_device.c.account_id == account_id)
    return work.connection.execute(delete(known_device).where(*mine)).rowcount


def device(connection: Connection, organisation: OrganisationId, token: str | None, now: datetime) -> Device | None:
    """The known device that shows a token."""
    credential = parse_credential(token or "", CredentialKind.DEVICE)
    if credential is None or credential.organisation != organisation:
        return None
    mine = (known_device.c.organisation_id == organisation, known_device.c.device_id == credential.client)
    row = connection.execute(select(known_device).where(*mine)).one_or_none()
    if row is None or now >= row.until:
        return None
    if not credential_matches(credential.secret, row.secret_hash, CredentialKind.DEVICE):
        return None
    return Device(device_id=row.device_id, account_id=row.account_id)


def failures(work: Work, token: bytes) -> Failures:
    """How often something was tried in vain. Whoever tries the same at the same time waits for this transaction."""
    mine = (sign_in_failure.c.organisation_id == work.organisation_id, sign_in_failure.c.token == token)
    add_unless_there(
        work.connection,
        sign_in_failure,
        organisation_id=work.organisation_id,
        token=token,
        count=0,
        last_at=work.now,
    )
    query = select(sign_in_failure.c.count.label("failed"), sign_in_failure.c.last_at).where(*mine)
    row = work.connection.execute(query.with_for_update()).one()
    return Failures(row.failed, row.last_at)


def keep_failures(work: Work, token: bytes, counted: Failures) -> None:
    mine = (sign_in_failure.c.organisation_id == work.organisation_id, sign_in_failure.c.token == token)
    work.connection.execute(update(sign_in_failure).where(*mine).values(count=counted.count, last_at=counted.last_at))


def forget_failures(work: Work, token: bytes) -> None:
    mine = (sign_in_failure.c.organisation_id == work.organisation_id, sign_in_failure.c.token == token)
    work.connection.execute(delete(sign_in_failure).where(*mine))


def _drop_ended(work: Work) -> None:
    """Rows that mean nothing any more."""
    for table, at in ((session, session.c.until), (sign_in, sign_in.c.until), (known_device, known_device.c.until)):
        work.connection.execute(delete(table).where(table.c.organisation_id == work.organisation_id, at <= work.now))
    old = sign_in_failure.c.last_at <= work.now - FORGOTTEN_AFTER
    work.connection.execute(
        delete(sign_in_failure).where(sign_in_failure.c.organisation_id == work.organisation_id, old)
    )


def _remember_device(work: Work, account_id: AccountId, lasting: timedelta) -> tuple[str, datetime]:
    mine = (known_device.c.organisation_id == work.organisation_id, known_device.c.account_id == account_id)
    query = select(known_device.c.device_id).where(*mine).order_by(known_device.c.device_id.desc())
    for surplus in list(work.connection.scalars(query))[_DEVICES - 1 :]:
        work.connection.execute(delete(known_device).where(*mine, known_device.c.device_id == surplus))
    device_id, until = DeviceId(new_id()), work.now + lasting
    token, secret_hash = mint_credential(work.organisation_id, device_id, CredentialKind.DEVICE)
    work.connection.execute(
        insert(known_device).values(
            organisation_id=work.organisation_id,
            device_id=device_id,
            account_id=account_id,
            secret_hash=secret_hash,
            until=until,
        )
    )
    return token, until


def _session(row: Row[Any]) -> Session:
    return Session(
        session_id=row.session_id,
        organisation_id=row.organisation_id,
        account_id=row.account_id,
        secret_hash=row.secret_hash,
        previous_hash=row.previous_hash,
        previous_until=row.previous_until,
        form_key=row.form_key,
        method=Method(row.method),
        started_at=row.started_at,
        rotated_at=row.rotated_at,
        used_at=row.used_at,
        idle_minutes=row.idle_minutes,
        until=row.until,
    )
