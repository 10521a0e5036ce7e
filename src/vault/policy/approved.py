"""The access policy to which two people agreed. Nobody is allowed more than it allows, whatever the files say since.

It lies in one file beside the erasure ledger: outside of the folder of policies, so that whoever may edit rules does
not edit what was agreed, and outside of the database, so that a restored backup does not bring an older consent back.
"""

import os
from pathlib import Path
from typing import Final, Literal

import msgspec

from vault.crypto import sha256
from vault.errors import Misconfigured
from vault.policy.actor import RoleName
from vault.policy.circumstance import Circumstance
from vault.policy.permission import Permission
from vault.policy.purposes import Purpose, Register
from vault.policy.rules import FOR, Effect, Rule

_FORMAT: Final = "complaint-vault/approved-policy/1"
_OWNER_ONLY: Final = 0o600


class Approved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a policy decides by, without its words: rules as Casbin holds them, and what each purpose covers."""

    format: Literal["complaint-vault/approved-policy/1"]
    model: str
    rules: tuple[tuple[str, ...], ...]
    covers: dict[str, tuple[str, ...]]

    @property
    def digest(self) -> str:
        """SHA-256, hexadecimal; the same for every order of rules and purposes."""
        return sha256(msgspec.json.encode(self)).hex()

    def known_rules(self) -> tuple[Rule, ...]:
        """The rules, as far as this version knows the roles, permissions and conditions that they name.

        An allowing rule with something unknown in it allows nothing; a denying one denies whatever the unknown was.
        """
        return tuple(made for key in self.rules if (made := _rule(key, frozenset(self.covers))) is not None)

    def register(self) -> Register:
        """The purposes, with what they cover and nothing else."""
        known = {one.resource for one in Permission}
        return Register(tuple(_purpose(code, known.intersection(covers)) for code, covers in self.covers.items()))


def approving(model: str, rules: tuple[Rule, ...], register: Register) -> Approved:
    """What would be agreed to."""
    return Approved(
        format=_FORMAT,
        model=model,
        rules=tuple(sorted(rule.key for rule in rules)),
        covers={one.code: tuple(sorted(one.covers)) for one in sorted(register, key=lambda one: one.code)},
    )


def read(path: Path) -> Approved | None:
    """What was agreed to; None where nobody agreed to anything. Raises Misconfigured where it cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Approved)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError):
        raise Misconfigured("the approved access policy cannot be read", hint=path.name) from None


def write(path: Path, approved: Approved) -> None:
    """Puts it in the place of what was agreed to before; wholly, and on the disk. Raises Misconfigured."""
    half = path.with_name(f".{path.name}.half")
    try:
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
            file.write(msgspec.json.encode(approved))
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError:
        raise Misconfigured("the approved access policy cannot be written", hint=path.name) from None


def _rule(key: tuple[str, ...], purposes: frozenset[str]) -> Rule | None:
    role, organisation, resource, action, effect, when = key
    terms = when.split()
    known = [one for one in terms if _is_known(one.removeprefix("!"), purposes)]
    named = role in set(RoleName) and f"{resource}:{action}" in set(Permission) and effect in set(Effect)
    if not named or (effect == Effect.ALLOW and known != terms):
        return None
    return Rule(
        role=RoleName(role),
        organisation=organisation,
        permission=Permission(f"{resource}:{action}"),
        effect=Effect(effect),
        when=tuple(known),
        why="agreed to",
        place="the approved policy",
    )


def _is_known(term: str, purposes: frozenset[str]) -> bool:
    return term in set(Circumstance) or term.removeprefix(FOR) in purposes


def _purpose(code: str, covers: set[str]) -> Purpose:
    return Purpose(
        code=code,
        title={},
        legal_basis={},
        articles={},
        dpv="",
        subjects=(),
        recipients=(),
        retention=(),
        covers=frozenset(covers),
    )
