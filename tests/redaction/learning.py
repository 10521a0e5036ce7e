"""Trains the weights by which `vault.redaction.weighing` tells whom a clause is about.

`python -m tests.redaction.learning` learns them from the invented documents of `tests/redaction/cases`: from those with
which no rule was improved, for in the others the rules guess right oftener than anywhere else, and a little from those.
The same documents give the same bytes. With `count` it leaves each lot out in turn and counts in it, by the rules alone
and with weights from all the others.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterable
from math import exp, sqrt
from pathlib import Path
from typing import Final

from tests.redaction.__main__ import Counts, counted
from tests.redaction.reading_cases import Case, lots

from vault.redaction.weighing import BIAS, MODEL, SCALE, Weights

TARGET: Final = Path(__file__).parents[2] / "src" / "vault" / "redaction" / MODEL
EPOCHS, RATE, DECAY, SEED, FEWEST_SEEN = 30, 0.15, 6.0, 1, 6
OF_ANOTHER, UNMARKED, OPENED = 1.3, 0.2, 0.15
"""How much a clause of another counts, one that is laid to nobody, and any of a lot that rules were improved with."""
FEWEST_LETTERS: Final = 9
DIRECT: Final = frozenset("PERSON NICK ID PHONE EMAIL ADDRESS PLATE ACCOUNT DOB".split())

Example = tuple[tuple[str, ...], bool, float]
"""Features, whether the clause is about another, and how much that counts."""


def examples(case: Case, counts_for: float) -> Iterable[Example]:
    """The clauses of a document that somebody else than the requester wrote."""
    told = case.redactor({}).told(case.text, case.telling)
    if case.author == case.asks or told.prose.text != case.text:
        return
    marked = [one for one in case.marked if one.kind not in DIRECT]
    for clause, row in enumerate(told.prose.clauses):
        start, end = told.prose.whole(row)
        here = {
            case.hides(one)
            for one in marked
            if any(case.text[at].isalnum() for at in range(max(start, one.start), min(end, one.end)))
        }
        features = tuple(sorted((BIAS, *told.evidence.of(clause))))
        if True in here:
            yield features, True, counts_for * OF_ANOTHER
        elif False in here:
            yield features, False, counts_for
        elif sum(map(str.isalnum, case.text[start:end])) >= FEWEST_LETTERS:
            yield features, told.author is told.author.WITHHELD, counts_for * UNMARKED


def trained(given: list[Example]) -> Weights:
    """Weights by gradient descent with a step for each feature that shrinks as it is seen (AdaGrad)."""
    seen = Counter(feature for features, _, _ in given for feature in features)
    kept = {feature for feature, count in seen.items() if count >= FEWEST_SEEN}
    rows = [(tuple(one for one in features if one in kept), other, much) for features, other, much in given]
    weights = dict.fromkeys(sorted(kept), 0.0)
    steps = dict.fromkeys(kept, 1.0)
    decay = {feature: DECAY / seen[feature] for feature in kept}
    order = random.Random(SEED)  # noqa: S311 -- an order to learn in, and no secret
    for _ in range(EPOCHS):
        order.shuffle(rows)
        for features, other, much in rows:
            total = sum(weights[one] for one in features)
            off = much * (1 / (1 + exp(-max(-30.0, min(30.0, total)))) - other)
            for one in features:
                gradient = off + decay[one] * weights[one]
                steps[one] += gradient * gradient
                weights[one] -= RATE * gradient / sqrt(steps[one])
    return {feature: round(SCALE * weight) for feature, weight in weights.items() if round(SCALE * weight)}


def written(weights: Weights) -> str:
    """The text of the file: a row for each feature, its weight in hundredths behind a tab."""
    return "".join(f"{feature}\t{weight}\n" for feature, weight in sorted(weights.items()))


def by_lot() -> dict[tuple[str, bool], list[Example]]:
    """The examples of each lot, and whether rules were improved with it."""
    return {
        (lot, learnt): [one for case in documents for one in examples(case, 1 if learnt else OPENED)]
        for learnt in (True, False)
        for lot, documents in lots(learnt=learnt).items()
    }


def line(name: str, counts: Counts) -> str:
    """What became of names and the like, of other places and of the requester's own letters."""
    direct = sum((found for kind, found in counts.hide.items() if kind in DIRECT), Counter[str]())
    others = sum((found for kind, found in counts.hide.items() if kind not in DIRECT), Counter[str]())
    return (
        f"{name:<28} names readable {direct['readable']} of {direct.total()}, others {others['readable']} of"
        f" {others.total()}, own letters masked {counts.own['hidden']} of {counts.own['all']},"
        f" asked {1000 * counts.asked / counts.words:.1f} in 1,000 words"
    )


def count() -> None:
    """Counts in each lot that no rule was improved with, with weights from all the others."""
    given = by_lot()
    for lot, documents in lots(learnt=True).items():
        weights = trained([one for (other, _), found in given.items() if other != lot for one in found])
        print(line(f"{lot}: rules", counted(documents, {})))  # noqa: T201 -- the counts are what it is for
        print(line(f"{lot}: with weights", counted(documents, weights)))  # noqa: T201 -- the counts are what it is for


def main(arguments: list[str]) -> int:
    """Writes the file of weights, or counts."""
    if arguments == ["count"]:
        count()
        return 0
    given = [one for found in by_lot().values() for one in found]
    weights = trained(given)
    TARGET.write_text(written(weights), "utf-8")
    print(f"{len(given)} clauses, {len(weights)} weights, {TARGET.stat().st_size} bytes")  # noqa: T201 -- the counts are what it is for
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
