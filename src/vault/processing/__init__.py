"""The record of processing activities (Art. 30 GDPR), from the register and the schedule that decide themselves."""

from vault.processing.actions import read_record
from vault.processing.markdown import markdown
from vault.processing.model import Activity, ProcessingRecord

__all__ = ["Activity", "ProcessingRecord", "markdown", "read_record"]
