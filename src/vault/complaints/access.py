"""Which permission a lane asks for. The legal matter's is that of the narrative itself."""

from collections.abc import Collection

from vault.complaints.codes import Lane, StepKind
from vault.complaints.model import Step
from vault.policy import Permission

_NEUTRAL = frozenset(
    {StepKind.RECEIVED, StepKind.ACKNOWLEDGED, StepKind.REPLIED, StepKind.CLOSED, StepKind.REOPENED, StepKind.MOVED_OUT}
)
"""What everybody who works on a case may know of the lanes that they do not read."""


def reading(lane: Lane) -> Permission:
    """What it takes to read what stands in a lane."""
    return Permission.CASE_NARRATIVE_READ if lane is Lane.TENANCY else Permission(f"lane.{lane.value}:read")


def appending(lane: Lane) -> Permission:
    """What it takes to write into a lane."""
    return Permission.CASE_NARRATIVE_APPEND if lane is Lane.TENANCY else Permission(f"lane.{lane.value}:append")


def neutral(step: Step) -> bool:
    """Whether a step stands in the timeline that all lanes share."""
    return step.kind in _NEUTRAL


def timeline(steps: tuple[Step, ...], seen: Collection[Permission]) -> tuple[Step, ...]:
    """The steps of the lanes that somebody reads, and the neutral ones of all."""
    return tuple(step for step in steps if neutral(step) or reading(step.lane) in seen)
