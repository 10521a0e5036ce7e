"""What may be shared with whom, on which basis, and what must stay: the scenarios of `policies/disclosures/`.

Each is a row of law.md, section 7. A scenario is data; what it comes to for a case is decided in `extract`.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from vault.deadlines import Country
from vault.disclosures.codes import Basis, Field, Need, RecipientKind
from vault.errors import InvalidInput, Misconfigured
from vault.language import Language

T = TypeVar("T")
Said = dict[Language, str]


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A situation in which something of a case goes to somebody outside."""

    code: str
    country: Country
    recipients: frozenset[RecipientKind]
    purpose: Annotated[str, Meta(description="The purpose that whoever shares must state.")]
    basis: Basis
    articles: tuple[str, ...]
    about: tuple[str, ...] = ("respondent",)
    """The roles of those whom it is about. Where it rests on consent, each of them must have given it."""
    needs: frozenset[Need] = frozenset()
    gives: tuple[Field, ...]
    """The minimum: every one of these goes."""
    may: tuple[Field, ...] = ()
    """Goes where it is asked for."""
    never: frozenset[Field]
    """Must not go along, whoever asks for it."""
    health: bool = False
    """Whether words on health may go; where it rests on consent, the consent must name health."""
    offences: bool = False
    protected_address: bool = False
    """Whether an address may go that is protected by law."""
    notice: str | None = None
    """The duty that is met by it: the notice is entered in the case."""
    respond_within: int | None = None
    """Working days in which the recipient answers."""
    form: Said | None = None
    """How it must be sent, where that is prescribed."""
    title: Said
    legal_basis: Said
    keep: Said
    """What the recipient is told of keeping it."""


class _Scenarios(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    scenario: tuple[Scenario, ...]


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Headings of fields, fixed sentences, and the words for codes that stand in an extract."""

    field: dict[Field, Said]
    sentence: dict[str, Said]
    code: dict[str, Said]


class Scenarios:
    """The scenarios by code, and the words of extracts."""

    def __init__(self, found: tuple[Scenario, ...], wording: Wording) -> None:
        self._found = {one.code: one for one in found}
        self.wording = wording
        if len(self._found) != len(found):
            raise Misconfigured("two scenarios of disclosure share a code")
        for one in found:
            if torn := one.never & {*one.gives, *one.may}:
                raise Misconfigured(f"the scenario {one.code} both gives and keeps back {min(torn)}")
            said = [one.title, one.legal_basis, one.keep, *([one.form] if one.form else [])]
            if any(set(words) != set(Language) for words in said):
                raise Misconfigured(f"the scenario {one.code} lacks a language")
            if unsaid := {*one.gives, *one.may} - set(wording.field):
                raise Misconfigured(f"no heading for {min(unsaid)}")

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self._found.values())

    def get(self, code: str) -> Scenario:
        """Raises InvalidInput for a code that is none."""
        if code not in self._found:
            raise InvalidInput("scenario", f"must be one of: {', '.join(self._found)}")
        return self._found[code]

    @classmethod
    def load(cls, policies: Path) -> "Scenarios":
        """What stands in `policies/disclosures/`. Raises Misconfigured, naming the file that cannot be read."""
        folder = policies / "disclosures"
        files = [path for path in sorted(folder.glob("*.toml")) if path.name != "words.toml"]
        found = tuple(one for path in files for one in _read(path, _Scenarios).scenario)
        return cls(found, _read(folder / "words.toml", Wording))


@cache
def scenarios(policies: Path) -> Scenarios:
    """The scenarios of an installation, read once."""
    return Scenarios.load(policies)


def _read(path: Path, shape: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), shape)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Misconfigured(f"{path.name} cannot be read: {error}") from None
