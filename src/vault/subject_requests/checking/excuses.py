"""Which hits a recorded decision explains: pure.

A person may stand in a document where its register says to keep them there, and so may words that mean them as well as
somebody else; whatever the requester wrote may name whom they like, except where somebody's address is protected.
Everything else takes a decision of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from vault.redaction import Decision
from vault.subject_requests.checking.needles import Needle
from vault.subject_requests.checking.reading import Passage
from vault.subject_requests.model import DocumentReview

_NEVER_OWN = "protected_address"


class Excuses:
    """What may stand where."""

    def __init__(self, register: Iterable[DocumentReview], allowed: Collection[str] = ()) -> None:
        """`allowed` are digests of hits that a person decided about."""
        self.allowed = frozenset(allowed)
        self._by_document: dict[str, set[str]] = defaultdict(set)
        self._by_case: dict[str, set[str]] = defaultdict(set)
        for one in register:
            kept = {span.ref for span in one.spans if span.decision is Decision.KEEP and span.ref}
            self._by_document[str(one.document_id)] |= kept
            self._by_case[str(one.case_id)] |= kept

    def explains(self, needle: Needle, passage: Passage) -> bool:
        """Whether somebody whom a needle points to may stand in a passage."""
        if passage.own_words and needle.kind != _NEVER_OWN:
            return True
        if passage.document is not None:
            kept = self._by_document.get(passage.document, set())
        else:
            kept = self._by_case.get(passage.case or "", set())
        # The house of somebody protected is told by who wrote of a neighbour there, and by nobody else.
        alike = needle.alike if passage.own_words or needle.kind != _NEVER_OWN else frozenset()
        return any(str(one) in kept for one in needle.people | alike)
