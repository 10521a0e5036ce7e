"""What the policy files say of complaints: statutory grounds by country, and the fixed words for letters."""

import tomllib
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from vault.complaints.codes import Severity
from vault.complaints.model import Missing
from vault.deadlines import Country
from vault.errors import InvalidInput, Misconfigured
from vault.language import Language

T = TypeVar("T")


class Ground(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ground on which a tenancy can be acted against, as a statute lists it."""

    code: str
    country: Country
    provision: str
    severity: Severity
    offence: bool = False
    """Whether saying that it applies is saying that somebody committed an offence (Art. 10 GDPR)."""
    title: dict[Language, str]


class Phrase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fixed words. `use` is `reply` (to whoever complained), `contact` (to somebody who must be reached) or `ask`."""

    code: str
    use: str
    words: dict[Language, str]


class _Grounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ground: tuple[Ground, ...]


class _Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    phrase: tuple[Phrase, ...]


class Catalogue:
    """Grounds and phrases, by code."""

    def __init__(self, grounds: tuple[Ground, ...], phrases: tuple[Phrase, ...]) -> None:
        self._grounds = {(one.country, one.code): one for one in grounds}
        self._phrases = {(one.use, one.code): one for one in phrases}
        if len(self._grounds) != len(grounds) or len(self._phrases) != len(phrases):
            raise Misconfigured("two grounds or two phrases share a code")
        if silent := [one for one in phrases if set(one.words) != set(Language)]:
            raise Misconfigured(f"the phrase {silent[0].code} lacks a language")
        if unasked := [one for one in Missing if ("ask", one.value) not in self._phrases]:
            raise Misconfigured(f"no phrase asks for {unasked[0].value}")
        self.offences = frozenset(one.code for one in grounds if one.offence)
        """The grounds of any country that are offences (Art. 10 GDPR)."""

    @classmethod
    def load(cls, policies: Path) -> "Catalogue":
        """What stands in `policies/complaints/`. Raises Misconfigured, naming the file that cannot be read."""
        folder = policies / "complaints"
        return cls(_read(folder / "grounds.toml", _Grounds).ground, _read(folder / "phrases.toml", _Phrases).phrase)

    def grounds(self, country: Country) -> tuple[Ground, ...]:
        return tuple(one for (where, _), one in self._grounds.items() if where is country)

    def ground(self, code: str, country: Country) -> Ground:
        """Raises InvalidInput for a code that is none of the country's."""
        if (country, code) not in self._grounds:
            known = ", ".join(one.code for one in self.grounds(country))
            raise InvalidInput("ground", f"must be one of: {known}")
        return self._grounds[country, code]

    def words(self, use: str, code: str, language: Language) -> str:
        """A phrase. Raises InvalidInput for a code that is none of this use."""
        if (use, code) not in self._phrases:
            known = ", ".join(one for where, one in self._phrases if where == use)
            raise InvalidInput("entry.phrase", f"must be one of: {known}")
        return self._phrases[use, code].words[language]


@cache
def catalogue(policies: Path) -> Catalogue:
    """The catalogue of an installation, read once."""
    return Catalogue.load(policies)


def _read(path: Path, shape: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), shape)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Misconfigured(f"{path.name} cannot be read: {error}") from None
