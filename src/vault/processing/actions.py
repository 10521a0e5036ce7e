"""The verb: read the record."""

from vault.language import Language
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.processing.model import ProcessingRecord, record_of
from vault.processing.words import Words
from vault.retention import schedule_of
from vault.work import Work, reads


@reads
def read_record(work: Work, language: Language | None = None) -> ProcessingRecord:
    """The organisation's record of processing (Art. 30(1) GDPR), in its own language unless another is named."""
    work.permit(Permission.ORGANISATION_READ, work.organisation_id)
    profile, policies = organisations.load(work), work.policy.folder
    words = Words.load(policies)
    return record_of(profile, work.policy.register, schedule_of(work), words, language or profile.language)
