"""The words of the record, by code and language, as `policies/processing/words.toml` has them."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import msgspec

from vault.errors import Misconfigured
from vault.language import Language

Said = dict[str, dict[Language, str]]


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Each table of the file, by code."""

    subjects: Said
    recipients: Said
    data: Said
    measures: Said
    headings: Said

    @classmethod
    def load(cls, policies: Path) -> Self:
        """Raises Misconfigured where the file cannot be read or lacks a language."""
        try:
            found = msgspec.convert(tomllib.loads((policies / "processing" / "words.toml").read_text("utf-8")), cls)
        except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise Misconfigured(f"the words of the record of processing cannot be read: {error}") from None
        for table in cls.__struct_fields__:
            if silent := [code for code, said in getattr(found, table).items() if set(said) != set(Language)]:
                raise Misconfigured(f"words.toml lacks a language: {table}.{silent[0]}")
        return found

    def said(self, table: str, codes: Iterable[str], language: Language) -> tuple[str, ...]:
        """These codes in words. Raises Misconfigured for one that has none."""
        try:
            return tuple(getattr(self, table)[code][language] for code in codes)
        except KeyError as missing:
            raise Misconfigured(f"words.toml has no word for {table}.{missing.args[0]}") from None
