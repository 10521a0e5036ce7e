"""Verbs about a protected address: it was asked for again and stands, or it is lifted (S-30 … S-33).

A protection that ran out still protects: no address is shown because a day has passed. Somebody asks, and decides.
"""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.clock import legal_day
from vault.errors import Conflict, InvalidInput
from vault.ids import SubjectId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.subjects import store
from vault.subjects.amending import ChangedSubject
from vault.subjects.model import Person, Protection, ProtectionKind
from vault.work import Work, writes


class ProtectionCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a protection was asked for again and stands: until when, and when to ask next."""

    on: date
    until: Annotated[date | None, Meta(description="The last day of the protection, where it has one.")] = None
    recheck_on: date


class ProtectionEnd(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a protection has ended, as whoever was protected or the register says."""

    on: date
    forget_former_addresses: Annotated[
        bool, Meta(description="Whether addresses where they no longer live go with it.")
    ] = True


@writes
def confirm_protection(work: Work, subject_id: SubjectId, check: ProtectionCheck, seen: int) -> ChangedSubject:
    """Keeps that a protection stands, who asked and when. Raises NotFound, Outdated, Conflict, InvalidInput."""
    work.permit(Permission.SUBJECT_CHANGE, subject_id)
    held = _protected(work, subject_id, check.on)
    if check.recheck_on <= check.on or (check.until is not None and check.until < check.on):
        raise InvalidInput("recheck_on", "and until must be days after it was asked for")
    kept = held.protection or Protection(kind=ProtectionKind.OTHER)
    stands = msgspec.structs.replace(
        kept, until=check.until, recheck_on=check.recheck_on, checked_on=check.on, checked_by=work.actor.ref
    )
    return _store(work, subject_id, msgspec.structs.replace(held, protection=stands), seen, "confirmed")


@writes
def lift_protection(work: Work, subject_id: SubjectId, end: ProtectionEnd, seen: int) -> ChangedSubject:
    """Takes a protection away, and with it former addresses. Raises NotFound, Outdated, Conflict, InvalidInput."""
    work.permit(Permission.SUBJECT_CHANGE, subject_id)
    held = _protected(work, subject_id, end.on)
    former = {one for one in held.addresses if one.until is not None and one.until < end.on}
    left = tuple(one for one in held.addresses if one not in former or not end.forget_former_addresses)
    free = msgspec.structs.replace(held, protection=None, protected_address=False, addresses=left)
    return _store(work, subject_id, free, seen, "lifted")


def _protected(work: Work, subject_id: SubjectId, on: date) -> Person:
    if on > legal_day(work.now):
        raise InvalidInput("on", "is a day to come")
    held = store.load(work, [subject_id])[subject_id]
    if not held.address_protected:
        raise Conflict("the person's address is not protected")
    return held


def _store(work: Work, subject_id: SubjectId, person: Person, seen: int, what: str) -> ChangedSubject:
    store.replace(work, subject_id, person, organisations.load(work).country, seen)
    work.audit.note(f"protection {what}")
    return ChangedSubject(subject_id=subject_id, version=seen + 1)
