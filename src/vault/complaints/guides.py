"""The guides that residents are shown and the letter templates of an organisation, in the versions in which they were.

A version that was published stays as it was: what a person was shown on a day can be shown again.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.ids import GuideId
from vault.language import Language

Code = Annotated[str, Meta(min_length=1, max_length=60, pattern="^[a-z0-9_.-]+$")]


class GuideKind(StrEnum):
    """A guide for residents, or a template for a letter."""

    GUIDE = "guide"
    LETTER = "letter"


class NewGuide(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text of the organisation's own, in one version and language. It names nobody."""

    kind: GuideKind
    code: Annotated[Code, Meta(description="What it is called through all its versions.")]
    version: Code
    language: Language
    text: Annotated[str, Meta(min_length=1, max_length=100_000, pattern=r"^[^\x00]*$")]


class GuideView(msgspec.Struct, frozen=True, kw_only=True):
    """A published text, and since when it is."""

    guide_id: GuideId
    guide: NewGuide
    published_on: date
