"""What was done to fulfil a right, and what stays, as a letter says it: in plain words, thing by thing."""

from collections.abc import Callable, Iterator, Sequence

from vault.subject_requests.history.entries import Done, Stayed
from vault.subject_requests.letter.blocks import Block, Grid, Heading, cells, paragraph, points
from vault.subject_requests.letter.texts import Texts, capitalised


def carried_out(done: Sequence[Done], country: str, say: Texts) -> Iterator[Block]:
    """Each deed as a point."""
    if done:
        yield points(*(_told(one, country, say) for one in done))


def staying(stayed: Sequence[Stayed], provision: Callable[[str], str], say: Texts) -> Iterator[Block]:
    """What an exception keeps: what, on which provision, until when."""
    if not stayed:
        return
    yield Heading(1, say("stays_heading"))
    yield paragraph(say("stays"))
    rows = tuple(
        cells(
            capitalised(_what(one.kind, one, say)),
            provision(one.ground),
            say.day(one.until) if one.until else say("stays_open"),
        )
        for one in stayed
    )
    yield Grid((say("stays_what"), say("provision"), say("stays_until")), (5, 5, 4), rows)


def _told(done: Done, country: str, say: Texts) -> str:
    if done.deed == "correct_person":
        fields = [
            say.code("national_id", country) if one == "national_id" else say.code("person_field", one)
            for one in done.fields
        ]
        return say("deed_correct_person", fields=say.join(fields))
    if done.deed == "erase":
        return say("deed_erase", what=_what(done.kind or "", done, say))
    if done.deed == "end_flag":
        return say(f"deed_end_{done.kind}")
    return say(f"deed_{done.deed}", case=_case(done, say))


def _what(kind: str, one: Done | Stayed, say: Texts) -> str:
    what = say.code("erasable", kind)
    return f"{what} ({_case(one, say)})" if one.case else what


def _case(one: Done | Stayed, say: Texts) -> str:
    if one.case is None or one.case_received_on is None:
        return ""
    return say("deed_case", reference=one.case, day=say.day(one.case_received_on))
