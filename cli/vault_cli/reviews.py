"""`cvault review …`: deciding what an answer shows and hides, from a terminal.

Places are written as NUMBER:START-END, where NUMBER is that of a text. Reasons and facts may speak of somebody, so they
are asked for on standard input and are never an argument.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from vault import subject_requests
from vault.errors import InvalidInput, NotFound
from vault.ids import CandidateId, RequestId, RulingId
from vault.policy import RoleName
from vault.redaction import Ground, Kind
from vault.subject_requests import (
    Choice,
    Judgement,
    NewJudgement,
    NewMaskDecision,
    NewReviewApproval,
    NewSpan,
    Reach,
    Reading,
    ReviewQuestion,
    ReviewView,
    Started,
    Where,
)
from vault_cli import approvals, files, output, session
from vault_cli import review_lines as lines_of
from vault_cli.exits import Group

_PLACE: Final = re.compile(r"(?P<number>\d+)(?::(?P<start>\d+)-(?P<end>\d+))?")
_READ: Final = "Everything that goes out was read."
Call = Callable[..., Any]

_second = click.option("--second", is_flag=True, help="As the second reader.")
_reach = click.option(
    "--reach",
    type=click.Choice([one.value for one in Reach]),
    default=Reach.STRING.value,
    show_default=True,
    help="This place, the same words, the same person, or the whole text.",
)
_ground = click.option(
    "--ground",
    type=click.Choice([one.value for one in Ground if one is not Ground.UNDECIDED]),
    help="Why it is hidden.",
)
_facts = click.option("--facts", is_flag=True, help="Ask for the facts on which it rests.")


@click.group(cls=Group)
def review() -> None:
    """Decide what an answer shows and hides, and approve it."""


@review.command()
@click.argument("request_id")
@click.option("--two-readers", is_flag=True, help="Two people read everything.")
@output.organisation
@output.as_json
def start(request_id: str, organisation: str | None, *, two_readers: bool, wants_json: bool) -> None:
    """Start a review, or renew it: what was decided stays."""
    with _calling(organisation) as call:
        found = call(subject_requests.start_review, _id(request_id), Started(two_readers=two_readers))
    output.show(found, lines_of.progress(found), wants_json=wants_json)


@review.command()
@click.argument("request_id")
@output.organisation
@output.as_json
def show(request_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Show how far a review is, and its texts by their numbers."""
    with _calling(organisation) as call:
        found = call(subject_requests.show_review, _id(request_id))
    output.show(found, [*lines_of.progress(found), "", *lines_of.texts(found)], wants_json=wants_json)


@review.command()
@click.argument("request_id")
@click.argument("number", type=int)
@output.organisation
@output.as_json
def text(request_id: str, number: int, organisation: str | None, *, wants_json: bool) -> None:
    """Print a text with what is hidden as [-…-] and what is open as [?…?]. It is personal data."""
    with _calling(organisation) as call:
        wanted = _id(request_id)
        where = _where(call(subject_requests.show_review, wanted), str(number))
        found = call(subject_requests.read_text, wanted, where.text_id)
    output.show(found, lines_of.marked(found), wants_json=wants_json)


@review.command()
@click.argument("request_id")
@_second
@output.organisation
@output.as_json
def questions(request_id: str, organisation: str | None, *, second: bool, wants_json: bool) -> None:
    """List what waits for a decision, each string once, with the place to name in `decide`."""
    with _calling(organisation) as call:
        found = call(subject_requests.list_questions, _id(request_id), _reading(second))
    lines = [line for one in found for line in lines_of.asked(one)] or ["Nothing waits."]
    output.show(found, lines, wants_json=wants_json)


@review.command()
@click.argument("request_id")
@_second
@output.organisation
def walk(request_id: str, organisation: str | None, *, second: bool) -> None:
    """Go through what waits, one string after the other: hide it, keep it, or leave it for later."""
    wanted, reading = _id(request_id), _reading(second)
    with _calling(organisation) as call:
        waiting: list[ReviewQuestion] = call(subject_requests.list_questions, wanted, reading)
        for at, one in enumerate(waiting, start=1):
            output.say(f"\n{at} of {len(waiting)}")
            for line in lines_of.asked(one):
                output.say(line)
            choice = click.prompt("hide, keep, harmless word (never ask again), skip or quit", type=_ANSWERS)
            if choice == "quit":
                break
            if (new := _answer(one, choice, reading)) is not None:
                call(subject_requests.decide_spans, wanted, new)
        view = call(subject_requests.show_review, wanted)
    for line in lines_of.progress(view):
        output.say(line)


_ANSWERS: Final = click.Choice(["hide", "keep", "harmless", "skip", "quit"])


@review.command()
@click.argument("request_id")
@click.argument("choice", metavar="CHOICE", type=click.Choice([one.value for one in Choice]))
@click.argument("place", nargs=-1, required=True)
@_reach
@_ground
@_facts
@click.option("--remember", is_flag=True, help="Offer it again in later requests.")
@_second
@output.organisation
@output.as_json
def decide(  # noqa: PLR0913 -- one parameter for each option
    request_id: str,
    choice: str,
    place: tuple[str, ...],
    reach: str,
    ground: str | None,
    organisation: str | None,
    *,
    facts: bool,
    remember: bool,
    second: bool,
    wants_json: bool,
) -> None:
    """Hide or keep (CHOICE) places, written as NUMBER:START-END, or NUMBER for a whole text."""
    wanted = _id(request_id)
    with _calling(organisation) as call:
        view = call(subject_requests.show_review, wanted)
        new = files.checked(
            {
                "places": tuple(_where(view, one) for one in place),
                "choice": Choice(choice),
                "reach": Reach(reach),
                "ground": None if ground is None else Ground(ground),
                "facts": click.prompt("The facts on which it rests") if facts else None,
                "remember": remember,
                "reading": _reading(second),
            },
            NewMaskDecision,
        )
        made = call(subject_requests.decide_spans, wanted, new)
    output.show({"decisions": made}, [f"Decision {one}" for one in made], wants_json=wants_json)


@review.command()
@click.argument("request_id")
@click.argument("kind", metavar="KIND", type=click.Choice([one.value for one in Kind]))
@click.argument("place")
@click.option("--here", is_flag=True, help="At this place alone, not wherever the same words stand.")
@_ground
@_facts
@_second
@output.organisation
@output.as_json
def add(  # noqa: PLR0913 -- one parameter for each option
    request_id: str,
    kind: str,
    place: str,
    ground: str | None,
    organisation: str | None,
    *,
    here: bool,
    facts: bool,
    second: bool,
    wants_json: bool,
) -> None:
    """Hide something that nothing proposed, written as NUMBER:START-END."""
    wanted = _id(request_id)
    with _calling(organisation) as call:
        new = NewSpan(
            place=_where(call(subject_requests.show_review, wanted), place),
            kind=Kind(kind),
            reach=Reach.PLACE if here else Reach.STRING,
            ground=Ground(ground or Ground.RIGHTS_OF_OTHERS),
            facts=click.prompt("The facts on which it rests") if facts else None,
            reading=_reading(second),
        )
        made = call(subject_requests.add_span, wanted, new)
    output.show({"decisions": [made]}, [f"Decision {made}"], wants_json=wants_json)


@review.command()
@click.argument("request_id")
@output.organisation
@output.as_json
def decisions(request_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """List every decision: what, on which ground, by whom, until when. It is personal data."""
    with _calling(organisation) as call:
        found = call(subject_requests.list_rulings, _id(request_id))
    lines = [
        f"{one.ruling_id}  {one.choice.value} {one.reach.value}  {one.string or 'the whole text'}"
        f"  {one.ground.value if one.ground else ''}  by {one.by} on {one.at:%Y-%m-%d}"
        + (f", looked at again on {one.review_on}" if one.review_on else "")
        for one in found
    ]
    output.show(found, lines or ["Nothing is decided."], wants_json=wants_json)


@review.command()
@click.argument("request_id")
@click.argument("decision_id")
@output.organisation
@output.as_json
def undo(request_id: str, decision_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Take a decision back."""
    ruling = RulingId(session.as_id(decision_id, "DECISION_ID"))
    with _calling(organisation) as call:
        call(subject_requests.withdraw_ruling, _id(request_id), ruling)
    output.show({"withdrawn": ruling}, ["Taken back."], wants_json=wants_json)


@review.command()
@click.argument("request_id")
@output.organisation
@output.as_json
def candidates(request_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """List who could be the requester and which cases could be about them. It is personal data."""
    with _calling(organisation) as call:
        found = call(subject_requests.list_candidates, _id(request_id))
    lines = [line for one in found for line in lines_of.candidate(one)] or ["Nobody."]
    output.show(found, lines, wants_json=wants_json)


@review.command()
@click.argument("request_id")
@click.argument("candidate_id")
@click.argument("judgement", metavar="JUDGEMENT", type=click.Choice([one.value for one in Judgement]))
@output.organisation
@output.as_json
def judge(request_id: str, candidate_id: str, judgement: str, organisation: str | None, *, wants_json: bool) -> None:
    """Say whether a candidate is the same or different (JUDGEMENT), and why. Renew the review afterwards."""
    candidate = CandidateId(session.as_id(candidate_id, "CANDIDATE_ID"))
    new = files.checked({"judgement": Judgement(judgement), "reason": click.prompt("Why")}, NewJudgement)
    with _calling(organisation) as call:
        call(subject_requests.decide_candidate, _id(request_id), candidate, new)
    lines = [f"Decided. Renew the review with: cvault review start {request_id}"]
    output.show({"candidate": candidate, "judgement": judgement}, lines, wants_json=wants_json)


@review.command()
@click.argument("request_id")
@output.organisation
@output.as_json
def differences(request_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Show where two readers decided differently. It is personal data."""
    with _calling(organisation) as call:
        found = call(subject_requests.list_disagreements, _id(request_id))
    lines = [
        f"{one.number}:{one.place.start}-{one.place.end}  {one.string}  "
        f"first {one.first.value}, second {one.second.value}"
        for one in found
    ]
    output.show(found, lines or ["They agree."], wants_json=wants_json)


@review.command()
@click.argument("request_id")
@click.option("--reason", default=_READ, show_default=False, help="Why, for whoever confirms; no names.")
@output.organisation
@output.as_json
def approve(request_id: str, reason: str, organisation: str | None, *, wants_json: bool) -> None:
    """Approve exactly what would go out now. What is shown against the machine waits for a second person."""
    new = files.checked({"reason": reason}, NewReviewApproval)
    with _calling(organisation) as call:
        done = call(subject_requests.approve_review, _id(request_id), new)
    lines = approvals.asked([done.waiting]) if done.waiting else [f"Approved by {done.approved.by}."]
    output.show(done, lines, wants_json=wants_json)


@review.command()
@click.argument("request_id")
@output.organisation
@output.as_json
def protocol(request_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Show what was searched for a request, by which terms, with how many hits. It is personal data."""
    with _calling(organisation) as call:
        found = call(subject_requests.read_protocol, _id(request_id))
    output.show(found, [line for one in found for line in lines_of.searched(one)], wants_json=wants_json)


@contextmanager
def _calling(organisation: str | None) -> Iterator[Call]:
    """Runs verbs as the data protection officer of an organisation."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        yield lambda verb, *arguments: vault.call(caller, verb, *arguments)


def _id(text: str) -> RequestId:
    return RequestId(session.as_id(text, "REQUEST_ID"))


def _reading(second: bool) -> Reading:  # noqa: FBT001 -- it is a flag of the command
    return Reading.SECOND if second else Reading.FIRST


def _where(view: ReviewView, written: str) -> Where:
    """A place as it is written. Raises InvalidInput, NotFound."""
    found = _PLACE.fullmatch(written)
    if found is None:
        raise InvalidInput("PLACE", "is written as NUMBER:START-END")
    number = int(found["number"])
    known = next((one for one in view.texts if one.number == number), None)
    if known is None:
        raise NotFound("text")
    return Where(text_id=known.text_id, start=int(found["start"] or 0), end=int(found["end"] or 0))


def _answer(one: ReviewQuestion, choice: str, reading: Reading) -> NewMaskDecision | None:
    if choice == "skip":
        return None
    return NewMaskDecision(
        places=(one.place,),
        choice=Choice.HIDE if choice == "hide" else Choice.KEEP,
        reach=Reach.TEXT if one.whole_text else Reach.STRING,
        remember=choice == "harmless" and not one.whole_text,
        reading=reading,
    )
