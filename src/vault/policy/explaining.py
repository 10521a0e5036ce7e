"""Whether somebody may do something, for each purpose, and by which rule: asked without doing it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from vault.errors import InvalidInput
from vault.ids import OrganisationId
from vault.policy.actor import Actor, RoleName
from vault.policy.circumstance import Circumstance
from vault.policy.enforcer import Policy
from vault.policy.permission import Permission


class AccessQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who would do what, for which purposes, and what holds of the thing."""

    roles: Annotated[frozenset[RoleName], Meta(min_length=1, max_length=20, description="Held by one together.")]
    resource: Annotated[str, Meta(max_length=80, description="A data category.")]
    action: Annotated[str, Meta(max_length=40)]
    purposes: Annotated[tuple[str, ...], Meta(max_length=50, description="Every one if none is named.")] = ()
    holds: Annotated[frozenset[Circumstance], Meta(description="What holds of the thing.")] = frozenset()


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A decision for one purpose, and why."""

    purpose: str
    allowed: bool
    reason: str
    rule: Annotated[str | None, Meta(description="The file and line that decided; null where no rule did.")] = None


def explain(policy: Policy, question: AccessQuestion, organisation: OrganisationId) -> tuple[Explained, ...]:
    """What the policy says, as it would be decided. Raises InvalidInput for what is no permission or no purpose."""
    try:
        permission = Permission(f"{question.resource}:{question.action}")
    except ValueError:
        raise InvalidInput("resource", "and action are no permission") from None
    asked = Actor("explained", organisation, question.roles)
    purposes = map(policy.register.get, question.purposes) if question.purposes else policy.register
    verdicts = ((one.code, policy.decide(asked, permission, one, question.holds)) for one in purposes)
    return tuple(
        Explained(purpose=code, allowed=said.allowed, reason=said.reason, rule=said.rule) for code, said in verdicts
    )
