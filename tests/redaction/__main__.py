"""Counts what automation hides, asks and misses in the invented documents.

`python -m tests.redaction [unseen] [-v] [-vv]`: -v prints every miss, -vv every document as well. The unseen documents
keep their worth only as long as nobody looks at what is missed in them.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec
from tests.redaction.reading_cases import Case, Marked, cases

from vault.redaction import Decision, Span
from vault.redaction.weighing import Weights


class Counts(msgspec.Struct):
    """What becomes of others' places by kind, of the requester's own letters and digits, and what it costs."""

    hide: defaultdict[str, Counter[str]]
    own: Counter[str]
    asked: int
    """Distinct strings that a person must decide, summed over documents."""
    words: int
    remarks: list[str]


def counted(documents: Iterable[Case], weights: Weights | None = None) -> Counts:
    """The counts over some documents. What the requester wrote is theirs to read and counts nowhere."""
    counts = Counts(defaultdict(Counter), Counter(), 0, 0, [])
    for case in documents:
        spans = case.spans(weights)
        counts.asked += len({case.text[one.start : one.end] for one in spans if one.decision is Decision.ASK})
        counts.words += len(case.text.split())
        for one in case.marked if case.author != case.asks else ():
            _count(case, spans, one, counts)
    return counts


def seen(text: str, spans: tuple[Span, ...], one: Marked) -> str:
    """What the requester sees of a stretch: readable if any letter or digit is."""
    found = {_decision(spans, at) for at in range(one.start, one.end) if text[at].isalnum()}
    return "readable" if Decision.KEEP in found else "asked" if Decision.ASK in found else "hidden"


def _decision(spans: tuple[Span, ...], at: int) -> Decision:
    return next((span.decision for span in spans if span.start <= at < span.end), Decision.KEEP)


def _count(case: Case, spans: tuple[Span, ...], one: Marked, counts: Counts) -> None:
    must = case.hides(one)
    words = case.text[one.start : one.end]
    if must:
        result = seen(case.text, spans, one)
        counts.hide[one.kind][result] += 1
        if result == "readable":
            counts.remarks.append(f"readable {case.name} {one.kind} {words!r}")
    elif must is not None:
        own = [at for at in range(one.start, one.end) if case.text[at].isalnum()]
        hidden = sum(_decision(spans, at) is not Decision.KEEP for at in own)
        counts.own += Counter({"all": len(own), "hidden": hidden})
        if hidden:
            counts.remarks.append(f"own and hidden {case.name} {one.kind} {words!r}")


def shown(case: Case, spans: tuple[Span, ...]) -> str:
    """The text with each span in brackets: [hidden], {asked}, <kept>."""
    brackets = {Decision.HIDE: ("[", "]"), Decision.ASK: ("{", "}"), Decision.KEEP: ("<", ">")}
    text, at = "", 0
    for span in spans:
        before, after = brackets[span.decision]
        text += f"{case.text[at : span.start]}{before}{span.kind.value}:{case.text[span.start : span.end]}{after}"
        at = span.end
    return text + case.text[at:]


def main(arguments: list[str]) -> int:
    """Prints the table, and what else is asked for."""
    documents = list(cases(unseen="unseen" in arguments))
    counts = counted(documents)
    for kind, found in sorted(counts.hide.items()):
        print(kind.ljust(10), found.total(), *(f"{one} {found[one]}" for one in ("hidden", "asked", "readable")))
    own, hidden = counts.own["all"], counts.own["hidden"]
    print(f"own characters {own}, wrongly hidden {hidden} ({100 * hidden / own:.1f} %)")
    print(f"decisions {counts.asked} in {counts.words} words: {1000 * counts.asked / counts.words:.1f} in 1,000")
    if "-v" in arguments or "-vv" in arguments:
        print(*counts.remarks, sep="\n")
    if "-vv" in arguments:
        print(*(f"\n## {case.name}\n{shown(case, case.spans())}" for case in documents), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
