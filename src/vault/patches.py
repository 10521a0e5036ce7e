"""JSON Merge Patch (RFC 7396) as verbs see it: what a change names, null among it, and what it was made of. Pure."""

from typing import Any

import msgspec
from msgspec import UNSET

from vault.errors import Outdated


def given(change: msgspec.Struct) -> dict[str, Any]:
    """What a change names. Nothing where it is empty: then nothing is written, and no version counts up."""
    return {name: value for name, value in msgspec.structs.asdict(change).items() if value is not UNSET}


def refuse_outdated(what: str, version: int, seen: int) -> None:
    """Raises Outdated where a thing is in another version than the caller has seen (RFC 9110, 13.1.1)."""
    if version != seen:
        raise Outdated(f"the {what} was changed since it was looked at", hint="look again")
