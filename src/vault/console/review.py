"""Reviewing what an answer shows and hides: one question after the other, every text beside its result.

Each decision is one form and one key; without scripts the same forms are sent by their buttons.
"""

import re
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post

from vault.console.forms import Form, convert
from vault.console.passages import Piece, marked, redacted
from vault.console.sheets import shown_again
from vault.console.visiting import RIGHTS, Id, Looking, Visit
from vault.errors import InvalidInput, NotFound
from vault.ids import RequestId, RulingId, TextId
from vault.redaction import Decision, Ground, Kind, Span
from vault.subject_requests import (
    Choice,
    DocumentWithheld,
    MaskDecision,
    NewMaskDecision,
    NewSpan,
    Reach,
    Reading,
    ReadText,
    ReviewQuestion,
    ReviewView,
    TextSummary,
    Where,
    add_span,
    decide_spans,
    list_disagreements,
    list_questions,
    list_rulings,
    read_history,
    read_text,
    show_review,
    withdraw_ruling,
    withhold_document,
)
from vault.subject_requests.history.entries import Withholding

_AT: Final = re.compile(r"(\d{1,7})-(\d{1,7})")
_PLACE: Final = re.compile(r"([0-9a-f-]{36}):(\d{1,7}):(\d{1,7})")
WITHHOLDING: Final = tuple(Withholding)
GROUNDS: Final = tuple(one for one in Ground if one is not Ground.UNDECIDED)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A place about which somebody decides now: an open question, or whatever they chose in the text."""

    place: Where
    string: str
    before: str
    after: str
    kind: Kind
    on_file: bool
    """Whether a person on file is meant, so that a decision can reach every mention of them."""
    reason: str
    places: int = 1
    texts: int = 1
    whole_text: bool = False
    offered: Choice | None = None
    open: bool = True
    proposed: Decision = Decision.ASK

    @property
    def needs_facts(self) -> bool:
        """Whether showing it takes facts: the machine would hide it (X-02)."""
        return self.proposed is Decision.HIDE


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the page shows of a review."""

    review: ReviewView
    questions: list[ReviewQuestion]
    at: int
    """Which question is before the reader; beyond the last where something else is."""
    asked: Asked | None
    summary: TextSummary | None
    original: list[Piece]
    result: list[Piece]
    last: list[MaskDecision]
    """What was decided last, to be taken back."""
    decided: int
    reading: Reading
    kept_out: DocumentWithheld | None
    """How the whole document that is shown was kept out, where it is."""


@get("/requests/{request_id:uuid}/review")
async def review_page(visit: Looking, request_id: Id) -> Response[Any]:
    """The next open question in its text, or a chosen place or text."""
    return await page(visit, request_id)


async def page(visit: Visit, request_id: UUID) -> Response[Any]:
    """The place that somebody decides about; of a form that was refused, the one in it."""
    own = await visit.enter()
    desk = await _desk(visit, RequestId(request_id), f"staff:{own.account_id}")
    if desk is None:
        return visit.go(f"/requests/{request_id}")
    disagreements = []
    if desk.review.disagreements:
        disagreements = await visit.reads(RIGHTS, list_disagreements, RequestId(request_id))
    return visit.page(
        "review.html",
        request_id=request_id,
        desk=desk,
        grounds=GROUNDS,
        kinds=list(Kind),
        withholding=WITHHOLDING,
        disagreements=disagreements,
    )


@post("/requests/{request_id:uuid}/review/decide")
@shown_again("f", page)
async def decide(visit: Looking, request_id: Id) -> Response[Any]:
    """Hides or keeps a place: there, wherever the same stands, or wherever the same person is meant."""
    form = await visit.form()
    await visit.changes(RIGHTS, decide_spans, RequestId(request_id), _decision(form))
    return visit.go(_back(request_id, form))


@post("/requests/{request_id:uuid}/review/add")
@shown_again("add", page)
async def add(visit: Looking, request_id: Id) -> Response[Any]:
    """Hides words that the machine missed, in the text that is open and wherever else they stand."""
    form = await visit.form()
    text_id = _text_id(form.get("text"))
    text = await visit.reads(RIGHTS, read_text, RequestId(request_id), text_id)
    await visit.changes(RIGHTS, add_span, RequestId(request_id), _addition(form, text))
    return visit.go(f"{_back(request_id, form)}", "hidden")


@post("/requests/{request_id:uuid}/review/undo")
@shown_again("undo", page)
async def undo(visit: Looking, request_id: Id) -> Response[Any]:
    """Takes decisions back."""
    form = await visit.form()
    for one in form.every("ruling"):
        await visit.changes(RIGHTS, withdraw_ruling, RequestId(request_id), RulingId(_uuid(one)))
    return visit.go(_back(request_id, form), "undone")


@post("/requests/{request_id:uuid}/withheld")
@shown_again("withhold", page)
async def withhold(visit: Looking, request_id: Id) -> Response[Any]:
    """Keeps a document out as a whole, on a ground and facts of its own."""
    form = await visit.form()
    values: dict[str, Any] = {name: form.get(name) for name in ("document_id", "ground", "facts")}
    values["taken_back"] = form.get("act") == "take_back"
    withheld = convert(values, DocumentWithheld)
    await visit.changes(RIGHTS, withhold_document, RequestId(request_id), withheld)
    done = "undone" if withheld.taken_back else "withheld"
    text = form.get("text")
    return visit.go(f"/requests/{request_id}/review" + (f"?text={_text_id(text)}" if text else ""), done)


async def _desk(visit: Visit, request_id: RequestId, reader: str) -> Desk | None:
    """What the page shows; None where there is no review to show."""
    try:
        review = await visit.reads(RIGHTS, show_review, request_id)
    except NotFound:
        return None
    rulings = await visit.reads(RIGHTS, list_rulings, request_id)
    reading = _reading(visit, review, rulings, reader)
    questions = await visit.reads(RIGHTS, list_questions, request_id, reading)
    at = _number(visit, "q")
    text_id, chosen = _chosen(visit, questions, at, review)
    text = await visit.reads(RIGHTS, read_text, request_id, text_id) if text_id is not None else None
    asked = _asked(questions, at, text, chosen)
    mine = [one for one in rulings if one.reading is reading]
    latest = max(mine, key=lambda one: (one.at, one.ruling_id), default=None)
    spans = () if text is None else text.settled
    return Desk(
        review=review,
        questions=questions,
        at=at,
        asked=asked,
        summary=None if text is None else text.summary,
        original=[]
        if text is None
        else marked(text.text, spans, asked.place if asked else None, asked.string if asked else ""),
        result=[] if text is None else redacted(text.text, spans),
        last=[one for one in mine if latest and _together(one) == _together(latest)],
        decided=len({(one.string.casefold(), one.reach) for one in mine}),
        reading=reading,
        kept_out=None if text is None else await _kept_out(visit, request_id, text),
    )


async def _kept_out(visit: Visit, request_id: RequestId, text: ReadText) -> DocumentWithheld | None:
    """What was said last about keeping a document out, unless that was taken back."""
    history = await visit.reads(RIGHTS, read_history, request_id)
    about = text.summary.place.record_id
    said = [one.entry for one in history if isinstance(one.entry, DocumentWithheld) and one.entry.document_id == about]
    return said[-1] if said and not said[-1].taken_back else None


def _together(one: MaskDecision) -> tuple[datetime, str, Choice]:
    """What rulings share that were made by one press."""
    return one.at, one.string.casefold(), one.choice


def _reading(visit: Visit, review: ReviewView, rulings: list[MaskDecision], reader: str) -> Reading:
    """Where two read, whoever has decided nothing in the first reading is the second, once somebody else has."""
    if not review.two_readers:
        return Reading.FIRST
    asked = visit.asked("reading")
    if asked in set(Reading):
        return Reading(asked)
    first = {one.by for one in rulings if one.reading is Reading.FIRST}
    return Reading.SECOND if first and reader not in first else Reading.FIRST


def _chosen(
    visit: Visit, questions: list[ReviewQuestion], at: int, review: ReviewView
) -> tuple[TextId | None, tuple[int, int] | None]:
    """Which text is shown, and which place in it if one was chosen."""
    named, place = visit.asked("text"), visit.asked("at")
    if in_form := _PLACE.fullmatch(visit.asked("place") or ""):
        named, place = in_form.group(1), f"{in_form.group(2)}-{in_form.group(3)}"
    if named:
        found = _AT.fullmatch(place or "")
        return _text_id(named), (int(found.group(1)), int(found.group(2))) if found else None
    if at < len(questions):
        return questions[at].place.text_id, None
    return (review.texts[0].text_id if review.texts else None), None


def _asked(
    questions: list[ReviewQuestion], at: int, text: ReadText | None, chosen: tuple[int, int] | None
) -> Asked | None:
    if text is None:
        return None
    if chosen is not None:
        span = next((one for one in (*text.proposed, *text.settled) if (one.start, one.end) == chosen), None)
        return None if span is None else _asked_of(text, span)
    if at >= len(questions) or questions[at].place.text_id != text.summary.text_id:
        return None
    one = questions[at]
    return Asked(
        place=one.place,
        string=one.string,
        before=one.before,
        after=one.after,
        kind=one.kind,
        on_file=one.ref is not None,
        reason=one.reason,
        places=len(one.places),
        texts=len({place.text_id for place in one.places}),
        whole_text=one.whole_text,
        offered=one.offered,
    )


def _asked_of(text: ReadText, span: Span) -> Asked:
    """A place that the reader chose in the text."""
    flat = text.text.replace("\n", " ")
    settled = next((one for one in text.settled if one.start <= span.start < one.end), span)
    return Asked(
        place=Where(text_id=text.summary.text_id, start=span.start, end=span.end),
        string=flat[span.start : span.end],
        before=flat[max(0, span.start - 40) : span.start],
        after=flat[span.end : span.end + 40],
        kind=span.kind,
        on_file=span.ref is not None,
        reason=span.reason,
        open=settled.decision is Decision.ASK,
        proposed=span.decision,
    )


def _decision(form: Form) -> NewMaskDecision:
    """What the pressed button and the fields beside it say. Raises InvalidInput."""
    choice, _, reach = (form.get("act") or "").partition(".")
    place = _PLACE.fullmatch(form.get("place") or "")
    if place is None:
        raise InvalidInput("place", "is no place in a text")
    where = Where(text_id=TextId(UUID(place.group(1))), start=int(place.group(2)), end=int(place.group(3)))
    values = {
        "places": (where,),
        "choice": choice,
        "reach": reach,
        "ground": form.get("ground") if choice == Choice.HIDE else None,
        "interest": form.get("interest"),
        "facts": form.get("facts"),
        "remember": form.get("remember") is not None,
        "reading": form.get("reading") or Reading.FIRST.value,
    }
    return convert(values, NewMaskDecision)


def _addition(form: Form, text: ReadText) -> NewSpan:
    """The first place at which the typed words stand. Raises InvalidInput."""
    words = form.get("words") or ""
    found = re.search(re.escape(words), text.text, re.IGNORECASE) if words else None
    if found is None:
        raise InvalidInput("words", "do not stand in this text")
    values = {
        "place": Where(text_id=text.summary.text_id, start=found.start(), end=found.end()),
        "kind": form.get("kind"),
        "reach": Reach.STRING.value,
        "ground": form.get("ground") or Ground.RIGHTS_OF_OTHERS.value,
        "facts": form.get("facts"),
        "reading": form.get("reading") or Reading.FIRST.value,
    }
    return convert(values, NewSpan)


def _back(request_id: UUID, form: Form) -> str:
    """To the next open question, which stands first; or to the text from which a place was chosen."""
    if form.get("stay") and (text := form.get("text")):
        return f"/requests/{request_id}/review/text/{_text_id(text)}"
    return f"/requests/{request_id}/review"


@get("/requests/{request_id:uuid}/review/text/{text_id:uuid}")
async def to_text(visit: Looking, request_id: Id, text_id: Id) -> Response[Any]:
    """A text under review, by its own address."""
    return visit.go(f"/requests/{request_id}/review?text={text_id}")


def _number(visit: Visit, name: str) -> int:
    given = visit.request.query_params.get(name, "0")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0  # noqa: PLR2004 -- few questions


def _text_id(given: str | None) -> TextId:
    return TextId(_uuid(given))


def _uuid(given: str | None) -> UUID:
    try:
        return UUID(given or "")
    except ValueError:
        raise NotFound("text") from None


HANDLERS = (review_page, decide, add, undo, withhold, to_text)
