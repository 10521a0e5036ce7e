"""Verbs about one's own sessions."""

from vault.accounts.limits import limits
from vault.accounts.sessions import store
from vault.accounts.sessions.model import OwnSession, Session, SessionView
from vault.accounts.staff import store as staff
from vault.errors import Conflict, NotFound, Unauthenticated
from vault.ids import SessionId
from vault.policy import Permission
from vault.work import Work, reads, writes


@reads
def own_session(work: Work) -> OwnSession:
    """The session in which this is asked, as its pages need it: who, in which roles, which token forms carry."""
    work.permit(Permission.SESSION_MANAGE)
    one = present(work)
    account = staff.load(work, one.account_id)
    chosen = limits(work.policy.folder).sessions
    return OwnSession(
        session_id=one.session_id,
        account_id=one.account_id,
        name=account.identity.name,
        email=account.identity.email,
        roles=work.actor.roles,
        form_token=one.form_token(),
        ends_at=one.ends_at,
        until=one.until,
        renew=work.now - one.rotated_at >= chosen.rotate,
        fresh=work.now - one.started_at < chosen.fresh,
        emergency=work.actor.emergency,
    )


@writes
def renew_session(work: Work) -> str:
    """A new token for the session, to put in place of the one in the cookie; that one is taken for a minute more."""
    work.permit(Permission.SESSION_MANAGE)
    return store.rotate(work, present(work))


@writes
def sign_out(work: Work) -> None:
    """Ends the session in which this is asked, at once."""
    work.permit(Permission.SESSION_MANAGE)
    store.end(work.connection, work.organisation_id, present(work).session_id)
    work.audit.note("signed out")


@reads
def list_sessions(work: Work) -> list[SessionView]:
    """One's own sessions, the newest first."""
    work.permit(Permission.SESSION_MANAGE)
    mine = present(work)
    return [
        SessionView(
            session_id=one.session_id,
            method=one.method,
            started_at=one.started_at,
            used_at=one.used_at,
            ends_at=one.ends_at,
            present=one.session_id == mine.session_id,
        )
        for one in store.of(work, mine.account_id)
    ]


@writes
def end_session(work: Work, session_id: SessionId) -> None:
    """Ends one of one's own sessions at once, from one that is fresh. Raises NotFound for any other, Conflict."""
    work.permit(Permission.SESSION_MANAGE, session_id)
    if session_id not in {one.session_id for one in store.of(work, fresh_session(work).account_id)}:
        raise NotFound("session")
    store.end(work.connection, work.organisation_id, session_id)
    work.audit.note("ended")


@writes
def end_other_sessions(work: Work) -> int:
    """Ends all of one's own sessions but this, and forgets every known device; returns how many sessions.

    Raises Conflict where this one is not fresh: whoever took it over must not send its owner away.
    """
    work.permit(Permission.SESSION_MANAGE)
    mine = fresh_session(work)
    gone = store.end_all(work, mine.account_id, but=mine.session_id)
    store.forget_devices(work, mine.account_id)
    work.audit.note(f"ended {gone}")
    return gone


def present(work: Work) -> Session:
    """The session of the caller. Raises Unauthenticated for whoever acts without one."""
    found = None
    if work.actor.session is not None:
        found = store.find(work.connection, work.organisation_id, SessionId(work.actor.session))
    if found is None:
        raise Unauthenticated("no session")
    return found


def fresh_session(work: Work) -> Session:
    """The session of the caller, if they proved themselves a moment ago. Raises Conflict, Unauthenticated."""
    one = present(work)
    if work.now - one.started_at >= limits(work.policy.folder).sessions.fresh:
        raise Conflict("the session is too old for this", hint="sign in again")
    return one
