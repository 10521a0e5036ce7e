"""The verb that says whether somebody may, and by which rule, of the rules that count now."""

from collections.abc import Collection
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.policy import Actor, Circumstance, Permission, RoleName, Verdict
from vault.work import Work, reads


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A decision for one purpose, and why."""

    permission: Permission
    purpose: str
    allowed: bool
    reason: Annotated[str, Meta(description="The rule's own words, or what is lacking.")]
    rule: Annotated[str | None, Meta(description="File and line of the rule that decides; null where none does.")]


@reads
def explain(
    work: Work,
    roles: Collection[RoleName] = (),
    permission: Permission | None = None,
    when: Collection[Circumstance] = (),
) -> list[Explained]:
    """Whether somebody in these roles may do something within the organisation, for each purpose that covers it.

    The caller's own roles and every permission, where none is named. `when` is what holds of the thing that it would be
    done to.
    """
    work.permit(Permission.POLICY_EXPLAIN)
    asked = Actor("explained", work.organisation_id, frozenset(roles) or work.actor.roles)
    held = frozenset(when)
    return [
        _explained(one, purpose.code, work.policy.decide(asked, one, purpose, held))
        for one in ([permission] if permission else Permission)
        for purpose in work.policy.register
        if one.resource in purpose.covers
    ]


def _explained(permission: Permission, purpose: str, verdict: Verdict) -> Explained:
    return Explained(
        permission=permission, purpose=purpose, allowed=verdict.allowed, reason=verdict.reason, rule=verdict.rule
    )
