"""Answers every access request of a corpus and prints what was right and wrong: `make eval CORPUS=DIR`.

In place of a folder a file in the markup of `tests/evaluation/marked.py` will do.
"""

import sys
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path

import msgspec
from tests.evaluation.answering import Delivered, answer
from tests.evaluation.corpus import Corpus, read
from tests.evaluation.loading import load
from tests.evaluation.marked import read_marked
from tests.evaluation.scoring import score

from vault.clock import LEGAL_ZONE, StoppedClock
from vault.opening import initialise, open_vault
from vault.settings import in_folder

DEFAULT = Path(__file__).parents[3] / "shared" / "corpus" / "dev"


def main(arguments: list[str]) -> int:
    """Prints one JSON object as the last line; remarks go to standard error."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    if folder.suffix == ".txt" and folder.is_file():
        corpus = read_marked(folder)
    elif (folder / "cases.jsonl").is_file():
        corpus = read(folder)
    else:
        print(f"there is no corpus in {folder}; name one: make eval CORPUS=DIR", file=sys.stderr)
        return 2
    result = score(corpus, answer_all(corpus))
    print(msgspec.json.encode(result).decode())
    return 0


def answer_all(corpus: Corpus) -> dict[str, Delivered]:
    """Loads a corpus into a fresh vault and answers its requests, a week after the last of them came."""
    texts = {(case.case_id, one.doc_id): one.text for case in corpus.cases for one in case.documents}
    last = max(request.date for request in corpus.requests) + timedelta(days=7)
    clock = StoppedClock(datetime.combine(last, time(10), LEGAL_ZONE))
    with tempfile.TemporaryDirectory(prefix="vault-evaluation-") as folder:
        settings = in_folder(Path(folder))
        initialise(settings, clock)
        with open_vault(settings, clock) as vault:
            loaded = load(vault, corpus)
            for what, count in sorted(loaded.approximated.items()):
                print(f"not as in the corpus: {what} ({count})", file=sys.stderr)
            return {request.request_id: answer(vault, loaded, request, texts) for request in corpus.requests}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
