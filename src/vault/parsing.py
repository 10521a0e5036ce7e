"""What msgspec says of malformed input, made fit to be told: a field and a rule, never a value.

msgspec names what it expected and where. Two of its messages repeat what was sent, which must not go out.
"""

import re

_PLACE = re.compile(r" - at `(?:key in )?\$?\.?(?P<place>[^`]*)`$")
_SAFE = re.compile(r"Expected `[^`]*`(?:, got `[^`]*`)?|Object missing required field `(?P<missing>[a-z_]+)`")
_REPEATING = {
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
        return field, next((rule for start, rule in _REPEATING.items() if bare.startswith(start)), "is not valid")
    if missing := safe.group("missing"):
        return missing if field == otherwise else f"{field}.{missing}", "is required"
    return field, safe.group()
