"""Reports as tests hand them in: by whoever comes to the public pages, and with a receipt that is made for each."""

from datetime import date
from typing import Any, NamedTuple

import msgspec
from tests.world import TODAY, World

from vault import anonymous, subject_requests
from vault.anonymous import Dialogue, NewReport, Reporter, Unlocked
from vault.complaints import Anonymity, Category
from vault.ids import CaseId
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import NewRequest
from vault.subject_requests.answer import Answer
from vault.subject_requests.model import Channel
from vault.subjects import Given

R = RoleName
TEXT = "Der spilles hoej musik hver nat i nummer 14. Det begynder ved midnat."
REPORT = NewReport(
    terms="2026-11",
    state=Anonymity.PSEUDONYMOUS,
    language=Language.DANISH,
    department="Afdeling 1",
    category=Category.NOISE,
    about="beboeren i nr. 14, 2. tv",
    text=TEXT,
    seen_on=date(2026, 11, 20),
    own_observation=True,
    witness_count=2,
)
CONFIDENTIAL = msgspec.structs.replace(
    REPORT, state=Anonymity.CONFIDENTIAL, reporter=Reporter(name="Karla Eskebjerg", phone="68 14 15 16")
)


class Handed(NamedTuple):
    """A report that was handed in, and what its receipt opens."""

    case_id: CaseId
    receipt: str
    unlocked: Unlocked


def hand_in(world: World, new: NewReport = REPORT, **changes: Any) -> Handed:
    receipt = anonymous.new_receipt()
    unlocked = anonymous.unlock(world.organisation, receipt)
    new = msgspec.structs.replace(new, **changes)
    lock = None if new.state is Anonymity.ANONYMOUS else unlocked.lock
    stored = world.call(R.PUBLIC, anonymous.submit, new, lock)
    return Handed(stored.case_id, receipt, unlocked)


def visit(world: World, handed: Handed) -> Dialogue:
    return world.call(R.PUBLIC, anonymous.visit, handed.unlocked)


def answered(world: World, name: str, phone: str) -> Answer:
    """What somebody is answered who asks for everything that is held of them."""
    wanted = NewRequest(
        received_on=TODAY,
        channel=Channel.EMAIL,
        language=Language.DANISH,
        text="Hvad har I?",
        given=Given(name=name, phone=phone),
    )
    opened = world.call(R.DPO, subject_requests.open_request, wanted)
    return world.call(R.DPO, subject_requests.compose_answer, opened.request_id).answer
