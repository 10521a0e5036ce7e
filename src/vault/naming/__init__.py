"""Names as words: how one is spelt, shortened, signed and misspelt. Knows no person, no text and no database."""

from vault.naming.forms import PARTICLES, called, given_parts, initials, misspells, nicknames, slips_in
from vault.naming.words import ORDINARY_NAMES, Word, name_parts, stems, word_list, words

__all__ = [
    "ORDINARY_NAMES",
    "PARTICLES",
    "Word",
    "called",
    "given_parts",
    "initials",
    "misspells",
    "name_parts",
    "nicknames",
    "slips_in",
    "stems",
    "word_list",
    "words",
]
