"""Verbs that establish who asks, with the least that is enough (A-20 … A-24), and for whom somebody acts (A-12).

No proof is ever kept: a document is shown, not copied, and of a code its hash alone stays, until it is used.
"""

from datetime import date, timedelta
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.clock import legal_day
from vault.crypto import code_matches, hash_code, mint_code
from vault.errors import Conflict, InvalidInput
from vault.ids import LetterId, RequestId, SubjectId
from vault.policy import Permission
from vault.subject_requests import store
from vault.subject_requests.amending import last
from vault.subject_requests.clocking import end_doubt
from vault.subject_requests.history import store as history
from vault.subject_requests.history.clock import open_doubts
from vault.subject_requests.history.entries import (
    CodeSent,
    CodeTried,
    Doubt,
    Entry,
    Identified,
    IdentityMethod,
    Represented,
    Resolved,
)
from vault.subject_requests.letter import Code
from vault.subject_requests.looking import locate_again, look_again
from vault.subject_requests.model import NewRequest, Regime
from vault.subject_requests.stages import Act, require
from vault.subject_requests.writing import write
from vault.subjects import store as subjects
from vault.subjects.standing.model import Power
from vault.work import Run, Work, looks_first, process, writes

ATTEMPTS: Final = 5
_BY_LETTER, _BY_PHONE = timedelta(days=21), timedelta(minutes=30)


class NewCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom a code goes to: somebody on record, at an address or phone that was known before the request."""

    subject_id: SubjectId
    by_letter: bool


class IssuedCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code, shown once: in a letter to the address on record, or to be sent to the phone on record."""

    to: str
    code: str | None
    """Null where it stands in the letter."""
    letter_id: LetterId | None
    expires_on: date


class TypedCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code as the person typed or said it."""

    code: Annotated[str, Meta(min_length=1, max_length=100)]


@writes
def identify_person(work: Work, request_id: RequestId, identified: Identified) -> None:
    """Keeps how identity was established, or that it was not, and ends the doubt if there was one (A-23).

    Raises NotFound, Conflict, InvalidInput. A code proves itself: it is entered and not recorded.
    """
    work.permit(Permission.REQUEST_PROCEED, request_id)
    view, new = store.load_request(work, request_id)
    require(Act.IDENTIFY, view.request.state)
    if new.regime is Regime.PUBLIC_DOCUMENTS:
        raise Conflict("whoever asks for public documents need not say who they are")
    if identified.method is IdentityMethod.CODE:
        raise InvalidInput("method", "a code is proven by entering it")
    if not new.received_on <= identified.on <= legal_day(work.now):
        raise InvalidInput("on", "must lie between receipt and today")
    _identified(work, request_id, identified)


@looks_first(look_again(Permission.REQUEST_PROCEED))
@writes
def send_code(work: Work, request_id: RequestId, new_code: NewCode) -> IssuedCode:
    """Makes a code for an address or phone on record; one made before does not count any more.

    Raises NotFound; InvalidInput where the person is not one whom the search found, or nothing of that kind is on
    record for them.
    """
    work.permit(Permission.REQUEST_PROCEED, request_id)
    view, new = store.load_request(work, request_id)
    require(Act.IDENTIFY, view.request.state)
    if new.regime is Regime.PUBLIC_DOCUMENTS:
        raise Conflict("whoever asks for public documents need not say who they are")
    to, name = _on_record(work, request_id, new, new_code)
    code = mint_code()
    expires = work.now + (_BY_LETTER if new_code.by_letter else _BY_PHONE)
    entry = CodeSent(
        subject_id=new_code.subject_id,
        by_letter=new_code.by_letter,
        expires_at=expires,
        hash=hash_code(code, request_id.bytes),
    )
    history.add(work, request_id, entry)
    work.audit.involve(new_code.subject_id)
    letter_id = None
    if new_code.by_letter:
        notice = Code(code=code, until=legal_day(expires))
        letter_id = write(work, view.request, new, notice, kind="code", to=(name, to))
    shown = None if new_code.by_letter else code
    return IssuedCode(to=to, code=shown, letter_id=letter_id, expires_on=legal_day(expires))


@process
def enter_code(run: Run, request_id: RequestId, typed: TypedCode) -> None:
    """Proves a known address by the code that was sent there. Raises NotFound, Conflict.

    An attempt counts before it is looked at, in a transaction of its own, so that nobody has a sixth.
    """
    run(count_attempt, request_id)
    run(prove_code, request_id, typed)


@writes
def count_attempt(work: Work, request_id: RequestId) -> None:
    """Counts an attempt at a code. Raises NotFound; Conflict where none is left or no code is out."""
    work.permit(Permission.REQUEST_PROCEED, request_id)
    _live_code(work, request_id)
    history.add(work, request_id, CodeTried())


@writes
def prove_code(work: Work, request_id: RequestId, typed: TypedCode) -> None:
    """Identifies the person if the code is right. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_PROCEED, request_id)
    sent, _ = _live_code(work, request_id, tries=ATTEMPTS + 1)
    if not code_matches(typed.code, request_id.bytes, sent.hash):
        raise Conflict("the code is not right")
    _identified(
        work,
        request_id,
        Identified(method=IdentityMethod.CODE, on=legal_day(work.now), established=True),
    )


@writes
def represent_person(work: Work, request_id: RequestId, represented: Represented) -> None:
    """Keeps who acts for the person, on which authority, until when (A-12), or takes that back.

    Raises NotFound, Conflict, InvalidInput.
    """
    work.permit(Permission.REQUEST_PROCEED, request_id)
    view, _ = store.load_request(work, request_id)
    require(Act.IDENTIFY, view.request.state)
    if represented.taken_back:
        history.add(work, request_id, represented)
        return
    if represented.until is not None and represented.until < legal_day(work.now):
        raise InvalidInput("until", "the authority has expired")
    if represented.power in (Power.PARENT, Power.GUARDIAN) and not represented.conflict_checked:
        raise InvalidInput("conflict_checked", "must be so: a parent or guardian may have an interest of their own")
    history.add(work, request_id, represented)


def _identified(work: Work, request_id: RequestId, identified: Identified) -> None:
    entries = [one.entry for one in history.load(work, request_id)]
    history.add(work, request_id, identified)
    if identified.established and any(one.doubt is Doubt.IDENTITY for one in open_doubts(entries)):
        end_doubt(work, request_id, Resolved(doubt=Doubt.IDENTITY, on=identified.on), entries)


def _live_code(work: Work, request_id: RequestId, tries: int = ATTEMPTS) -> tuple[CodeSent, list[Entry]]:
    """The code that counts. Raises Conflict where there is none, it ran out, was used, or was tried too often."""
    view, _ = store.load_request(work, request_id)
    require(Act.IDENTIFY, view.request.state)
    entries = [one.entry for one in history.load(work, request_id)]
    sent = last(entries, CodeSent)
    since = entries[entries.index(sent) + 1 :] if sent is not None else []
    tried = sum(isinstance(one, CodeTried) for one in since)
    used = any(isinstance(one, Identified) and one.method is IdentityMethod.CODE for one in since)
    if sent is None or used or work.now >= sent.expires_at or tried >= tries:
        raise Conflict("no code counts here any more", hint="send a new one")
    return sent, entries


def _on_record(work: Work, request_id: RequestId, new: NewRequest, new_code: NewCode) -> tuple[str, str]:
    """Where a code goes, never to what the request itself gave (A-21, A-80); and the name on record."""
    located = locate_again(work, request_id, new.given)
    if new_code.subject_id not in (*located.same, *located.to_confirm):
        raise InvalidInput("subject_id", "is nobody whom the search found for this request")
    work.permit(Permission.SUBJECT_CONTACT_READ, new_code.subject_id)
    person = subjects.load(work, [new_code.subject_id])[new_code.subject_id]
    known = [f"{one.line}{', ' + one.unit if one.unit else ''}" for one in person.addresses if one.until is None]
    reach = known if new_code.by_letter else list(person.phones)
    if not reach:
        raise InvalidInput("by_letter", "nothing of that kind is on record for this person")
    return reach[0], person.name or ""
