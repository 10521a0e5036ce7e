"""Deciding a request by letter, and carrying out with it what was decided: a page of its own, one form, one verb."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post

from vault.console.forms import Form, convert
from vault.console.meant import Meant, people_meant
from vault.console.people import COMPARE
from vault.console.sheets import shown_again
from vault.console.visiting import RIGHTS, Id, Looking, Visit
from vault.errors import InvalidInput, NotFound
from vault.ids import LetterId, RequestId, SubjectId
from vault.subject_requests import (
    ErasureGround,
    NewDecision,
    Right,
    decide_request,
    export_portable,
    read_letter,
    read_request,
)
from vault.subject_requests.fulfilling.model import EXCEPTIONS
from vault.subject_requests.grounds import RefusalGround, available
from vault.subject_requests.history.entries import DecisionOutcome
from vault.subjects import Address, read_subject
from vault.subjects.standing.model import FlagGround

_ONE: Final = "/requests/{request_id:uuid}"
_SINGLE: Final = ("name", "date_of_birth")
_LINES: Final = ("phones", "emails")
_PARTS_FIRST: Final = ("consent", "attachment", "lane", "party", "case", "subject")
Past = Mapping[str, tuple[Address, ...]]
_OUTCOMES: Final = {Right.ACCESS: (DecisionOutcome.REFUSED,)}
"""Access that is granted is answered with data and not by a letter alone."""


class _Of(msgspec.Struct, frozen=True):
    of: SubjectId


async def page(visit: Visit, request_id: UUID) -> Response[Any]:
    """The form, as it was sent where something does not fit."""
    await visit.enter()
    request = await visit.reads(RIGHTS, read_request, RequestId(request_id))
    right = request.request.right
    if (compared := visit.went_on(COMPARE, str(request_id))) is not None:
        visit.shows("f", compared.form)
    meant = []
    if right not in (Right.ACCESS, Right.PORTABILITY):
        meant = await people_meant(visit, request, erasing=right in (Right.ERASURE, Right.OBJECTION))
    usable = available(right, visit.country, request.request.regime)
    return visit.page(
        "decision.html",
        request=request,
        meant=meant,
        shown=_shown(meant),
        outcomes=_OUTCOMES.get(right, tuple(DecisionOutcome)),
        grounds=[one for one in RefusalGround if one in usable],
        exceptions=[one for one in RefusalGround if one in EXCEPTIONS & usable],
        erasure_grounds=list(ErasureGround),
        flag_grounds=list(FlagGround),
    )


def _shown(meant: list[Meant]) -> dict[str, str]:
    """What is on record of each person, by the names of its fields."""
    shown: dict[str, str] = {}
    for one in meant:
        person, identity, contact = one.person, one.person.identity, one.person.contact
        if identity is not None:
            shown[f"name.{person.subject_id}"] = identity.name or ""
            shown[f"date_of_birth.{person.subject_id}"] = str(identity.date_of_birth or "")
        if contact is not None:
            present = [address.line for address in contact.addresses if address.until is None]
            shown[f"address.{person.subject_id}"] = present[0] if present else ""
            shown[f"phones.{person.subject_id}"] = "\n".join(contact.phones)
            shown[f"emails.{person.subject_id}"] = "\n".join(contact.emails)
    return shown


@get(f"{_ONE}/decision")
async def decision_page(visit: Looking, request_id: Id) -> Response[Any]:
    """What may be decided on which grounds, and what can be done with it."""
    return await page(visit, request_id)


@post(f"{_ONE}/decision")
@shown_again("f", page)
async def decide(visit: Looking, request_id: Id) -> Response[Any]:
    """Decides and carries it out: all of it or nothing."""
    form = await visit.form()
    try:
        decision = _decision(form, await _past(visit, form))
        await visit.changes(RIGHTS, decide_request, RequestId(request_id), decision)
    except NotFound:
        raise InvalidInput("deeds", "names a record that is not settled to be theirs") from None
    return visit.go(f"/requests/{request_id}", "decided")


@get(f"{_ONE}/letters/{{letter_id:uuid}}")
async def letter(visit: Looking, request_id: Id, letter_id: Id) -> Response[bytes]:
    """A letter that was written about a request, to be saved."""
    content = await visit.reads(RIGHTS, read_letter, RequestId(request_id), LetterId(letter_id))
    headers = {"Content-Disposition": f'attachment; filename="letter-{letter_id}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


@get(f"{_ONE}/portable.json")
async def portable(visit: Looking, request_id: Id) -> Response[bytes]:
    """What the person provided, to be taken elsewhere (Art. 20 GDPR)."""
    content = await visit.reads(RIGHTS, export_portable, RequestId(request_id))
    headers = {"Content-Disposition": 'attachment; filename="portable.json"'}
    return Response(content, media_type="application/json", headers=headers)


def _decision(form: Form, past: Past) -> NewDecision:
    """What the form says. Raises InvalidInput, naming the field."""
    deeds = [*_corrections(form, past), *_statements(form), *_flags(form), *_endings(form), *_erasures(form)]
    return convert(
        {
            "outcome": form.get("outcome"),
            "grounds": tuple(form.every("grounds")),
            "reasons": form.get("reasons"),
            "done": form.get("done"),
            "deeds": deeds,
            "stays": list(_stays(form)),
        },
        NewDecision,
    )


def _corrections(form: Form, past: Past) -> Iterator[dict[str, Any]]:
    """Of each person, the details that the form says otherwise than the page showed them."""
    for subject in form.every("person"):
        asked = [name for name in _SINGLE if _differs(form, name, subject)]
        change: dict[str, Any] = {name: form.get(f"{name}.{subject}") for name in asked}
        change |= {name: form.lines(f"{name}.{subject}") for name in _LINES if _differs(form, name, subject)}
        if subject in past:
            line = form.get(f"address.{subject}")
            change["addresses"] = [*past[subject], *([] if line is None else [Address(line)])]
        if change:
            seen = form.get(f"seen.{subject}")
            yield {"deed": "correct_person", "subject_id": subject, "change": change, "seen": seen}


def _differs(form: Form, name: str, subject: str) -> bool:
    return form.lines(f"{name}.{subject}") != form.lines(f"was.{name}.{subject}")


async def _past(visit: Visit, form: Form) -> Past:
    """The former addresses of those whose present one is corrected: they stay. Raises InvalidInput."""
    changed = [subject for subject in form.every("person") if _differs(form, "address", subject)]
    views = [await visit.reads(RIGHTS, read_subject, convert({"of": one}, _Of).of) for one in changed]
    every = ((one.contact.addresses if one.contact else ()) for one in views)
    return {subject: tuple(one for one in some if one.until) for subject, some in zip(changed, every, strict=True)}


def _statements(form: Form) -> Iterator[dict[str, Any]]:
    if text := form.get("statement"):
        yield {"deed": "add_statement", "case_id": form.get("statement_case"), "text": text}


def _flags(form: Form) -> Iterator[dict[str, Any]]:
    for subject in form.every("restrict"):
        yield {"deed": "restrict", "subject_id": subject, "ground": form.get("restriction_ground")}
    for subject in form.every("object"):
        yield {"deed": "note_objection", "subject_id": subject}


def _endings(form: Form) -> Iterator[dict[str, Any]]:
    for what in form.every("end"):
        subject, _, flag = what.partition(":")
        yield {"deed": "end_flag", "subject_id": subject, "flag_id": flag, "decision": form.get("ending")}


def _erasures(form: Form) -> Iterator[dict[str, Any]]:
    for what in sorted(form.every("erase"), key=_smallest_first):
        yield {"deed": "erase", "ground": form.get("erasure_ground")} | _named(what)


def _smallest_first(what: str) -> int:
    """Parts before the whole: with a case or a person goes what belongs to them, which is then not found any more."""
    kind = what.partition(":")[0]
    return _PARTS_FIRST.index(kind) if kind in _PARTS_FIRST else len(_PARTS_FIRST)


def _stays(form: Form) -> Iterator[dict[str, Any]]:
    for what in form.every("stays"):
        yield {"ground": form.get("stays_ground")} | _named(what)


def _named(what: str) -> dict[str, str]:
    """A record as a tick names it: kind, id, and of a lane which one it is."""
    return dict(zip(("kind", "record_id", "lane"), what.split(":", 2), strict=False))


HANDLERS = (decision_page, decide, letter, portable)
