"""What texts and bodies may hold, and what msgspec says of malformed input, made fit to be told: never a value.

msgspec names what it expected and where. Two of its messages repeat what was sent, which must not go out.
"""

import json
import re
from typing import Any, Final

import msgspec

from vault.errors import InvalidInput

ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
"""For texts that stand in the clear: terminals show them, and PostgreSQL takes no zero byte."""

# Only what can be a place in a schema of ours: an unknown field's name, which was sent, could imitate one.
_PLACE = re.compile(r" - at `(?:key in )?\$?\.?(?P<place>[a-z0-9_.\[\]]*)`$")
_LIMIT = r"(?: of length [<>]=? \d+| [<>]=? [\d.]+| matching regex '.*')?"
_SAFE = re.compile(rf"Expected `[^`]*`{_LIMIT}(?:, got `[^`]*`)?|Object missing required field `(?P<missing>[a-z_]+)`")
_RULES = {
    "Invalid RFC3339 encoded datetime": "is not a time with its offset, such as 2026-09-14T08:30:00Z",
    "Invalid RFC3339 encoded date": "is not a day, such as 2026-09-14",
    "Invalid UUID": "is not an id",
    "Invalid enum value": "is not one of the allowed values",
    "Object contains unknown field": "has a field that is not known here",
    "JSON is malformed": "is not JSON",
    "Input data was truncated": "is not whole",
}


def rule_of(message: str, otherwise: str = "body") -> tuple[str, str]:
    """The field and the rule in a message of msgspec's; `otherwise` names the field where it says none."""
    place = _PLACE.search(message)
    field = (place.group("place") if place else "").removeprefix("data").removeprefix(".") or otherwise
    bare = _PLACE.sub("", message)
    safe = _SAFE.match(bare)
    if safe is None:
        return field, next((rule for start, rule in _RULES.items() if bare.startswith(start)), "is not valid")
    if missing := safe.group("missing"):
        return missing if field == otherwise else f"{field}.{missing}", "is required"
    return field, safe.group()


# NUL, and the two marks that turn the reading direction round by force: no letter of any language needs them, and what
# a person reads would not be what is stored. Marks that embed or isolate text stay: phones write them in Arabic.
_HIDING: Final = (b"\x00", "\u202d".encode(), "\u202e".encode())
_BACKSLASH: Final = ord("\\")
_HIDING_ESCAPED: Final = re.compile(rb"\\u(?:0000|202[dDeE])")


def refuse_doubtful(content: bytes) -> None:
    """Raises InvalidInput for JSON that two readers could understand differently.

    That is a field that stands twice in one object, of which readers take the first or the last, and text with a
    character that hides or reorders what stands beside it. What is no JSON at all is left to whoever decodes it.
    """
    if any(one in content for one in _HIDING) or _hides_by_an_escape(content):
        raise InvalidInput("body", "holds a character that hides or reorders text (U+0000, U+202D, U+202E)")
    if _is_its_own_copy(content):
        return
    try:
        json.loads(content, object_pairs_hook=_once_each)
    except RecursionError:
        raise InvalidInput("body", "is nested too deeply") from None
    except ValueError:
        return


def _hides_by_an_escape(content: bytes) -> bool:
    """Whether an escape stands for such a character. A backslash that is itself escaped begins none."""
    for found in _HIDING_ESCAPED.finditer(content):
        start = found.start()
        while start and content[start - 1] == _BACKSLASH:
            start -= 1
        if (found.start() - start) % 2 == 0:
            return True
    return False


def _is_its_own_copy(content: bytes) -> bool:
    """Whether JSON is exactly what one writes who has read it: then no field stood twice.

    So it is where a program sends it without blanks, and that is told several times as fast as by looking at each
    object.
    """
    try:
        return msgspec.json.encode(msgspec.json.decode(content)) == content
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False


def _once_each(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) != len(pairs):
        raise InvalidInput("body", "has a field twice in one object")
