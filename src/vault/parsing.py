"""What texts and bodies may hold, and what msgspec says of malformed input, made fit to be told: never a value.

msgspec names what it expected and where. Two of its messages repeat what was sent, which must not go out.
"""

import json
import re
from codecs import BOM_UTF8
from typing import Any, Final

import msgspec

from vault import shapes
from vault.errors import InvalidInput

ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]*$"
"""No control character, line break, or mark that hides or reorders what stands beside it.

For texts that stand in the clear: terminals show them, and PostgreSQL takes no zero byte."""

# Only what can be a place in a schema of ours: an unknown field's name, which was sent, could imitate one.
_PLACE = re.compile(r" - at `(?:key in )?\$?\.?(?P<place>[a-z0-9_.\[\]]*)`$")
_LIMIT = r"(?: of length [<>]=? \d+| [<>]=? [\d.]+| matching regex '.*')?"
_SAFE = re.compile(rf"Expected `[^`]*`{_LIMIT}(?:, got `[^`]*`)?|Object missing required field `(?P<missing>[a-z_]+)`")
_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(.{1,60})`$")
_RULES = {
    "Invalid RFC3339 encoded datetime": "is not a time with its offset, such as 2026-09-14T08:30:00Z",
    "Invalid RFC3339 encoded date": "is not a day, such as 2026-09-14",
    "Invalid UUID": "is not an id",
    "Invalid enum value": "is not one of the allowed values",
    "Invalid value": "is not one of the allowed values",
    "Object contains unknown field": "has a field that is not known here",
    "JSON is malformed": "is not JSON",
    "Input data was truncated": "is not whole",
}


def rule_of(message: str, otherwise: str = "body", shape: Any = None) -> tuple[str, str]:
    """The field and the rule in a message of msgspec's; `otherwise` names the field where it says none.

    With the `shape` that was asked for, the rule says which values there are, or which field is meant.
    """
    place = _PLACE.search(message)
    where = (place.group("place") if place else "").removeprefix("data").removeprefix(".")
    bare = _PLACE.sub("", message)
    safe = _SAFE.match(bare)
    if safe is None:
        rule = next((rule for start, rule in _RULES.items() if bare.startswith(start)), "is not valid")
        return where or otherwise, rule if shape is None else _closer(rule, bare, where, shape)
    if missing := safe.group("missing"):
        return f"{where}.{missing}" if where else missing, "is required"
    return where or otherwise, safe.group()


def _closer(rule: str, bare: str, where: str, shape: Any) -> str:
    """The rule in terms of a shape; nothing of what was sent, not even the name of a field."""
    if sent := _UNKNOWN_FIELD.match(bare):
        near = shapes.meant(shape, where, sent.group(1))
        return rule if near is None else f"{rule}: is `{near}` meant?"
    if bare.startswith(("Invalid enum value", "Invalid value")):
        return shapes.allowed(shape, where) or rule
    return rule


# NUL, and the two marks that turn the reading direction round by force: no letter of any language needs them, and what
# a person reads would not be what is stored. Marks that embed or isolate text stay: phones write them in Arabic.
_NUL, _LEFT, _RIGHT = b"\x00", "\u202d".encode(), "\u202e".encode()
_BACKSLASH: Final = ord("\\")
_HIDING_ESCAPED: Final = re.compile(rb"\\u(?:0000|202[dDeE])")
_HIDING_TEXT: Final = re.compile("[\x00\u202d\u202e]")


def refuse_doubtful(content: bytes, shape: Any = None) -> None:
    """Raises InvalidInput for JSON that two readers could understand differently.

    That is a field that stands twice in one object, of which readers take the first or the last, and text with a
    character that hides or reorders what stands beside it. What is no JSON at all is left to whoever decodes it. The
    place of such a text is told where `shape`, as which it will be decoded, has it.
    """
    if _NUL in content or _LEFT in content or _RIGHT in content or _hides_by_an_escape(content):
        rule = "holds a character that hides or reorders text (U+0000, U+202D, U+202E)"
        raise InvalidInput(_hiding(content, shape) or "body", rule)
    if content.startswith(BOM_UTF8):
        raise InvalidInput("body", "begins with a byte order mark")
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


def _hiding(content: bytes, shape: Any) -> str | None:
    """Where text with such a character stands: a place of ours, since a name that was sent could tell of somebody."""
    try:
        waiting = [] if shape is None else [("", msgspec.json.decode(content))]
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str) and _HIDING_TEXT.search(value):
            return place or None
        if isinstance(value, list):
            waiting += [(f"{place}[{number}]", one) for number, one in enumerate(value)]
        if isinstance(value, dict):
            inside = ((f"{place}.{name}".removeprefix("."), one) for name, one in value.items())
            waiting += [(at, one) for at, one in inside if shapes.has(shape, at)]
    return None


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
