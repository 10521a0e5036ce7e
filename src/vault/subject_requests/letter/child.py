"""The first page for somebody under 18 (A-78; section 9, point 42): what matters, in short sentences."""

from collections.abc import Iterator

from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.blocks import Block, Lead, Panel, Runs, paragraph, points
from vault.subject_requests.letter.masks import count_masks
from vault.subject_requests.letter.texts import Texts


def for_child(answer: Answer, say: Texts) -> Iterator[Block]:
    """The short answer where data are held, to a child."""
    yield paragraph(say("child_hello", name=_first_name(answer)))
    yield paragraph(say("child_yours"))
    yield Lead(say("child_yes"))
    yield Panel(say("in_short"), tuple(_questions(answer, say)))
    yield paragraph(say("child_can"))
    yield points(say("child_wrong"), say("child_away"), say("child_stop"))
    contact, authority = answer.controller.contact, answer.authority.name
    yield paragraph(say("child_help", contact=contact, authority=authority))
    yield paragraph(say("child_rest"))


def _questions(answer: Answer, say: Texts) -> Iterator[tuple[str, Runs]]:
    yield say("child_what"), (_what(answer, say),)
    yield say("child_why"), (say("child_because"),)
    passed_on = any(case.disclosures for case in answer.cases)
    nobody = say("child_nobody", controller=answer.controller.name)
    yield say("child_who"), (say("child_somebody") if passed_on else nobody,)
    if count_masks(answer):
        yield say("child_covered"), (say("child_others"),)
    yield say("child_when"), (say("child_deleted", heading=say("storage_heading")),)
    decides = bool(answer.automated_decisions)
    yield say("child_computer"), (say("child_some_computer" if decides else "child_no_computer"),)


def _what(answer: Answer, say: Texts) -> str:
    if not answer.cases:
        return say("child_records")
    documents = sum(len(case.documents) for case in answer.cases)
    return say("child_cases", cases=say.count("cases", len(answer.cases)), documents=say.count("documents", documents))


def _first_name(answer: Answer) -> str:
    return answer.requester_name.split(" ")[0] if answer.requester_name else ""
