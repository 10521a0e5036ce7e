"""What an organisation remembers of its decisions, so that nobody is asked the same thing twice: pure shapes.

No more than is needed: a word that names nobody, or that a person on file was shown or hidden, or that two records are
not one person. Never the request, the case or the text in which it was decided.
"""

from datetime import date
from enum import StrEnum

import msgspec

from vault.ids import MemoryId, SubjectId
from vault.redaction import Kind
from vault.subject_requests.review.model import Choice, Judgement


class MemoryKind(StrEnum):
    WORD = "word"
    """A harmless string; it is kept readable without asking again."""
    PERSON = "person"
    """What was decided about somebody on file; it is offered."""
    PAIR = "pair"
    """Whether a record is of the same person as another; it is offered."""


class Memory(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One remembered decision."""

    kind: MemoryKind
    word: str | None = None
    """Case-folded."""
    names: Kind | None = None
    choice: Choice | None = None
    other: SubjectId | None = None
    judgement: Judgement | None = None
    decided_on: date


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """All that an organisation remembers, opened for one request."""

    words: frozenset[str] = frozenset()
    people: dict[SubjectId, Choice] = {}
    pairs: dict[tuple[SubjectId, SubjectId], Judgement] = {}

    def offered(self, ref: str | None) -> Choice | None:
        """What was decided about a person in an earlier request."""
        return next((choice for one, choice in self.people.items() if str(one) == ref), None) if ref else None


def gathered(memories: list[tuple[MemoryId, SubjectId | None, Memory]]) -> Remembered:
    """Memories by what they are about; of two about the same, the later counts."""
    words: set[str] = set()
    people: dict[SubjectId, Choice] = {}
    pairs: dict[tuple[SubjectId, SubjectId], Judgement] = {}
    for _, subject, one in sorted(memories, key=lambda found: (found[2].decided_on, str(found[0]))):
        if one.kind is MemoryKind.WORD and one.word:
            words.add(one.word)
        elif one.kind is MemoryKind.PERSON and subject and one.choice:
            people[subject] = one.choice
        elif one.kind is MemoryKind.PAIR and subject and one.other and one.judgement:
            pairs[subject, one.other] = one.judgement
    return Remembered(words=frozenset(words), people=people, pairs=pairs)
