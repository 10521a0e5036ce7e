"""Names of people of whom nothing is known, in the open sentences of treebanks: `make eval-names DIR=DIR`.

DIR holds files NAME.json.gz with rows of text and spans (start, end, "PER" …). Nothing of these sentences is tuned to;
the registers, dictionaries and weights that the vault ships come in part from the training files, so the others count.
"""

import gzip
import sys
from collections import Counter
from pathlib import Path

import msgspec

from vault.language import Language
from vault.redaction import Decision, Redactor, Telling

HALF_LEARNT = frozenset(("en_ewt-dev.json.gz",))
"""The shipped weights were learnt from every other sentence of these (`tools/name_tagger.py`); the rest is counted."""


class Sentence(msgspec.Struct):
    text: str
    spans: tuple[tuple[int, int, str], ...]


class Names(msgspec.Struct, kw_only=True):
    """Names by what becomes of them, and distinct strings that would be asked for 1,000 words that name nobody."""

    sentences: int
    words: int
    names: int
    hidden: int
    asked: int
    readable: int
    asked_per_1000_words: float


def counted(path: Path) -> Names:
    """The counts of one file, whose name begins with its language. Raises msgspec.ValidationError."""
    language = Language(path.name[:2]) if path.name[:2] in set(Language) else Language.SWEDISH
    redactor = Redactor([], language=language)
    rows = msgspec.json.decode(gzip.decompress(path.read_bytes()), type=list[Sentence])
    rows = rows[1::2] if path.name in HALF_LEARNT else rows
    found: Counter[str] = Counter()
    asked: set[str] = set()
    for row in rows:
        spans = redactor.propose(row.text, Telling(language=language))
        for start, end, kind in row.spans:
            if kind == "PER":
                seen = {
                    next((span.decision for span in spans if span.start <= at < span.end), Decision.KEEP)
                    for at in range(start, end)
                    if row.text[at].isalnum()
                }
                result = "readable" if Decision.KEEP in seen else "asked" if Decision.ASK in seen else "hidden"
                found[result] += 1
        asked |= {row.text[span.start : span.end] for span in spans if span.decision is Decision.ASK}
    words = sum(len(row.text.split()) for row in rows)
    return Names(
        sentences=len(rows),
        words=words,
        names=found.total(),
        hidden=found["hidden"],
        asked=found["asked"],
        readable=found["readable"],
        asked_per_1000_words=round(1000 * len(asked) / words, 1) if words else 0.0,
    )


def main(arguments: list[str]) -> int:
    """Prints one JSON object: counts by file."""
    files = sorted(Path(arguments[0]).glob("*.json.gz")) if arguments else []
    if not files:
        print("name a folder with annotated sentences: make eval-names DIR=DIR", file=sys.stderr)  # noqa: T201
        return 2
    result = {path.name: counted(path) for path in files}
    print(msgspec.json.encode(result).decode())  # noqa: T201 -- the result is what it is for
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
