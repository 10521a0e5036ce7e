"""Whether two records are one person: probabilistic record linkage after Fellegi and Sunter. Pure.

Knows records as traits (names, days, numbers, homes), and neither where they are stored nor who asks. The weights are
`parameters.toml`; `docs/explanation/finding-people.md` says where each comes from.
"""

from vault.linkage.comparing import Comparison, compare
from vault.linkage.deciding import Band, band
from vault.linkage.estimating import estimate
from vault.linkage.levels import Level
from vault.linkage.names import NamePair, compare_names, spoken
from vault.linkage.scoring import Frequencies, Score, parameters, score
from vault.linkage.traits import Home, Traits, home, ordered_words

__all__ = [
    "Band",
    "Comparison",
    "Frequencies",
    "Home",
    "Level",
    "NamePair",
    "Score",
    "Traits",
    "band",
    "compare",
    "compare_names",
    "estimate",
    "home",
    "ordered_words",
    "parameters",
    "score",
    "spoken",
]
