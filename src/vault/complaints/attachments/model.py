"""The shape of an attachment: pure, no database and no keys."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.complaints.codes import Lane, Role
from vault.complaints.fields import ShortText
from vault.ids import AttachmentId, PartyId, StreamId
from vault.language import Language
from vault.media import Clean, FileKind, TextState

FileName = Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]


class Part(StrEnum):
    """Which of the two that may be kept of a file."""

    CLEAN = "clean"
    ORIGINAL = "original"


class State(StrEnum):
    INCOMPLETE = "incomplete"
    """It arrives, or its arrival was broken off: nobody sees it, and it is erased soon."""
    KEPT = "kept"


class Deletion(StrEnum):
    """Why an attachment is deleted before its case: a code, since the log keeps it."""

    WRONG_CASE = "wrong_case"
    DUPLICATE = "duplicate"
    NOT_NEEDED = "not_needed"
    UNLAWFUL = "unlawful"
    WITHDRAWN = "withdrawn"


class NewDeletion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an attachment is deleted before its complaint."""

    reason: Annotated[Deletion, Meta(description="A code, which the log keeps.")]


class NewAttachment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a file by whoever hands it over. What it is, its content says."""

    name: (
        Annotated[
            FileName, Meta(description="Without a path; the name that comes with the file where nothing is said.")
        ]
        | None
    ) = None
    description: Annotated[ShortText, Meta(description="What it shows or holds.")] | None = None
    author_role: Role
    author_party_id: PartyId | None = None
    language: Annotated[Language | None, Meta(description="Of its text; the complaint's where nothing is said.")] = None
    dated_on: date
    lane: Annotated[Lane, Meta(description="The process it belongs to, which decides who reads it.")] = Lane.TENANCY


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """One sequence of bytes as it is kept: so many bytes in so many chunks."""

    stream_id: StreamId
    size: int
    chunks: int
    sha256: bytes


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed about an attachment. Which streams are its own stands here and nowhere in the clear."""

    name: str
    description: str | None
    clean_state: Clean = Clean.NONE
    text_state: TextState = TextState.NONE
    scanned: bool = False
    original: Stream | None = None
    clean: Stream | None = None

    def stream(self, part: Part) -> Stream | None:
        """What is given out as a part. A file in which there is nothing to clean is its own clean copy."""
        if part is Part.ORIGINAL:
            return self.original
        return self.original if self.clean_state is Clean.SAME else self.clean


class AttachmentView(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment in a list."""

    attachment_id: AttachmentId
    kind: FileKind
    name: str
    description: str | None
    author_role: Role
    author: PartyId | None
    language: Language
    dated_on: date
    lane: Lane
    stored_at: datetime
    clean: Clean
    size: Annotated[int | None, Meta(description="Of the clean copy, in bytes; null where there is none.")]
    original_size: Annotated[int | None, Meta(description="In bytes; null where the original is not kept.")]
    text: TextState
    scanned: Annotated[bool, Meta(description="Whether a virus scanner looked at it.")]


class AttachmentFile(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment, opened, for verbs that compose an answer or search. Never leaves the vault as it is."""

    view: AttachmentView
    content: str | None
    """Its text, as far as it has one."""

    @property
    def lane(self) -> Lane:
        return self.view.lane

    @property
    def to_look_at(self) -> bool:
        """Whether somebody must look at it or listen to it, since its text is not all that it says."""
        return self.view.text is not TextState.WHOLE


class AttachmentText(msgspec.Struct, frozen=True, kw_only=True):
    """The text of an attachment, with whoever spoke in confidence masked; null where it has none."""

    attachment_id: AttachmentId
    state: TextState
    text: str | None


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file between its arrival and its being kept."""

    kind: FileKind
    original: Stream
    clean: Stream | None
    clean_state: Clean
    text_state: TextState
    text: str
    scanned: bool
