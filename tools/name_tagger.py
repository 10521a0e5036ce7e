"""Trains the weights by which `vault.naming.tagging` tells names: `python tools/name_tagger.py FILE.json.gz ...`.

Each FILE holds sentences with the places of people's names ("PER"). Of a file whose name says "dev" only every other
sentence is learnt from, so that the rest can be counted on. The same files give the same bytes.
"""

import gzip
import json
import random
import sys
from collections import Counter
from math import exp, sqrt
from pathlib import Path
from typing import Final

from vault.naming import words
from vault.naming.tagging import MODEL, features

TARGET: Final = Path(__file__).parents[1] / "src" / "vault" / "naming" / "data" / MODEL
EPOCHS, RATE, DECAY, SEED = 8, 0.25, 2e-6, 1
FEWEST_SEEN, MOST_FEATURES, SCALE = 2, 60_000, 100
HEAD: Final = (
    "# Trained on the Danish Dependency Treebank, Talbanken and the English Web Treebank (CC BY-SA 4.0) and KLINTAN\n"
    "# (CC BY 4.0) by tools/name_tagger.py. Feature, tab, hundredths. CC BY-SA 4.0.\n"
)

Example = tuple[tuple[str, ...], bool]


def examples(path: Path) -> list[Example]:
    """The capitalised words of a file, each with whether it is part of a person's name."""
    found: list[Example] = []
    rows = json.loads(gzip.decompress(path.read_bytes()))
    for row in rows[:: 2 if "dev" in path.name else 1]:
        people = [(start, end) for start, end, kind in row["spans"] if kind == "PER"]
        tokens = list(words(row["text"]))
        for at, word in enumerate(tokens):
            if word.capital:
                named = any(start <= word.start < end for start, end in people)
                found.append((tuple(features(row["text"], tokens, at)), named))
    return found


def trained(given: list[Example]) -> dict[str, float]:
    """Weights by gradient descent with a step for each feature that shrinks as it is seen (AdaGrad)."""
    seen = Counter(feature for found, _ in given for feature in found)
    kept = {feature for feature, count in seen.items() if count >= FEWEST_SEEN}
    rows = [(tuple(one for one in found if one in kept), named) for found, named in given]
    weights = dict.fromkeys(sorted(kept), 0.0)
    steps = dict.fromkeys(kept, 1.0)
    order = random.Random(SEED)  # noqa: S311 -- an order to learn in, and no secret
    for _ in range(EPOCHS):
        order.shuffle(rows)
        for found, named in rows:
            total = sum(weights[one] for one in found)
            off = 1 / (1 + exp(-max(-30.0, min(30.0, total)))) - named
            if abs(off) < 1e-3:  # noqa: PLR2004 -- learnt well enough
                continue
            for one in found:
                gradient = off + DECAY * len(rows) * 0.001 * weights[one]
                steps[one] += gradient * gradient
                weights[one] -= RATE * gradient / sqrt(steps[one])
    return weights


def main(arguments: list[str]) -> int:
    """Writes the file of weights."""
    given = [one for name in sorted(arguments) for one in examples(Path(name))]
    weights = {feature: round(SCALE * weight) for feature, weight in trained(given).items()}
    strongest = sorted(weights, key=lambda one: (-abs(weights[one]), one))[:MOST_FEATURES]
    lines = [f"{feature}\t{weights[feature]}\n" for feature in sorted(strongest) if weights[feature]]
    TARGET.write_bytes(gzip.compress((HEAD + "".join(lines)).encode("utf-8"), 9, mtime=0))
    print(f"{len(given)} words, {len(lines)} weights, {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
