"""The officer's desk on a full day: requests in each state, restrictions that end, forgotten holds, certificates."""

from datetime import date, timedelta

import msgspec
from tests.anonymous.reporting import CONFIDENTIAL, REPORT, hand_in
from tests.console.desk import Desk, karins_request
from tests.console.tour import Records, asking, known
from tests.filling import fill
from tests.world import World, case, party, person

from vault import accounts, anonymous, retention, subject_requests, subjects
from vault.accounts import NewEmergency, NewStaff
from vault.anonymous import MailboxQuestion
from vault.complaints import Role
from vault.ids import RequestId
from vault.language import Language
from vault.policy import RoleName
from vault.retention import HoldKind, NewHold
from vault.subject_requests import (
    Choice,
    Closed,
    Judgement,
    NewAnnouncement,
    NewExtension,
    NewJudgement,
    NewMaskDecision,
    NewQuestion,
    Reading,
    Right,
    Started,
)
from vault.subject_requests.history.entries import ClosingReason, Doubt, Prolonging
from vault.subjects.standing.model import FlagGround, FlagKind, NewFlag

R = RoleName
_AGAIN = timedelta(days=2)


def filled(world: World, desk: Desk) -> Records:
    """Everything of the tour and more. Two days have passed since, so that something is late and forgotten."""
    fill(world, world.organisation)
    records = Records(world, desk)
    _requests(world)
    records.twice = _read_by_two(world)
    _restrictions(world, records)
    _purges(world)
    _reports(world)
    member = desk.colleague
    member.does(accounts.open_emergency, NewEmergency(roles=frozenset({R.ADVISER}), reason="Nobody else was there."))
    invited = NewStaff(name="Ny Medarbejder", email="ny@proevestenen.example", roles=frozenset({R.CASE_WORKER}))
    world.call(R.ORG_ADMIN, accounts.invite_staff, invited)
    world.clock.advance(_AGAIN)
    return records


def _requests(world: World) -> None:
    """One whose clock stands still, one that was extended, one that was withdrawn, one that asks for portable data."""
    today = world.clock.now().date()
    paused = asking(world, Right.ACCESS)
    doubt = NewQuestion(
        doubt=Doubt.SCOPE, on=today, reason="There are cases of ten years.", question="Do you mean 2024 as well?"
    )
    world.call(R.DPO, subject_requests.ask_person, paused, doubt)
    extended = asking(world, Right.OBJECTION)
    longer = NewExtension(ground=Prolonging.COMPLEXITY, reasons="There are very many cases in which you are named.")
    world.call(R.DPO, subject_requests.extend_request, extended, longer)
    withdrawn = asking(world, Right.PORTABILITY)
    world.call(R.DPO, subject_requests.close_request, withdrawn, Closed(reason=ClosingReason.WITHDRAWN))
    late = msgspec.structs.replace(karins_request(date(2026, 9, 14)), language=Language.SWEDISH)
    world.call(R.DPO, subject_requests.open_request, late)


def _read_by_two(world: World) -> RequestId:
    """A review of which a second reader decided a place otherwise than the first."""
    request_id = asking(world, Right.ACCESS)
    known(world, request_id)
    world.call(R.DPO, subject_requests.start_review, request_id, Started(two_readers=True))
    for one in world.call(R.DPO, subject_requests.list_candidates, request_id):
        other = NewJudgement(judgement=Judgement.DIFFERENT, reason="Another birthday.")
        world.call(R.DPO, subject_requests.decide_candidate, request_id, one.candidate.candidate_id, other)
    world.call(R.DPO, subject_requests.start_review, request_id, Started(two_readers=True))
    (first, *_) = world.call(R.DPO, subject_requests.list_questions, request_id)
    for who, choice, reading in (("a", Choice.KEEP, Reading.FIRST), ("b", Choice.HIDE, Reading.SECOND)):
        new = NewMaskDecision(places=(first.place,), choice=choice, reading=reading, facts="It is a shop.")
        world.vault.call(world.by(f"client:{who}", R.DPO), subject_requests.decide_spans, request_id, new)
    return request_id


def _restrictions(world: World, records: Records) -> None:
    """A restriction whose end was announced, and an objection, of whoever asked for the restriction."""
    known(world, records.restriction)
    today = world.clock.now().date()
    new = NewFlag(kind=FlagKind.RESTRICTION, ground=FlagGround.UNLAWFUL, on=today, reason="The recording is disputed.")
    flag = world.call(R.DPO, subjects.add_flag, records.karin, new)
    told = NewAnnouncement(
        subject_id=records.karin, flag_id=flag, on=today + timedelta(days=14), reasons="The recording was erased."
    )
    world.call(R.DPO, subject_requests.announce_lifting, records.restriction, told)
    objection = NewFlag(kind=FlagKind.OBJECTION, ground=FlagGround.OWN_SITUATION, on=today)
    world.call(R.DPO, subjects.add_flag, records.karin, objection)


def _purges(world: World) -> None:
    """Plans that were applied, and a hold at which somebody should have looked again."""
    for number, name in enumerate(("Torkild Vestermark", "Ulla Nørgaard", "Viggo Aaby")):
        long_ago = date(2024, 2, 1 + number)
        world.store(case(party("k", Role.COMPLAINANT, person(name)), received=long_ago, closed=long_ago))
        made = world.call(R.RETENTION_JOB, retention.plan)
        if number:
            world.call(R.RETENTION_JOB, retention.apply_plan, made.plan_id)
    for name in ("Asta Lykke", "Bent Ager"):
        world.store(case(party("K", Role.COMPLAINANT, person(name)), closed=date(2026, 10, 1)))
    kept = world.store(case(party("K", Role.COMPLAINANT, person("Yrsa Holm"))))
    soon = world.clock.now().date() + timedelta(days=1)
    hold = NewHold(record_id=kept.case_id, kind=HoldKind.TRIBUNAL, reason="The tribunal hears it.", review_on=soon)
    world.vault.call(world.caller(R.DPO, purpose="storage_limitation"), retention.place_hold, hold)


def _reports(world: World) -> None:
    """A dialogue with somebody who gave no name, and somebody who spoke in confidence."""
    handed = hand_in(world, REPORT)
    asked = MailboxQuestion(text="På hvilke dage hører du musikken?", language=Language.DANISH)
    world.call(R.CASE_WORKER, anonymous.ask, handed.case_id, asked)
    hand_in(world, CONFIDENTIAL)
