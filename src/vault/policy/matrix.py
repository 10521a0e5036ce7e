"""The access matrix for the records of processing: which role does what with which category, and when not."""

import msgspec

from vault.policy.actor import RoleName
from vault.policy.enforcer import Policy
from vault.policy.permission import Permission


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A role and a permission: the rules about it, and the purposes for which it may be used."""

    role: RoleName
    category: str
    action: str
    effect: str
    organisation: str
    conditions: tuple[str, ...]
    purposes: tuple[str, ...]
    why: str
    rule: str


def matrix(policy: Policy) -> list[Entry]:
    """Every rule, in the order of permissions and roles, with the purposes that reach its category."""
    return [
        Entry(
            role=rule.role,
            category=permission.resource,
            action=permission.action,
            effect=rule.effect.value,
            organisation=rule.organisation,
            conditions=rule.when,
            purposes=tuple(one.code for one in policy.register if permission.resource in one.covers),
            why=rule.why,
            rule=rule.place,
        )
        for permission in Permission
        for rule in sorted(policy.of(permission), key=lambda one: one.role)
    ]
