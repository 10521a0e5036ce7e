"""The one way from a text to what the requester sees of it: proposed by the machine, decided by people, registered.

No text reaches an answer past a `Masks`, so that a review lists every one of them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
from types import MappingProxyType
from uuid import UUID

import msgspec

from vault.clock import legal_day
from vault.complaints.remarks import DecidedRemark
from vault.complaints.store.remarks import Place
from vault.complaints.texts import TextPlace, TextSource
from vault.ids import CaseId, DocumentId
from vault.redaction import (
    Decision,
    Ground,
    Inference,
    Known,
    Reader,
    Redactor,
    Segment,
    Span,
    Standing,
    Telling,
    infer,
    segments,
)
from vault.subject_requests.answer import AnswerPassage
from vault.subject_requests.model import DocumentReview
from vault.subject_requests.review.model import Proposed, hash_of
from vault.subject_requests.review.settling import Rulings


class Masks:
    """Masks the texts of one case, or with no case those about the person alone."""

    def __init__(
        self,
        redactor: Redactor,
        rulings: Rulings,
        register: list[DocumentReview],
        case_id: CaseId | None = None,
        house: Sequence[Known] = (),
        on: date | None = None,
        decided: Mapping[Place, DecidedRemark] = MappingProxyType({}),
    ) -> None:
        """`house` are those among whom a reader would look for who is meant; what is masked joins `register`.

        `on` is the day of texts that have none of their own.
        `decided` is what was decided on passages that need a ground to stay (S-01 … S-03).
        """
        self._redactor = redactor
        self._rulings = rulings
        self._register = register
        self._case_id = case_id
        self._house = house
        self._on = on
        self._decided = decided
        self._hidden: dict[TextPlace, tuple[Span, ...]] = {}
        self._reader = Reader()

    def of(
        self,
        source: TextSource,
        record_id: UUID,
        field: str,
        text: str,
        *,
        own: bool = False,
        known_only: bool = False,
        telling: Telling | None = None,
    ) -> tuple[Segment, ...]:
        """What the requester sees of a text. `own`: they wrote it, and only protected addresses stay hidden (X-31).

        `known_only`: it is no text about people but names a recipient (A-63) or a provision; only people whom the
        case knows are hidden in it.
        """
        place = TextPlace(case_id=self._case_id, source=source, record_id=record_id, field=field)
        told = telling or Telling()
        found = self._redactor.propose(text, told)
        if known_only:
            found = tuple(span for span in found if span.ref is not None)
        proposed, remembered = self._rulings.remembered(text, _own_words(found) if own else found)
        settled = self._rulings.settle(place, text, proposed)
        made = Proposed(
            place=place,
            sha256=hash_of(text),
            spans=proposed,
            own=own,
            extract=told.author is Standing.WITHHELD and not own,
            warning=None if own else self._warning(text, settled, told),
            remembered=remembered,
        )
        unread = made.extract and not self._rulings.approves(place, made.sha256)
        self._register.append(_registered(made, settled, unread=unread))
        self._hidden[place] = tuple(span for span in settled if span.decision is not Decision.KEEP)
        return segments(text, settled)

    def passages(self, source: TextSource, record_id: UUID) -> tuple[AnswerPassage, ...]:
        """What was decided on passages of a text that was masked before, in its order, as far as they are readable.

        A passage that is hidden is about somebody else, and so is what was decided on it.
        """
        return tuple(
            AnswerPassage(kind=kind.value, decision=one.decision.value, ground=one.ground, decided_on=legal_day(one.at))
            for (text_id, field, start, end, kind), one in sorted(self._decided.items(), key=itemgetter(0))
            if text_id == record_id and self._readable(source, record_id, field, start, end)
        )

    def _warning(self, text: str, settled: Sequence[Span], told: Telling) -> Inference | None:
        """What stays readable of a text and of those of the case before it, if it fits few of the house."""
        day = told.on or self._on
        if day is None or not self._house:
            return None
        found = self._reader.reads(infer(text, settled, self._house, day, told.language))
        return found if found.warns else None

    def _readable(self, source: TextSource, record_id: UUID, field: str, start: int, end: int) -> bool:
        place = TextPlace(case_id=self._case_id, source=source, record_id=record_id, field=field)
        return place in self._hidden and all(one.end <= start or one.start >= end for one in self._hidden[place])


def _registered(proposed: Proposed, settled: tuple[Span, ...], *, unread: bool) -> DocumentReview:
    place = proposed.place
    return DocumentReview(
        case_id=place.case_id,
        document_id=DocumentId(place.record_id),
        field=place.field,
        written_by_requester=proposed.own,
        spans=settled,
        extract=proposed.extract,
        unread=unread,
        warning=proposed.warning,
        proposed=proposed,
    )


def _own_words(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """In what the requester wrote, only a protected address stays hidden (X-31; S-33)."""
    return tuple(
        span
        if span.ground is Ground.PROTECTED_ADDRESS
        else msgspec.structs.replace(span, decision=Decision.KEEP, ground=None, reason="written by the requester")
        for span in spans
    )
