"""The languages in which a resident is answered, and in which documents are written."""

from enum import StrEnum


class Language(StrEnum):
    DANISH = "da"
    SWEDISH = "sv"
    ENGLISH = "en"
