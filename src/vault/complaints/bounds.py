"""What a complaint still takes once it is closed or restricted: pure; a truth table in tests/complaints/test_bounds.py.

A closed complaint is a finished record whose period runs: who handles it takes it up again first, with a reason, and
then goes on (T-22). Taken all the same is

- what a person may say or ask of their own data, which nobody else can take up for them: an account of their own
  (Art. 16), a message of whoever reported without a name, their name at their own wish, confidence (N-08, N-09);
- what the organisation owes and must be able to show later: whom it told, to whom it gave something, what they
  answered, why a passage stays (Art. 5(2), 14, 15(1)(c), 19);
- what lets it end: the day on which somebody moved out or paid, from which periods count, and erasing.

A restricted complaint is kept and not used (Art. 18(2)): what reaches it is stored, and nothing is done in it. Holds
stand nowhere here: a hold extends storage and never use, so it neither allows nor forbids an input (T-12); what it
forbids is erasing, and the retention verbs see to that.
"""

from enum import StrEnum
from typing import Final

from vault.complaints.codes import StepKind
from vault.errors import Conflict, Finished, Restricted


class Input(StrEnum):
    """What somebody is about to write into a complaint."""

    DOCUMENT = "document"
    ATTACHMENT = "attachment"
    EARLIER_ATTACHMENT = "earlier_attachment"
    """A file of a complaint that was handed over closed, while its history is still arriving."""
    ENTRY = "entry"
    STEP = "step"
    PERIOD_STEP = "period_step"
    """A step that comes by itself after the end, and from which a period counts."""
    CODES = "codes"
    PARTY = "party"
    PROTECTION = "protection"
    """That somebody is promised confidence."""
    LANE = "lane"
    QUESTION = "question"
    """To whoever reported without a name."""
    MESSAGE = "message"
    """Of whoever reported without a name."""
    NAMING = "naming"
    """That they give their name."""
    STATEMENT = "statement"
    """A party's own account (Art. 16)."""
    EXTRACT = "extract"
    """Something that is given to a recipient; whether it may be is asked field by field (`disclosures.extract`)."""
    ACCOUNT = "account"
    """What was told, given, answered or decided, which the organisation must be able to show."""
    ERASURE = "erasure"
    CLOSING = "closing"
    REOPENING = "reopening"


class Refusal(StrEnum):
    """Why an input is not taken."""

    CLOSED = "closed"
    NOT_CLOSED = "not_closed"
    RESTRICTED = "restricted"


PERIOD_STEPS: Final = frozenset({StepKind.MOVED_OUT, StepKind.ARREARS_PAID})
"""Steps that happen to a complaint that is over: without them it would stay too long."""

_TAKEN_CLOSED: Final = frozenset(
    {
        Input.EARLIER_ATTACHMENT,
        Input.PERIOD_STEP,
        Input.PROTECTION,
        Input.MESSAGE,
        Input.NAMING,
        Input.STATEMENT,
        Input.EXTRACT,
        Input.ACCOUNT,
        Input.ERASURE,
        Input.REOPENING,
    }
)
_NOT_RESTRICTED: Final = frozenset({Input.ENTRY, Input.STEP, Input.QUESTION})


def refusal(wanted: Input, *, closed: bool, restricted: bool) -> Refusal | None:
    """Why a complaint does not take an input; None where it does."""
    if wanted is Input.REOPENING:
        return None if closed else Refusal.NOT_CLOSED
    if closed and wanted not in _TAKEN_CLOSED:
        return Refusal.CLOSED
    if restricted and wanted in _NOT_RESTRICTED:
        return Refusal.RESTRICTED
    return None


def refuse(wanted: Input, *, closed: bool, restricted: bool) -> None:
    """Raises Finished, Restricted or Conflict where a complaint does not take an input."""
    match refusal(wanted, closed=closed, restricted=restricted):
        case Refusal.CLOSED:
            raise Finished(
                "the case is closed",
                hint="reopen it first, or hand over what is new as a complaint of its own",
            )
        case Refusal.RESTRICTED:
            raise Restricted("the case is restricted: it is kept and not used", hint="wait until that has ended")
        case Refusal.NOT_CLOSED:
            raise Conflict("the case is not closed")


def step_input(kind: StepKind, *, changes_status: bool) -> Input:
    """As what a step counts."""
    return Input.PERIOD_STEP if kind in PERIOD_STEPS and not changes_status else Input.STEP
