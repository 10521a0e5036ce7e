"""Supervisory authorities: dated configuration, never a literal in a letter (X-44)."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from vault.deadlines import Country
from vault.errors import Misconfigured
from vault.subject_requests.answer import Authority


class _Entry(Authority, frozen=True, kw_only=True, forbid_unknown_fields=True):
    country: Country
    valid_from: date


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    authority: tuple[_Entry, ...]


def authority(country: Country, policies: Path, on: date) -> Authority:
    """The authority to which a complaint about a controller goes. Raises Misconfigured where none is known."""
    valid = [one for one in _load(policies) if one.country is country and one.valid_from <= on]
    if not valid:
        raise Misconfigured(f"no supervisory authority is configured for {country}")
    newest = max(valid, key=lambda one: one.valid_from)
    return Authority(
        name=newest.name,
        address=newest.address,
        phone=newest.phone,
        email=newest.email,
        website=newest.website,
    )


@cache
def _load(policies: Path) -> tuple[_Entry, ...]:
    try:
        raw = tomllib.loads((policies / "processing" / "authorities.toml").read_text("utf-8"))
        return msgspec.convert(raw, _File).authority
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Misconfigured(f"the list of supervisory authorities cannot be read: {error}") from None
