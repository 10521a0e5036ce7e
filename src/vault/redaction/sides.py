"""Where the requester lives seen from a party of the matter: "the man below" of whoever lives above them. Pure."""

from collections.abc import Sequence
from typing import Final

from vault.redaction.dwellings import Dwelling
from vault.redaction.model import Known, Part, Standing
from vault.redaction.places import home_of
from vault.redaction.prose import Prose

_SIDES: Final = {-1: "below", 1: "above"}
_NEAR: Final = 2
"""How many words may stand between somebody and the word for their side."""


def sides_of(people: Sequence[Known]) -> frozenset[str]:
    """On which sides of other parties the requester lives and nobody else on file does: "above", "below"."""
    homes = [(one, home_of(line, unit)) for one in people for line, unit in one.addresses]
    own = [home for one, home in homes if one.standing is Standing.REQUESTER]
    others = [home for one, home in homes if one.standing is not Standing.REQUESTER and home not in own]
    parties = [home for one, home in homes if one.part is not Part.OTHER and home not in own]
    return frozenset(
        side
        for party in parties
        for away, side in _SIDES.items()
        if any(_is_away(home, party, away) for home in own) and not any(_is_away(home, party, away) for home in others)
    )


def _is_away(home: Dwelling, party: Dwelling, floors: int) -> bool:
    if home.floor is None or party.floor is None or home.house is None or home.house != party.house:
        return False
    return home.floor - party.floor == floors and home.side == party.side


def is_on_side(prose: Prose, until: int, sides: frozenset[str]) -> bool:
    """Whether right behind somebody stands that they are on one of some sides: "manden | nedenunder"."""
    for at in range(until, min(until + _NEAR, len(prose.words))):
        if prose.clause_of[at] != prose.clause_of[until - 1]:
            return False
        said = prose.categories[at].union(category for _, category in prose.phrases.get(at, ()))
        if not said.isdisjoint(sides):
            return True
    return False
