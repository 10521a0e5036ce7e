"""Looking at a text before it is stored: what it would be better without, or needs a ground for."""

from typing import Annotated

import msgspec
from msgspec import Meta

from vault.complaints.fields import Narrative
from vault.language import Language
from vault.policy import Permission
from vault.redaction.hygiene import Remark, remarks
from vault.work import Work, reads


class TextCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text that somebody is about to store."""

    text: Narrative
    language: Language


class CheckedText(msgspec.Struct, frozen=True, kw_only=True):
    """What in a text asks for a second look. Whether it is stored so, the writer decides."""

    remarks: Annotated[tuple[Remark, ...], Meta(description="In the order of the text.")]


@reads
def check_text(work: Work, new: TextCheck) -> CheckedText:
    """Points out national ids, health, offences and words on what somebody is (S-01 … S-03, S-22). Keeps nothing."""
    work.permit(Permission.CASE_PROGRESS)
    return CheckedText(remarks=remarks(new.text, new.language))
