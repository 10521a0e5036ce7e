"""Each request of a corpus answered automatically, from what was typed alone, and what then leaves the vault."""

import io
import time
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from pypdf import PdfReader
from tests.evaluation.corpus import CorpusRequest
from tests.evaluation.loading import Loaded, acting

from vault import complaints, subject_requests
from vault.errors import Conflict
from vault.ids import CaseId, DocumentId, OrganisationId, RequestId
from vault.language import Language
from vault.policy import RoleName
from vault.redaction import Confidence, Decision, Ground, Span
from vault.subject_requests import Channel, DocumentReview, HitAllowed, NewRequest, Review
from vault.subject_requests.review.sight import waits
from vault.subjects import Given
from vault.wiring import Vault


class Sight(StrEnum):
    """What the person sees of one character of a document."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    UNDECIDED = "undecided"


class DeliveredDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document as delivered: the text as stored, and for each character what the person sees of it."""

    case_id: str
    doc_id: str
    text: str
    sight: tuple[Sight, ...]
    own: bool
    """Whether the requester wrote it."""
    extract: bool = False
    """Whether somebody wrote it in confidence, so that only what it says of the requester is delivered."""
    proposed: frozenset[int] = frozenset()
    """Where a mask rests on what the text means and not on a name or number that is known: a reviewer looks there."""
    asked: tuple[str, ...]
    """What waits for a person to decide, each string once; an extract waits as a whole."""


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """What one request brought."""

    request_id: str
    documents: tuple[DeliveredDocument, ...]
    letter: str
    """The text of the PDF."""
    data: Any
    """The JSON, decoded."""
    to_confirm: int
    found_by: dict[str, str]
    """By case of the corpus: index, fuzzy or mention."""
    milliseconds: float
    findings: int = 0
    """What the check before sending stopped; it is let out here, so that a leak is counted and not prevented."""


class Misaligned(Exception):
    """The package and the register of decisions tell different stories: nothing can be scored."""


def answer(vault: Vault, loaded: Loaded, request: CorpusRequest, texts: dict[tuple[str, str], str]) -> Delivered:
    """Opens and answers a request. Uses of it what the person typed, the day and the language."""
    caller = acting(RoleName.DPO, loaded.organisations[request.org], "rights_fulfilment")
    started = time.perf_counter()
    opened = vault.call(caller, subject_requests.open_request, new_request(request))
    findings = _answered(vault, loaded.organisations[request.org], opened.request_id)
    milliseconds = (time.perf_counter() - started) * 1000
    delivered = _delivered(vault, loaded, request, opened.request_id, texts, milliseconds)
    return msgspec.structs.replace(delivered, findings=findings)


def _answered(vault: Vault, organisation: OrganisationId, request_id: RequestId) -> int:
    """Answers a request, and lets out by a second person whatever the check stops: how much that was."""
    caller = acting(RoleName.DPO, organisation, "rights_fulfilment")
    try:
        vault.call(caller, subject_requests.answer_request, request_id)
    except Conflict:
        hits = vault.call(caller, subject_requests.read_findings, request_id)
        second = acting(RoleName.DPO, organisation, "rights_fulfilment", by="second")
        for hit in hits:
            allowed = HitAllowed(digest=hit.digest, reason="counted as a leak if it is one")
            vault.call(second, subject_requests.allow_finding, request_id, allowed)
        if not hits:
            raise
        vault.call(caller, subject_requests.answer_request, request_id)
        return len(hits)
    return 0


def new_request(request: CorpusRequest) -> NewRequest:
    given = {name: value for name, value in request.given.items() if name in Given.__struct_fields__}
    return NewRequest(
        received_on=request.date,
        channel=Channel.EMAIL,
        language=Language(request.language),
        text=request.request_text,
        given=msgspec.convert(given, Given),
    )


def _delivered(
    vault: Vault,
    loaded: Loaded,
    request: CorpusRequest,
    request_id: RequestId,
    texts: dict[tuple[str, str], str],
    milliseconds: float,
) -> Delivered:
    caller = acting(RoleName.DPO, loaded.organisations[request.org], "rights_fulfilment")
    package = vault.call(caller, subject_requests.read_package, request_id)
    review = vault.call(caller, subject_requests.read_review, request_id)
    data = msgspec.json.decode(package.files["data.json"])
    reviews = {one.document_id: one for one in review.documents}
    documents = [
        _document(document, loaded, reviews, texts)
        for case in data["answer"]["cases"]
        for document in case["documents"]
    ]
    return Delivered(
        request_id=request.request_id,
        documents=tuple(documents),
        letter="\n".join(page.extract_text() for page in PdfReader(io.BytesIO(package.files["letter.pdf"])).pages),
        data=data,
        to_confirm=sum(waits(one) for one in review.candidates),
        found_by=_found_by(vault, loaded, request, review, data),
        milliseconds=milliseconds,
    )


def _found_by(vault: Vault, loaded: Loaded, request: CorpusRequest, review: Review, data: Any) -> dict[str, str]:
    """How each case of an answer was found: by its parties, found exactly or by likeness, or by what its texts say."""
    caller, found = acting(RoleName.DPO, loaded.organisations[request.org], "rights_fulfilment"), dict[str, str]()
    for case in data["answer"]["cases"]:
        case_id = CaseId(UUID(case["case_id"]))
        parties = vault.call(caller, complaints.read_case, case_id).parties or ()
        indexed = any(one.subject_id in review.by_index for one in parties)
        found[case["reference"]] = "mention" if case_id in review.mentioned else "index" if indexed else "fuzzy"
    return found


def _document(
    document: dict[str, Any],
    loaded: Loaded,
    reviews: dict[DocumentId, DocumentReview],
    texts: dict[tuple[str, str], str],
) -> DeliveredDocument:
    document_id = msgspec.convert(document["document_id"], DocumentId)
    place = loaded.documents[document_id]
    text, review = texts[place], reviews[document_id]
    decided = [span for span in review.spans if span.decision is not Decision.KEEP]
    asked = {text[span.start : span.end] for span in decided if span.decision is Decision.ASK}
    return DeliveredDocument(
        case_id=place[0],
        doc_id=place[1],
        text=text,
        sight=sight_of(text, document["segments"], decided),
        proposed=frozenset(at for span in decided if _is_proposed(span) for at in range(span.start, span.end)),
        own=document["written_by_requester"],
        extract=review.extract,
        asked=(*sorted(asked), *(("the extract of " + place[1],) if review.extract else ())),
    )


def _is_proposed(span: Span) -> bool:
    return span.decision is Decision.HIDE and span.confidence is not Confidence.CERTAIN


def sight_of(text: str, delivered: list[Any], masked: list[Span]) -> tuple[Sight, ...]:
    """What is seen of each character, by what was delivered.

    The register says where the masks lie; the delivered strings must be exactly what lies between, and one mask may
    stand for several in a row with nothing but stops between them. Raises Misaligned.
    """
    hidden = _aligned(text, delivered, masked, 0)
    if hidden is None:
        raise Misaligned("what was delivered is not what the register tells")
    seen = [Sight.SHOWN] * len(text)
    for start, end, undecided in hidden:
        seen[start:end] = [Sight.UNDECIDED if undecided else Sight.HIDDEN] * (end - start)
    return tuple(seen)


def _aligned(text: str, delivered: list[Any], masked: list[Span], at: int) -> list[tuple[int, int, bool]] | None:
    """The stretches that the delivered masks stand for; None where text and register do not fit."""
    if not delivered:
        return [] if at == len(text) and not masked else None
    piece, *rest = delivered
    if isinstance(piece, str):
        return _aligned(text, rest, masked, at + len(piece)) if text.startswith(piece, at) else None
    start, undecided = at, piece["ground"] == Ground.UNDECIDED
    for count, span in enumerate(masked, start=1):
        if span.start != at if count == 1 else any(c.isalnum() for c in text[at : span.start]):
            return None
        at, undecided = span.end, undecided or span.decision is Decision.ASK
        further = _aligned(text, rest, masked[count:], at)
        if further is not None:
            return [(start, at, undecided), *further]
    return None
