"""What a complaint without a name may lead to, and what never: pure (N-06, N-07).

The law's side stands in `gate` and `situation`: what nobody who can be named saw carries no warning and no filing, and
starts no statutory period. Here stands the organisation's side, and the steps that say in one word what an entry
would say in many. Once somebody who can be named saw it themselves, the complaint no longer stands alone, and
neither limits anything.
"""

from collections.abc import Collection
from typing import Final

from vault.complaints.codes import StepKind, Track
from vault.complaints.course.contact import ContactAttempt, Mediation
from vault.complaints.course.entries import KeptEntry
from vault.complaints.course.gate import Blocked, Obstacle, standing, verified
from vault.complaints.course.tenancy import Incident, Inspection, TrackChoice
from vault.complaints.model import CaseFile
from vault.complaints.stance import NAMELESS, Use

_STEPS: Final = {
    StepKind.INSPECTION: Use.OBSERVATION,
    StepKind.VISIT: Use.OBSERVATION,
    StepKind.NOTICE_POSTED: Use.GENERAL_NOTICE,
    StepKind.OUTREACH: Use.DIALOGUE,
    StepKind.MEDIATION_OFFERED: Use.DIALOGUE,
}
NEVER: Final = frozenset(
    {
        StepKind.REMINDER_SENT,
        StepKind.WARNING_SENT,
        StepKind.ESCALATED_TO_TRIBUNAL,
        StepKind.EVICTION_REQUESTED,
        StepKind.CONDITIONAL_TENANCY,
    }
)
"""What a complaint without a name alone never leads to."""


def stands_alone(file: CaseFile) -> bool:
    """Whether nobody who can be named saw any of it."""
    incidents = [one.entry for one in standing(file.entries) if isinstance(one.entry, Incident)]
    return file.case.anonymity in NAMELESS and not any(verified(one, file.case.anonymity) for one in incidents)


def beyond_entry(entry: KeptEntry, file: CaseFile, uses: Collection[Use]) -> tuple[Blocked, ...]:
    """What stands in the way of an entry by the organisation's own policy."""
    wanted = _use_of(entry)
    if wanted is None or wanted in uses or not stands_alone(file):
        return ()
    return (Blocked(obstacle=Obstacle.NOT_OF_USE),)


def beyond_step(kind: StepKind, file: CaseFile, uses: Collection[Use]) -> tuple[Blocked, ...]:
    """The same for a step that is recorded by itself."""
    if not stands_alone(file):
        return ()
    if kind in NEVER:
        return (Blocked(obstacle=Obstacle.NOTHING_VERIFIED),)
    return (Blocked(obstacle=Obstacle.NOT_OF_USE),) if kind in _STEPS and _STEPS[kind] not in uses else ()


def _use_of(entry: KeptEntry) -> Use | None:
    match entry:
        case Inspection():
            return Use.OBSERVATION
        case TrackChoice(track=Track.DIALOGUE) | ContactAttempt() | Mediation():
            return Use.DIALOGUE
        case _:
            return None
