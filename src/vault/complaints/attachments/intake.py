"""Which files are taken: the policy, read from `policies/attachments.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.errors import InvalidInput, Misconfigured
from vault.media import FileKind, Limits, sniff
from vault.media.kinds import OFFICE

MEGABYTE: Final = 1024 * 1024
_MOST: Final = 2048


class Files(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One paragraph of the policy."""

    kinds: tuple[FileKind, ...]
    largest_mb: Annotated[int, Meta(ge=1, le=_MOST)]
    keep_original: bool


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    files: tuple[Files, ...]
    parser: Limits


class Intake:
    """What is taken, up to which size, and what is kept of it."""

    def __init__(self, files: tuple[Files, ...], parser: Limits) -> None:
        self.parser = parser
        self._files = {kind: one for one in files for kind in one.kinds}
        if len(self._files) != sum(len(one.kinds) for one in files):
            raise Misconfigured("two paragraphs of attachments.toml speak of one kind of file")
        if FileKind.ARCHIVE in self._files:
            raise Misconfigured("attachments.toml takes an archive, which is no office's file")

    @classmethod
    def load(cls, policies: Path) -> "Intake":
        """Raises Misconfigured, naming the file, where it cannot be read."""
        try:
            found = msgspec.convert(tomllib.loads((policies / "attachments.toml").read_text("utf-8")), _File)
        except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise Misconfigured(f"attachments.toml cannot be read: {error}") from None
        return cls(found.files, found.parser)

    def largest(self, kind: FileKind) -> int:
        """How many bytes a file of this kind may have. Raises InvalidInput where none is taken."""
        kinds = OFFICE if kind is FileKind.ARCHIVE else {kind}
        sizes = [self._files[one].largest_mb * MEGABYTE for one in kinds if one in self._files]
        if not sizes:
            raise InvalidInput("body", "is a file of a kind that is not taken")
        return max(sizes)

    def recognise(self, head: bytes) -> FileKind:
        """What a file that begins like this is. Raises InvalidInput where it is nothing that is taken."""
        kind = sniff(head)
        if kind is None:
            raise InvalidInput("body", "is a file of a kind that is not taken")
        self.largest(kind)
        return kind

    def keeps_original(self, kind: FileKind) -> bool:
        return self._files[kind].keep_original

    @property
    def largest_of_all(self) -> int:
        return max(one.largest_mb for one in self._files.values()) * MEGABYTE


@cache
def intake(policies: Path) -> Intake:
    """The policy of an installation, read once."""
    return Intake.load(policies)
