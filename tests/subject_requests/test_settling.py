"""What people decide, laid over what the machine proposes: whatever the two are, masks never overlap or miss."""

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vault.complaints.texts import TextPlace, TextSource
from vault.ids import CaseId, RulingId, new_id
from vault.redaction import Decision, Ground, Kind, Span, segments
from vault.subject_requests import Choice, MaskDecision, Reach, Reading
from vault.subject_requests.review.model import hash_of
from vault.subject_requests.review.settling import Rulings

PLACE = TextPlace(case_id=CaseId(new_id()), source=TextSource.DOCUMENT, record_id=new_id())
NOW = datetime(2026, 11, 23, tzinfo=UTC)
TEXTS = st.text(alphabet="ab AB\n.é", min_size=1, max_size=60)
REFS = st.sampled_from([None, "one", "two"])


@st.composite
def proposals(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    """A text with spans in order that do not overlap, as the finders promise them."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [
        Span(
            start=start,
            end=end,
            kind=draw(st.sampled_from([Kind.PERSON, Kind.PHONE])),
            decision=draw(st.sampled_from(Decision)),
            ground=None,
            ref=draw(REFS),
            reason="found",
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return text, tuple(spans)


@st.composite
def decisions(draw: st.DrawFn, text: str, spans: tuple[Span, ...]) -> list[MaskDecision]:
    made = []
    for _ in range(draw(st.integers(0, 4))):
        added = draw(st.booleans()) or not spans
        start = draw(st.integers(0, len(text) - 1))
        span = None if added else draw(st.sampled_from(spans))
        end = draw(st.integers(start + 1, len(text)))
        made.append(
            MaskDecision(
                ruling_id=RulingId(new_id()),
                place=PLACE,
                sha256=hash_of(draw(st.sampled_from([text, text + "!"]))),
                start=start if span is None else span.start,
                end=end if span is None else span.end,
                string=text[start:end] if span is None else text[span.start : span.end],
                kind=Kind.PERSON if span is None else span.kind,
                ref=None if span is None else span.ref,
                choice=Choice.HIDE if added else draw(st.sampled_from(Choice)),
                reach=draw(st.sampled_from([Reach.PLACE, Reach.STRING] if added else Reach)),
                reading=Reading.FIRST,
                proposed=None if span is None else span.decision,
                ground=None,
                interest=None,
                facts=None,
                review_on=None,
                by="somebody",
                at=NOW,
            )
        )
    return made


@given(st.data())
def test_masks_are_in_order_within_the_text_and_never_overlap(data: st.DataObject) -> None:
    text, spans = data.draw(proposals())
    made = data.draw(decisions(text, spans))
    settled = Rulings(made).settle(PLACE, text, spans)
    assert all(0 <= one.start < one.end <= len(text) for one in settled)
    assert all(one.end <= other.start for one, other in pairwise(settled))
    shown = "".join(part for part in segments(text, settled) if isinstance(part, str))
    hidden = sum(one.end - one.start for one in settled if one.decision is not Decision.KEEP)
    assert len(shown) == len(text) - hidden


@given(st.data())
def test_what_a_person_hides_at_a_place_is_hidden_whatever_else_was_decided(data: st.DataObject) -> None:
    text, spans = data.draw(proposals())
    made = data.draw(decisions(text, spans))
    settled = Rulings(made).settle(PLACE, text, spans)
    masked = {at for one in settled if one.decision is Decision.HIDE for at in range(one.start, one.end)}
    for one in made:
        if one.proposed is None and one.reach is Reach.PLACE and one.sha256 == hash_of(text):
            assert set(range(one.start, one.end)) <= masked


@given(st.data())
def test_a_text_that_changed_knows_no_decision_about_its_places(data: st.DataObject) -> None:
    text, spans = data.draw(proposals())
    made = [one for one in data.draw(decisions(text, spans)) if one.reach in (Reach.PLACE, Reach.TEXT)]
    assert Rulings(made).settle(PLACE, text + " more", spans) == spans


@given(proposals())
def test_without_decisions_nothing_changes(found: tuple[str, tuple[Span, ...]]) -> None:
    text, spans = found
    assert Rulings().settle(PLACE, text, spans) == spans


def test_a_kept_word_never_keeps_who_is_known() -> None:
    """A word was harmless until somebody of that name came."""
    asked = Span(start=0, end=3, kind=Kind.PERSON, decision=Decision.ASK, ground=Ground.UNDECIDED, ref=None, reason="x")
    known = Span(
        start=0, end=3, kind=Kind.PERSON, decision=Decision.ASK, ground=Ground.UNDECIDED, ref="one", reason="x"
    )
    rulings = Rulings((), frozenset({"liv"}))
    assert rulings.remembered("Liv", [asked])[0][0].decision is Decision.KEEP
    assert rulings.remembered("Liv", [known])[0][0].decision is Decision.ASK
