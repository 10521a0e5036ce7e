"""The levels at which a field of two records may agree."""

from enum import StrEnum


class Level(StrEnum):
    """Not each field knows each level; `parameters.toml` says which."""

    SAME = "same"
    VARIANT = "variant"
    """A short or pet form."""
    SLIP = "slip"
    """A letter or digit lost, added, changed or swapped."""
    SOUND = "sound"
    """Another spelling of what sounds the same."""
    SWAPPED = "swapped"
    """Day and month have changed places."""
    NEAR = "near"
    """Further off than a slip: the decade of a birthday, a misread name, a house number with its postcode."""
    PART = "part"
    """One of several names; half of a double one."""
    INITIAL = "initial"
    HOUSE = "house"
    """The same house, and no word of the dwelling."""
    NEIGHBOUR = "neighbour"
    """The same house, another dwelling."""
    STREET = "street"
    DIFFERENT = "different"
    MISSING = "missing"
