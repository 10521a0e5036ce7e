"""Rules as they stand in a file: one a line, each with the reason why it is there.

    p, case_worker, *, case.narrative, read, deny, restricted   # Art. 18(2): kept, and not used

A rule that names what does not exist, says something twice or gives no reason is refused with the line it stands in.
"""

import csv
from collections.abc import Iterable, Iterator
from enum import StrEnum
from uuid import UUID

import msgspec

from vault.errors import Misconfigured
from vault.ids import OrganisationId
from vault.policy.actor import RoleName
from vault.policy.circumstance import Circumstance, Circumstances
from vault.policy.permission import Permission

EVERYWHERE = "*"
_PARTS = (6, 7)
FOR = "for:"


class Effect(StrEnum):
    ALLOW = "allow"
    DENY = "deny"


_ROLES = frozenset(RoleName)
_PERMISSIONS = frozenset(Permission)
_EFFECTS = frozenset(Effect)
_CIRCUMSTANCES = frozenset(Circumstance)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. `when` holds terms that must all be met: `restricted`, `!assigned`, `for:mediation`."""

    role: RoleName
    organisation: str
    permission: Permission
    effect: Effect
    when: tuple[str, ...]
    why: str
    place: str

    @property
    def key(self) -> tuple[str, ...]:
        """The rule as Casbin holds it, without its reason and place."""
        one = self.permission
        return (self.role.value, self.organisation, one.resource, one.action, self.effect.value, " ".join(self.when))

    def concerns(self, roles: Iterable[RoleName], organisation: OrganisationId) -> bool:
        return self.role in roles and self.organisation in (EVERYWHERE, str(organisation))


def situation(circumstances: Circumstances, purpose: str) -> frozenset[str]:
    """What holds when a question is asked, as terms."""
    return frozenset({*(one.value for one in circumstances), FOR + purpose})


def holds(terms: Iterable[str], when: Iterable[str]) -> bool:
    """Whether a rule's conditions are met."""
    return all(term[1:] not in terms if term.startswith("!") else term in terms for term in when)


def parse(text: str, name: str, purposes: Iterable[str]) -> tuple[Rule, ...]:
    """The rules of a file. Raises Misconfigured, naming file and line."""
    known = frozenset(purposes)
    found: dict[tuple[str, ...], Rule] = {}
    for number, line, above in _lines(text):
        place = f"{name}:{number}"
        rule = _rule(line, above, place, known)
        if rule.key in found:
            raise Misconfigured(f"{place}: says the same as {found[rule.key].place}")
        found[rule.key] = rule
    return tuple(found.values())


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Each line that is a rule, with its number and the comment under which it stands."""
    above = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            above = line.lstrip("# ").strip()
        elif not line.strip():
            above = ""
        else:
            yield number, line, above


def _rule(line: str, above: str, place: str, purposes: frozenset[str]) -> Rule:
    stated, _, beside = line.partition("#")
    (parts,) = csv.reader([stated.strip()], skipinitialspace=True)
    parts = [part.strip() for part in parts]
    if len(parts) not in _PARTS or parts[0] != "p":
        raise Misconfigured(
            f"{place}: is no rule", hint="p, role, organisation, category, action, allow|deny, conditions"
        )
    _, role, organisation, category, action, effect, *when = parts
    terms = tuple(" ".join(when).split())
    why = beside.strip() or above
    if not why:
        raise Misconfigured(f"{place}: does not say why", hint="end the line with: # and the reason")
    if role not in _ROLES or f"{category}:{action}" not in _PERMISSIONS or effect not in _EFFECTS:
        raise Misconfigured(f"{place}: names what does not exist: {role}, {category}, {action}, {effect}")
    if strange := [term for term in terms if not _known(term, purposes)]:
        raise Misconfigured(f"{place}: {strange[0]} is no condition")
    if organisation != EVERYWHERE and not _is_id(organisation):
        raise Misconfigured(f"{place}: names no organisation", hint="write * or an organisation's id")
    if organisation != EVERYWHERE and effect == Effect.ALLOW:
        raise Misconfigured(f"{place}: what holds in one organisation may take away and not give", hint="write deny")
    return Rule(
        role=RoleName(role),
        organisation=organisation,
        permission=Permission(f"{category}:{action}"),
        effect=Effect(effect),
        when=terms,
        why=why,
        place=place,
    )


def _known(term: str, purposes: frozenset[str]) -> bool:
    bare = term.removeprefix("!")
    return bare in _CIRCUMSTANCES or (bare.startswith(FOR) and bare.removeprefix(FOR) in purposes)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
