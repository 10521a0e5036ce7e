"""Decisions: role, organisation, category, action and purpose in; allowed or not, with the reason, out."""

from pathlib import Path
from threading import Lock
from typing import Any

import casbin
import msgspec

from vault.errors import Misconfigured
from vault.ids import OrganisationId
from vault.policy.actor import Actor, RoleName
from vault.policy.permission import Permission
from vault.policy.purposes import Purpose, Register

_RULE_PARTS = 5


class Verdict(msgspec.Struct, frozen=True):
    """A decision with its reason; the reason names rules and never people."""

    allowed: bool
    reason: str


_Question = tuple[frozenset[RoleName], OrganisationId, Permission, str]


class Policy:
    """The rules, loaded once, and every decision already made.

    An actor matters to a decision only through their roles, so decisions are kept per set of roles. Casbin
    interprets its matcher for every rule (0.1 ms and more); the memory makes a repeated decision a look-up.
    """

    def __init__(self, policies: Path, register: Register) -> None:
        self.folder = policies
        self.register = register
        self._lock = Lock()
        self._memory: dict[_Question, Verdict] = {}
        try:
            enforcer: Any = casbin.Enforcer(str(policies / "model.conf"), str(policies / "access.csv"))
        except (OSError, RuntimeError, ValueError, LookupError) as error:
            raise Misconfigured(f"the access policy cannot be read: {error}") from None
        _refuse_strangers(enforcer.get_policy(), register)
        self._enforcer = enforcer

    def decide(self, actor: Actor, permission: Permission, purpose: Purpose) -> Verdict:
        """Whether the actor may, for this purpose, within their own organisation."""
        if actor.purposes and purpose.code not in actor.purposes:
            return Verdict(allowed=False, reason=f"the caller is not bound to the purpose {purpose.code}")
        question = (actor.roles, actor.organisation_id, permission, purpose.code)
        verdict = self._memory.get(question)
        if verdict is None:
            verdict = self._memory[question] = self._ask(actor, permission, purpose)
        return verdict

    def _ask(self, actor: Actor, permission: Permission, purpose: Purpose) -> Verdict:
        if permission.resource not in purpose.covers:
            return Verdict(allowed=False, reason=f"the purpose {purpose.code} does not cover {permission.resource}")
        domain = str(actor.organisation_id)
        subject = "+".join(sorted(actor.roles)) or "nobody"
        with self._lock:
            for role in actor.roles:
                self._enforcer.add_role_for_user_in_domain(subject, role.value, domain)
            allowed, rule = self._enforcer.enforce_ex(subject, domain, permission.resource, permission.action)
        if allowed:
            return Verdict(allowed=True, reason=" ".join(rule) or "allowed by the access policy")
        reason = f"denied by the rule: {' '.join(rule)}" if rule else "no rule allows it"
        return Verdict(allowed=False, reason=reason)


def _refuse_strangers(rules: list[list[str]], register: Register) -> None:
    """A rule or purpose that names what does not exist is a mistake that would otherwise stay silent."""
    resources = {permission.resource for permission in Permission}
    actions = {permission.action for permission in Permission}
    if strange := next((rule for rule in rules if len(rule) != _RULE_PARTS), None):
        raise Misconfigured(f"a rule of the access policy has not {_RULE_PARTS} parts: {', '.join(strange)}")
    for role, _domain, resource, action, _effect in rules:
        if role not in set(RoleName) or resource not in resources or action not in actions:
            raise Misconfigured(f"the access policy names what does not exist: {role}, {resource}, {action}")
    for purpose in register:
        if strangers := purpose.covers - resources:
            raise Misconfigured(f"the purpose {purpose.code} covers what does not exist: {', '.join(strangers)}")
