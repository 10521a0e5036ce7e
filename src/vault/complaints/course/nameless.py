"""What a complaint without a name may lead to, and what never: pure (N-06, N-07).

The law's side stands in `gate` and `situation`: what nobody who can be named saw carries no warning and no filing, and
starts no statutory period. Here stands the organisation's side, and the steps that say in one word what an entry
would say in many. Once somebody who can be named saw it themselves, the complaint no longer stands alone, and
neither limits anything.
"""

from collections.abc import Collection
from datetime import date
from typing import Final

from vault.complaints.codes import Anonymity, StepKind, Track
from vault.complaints.course.codes import ObservedBy
from vault.complaints.course.contact import ContactAttempt, Mediation
from vault.complaints.course.entries import KeptEntry
from vault.complaints.course.gate import Blocked, Obstacle, standing, verified
from vault.complaints.course.tenancy import Incident, Inspection, Naming, TrackChoice
from vault.complaints.model import CaseFile
from vault.complaints.stance import NAMELESS, Use
from vault.ids import PartyId

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
"""What a complaint without a name, or in confidence, never leads to alone."""


def stands_alone(file: CaseFile) -> bool:
    """Whether nobody who can be named saw any of it."""
    return file.case.anonymity in NAMELESS and not _verified(file)


def carries_nothing(file: CaseFile) -> bool:
    """Whether nothing that somebody told without a name, or in confidence, was verified (N-06, N-08).

    A complaint that came with a name is not asked: what it says is its complainant's own.
    """
    came_named = file.case.anonymity is Anonymity.IDENTIFIED and not any(
        isinstance(one.entry, Naming) for one in file.entries
    )
    return not came_named and not _verified(file)


def named(file: CaseFile, on: date, party_id: PartyId, *, openly: bool, stands_by: bool) -> Naming:
    """That whoever reported gave their name. `stands_by`: for what they saw themselves, too, as far as that is open."""
    told = [(one.entry_id, one.entry) for one in standing(file.entries) if isinstance(one.entry, Incident)]
    own = [
        entry_id
        for entry_id, one in told
        if openly and stands_by and one.own_observation and one.observed_by is ObservedBy.COMPLAINANT
    ]
    before = tuple(entry_id for entry_id, _ in told)
    return Naming(on=on, party_id=party_id, openly=openly, told_before=before, confirmed=tuple(own))


def beyond_entry(entry: KeptEntry, file: CaseFile, uses: Collection[Use]) -> tuple[Blocked, ...]:
    """What stands in the way of an entry by the organisation's own policy."""
    wanted = _use_of(entry)
    if wanted is None or wanted in uses or not stands_alone(file):
        return ()
    return (Blocked(obstacle=Obstacle.NOT_OF_USE),)


def beyond_step(kind: StepKind, file: CaseFile, uses: Collection[Use]) -> tuple[Blocked, ...]:
    """The same for a step that is recorded by itself."""
    if kind in NEVER and carries_nothing(file):
        return (Blocked(obstacle=Obstacle.NOTHING_VERIFIED),)
    if not stands_alone(file):
        return ()
    return (Blocked(obstacle=Obstacle.NOT_OF_USE),) if kind in _STEPS and _STEPS[kind] not in uses else ()


def _verified(file: CaseFile) -> bool:
    return any(verified(one, file) for one in standing(file.entries))


def _use_of(entry: KeptEntry) -> Use | None:
    match entry:
        case Inspection():
            return Use.OBSERVATION
        case TrackChoice(track=Track.DIALOGUE) | ContactAttempt() | Mediation():
            return Use.DIALOGUE
        case _:
            return None
