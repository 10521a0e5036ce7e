"""The register of purposes: why data are processed, on which basis, and which categories that covers.

One file is the source for what a caller may state, for what the person is later told (A-62, A-66), and for the
record of processing (Art. 30).
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from vault.errors import InvalidInput, Misconfigured

PURPOSES: Final = "processing/purposes.toml"


class Purpose(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A purpose as the register states it. Texts are by language, legal bases by country and then language."""

    code: str
    title: dict[str, str]
    legal_basis: dict[str, dict[str, str]]
    articles: dict[str, tuple[str, ...]]
    """The same by country: articles of the Regulation and national paragraphs, for programs."""
    dpv: str
    subjects: tuple[str, ...]
    """Categories of data subjects."""
    recipients: tuple[str, ...]
    """Categories of recipients; empty where nothing leaves the organisation."""
    retention: tuple[str, ...]
    """Clusters of the retention schedule that say how long."""
    covers: frozenset[str]
    """Resources, as permissions name them."""
    categories: frozenset[str] = frozenset()
    """Case categories that are held for this purpose; empty where it is not about holding cases."""
    lanes: frozenset[str] = frozenset()
    """Lanes of cases whose content is held for this purpose."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    purpose: tuple[Purpose, ...]


class Register:
    """The purposes, by code."""

    def __init__(self, purposes: tuple[Purpose, ...]) -> None:
        self._by_code = {purpose.code: purpose for purpose in purposes}
        if len(self._by_code) != len(purposes):
            raise Misconfigured("two purposes in the processing register share a code")

    @classmethod
    def load(cls, policies: Path) -> "Register":
        """The register in `policies/processing/purposes.toml`. Raises Misconfigured where it does not parse."""
        try:
            raw = tomllib.loads((policies / PURPOSES).read_text("utf-8"))
            return cls(msgspec.convert(raw, _File).purpose)
        except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise Misconfigured(f"the processing register cannot be read: {error}") from None

    def __iter__(self) -> Iterator[Purpose]:
        return iter(self._by_code.values())

    def find(self, code: str) -> Purpose | None:
        return self._by_code.get(code)

    def get(self, code: str) -> Purpose:
        """Raises InvalidInput, naming the known codes, where the register has no such purpose."""
        try:
            return self._by_code[code]
        except KeyError:
            known = ", ".join(sorted(self._by_code))
            raise InvalidInput("purpose", f"is not in the processing register; known are {known}") from None
