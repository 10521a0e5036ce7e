"""Decisions: roles, organisation, category, action, purpose and circumstances in; allowed or not, and why, out."""

import os
from collections import defaultdict
from contextlib import suppress
from itertools import combinations
from pathlib import Path
from threading import Lock
from typing import Any, Final, Self

import casbin
import msgspec

from vault.errors import Misconfigured
from vault.ids import OrganisationId
from vault.policy import approved
from vault.policy.actor import Actor, RoleName
from vault.policy.circumstance import NONE, Circumstance, Circumstances
from vault.policy.permission import Permission
from vault.policy.purposes import PURPOSES, Purpose, Register
from vault.policy.rules import FOR, Effect, Rule, holds, parse, situation

RULES = "access.csv"
MODEL = "model.conf"


class Verdict(msgspec.Struct, frozen=True):
    """A decision with its reason; the reason names rules and never people."""

    allowed: bool
    reason: str
    rule: str | None = None
    """Where the rule stands that decided it, as file and line; none where no rule did."""


_Question = tuple[frozenset[RoleName], OrganisationId, Permission, str, Circumstances]


Stamp = tuple[tuple[int, int, int], ...]


_ONE_AT_A_TIME: Final = Lock()
"""Casbin parses its matcher for every question that is new, and CPython 3.11 has one count for all threads of how deep
that is: two that parse at once, in whichever policy, can end with a SystemError. What is remembered needs no turn."""


class Policy:
    """A set of rules, and every decision already made by them.

    An actor matters to a decision only through their roles, so decisions are kept per set of roles. A question is put
    to Casbin only over the rules of its own permission: it interprets its matcher for every rule that it is given.
    """

    def __init__(self, model: str, rules: tuple[Rule, ...], register: Register, folder: Path) -> None:
        self.folder = folder
        self.register = register
        self.rules = rules
        self.stamp: Stamp = ()
        """Of which files this was read."""
        self.within: Policy | None = None
        """The policy to which two people agreed; what it does not allow is refused, whatever these rules say."""
        self.approved_at: Path | None = None
        """Where that stands."""
        self._model = model
        self._of: dict[Permission, list[Rule]] = defaultdict(list)
        for rule in rules:
            self._of[rule.permission].append(rule)
        self._enforcers: dict[Permission, Any] = {}
        self._memory: dict[_Question, Verdict] = {}
        self._refuse_strangers()
        with _ONE_AT_A_TIME:
            self._enforcer(next(iter(Permission)))

    @classmethod
    def load(cls, folder: Path, approved_at: Path | None = None) -> Self:
        """The policy that stands in a folder, within the one that was agreed to. Raises Misconfigured, saying where."""
        stamp = _stamped(_files(folder), approved_at)
        register = Register.load(folder)
        try:
            model, text = ((folder / name).read_text("utf-8") for name in (MODEL, RULES))
        except (OSError, UnicodeDecodeError):
            raise Misconfigured("the access policy cannot be read", hint=f"{MODEL} or {RULES}") from None
        made = cls(model, parse(text, RULES, (purpose.code for purpose in register)), register, folder)
        made.stamp, made.approved_at = stamp, approved_at
        agreed = None if approved_at is None else approved.read(approved_at)
        if agreed is not None:
            made.within = Policy(agreed.model, agreed.known_rules(), agreed.register(), folder)
        return made

    def decide(
        self, actor: Actor, permission: Permission, purpose: Purpose, circumstances: Circumstances = NONE
    ) -> Verdict:
        """Whether the actor may, for this purpose, within their own organisation, as things stand."""
        if actor.purposes and purpose.code not in actor.purposes:
            return Verdict(allowed=False, reason=f"the caller is not bound to the purpose {purpose.code}")
        question = (actor.roles, actor.organisation_id, permission, purpose.code, circumstances)
        verdict = self._memory.get(question)
        if verdict is None:
            verdict = self._memory[question] = self._agreed(actor, purpose, question, self._ask(*question, purpose))
        return verdict

    def possible(self, actor: Actor, permission: Permission, purpose: Purpose) -> Verdict:
        """Whether the actor may in some circumstances: for verbs that then ask for each thing that they show."""
        plain = self.decide(actor, permission, purpose)
        if plain.allowed:
            return plain
        terms = {term.removeprefix("!") for rule in self._of[permission] for term in rule.when}
        named = [Circumstance(one) for one in sorted(terms) if not one.startswith(FOR)]
        for size in range(1, len(named) + 1):
            for some in combinations(named, size):
                verdict = self.decide(actor, permission, purpose, frozenset(some))
                if verdict.allowed:
                    return verdict
        return plain

    def approving(self) -> approved.Approved:
        """What somebody agrees to who agrees to this policy."""
        return approved.approving(self._model, self.rules, self.register)

    def unbounded(self) -> "Policy":
        """What the rules come to by themselves; to compare it with what was agreed to."""
        return Policy(self._model, self.rules, self.register, self.folder)

    def forget(self) -> None:
        """Makes every decision anew when it is asked for again."""
        self._memory.clear()

    def of(self, permission: Permission) -> list[Rule]:
        """The rules about a permission, in the order in which they stand."""
        return self._of[permission]

    def _ask(
        self,
        roles: frozenset[RoleName],
        organisation: OrganisationId,
        permission: Permission,
        _purpose: str,
        circumstances: Circumstances,
        purpose: Purpose,
    ) -> Verdict:
        if permission.resource not in purpose.covers:
            return Verdict(allowed=False, reason=f"the purpose {purpose.code} does not cover {permission.resource}")
        terms = situation(circumstances, purpose.code)
        domain, subject = str(organisation), "+".join(sorted(roles)) or "nobody"
        with _ONE_AT_A_TIME:
            enforcer = self._enforcer(permission)
            for role in roles:
                enforcer.add_role_for_user_in_domain(subject, role.value, domain)
            allowed = enforcer.enforce(subject, domain, permission.resource, permission.action, terms)
        effect = Effect.ALLOW if allowed else Effect.DENY
        for rule in self._of[permission]:
            if rule.effect is effect and rule.concerns(roles, organisation) and holds(terms, rule.when):
                return Verdict(allowed=allowed, reason=f"{rule.effect}: {rule.why}", rule=rule.place)
        return Verdict(allowed=False, reason="no rule allows it")

    def _agreed(self, actor: Actor, purpose: Purpose, question: _Question, verdict: Verdict) -> Verdict:
        """What is allowed only by what nobody agreed to yet is refused; what is refused stays so."""
        if not verdict.allowed or self.within is None:
            return verdict
        _, _, permission, _, circumstances = question
        known = self.within.register.find(purpose.code)
        if known is not None and self.within.decide(actor, permission, known, circumstances).allowed:
            return verdict
        return Verdict(allowed=False, reason="two people have yet to agree to the rule", rule=verdict.rule)

    def _enforcer(self, permission: Permission) -> Any:
        """Casbin over the rules of one permission."""
        if permission not in self._enforcers:
            try:
                make: Any = casbin.Enforcer
                enforcer = make(make.new_model(text=self._model))
                enforcer.add_function("holds", lambda terms, when: holds(terms, when.split()))
                enforcer.add_policies([list(rule.key) for rule in self._of[permission]])
            except (RuntimeError, ValueError, LookupError) as error:
                raise Misconfigured(f"the access policy's model cannot be read: {error}") from None
            self._enforcers[permission] = enforcer
        return self._enforcers[permission]

    def _refuse_strangers(self) -> None:
        """A purpose that covers what does not exist is a mistake that would otherwise stay silent."""
        resources = {permission.resource for permission in Permission}
        for purpose in self.register:
            if strangers := purpose.covers - resources:
                raise Misconfigured(f"the purpose {purpose.code} covers what does not exist: {', '.join(strangers)}")


class InForce:
    """The policy as its files say now. A look at them, before every unit of work, costs a few microseconds."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._files, self._approved_at = _files(policy.folder), policy.approved_at
        self._lock = Lock()

    def current(self) -> Policy:
        """Read anew where a file was changed. Raises Misconfigured, and goes on doing so, while one cannot be read."""
        if self._policy.stamp != _stamped(self._files, self._approved_at):
            with self._lock:
                self._policy = Policy.load(self._policy.folder, self._approved_at)
        return self._policy


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(str(folder / name) for name in (MODEL, RULES, PURPOSES))


def _stamped(files: tuple[str, ...], approved_at: Path | None) -> Stamp:
    """Which files these are: when they were written, how long they are, where they lie. The last need not be there."""
    try:
        found = [os.stat(file) for file in files]  # noqa: PTH116 -- before every unit of work, and three times as fast
    except OSError:
        raise Misconfigured("the access policy cannot be read", hint=f"{MODEL}, {RULES} or {PURPOSES}") from None
    if approved_at is not None:
        with suppress(FileNotFoundError):
            found.append(os.stat(approved_at))  # noqa: PTH116 -- likewise
    return tuple((one.st_mtime_ns, one.st_size, one.st_ino) for one in found)
