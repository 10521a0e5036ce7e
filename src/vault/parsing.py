"""What texts may hold, and what msgspec says of malformed input, made fit to be told: field and rule, never a value.

msgspec names what it expected and where. Two of its messages repeat what was sent, which must not go out.
"""

import re

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
