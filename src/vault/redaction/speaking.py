"""Categories of words that speak of somebody, and what pronouns say of whom they mean."""

from functools import cache
from typing import Final

POSSESSIVES: Final = frozenset(("first_possessive", "second_possessive", "his", "her", "their"))
AUXILIARIES: Final = frozenset(("being", "having"))
SEEN_FROM: Final = {"children": "parents", "parents": "children", "partners": "partners", "siblings": "siblings"}
"""What somebody is to whoever is that to them."""
WHO: Final = frozenset(("first", "second", "he", "she", "they"))
NOMINATIVES: Final = frozenset("jeg jag vi han hun hon i he she we they".split())
"""Pronouns that are the subject whatever stands before them: "det så jeg"."""
BEGINNERS: Final = frozenset("jeg jag han hun hon vi i he she we they i've i'm he's she's they're they've".split())
"""Pronouns with which a clause may begin that nothing parts from the one before."""
BECAUSE: Final = frozenset(("for", "för"))
"""Words that join clauses where a subject follows."""
BEFORE_NAMES: Final = frozenset("han ham hun hende hon henne honom".split())
PERCEIVING: Final = frozenset("set så ser hørt hørte sett såg hörde hört seen saw see watched watch heard hear".split())
"""Verbs whose object does what follows: "saw the son sell …"."""
INFINITIVES: Final = frozenset(("at", "att", "to"))
INFINITIVE: Final = 2
"""How many words an infinitive clause has at least."""
NOUNS: Final = frozenset(
    "complainant respondent witness tenant neighbours somebody kin kin_alone young staff_titles person_nouns".split()
)
ROLES: Final = frozenset(("tenant", "witness"))
"""Words for somebody's part in a matter, by which nobody is named."""
REFLEXIVE: Final = frozenset(("sin", "sit", "sine", "sitt", "sina"))
"""Possessives of whoever is the subject of the clause."""
SUBJECTS: Final = POSSESSIVES | NOUNS | frozenset("first second he she they articles definite indefinite".split())
PRONOUNS: Final = {
    "first": (1, "x", False),
    "first_possessive": (1, "x", True),
    "second": (2, "x", False),
    "second_possessive": (2, "x", True),
    "he": (3, "m", False),
    "his": (3, "m", True),
    "she": (3, "f", False),
    "her": (3, "f", True),
    "their": (3, "x", True),
}


@cache
def pronoun_of(categories: frozenset[str]) -> str | None:
    """Which of `PRONOUNS` a word is by its categories; None where it is none."""
    return next((one for one in PRONOUNS if one in categories), None)


KIN_ALONE: Final = frozenset(("kin_alone", "said_as_name"))
"""Words that mean one person without it being said whose: "the son", "Mum"."""
SPEAKING: Final = NOUNS | PRONOUNS.keys()
"""Categories of words that speak of somebody."""
