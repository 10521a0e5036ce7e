"""Names as words: how one is spelt, shortened, signed and misspelt. Knows no person, no text and no database."""

from vault.naming.dictionary import is_word
from vault.naming.forms import (
    MOST_SLIPS,
    PARTICLES,
    called,
    given_parts,
    initials,
    misspells,
    nicknames,
    slips_in,
    told_nicknames,
)
from vault.naming.recall import Recall
from vault.naming.recognising import Recogniser, plugged_in
from vault.naming.registers import (
    Given,
    given_name,
    is_explained,
    is_ordinary,
    is_said_with_capital,
    is_small,
    is_surname,
)
from vault.naming.tagging import likelihood
from vault.naming.words import ORDINARY_NAMES, Parted, Word, name_parts, parted, stems, word_list, words

__all__ = [
    "MOST_SLIPS",
    "ORDINARY_NAMES",
    "PARTICLES",
    "Given",
    "Parted",
    "Recall",
    "Recogniser",
    "Word",
    "called",
    "given_name",
    "given_parts",
    "initials",
    "is_explained",
    "is_ordinary",
    "is_said_with_capital",
    "is_small",
    "is_surname",
    "is_word",
    "likelihood",
    "misspells",
    "name_parts",
    "nicknames",
    "parted",
    "plugged_in",
    "slips_in",
    "stems",
    "told_nicknames",
    "word_list",
    "words",
]
