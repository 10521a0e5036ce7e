"""Counts that outlive people and identify nobody."""

from vault.statistics.actions import make_report, remember_cases, remember_lane
from vault.statistics.model import TableName
from vault.statistics.rendering import REPORT, render
from vault.statistics.report import OTHER, Line, Report, Table
from vault.statistics.words import words

__all__ = [
    "OTHER",
    "REPORT",
    "Line",
    "Report",
    "Table",
    "TableName",
    "make_report",
    "remember_cases",
    "remember_lane",
    "render",
    "words",
]
