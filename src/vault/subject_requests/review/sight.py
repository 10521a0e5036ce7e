"""A review beside the texts as they stand now: what is open, hidden, kept, void. Loads; asks for no permission."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import msgspec

from vault.approvals.model import Person as Somebody
from vault.complaints import store as complaints
from vault.complaints.texts import TextPlace, texts_of
from vault.complaints.viewing import veiled
from vault.ids import RequestId, TextId
from vault.redaction import Decision, Kind, Span
from vault.subject_requests.course import standing_texts
from vault.subject_requests.review import store
from vault.subject_requests.review.model import (
    DECIDED,
    Disagreement,
    Excerpt,
    Head,
    MaskDecision,
    Reach,
    Reading,
    ReviewCandidate,
    ReviewedText,
    ReviewQuestion,
    ReviewView,
    TextSummary,
    Where,
    cases_of,
    excerpt,
    hash_of,
    overridden,
)
from vault.subject_requests.review.settling import Rulings, of_reading
from vault.work import Work

_OPENING = 80


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A text under review with its words as they stand now, and what becomes of its places in one reading."""

    reviewed: ReviewedText
    text: str | None
    """None where it is gone."""
    settled: tuple[Span, ...]

    @property
    def changed(self) -> bool:
        return self.text is None or hash_of(self.text) != self.reviewed.proposed.sha256


class Sight:
    """Everything of a review, loaded once for one verb."""

    def __init__(self, work: Work, request_id: RequestId) -> None:
        """Raises NotFound where no review was started."""
        self.request_id = request_id
        self.head, self.version = store.load_head(work, request_id)
        self.reviewed = store.texts(work, request_id)
        self.all_rulings = store.rulings(work, request_id)
        self.candidates = store.candidates(work, request_id)
        self.remembered = store.remembered(work)
        self._texts, self._veiled = _texts(work, self.head, self.reviewed, self.candidates)
        self.first = Rulings(of_reading(self.all_rulings, Reading.FIRST))
        self.second = Rulings(of_reading(self.all_rulings, Reading.SECOND))

    @cached_property
    def seen(self) -> list[Seen]:
        return [self.look(one, self.first) for one in self.reviewed]

    def look(self, one: ReviewedText, rulings: Rulings) -> Seen:
        text = self._texts.get(one.proposed.place)
        changed = text is None or hash_of(text) != one.proposed.sha256
        spans = one.proposed.spans
        settled = spans if changed or text is None else rulings.settle(one.proposed.place, text, spans)
        return Seen(reviewed=one, text=text, settled=settled)

    def shown(self, place: TextPlace) -> str:
        """A text as its reviewer reads it: with whoever spoke in confidence covered, as for everybody."""
        return self._veiled.get(place, "")

    def is_covered(self, place: TextPlace, start: int, end: int) -> bool:
        """Whether a stretch holds something of somebody who spoke in confidence."""
        return self.shown(place)[start:end] != self._texts.get(place, "")[start:end]

    def find(self, text_id: TextId) -> ReviewedText | None:
        return next((one for one in self.reviewed if one.text_id == text_id), None)

    def questions(self, rulings: Rulings) -> list[ReviewQuestion]:
        """Every string that waits in a reading, once, with every place at which it stands; extracts as a whole."""
        found: dict[tuple[str, str | None, Kind], ReviewQuestion] = {}
        for reviewed in self.reviewed:
            one = self.look(reviewed, rulings)
            if one.text is None or one.changed:
                continue
            if self._waits_as_extract(one, rulings):
                found["", str(reviewed.text_id), Kind.STATEMENT] = self._extract_question(one)
            for span in one.settled:
                if span.decision is Decision.ASK:
                    self._add_question(found, one, span)
        return list(found.values())

    def disagreements(self) -> list[Disagreement]:
        """Where the second reader decided otherwise than the first reading stands."""
        return [found for one in self.reviewed for found in self._differing(one)]

    def overridden(self) -> list[tuple[Seen, Span]]:
        """What the machine would hide and a person keeps readable."""
        return [(one, span) for one in self.seen for span in overridden(one.reviewed.proposed.spans, one.settled)]

    def void(self) -> list[MaskDecision]:
        """Decisions whose text has changed or gone."""
        hashes = {(place, hash_of(text)) for place, text in self._texts.items()}
        return [
            one
            for one in self.all_rulings
            if one.reach in (Reach.PLACE, Reach.TEXT) and (one.place, one.sha256) not in hashes
        ]

    def readers(self, reading: Reading) -> list[Somebody]:
        return [Somebody(one.by, one.makers) for one in self.all_rulings if one.reading is reading]

    def view(self) -> ReviewView:
        seen, questions = self.seen, self.questions(self.first)
        return ReviewView(
            request_id=self.request_id,
            started_by=self.head.started_by,
            started_at=self.head.started_at,
            two_readers=self.head.two_readers,
            texts=tuple(self.summary(one) for one in seen),
            masked=sum(span.decision is not Decision.KEEP for one in seen for span in one.settled),
            open_questions=len(questions),
            open_places=sum(len(one.places) for one in questions),
            open_candidates=sum(waits(one) for one in self.candidates),
            disagreements=len(self.disagreements()),
            second_open=len(self.questions(self.second)) if self.head.two_readers else 0,
            overridden=len(self.overridden()),
            void_rulings=len(self.void()),
            remembered=sum(one.reviewed.proposed.remembered for one in seen),
            to_renew=self.head.stale or any(one.changed for one in seen),
            approved=self.head.approved,
        )

    def summary(self, one: Seen) -> TextSummary:
        proposed = one.reviewed.proposed
        return TextSummary(
            text_id=one.reviewed.text_id,
            number=one.reviewed.number,
            place=proposed.place,
            own=proposed.own,
            extract=proposed.extract,
            hidden=sum(span.decision is Decision.HIDE for span in one.settled),
            open=sum(span.decision is Decision.ASK for span in one.settled) + self._waits_as_extract(one, self.first),
            changed=one.changed,
            warning=proposed.warning,
        )

    def excerpts(self, candidate: ReviewCandidate) -> tuple[Excerpt, ...]:
        """What stands in the texts of a case that could be about the person."""
        found = ((one, self._veiled.get(one.place)) for one in candidate.findings)
        shown = []
        for one, text in found:
            if text is not None and one.end <= len(text):
                before, string, after = excerpt(text, one.start, one.end)
                shown.append(Excerpt(place=one.place, before=before, string=string, after=after))
        return tuple(shown)

    def _waits_as_extract(self, one: Seen, rulings: Rulings) -> bool:
        proposed = one.reviewed.proposed
        return proposed.extract and not rulings.approves(proposed.place, proposed.sha256)

    def _extract_question(self, one: Seen) -> ReviewQuestion:
        text = self.shown(one.reviewed.proposed.place)
        return ReviewQuestion(
            place=Where(text_id=one.reviewed.text_id),
            number=one.reviewed.number,
            places=(Where(text_id=one.reviewed.text_id),),
            string="",
            before="",
            after=excerpt(text, 0, 0, _OPENING)[2],
            kind=Kind.STATEMENT,
            ref=None,
            reason="an extract takes the place of a copy",
            whole_text=True,
        )

    def _add_question(self, found: dict[tuple[str, str | None, Kind], ReviewQuestion], one: Seen, span: Span) -> None:
        before, string, after = excerpt(self.shown(one.reviewed.proposed.place), span.start, span.end)
        where = Where(text_id=one.reviewed.text_id, start=span.start, end=span.end)
        key = (string.casefold(), span.ref, span.kind)
        if (known := found.get(key)) is not None:
            found[key] = msgspec.structs.replace(known, places=(*known.places, where))
            return
        found[key] = ReviewQuestion(
            place=where,
            number=one.reviewed.number,
            places=(where,),
            string=string,
            before=before,
            after=after,
            kind=span.kind,
            ref=span.ref,
            reason=span.reason,
            offered=self.remembered.offered(span.ref),
        )

    def _differing(self, one: ReviewedText) -> Iterator[Disagreement]:
        first = self.look(one, self.first)
        if first.text is None or first.changed:
            return
        place, text = one.proposed.place, first.text
        settled = self.second.settle(place, text, one.proposed.spans)
        touched = [span for span in settled if span.reason.startswith(DECIDED)]
        for span in touched:
            stands = [other for other in first.settled if other.start < span.end and span.start < other.end]
            decision = max((other.decision for other in stands), key=_strictness, default=Decision.KEEP)
            if _strictness(decision) != _strictness(span.decision):
                yield Disagreement(
                    place=Where(text_id=one.text_id, start=span.start, end=span.end),
                    number=one.number,
                    string=self.shown(place)[span.start : span.end],
                    first=decision,
                    second=span.decision,
                )


def waits(candidate: ReviewCandidate) -> bool:
    """Whether nobody has decided about a candidate that needs it."""
    return candidate.judgement is None and not candidate.certain


def _strictness(decision: Decision) -> int:
    return {Decision.KEEP: 0, Decision.ASK: 1, Decision.HIDE: 2}[decision]


def _texts(
    work: Work, head: Head, reviewed: Sequence[ReviewedText], candidates: Sequence[ReviewCandidate]
) -> tuple[dict[TextPlace, str], dict[TextPlace, str]]:
    """Every text that is there, as it stands and as a reviewer reads it."""
    cases = {*cases_of(reviewed), *(place.case_id for one in candidates for place in _places(one))} - {None}
    found: dict[TextPlace, str] = {}
    shown: dict[TextPlace, str] = {}
    for file in complaints.open_files(work, complaints.existing(work, sorted(one for one in cases if one is not None))):
        found |= {one.place: one.text for one in texts_of(file)}
        shown |= veiled(work, file)
    if any(one.proposed.place.case_id is None for one in reviewed):
        own = {one.place: one.text for one in standing_texts(work, head.people)}
        found, shown = found | own, shown | own
    return found, shown


def _places(candidate: ReviewCandidate) -> list[TextPlace]:
    return [one.place for one in candidate.findings]
