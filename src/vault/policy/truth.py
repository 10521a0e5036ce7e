"""Truth tables: what must be allowed and what denied, as people agreed, beside what the rules come to.

roles, purpose, category, action, circumstances, allow|deny   # why
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import msgspec

from vault.errors import InvalidInput, Misconfigured
from vault.ids import PLATFORM
from vault.policy.actor import Actor, RoleName
from vault.policy.circumstance import Circumstance
from vault.policy.enforcer import Policy, Verdict
from vault.policy.permission import Permission

_PARTS = 6


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a truth table."""

    roles: tuple[RoleName, ...]
    purpose: str
    permission: Permission
    circumstances: tuple[Circumstance, ...]
    allowed: bool
    place: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A line, and what the policy says to it."""

    case: Case
    verdict: Verdict

    @property
    def agrees(self) -> bool:
        return self.case.allowed == self.verdict.allowed


def check(policy: Policy, folder: Path | None = None) -> list[Outcome]:
    """Every line of every table in `tests/` of the policy's folder. Raises Misconfigured for a line that is none."""
    files = sorted(((folder or policy.folder) / "tests").glob("*.csv"))
    return [_outcome(policy, case) for path in files for case in _cases(path)]


def _outcome(policy: Policy, case: Case) -> Outcome:
    try:
        purpose = policy.register.get(case.purpose)
    except InvalidInput:
        raise Misconfigured(f"{case.place}: {case.purpose} is not in the processing register") from None
    actor = Actor("truth table", PLATFORM, frozenset(case.roles))
    return Outcome(case=case, verdict=policy.decide(actor, case.permission, purpose, frozenset(case.circumstances)))


def _cases(path: Path) -> Iterator[Case]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Misconfigured(f"the truth table {path.name} cannot be read") from None
    for number, line in enumerate(lines, start=1):
        if stated := line.partition("#")[0].strip():
            yield _case(stated, f"tests/{path.name}:{number}")


def _case(stated: str, place: str) -> Case:
    (parts,) = csv.reader([stated], skipinitialspace=True)
    if len(parts) != _PARTS or parts[-1].strip() not in {"allow", "deny"}:
        raise Misconfigured(f"{place}: is no line of a truth table")
    roles, purpose, category, action, circumstances, expected = (part.strip() for part in parts)
    try:
        return Case(
            roles=tuple(RoleName(role) for role in roles.split()),
            purpose=purpose,
            permission=Permission(f"{category}:{action}"),
            circumstances=tuple(Circumstance(one) for one in circumstances.split()),
            allowed=expected == "allow",
            place=place,
        )
    except ValueError:
        raise Misconfigured(f"{place}: names what does not exist") from None
