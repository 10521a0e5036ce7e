"""Deciding a request by letter, and carrying out with it what was decided: a page of its own, one form, one verb."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from litestar import Response, get, post

from vault.complaints import CaseQuery, CaseSummary, read_case, search_cases
from vault.console.forms import Form, convert
from vault.console.visiting import RIGHTS, Id, Looking, Visit
from vault.errors import Conflict, InvalidInput, NotFound
from vault.ids import CaseId, LetterId, PartyId, RequestId, SubjectId
from vault.linkage import Band
from vault.policy import Permission
from vault.subject_requests import (
    ErasureGround,
    NewDecision,
    RequestView,
    Right,
    decide_request,
    export_portable,
    read_history,
    read_letter,
    read_request,
)
from vault.subject_requests.fulfilling.model import EXCEPTIONS
from vault.subject_requests.grounds import RefusalGround, available
from vault.subject_requests.history.entries import DecisionOutcome, kind_of
from vault.subjects import Address, SubjectView, find_subjects, read_subject
from vault.subjects.standing.model import FlagGround, Power

_ONE: Final = "/requests/{request_id:uuid}"
_PEOPLE: Final = 5
_CASES: Final = 50
_SINGLE: Final = ("name", "date_of_birth")
_LINES: Final = ("phones", "emails")
Past = Mapping[str, tuple[Address, ...]]
_OUTCOMES: Final = {Right.ACCESS: (DecisionOutcome.REFUSED,)}
"""Access that is granted is answered with data and not by a letter alone."""


class Meant(msgspec.Struct, frozen=True):
    """Somebody who asks, as they are on record, with the cases in which they stand."""

    person: SubjectView
    cases: list[CaseSummary]
    parties: dict[CaseId, PartyId] = {}
    """As whom they stand in a case, where that is asked for."""


class _Of(msgspec.Struct, frozen=True):
    of: SubjectId


@get(f"{_ONE}/decision")
async def decision_page(visit: Looking, request_id: Id) -> Response[Any]:
    """What may be decided on which grounds, and what can be done with it."""
    await visit.enter()
    return await _page(visit, RequestId(request_id))


@post(f"{_ONE}/decision")
async def decide(visit: Looking, request_id: Id) -> Response[Any]:
    """Decides and carries it out: all of it or nothing. What was typed is shown again where something does not fit."""
    await visit.enter()
    form, chosen = await visit.form(), RequestId(request_id)
    try:
        decision = _decision(form, await _past(visit, form))
        await visit.changes(RIGHTS, decide_request, chosen, decision)
    except (InvalidInput, Conflict, NotFound) as error:
        # Not found is also a record of somebody of whom it is not settled that they are who asks.
        return await _page(visit, chosen, form, error)
    return visit.go(f"/requests/{request_id}", "decided")


@get(f"{_ONE}/identity")
async def identity_page(visit: Looking, request_id: Id) -> Response[Any]:
    """The less usual ways of knowing who asks and what for: a code, a representative, an agreed scope."""
    await visit.enter()
    request = await visit.reads(RIGHTS, read_request, RequestId(request_id))
    history = await visit.reads(RIGHTS, read_history, RequestId(request_id))
    return visit.page(
        "identity.html",
        request=request,
        meant=await _meant(visit, request),
        powers=list(Power),
        last={kind_of(one.entry): one for one in history},
    )


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
    deeds = [*_corrections(form, past), *_statements(form), *_flags(form), *_erasures(form)]
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


def _erasures(form: Form) -> Iterator[dict[str, Any]]:
    for what in form.every("erase"):
        kind, _, record = what.partition(":")
        yield {"deed": "erase", "kind": kind, "record_id": record, "ground": form.get("erasure_ground")}


def _stays(form: Form) -> Iterator[dict[str, Any]]:
    for what in form.every("stays"):
        kind, _, record = what.partition(":")
        yield {"kind": kind, "record_id": record, "ground": form.get("stays_ground")}


async def _page(
    visit: Visit,
    request_id: RequestId,
    form: Form | None = None,
    error: InvalidInput | Conflict | NotFound | None = None,
) -> Response[Any]:
    request = await visit.reads(RIGHTS, read_request, request_id)
    right = request.request.right
    return visit.page(
        "decision.html",
        status=200 if error is None else 409 if isinstance(error, Conflict) else 422,
        request=request,
        meant=[] if right in (Right.ACCESS, Right.PORTABILITY) else await _meant(visit, request),
        outcomes=_OUTCOMES.get(right, tuple(DecisionOutcome)),
        grounds=[one for one in RefusalGround if one in available(right, visit.country, request.request.regime)],
        exceptions=[one for one in RefusalGround if one in EXCEPTIONS & available(right, visit.country)],
        erasure_grounds=list(ErasureGround),
        flag_grounds=list(FlagGround),
        given={} if form is None else form.shown(),
        ticked=frozenset[str]() if form is None else _ticked(form),
        error=error,
    )


def _ticked(form: Form) -> frozenset[str]:
    """What was chosen of what can be chosen more than once, as `field=value`."""
    several = ("grounds", "restrict", "object", "erase", "stays")
    return frozenset(f"{name}={one}" for name in several for one in form.every(name))


async def _meant(visit: Visit, request: RequestView) -> list[Meant]:
    """Who asks, as far as the search can tell; the verb itself decides whose a record is."""
    if not visit.may(Permission.SUBJECT_FIND, RIGHTS):
        return []
    matches = await visit.reads(RIGHTS, find_subjects, request.given)
    likely = [subject for subject, match in matches.items() if match.verdict is not Band.DIFFERENT][:_PEOPLE]
    people = await asyncio.gather(*(visit.reads(RIGHTS, read_subject, one) for one in likely))
    cases = await asyncio.gather(*(visit.reads(RIGHTS, search_cases, CaseQuery(subject_id=one)) for one in likely))
    found = [Meant(person, some) for person, some in zip(people, cases, strict=True)]
    if request.request.right is not Right.ERASURE:
        return found
    return [msgspec.structs.replace(one, parties=await _parties(visit, one)) for one in found]


async def _parties(visit: Visit, meant: Meant) -> dict[CaseId, PartyId]:
    views = await asyncio.gather(*(visit.reads(RIGHTS, read_case, one.case_id) for one in meant.cases[:_CASES]))
    return {
        view.case.case_id: party.party_id
        for view in views
        for party in view.parties or ()
        if party.subject_id == meant.person.subject_id
    }


HANDLERS = (decision_page, decide, identity_page, letter, portable)
