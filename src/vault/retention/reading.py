"""Reads the files of a retention schedule, and refuses what cannot be meant."""

from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from vault.errors import Misconfigured
from vault.ids import OrganisationId
from vault.retention.checking import check
from vault.retention.schedule import Rule
from vault.retention.sources import (
    Brake,
    Head,
    Limit,
    LimitFile,
    Override,
    OverrideFile,
    Placed,
    Purging,
    RuleFile,
    Source,
    Sources,
)

FOLDER: Final = "retention"
_LIMITS: Final = "limits.toml"
_PURGING: Final = "purging.toml"
_ORGANISATIONS: Final = "organisations"


def read(policies: Path) -> Sources:
    """Everything in `policies/retention/`, checked in itself. Raises Misconfigured, naming file and line."""
    folder = policies / FOLDER
    rules: list[Placed[Rule]] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name in (_LIMITS, _PURGING):
            continue
        source = Source(path, path.name)
        found = source.read(RuleFile)
        rules += (Placed(_signed(rule, found.schedule), source, n) for n, rule in enumerate(found.rule))
    made = Sources(
        rules=tuple(rules),
        limits=_limits(folder / _LIMITS),
        overrides={_whose(path): _overrides(path) for path in sorted((folder / _ORGANISATIONS).glob("*.toml"))},
        purging=_purging(folder / _PURGING),
    )
    check(made)
    return made


def _signed(rule: Rule, head: Head) -> Rule:
    return msgspec.structs.replace(
        rule, approver=rule.approver or head.approver, valid_from=rule.valid_from or head.valid_from
    )


def _limits(path: Path) -> tuple[Placed[Limit], ...]:
    if not path.exists():
        return ()
    source = Source(path, path.name)
    return tuple(Placed(one, source, number) for number, one in enumerate(source.read(LimitFile).limit))


def _overrides(path: Path) -> tuple[Placed[Override], ...]:
    source = Source(path, f"{_ORGANISATIONS}/{path.name}")
    found = source.read(OverrideFile)
    head = found.schedule
    return tuple(
        Placed(
            msgspec.structs.replace(
                one,
                approver=one.approver or head.approver,
                valid_from=one.valid_from or head.valid_from,
                country=head.country,
            ),
            source,
            number,
        )
        for number, one in enumerate(found.override)
    )


def _purging(path: Path) -> Purging:
    if not path.exists():
        return Purging(grace_days=7, overdue_days=3, brake=Brake(at_least=100, times_usual=5, share=0.1))
    return Source(path, path.name).read(Purging)


def _whose(path: Path) -> OrganisationId:
    try:
        return OrganisationId(UUID(path.stem))
    except ValueError:
        raise Misconfigured(
            f"the retention schedule {_ORGANISATIONS}/{path.name} belongs to nobody",
            hint="name the file for the organisation's id",
        ) from None
