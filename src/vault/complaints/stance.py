"""What an organisation takes from people who do not give their name, and what it uses that for: its policy, by day.

Read from `policies/anonymity/`. Almenbo and ABO refuse such complaints, others take them for a mere warning or until a
tribunal (N-04): so each organisation says it for itself, and says it to whoever is about to write. What the law
rules out is no use that a policy could name (N-06, N-07).
"""

import tomllib
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.complaints.codes import Anonymity, Category
from vault.errors import Misconfigured
from vault.ids import OrganisationId
from vault.language import Language

Words = dict[Language, Annotated[str, Meta(min_length=1, max_length=2_000)]]
NAMELESS = frozenset({Anonymity.ANONYMOUS, Anonymity.PSEUDONYMOUS})
"""Of whom nobody here knows who they are."""


class Takes(StrEnum):
    """Whether complaints without a name are taken."""

    ACCEPT = "accept"
    LIMITS = "limits"
    REFUSE = "refuse"


class Use(StrEnum):
    """What a complaint without a name may lead to (N-06)."""

    OBSERVATION = "observation"
    GENERAL_NOTICE = "general_notice"
    DIALOGUE = "dialogue"


class Stance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """A policy as it is from a day on. Its texts are shown before anybody writes."""

    version: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9.-]+$")]
    since: date
    takes: Takes
    states: tuple[Anonymity, ...]
    uses: tuple[Use, ...]
    categories: tuple[Category, ...] = ()
    """Those that are taken, where there are limits."""
    reports_an_hour: Annotated[int, Meta(ge=1, le=100_000)]
    about: Words
    can: Words
    cannot: Words
    promise: dict[Anonymity, Words]
    otherwise: Words
    """What is said where nothing is taken."""

    def takes_state(self, state: Anonymity) -> bool:
        return self.takes is not Takes.REFUSE and state in self.states

    def takes_category(self, category: Category) -> bool:
        return self.takes is Takes.ACCEPT or (self.takes is Takes.LIMITS and category in self.categories)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Annotated[tuple[Stance, ...], Meta(min_length=1)]


class Stances:
    """The policies of every organisation of an installation."""

    def __init__(self, otherwise: tuple[Stance, ...], own: dict[str, tuple[Stance, ...]]) -> None:
        self._otherwise = otherwise
        self._own = own

    @classmethod
    def load(cls, policies: Path) -> "Stances":
        """What stands in `policies/anonymity/`. Raises Misconfigured, naming the file that cannot be used."""
        folder = policies / "anonymity"
        read = {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}
        if "defaults" not in read:
            raise Misconfigured("anonymity/defaults.toml is missing")
        return cls(read.pop("defaults"), read)

    def of(self, organisation: OrganisationId, on: date) -> Stance:
        """The policy of an organisation on a day; the first where none had begun."""
        versions = self._own.get(str(organisation), self._otherwise)
        begun = [one for one in versions if one.since <= on]
        return begun[-1] if begun else versions[0]


@cache
def stances(policies: Path) -> Stances:
    """The policies of an installation, read once."""
    return Stances.load(policies)


def _read(path: Path) -> tuple[Stance, ...]:
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File).version
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Misconfigured(f"anonymity/{path.name} cannot be read: {error}") from None
    versions = tuple(sorted(found, key=lambda one: one.since))
    if len({one.version for one in versions}) != len(versions) or len({one.since for one in versions}) != len(versions):
        raise Misconfigured(f"anonymity/{path.name} has two versions with one name or one day")
    for one in versions:
        _refuse_silence(path.name, one)
    return versions


def _refuse_silence(name: str, stance: Stance) -> None:
    """Everybody is told everything in their own language, and a state that is taken has its promise (N-05)."""
    texts = (stance.about, stance.can, stance.cannot, stance.otherwise, *stance.promise.values())
    if any(set(words) != set(Language) for words in texts):
        raise Misconfigured(f"anonymity/{name}: a text lacks a language")
    if Anonymity.IDENTIFIED in stance.states or not set(stance.states) <= set(stance.promise):
        raise Misconfigured(f"anonymity/{name}: a state has no promise, or is none without a name")
