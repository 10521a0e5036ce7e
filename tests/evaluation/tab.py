"""The Text Anonymization Benchmark (Pilán et al. 2022, MIT): `make eval-tab DIR=DIR` over its files (.json, .json.gz).

Masks English court cases, of whose parties nothing but the applicant's name is known, and counts by the benchmark's
definitions: the recall of mentions and of entities (an entity counts only with all of its mentions masked), for direct
and for quasi identifiers, and the precision of masked words, each averaged over annotators.
"""

import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

import msgspec

from vault.language import Language
from vault.redaction import Decision, Known, Redactor, Standing, Telling

_WORD = re.compile(r"\w+")
_NAMES = {
    "start_offset": "start",
    "end_offset": "end",
    "identifier_type": "id_type",
    "entity_id": "entity",
}
_MASKED_TYPES = ("DIRECT", "QUASI")


class TabMention(msgspec.Struct, frozen=True):
    start_offset: int
    end_offset: int
    identifier_type: str
    entity_id: str


class TabDocument(msgspec.Struct, frozen=True):
    """A text, the applicant whom it is about where that is named beside it, and the mentions by annotator."""

    text: str
    applicant: str | None
    annotations: dict[str, tuple[TabMention, ...]]


class TabScore(msgspec.Struct, kw_only=True):
    """`recall` of mentions; `entities_direct`, `entities_quasi` of whole entities; `precision` of masked words."""

    documents: int
    recall: float
    entities_direct: float
    entities_quasi: float
    precision: float


def documents(folder: Path) -> Iterator[TabDocument]:
    """Every document in the files of a folder. Raises msgspec.ValidationError."""
    for path in sorted((*folder.glob("*.json"), *folder.glob("*.json.gz"))):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        yield from (msgspec.convert(_as_published(row), TabDocument) for row in msgspec.json.decode(content))


def _as_published(row: dict[str, Any]) -> dict[str, Any]:
    """A document of either edition: the published one, or one with shorter names for the same."""
    published = row.get("annotations")
    annotators = {who: one["entity_mentions"] for who, one in published.items()} if published else row["annotators"]
    return {
        "text": row["text"],
        "applicant": row.get("applicant") or row.get("meta", {}).get("applicant"),
        "annotations": {who: [_mention(one) for one in mentions] for who, mentions in annotators.items()},
    }


def _mention(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one.get(name, one.get(short)) for name, short in _NAMES.items()}


def masked(text: str, applicant: str | None) -> set[int]:
    """The places that automation alone masks: what is hidden, and what is asked."""
    known = Known(ref="applicant", standing=Standing.WITHHELD, names=(applicant,) if applicant else ())
    spans = Redactor([known], for_outsiders=True, language=Language.ENGLISH).propose(
        text, Telling(language=Language.ENGLISH)
    )
    return {at for span in spans if span.decision is not Decision.KEEP for at in range(span.start, span.end)}


def scored(every: list[TabDocument]) -> TabScore:
    """The metrics over some documents, each annotator counting once for each."""
    hits: defaultdict[str, list[bool]] = defaultdict(list)
    precisions: list[float] = []
    for document in every:
        places = masked(document.text, document.applicant)
        for mentions in document.annotations.values():
            gold = [one for one in mentions if one.identifier_type in _MASKED_TYPES]
            whole: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
            for one in gold:
                covered = _is_covered(document.text, one, places)
                hits["mentions"].append(covered)
                whole[one.identifier_type, one.entity_id].append(covered)
            for (kind, _), found in whole.items():
                hits[kind].append(all(found))
            precisions.append(_precision(document.text, gold, places))
    return TabScore(
        documents=len(every),
        recall=_share(hits["mentions"]),
        entities_direct=_share(hits["DIRECT"]),
        entities_quasi=_share(hits["QUASI"]),
        precision=round(fmean(precisions), 3) if precisions else 0.0,
    )


def _is_covered(text: str, mention: TabMention, places: set[int]) -> bool:
    """Whether no letter or digit of a mention can be read."""
    return all(at in places for at in range(mention.start_offset, mention.end_offset) if text[at].isalnum())


def _precision(text: str, gold: list[TabMention], places: set[int]) -> float:
    true = {at for one in gold for at in range(one.start_offset, one.end_offset)}
    words = [found.start() for found in _WORD.finditer(text) if found.start() in places]
    return sum(at in true for at in words) / len(words) if words else 1.0


def _share(hits: list[bool]) -> float:
    return round(sum(hits) / len(hits), 3) if hits else 0.0


def main(arguments: list[str]) -> int:
    """Prints one JSON object."""
    folder = Path(arguments[0]) if arguments else Path()
    every = list(documents(folder)) if arguments and folder.is_dir() else []
    if not every:
        print("name a folder with files of the benchmark: make eval-tab DIR=DIR", file=sys.stderr)  # noqa: T201
        return 2
    print(msgspec.json.encode(scored(every)).decode())  # noqa: T201 -- the result is what it is for
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
