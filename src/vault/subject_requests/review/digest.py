"""What names an answer exactly: one hash over every text with its masks, whose records, and which files. Pure.

An approval keeps it, and answering compares, so that nothing has to be locked while people read.
"""

from collections.abc import Iterable, Sequence

import msgspec

from vault.complaints.texts import TextPlace
from vault.crypto import sha256
from vault.ids import SubjectId
from vault.redaction import Span


def digest_of(
    texts: Iterable[tuple[TextPlace, str, Sequence[Span]]], people: Iterable[SubjectId], files: Iterable[str]
) -> str:
    """Names exactly what goes out: every text with its masks, whose records, and which files."""
    masks = sorted(
        (str(place.record_id), place.field, text_hash, [_mask(span) for span in spans if span.decision != "keep"])
        for place, text_hash, spans in texts
    )
    return sha256(msgspec.json.encode([masks, sorted(str(one) for one in people), sorted(files)])).hex()


def _mask(span: Span) -> tuple[int, int, str, str, str]:
    return span.start, span.end, span.kind.value, span.decision.value, "" if span.ground is None else span.ground.value
