"""Whom a pronoun stands for: whoever was named before it and fits, else who it can be in the matter. A guess. Pure."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from vault.redaction.model import Part, Standing
from vault.redaction.whose import Cast, Mention, Whose

_REACH: Final = 3
"""How many sentences back a pronoun may refer."""


def antecedent(mentions: Sequence[Mention], sentence: int, sex: str) -> Mention | None:
    """The nearest in the same sentence whom a pronoun fits, else the first that fits in one of those before.

    Whoever's sex is known goes before those of whom it is not, unless these are known and stand nearer.
    """
    near = takewhile(lambda one: one.sentence >= sentence - _REACH, reversed(mentions))
    third = [one for one in near if one.person == 3][::-1]  # noqa: PLR2004 -- the grammatical person
    sure = [one for one in third if sex in (one.sex, "x")]
    open_to_both = [one for one in third if one.sex == "x"]
    here = [one for one in open_to_both if one.sentence == sentence and one.ref is not None]
    if here and not any(one.sentence == sentence for one in sure):
        sure = here
    return _nearest(sure, sentence) or _nearest(open_to_both, sentence)


def in_letter(mentions: Sequence[Mention], sentence: int, sex: str, cast: Cast) -> tuple[Whose, str | None, str] | None:
    """Whose a pronoun of a known sex is in a resident's letter; None where nothing but what stands nearest tells it.

    A letter is about one person and goes back to them from whoever else comes in: a word for somebody beside it ("my
    sister") has the pronouns of its own sentence, and where it is the author's and a subject those of the next.
    """
    for at in range(len(mentions) - 1, -1, -1):
        one = mentions[at]
        if not one.noun or one.person != 3 or one.whose is Whose.STAFF or one.sex not in (sex, "x"):  # noqa: PLR2004
            continue
        of_author = at and mentions[at - 1].person == 1 and mentions[at - 1].possessive and not one.oblique
        if one.sentence == sentence or (of_author and one.sentence == sentence - 1):
            return None
        if one.ref is not None:
            return one.whose, one.ref, sex
    return (Whose.OWN, None, sex) if cast.own_part is not None and cast.fits_requester(sex) else None


def _nearest(fitting: Sequence[Mention], sentence: int) -> Mention | None:
    same = [one for one in fitting if one.sentence == sentence]
    if same:
        return ([one for one in same if not one.possessive] or same)[-1]
    for back in range(1, _REACH + 1):
        if found := [one for one in fitting if one.sentence == sentence - back]:
            told = [one for one in found if one.end > one.start]
            spoken = [one for one in told if not one.noun and not one.possessive]
            # Whom a pronoun means already goes on being spoken of, rather than who is only understood.
            return (spoken[-1:] or told or found)[0] if len(told) < len(found) else found[0]
    return None


def whom_they_mean(cast: Cast, sex: str) -> Whose:
    """A pronoun without anybody before it: the person complained of if the sex allows, else who it can be."""
    fitting = {stands for ref, stands in cast.standings.items() if sex == "x" or cast.sexes[ref] in ("x", sex)}
    if Standing.REQUESTER in fitting and cast.own_part is Part.RESPONDENT:
        return Whose.OWN
    if Standing.WITHHELD in fitting:
        return Whose.WITHHELD
    known = Standing.REQUESTER not in fitting and fitting & {Standing.OTHER, Standing.NAMED}
    return Whose.OTHER if known else Whose.UNCLEAR
