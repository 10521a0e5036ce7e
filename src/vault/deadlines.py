"""Placeholder until the real module lands."""
from enum import StrEnum


class Country(StrEnum):
    DENMARK = "DK"
    SWEDEN = "SE"
