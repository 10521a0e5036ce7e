"""Whose access differs between two policies: for one person to see before another agrees.

Access is compared for each role and for each two of them. More are never needed: whoever gains does so by an allowing
rule of one of their roles, and was refused before either for want of one, or by a denying rule of one other role.
"""

from collections.abc import Iterator
from itertools import chain, combinations
from typing import Final
from uuid import UUID

import msgspec

from vault.ids import OrganisationId
from vault.policy.actor import Actor, RoleName
from vault.policy.circumstance import Circumstance, Circumstances
from vault.policy.enforcer import Policy
from vault.policy.permission import Permission
from vault.policy.purposes import Purpose
from vault.policy.rules import EVERYWHERE, Effect, Rule

_ANYBODYS: Final = UUID(int=0)
_KNOWN: Final = frozenset(Circumstance)
_Side = tuple[Policy, Purpose | None]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody in these roles gains or loses, for a purpose, under circumstances."""

    gains: bool
    roles: tuple[RoleName, ...]
    organisation: str
    permission: Permission
    purpose: str
    circumstances: tuple[Circumstance, ...]


def differences(before: Policy, after: Policy) -> Iterator[Difference]:
    """Everything that changes for anybody. Nothing is told of two roles that one of them tells already."""
    old = {one.code: one for one in before.register}
    new = {one.code: one for one in after.register}
    for permission in Permission:
        purposes = [
            (old.get(code), new.get(code))
            for code in sorted({*old, *new})
            if any(code in known and permission.resource in known[code].covers for known in (old, new))
        ]
        covered_alike = all(_reaches(was, permission) == _reaches(now, permission) for was, now in purposes)
        if covered_alike and _alike(before, after, permission):
            continue
        for purpose_before, purpose_after in purposes:
            yield from _of_purpose((before, purpose_before), (after, purpose_after), permission)


def _of_purpose(before: _Side, after: _Side, permission: Permission) -> Iterator[Difference]:
    rules = [*before[0].of(permission), *after[0].of(permission)]
    code = next(purpose.code for _, purpose in (before, after) if purpose is not None)
    for organisation in sorted({EVERYWHERE, *(rule.organisation for rule in rules)}):
        within = OrganisationId(_ANYBODYS if organisation == EVERYWHERE else UUID(organisation))
        told: set[tuple[bool, RoleName, Circumstances]] = set()
        for roles, circumstances in _questions(rules):
            actor = Actor("compared", within, frozenset(roles))
            had, has = (_may(side, actor, permission, circumstances) for side in (before, after))
            if had == has or any((has, role, circumstances) in told for role in roles):
                continue
            told.update((has, role, circumstances) for role in roles if len(roles) == 1)
            yield Difference(
                gains=has,
                roles=roles,
                organisation=organisation,
                permission=permission,
                purpose=code,
                circumstances=tuple(sorted(circumstances)),
            )


def _questions(rules: list[Rule]) -> Iterator[tuple[tuple[RoleName, ...], Circumstances]]:
    """Each role, and each two of which one is denied something, under everything that the rules tell apart."""
    roles = sorted({rule.role for rule in rules})
    denied = {rule.role for rule in rules if rule.effect is Effect.DENY}
    pairs = (pair for pair in combinations(roles, 2) if denied.intersection(pair))
    named = sorted({Circumstance(bare) for rule in rules for term in rule.when if (bare := term.lstrip("!")) in _KNOWN})
    for together in chain(((role,) for role in roles), pairs):
        for count in range(len(named) + 1):
            for some in combinations(named, count):
                yield together, frozenset(some)


def _may(side: _Side, actor: Actor, permission: Permission, circumstances: Circumstances) -> bool:
    policy, purpose = side
    return purpose is not None and policy.decide(actor, permission, purpose, circumstances).allowed


def _alike(before: Policy, after: Policy, permission: Permission) -> bool:
    return {rule.key for rule in before.of(permission)} == {rule.key for rule in after.of(permission)}


def _reaches(purpose: Purpose | None, permission: Permission) -> bool:
    return purpose is not None and permission.resource in purpose.covers
