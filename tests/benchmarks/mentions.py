"""How fast is one person found in every text? Documents of 2 kB, opened and read for a person whom some mention.

    python -m tests.benchmarks.mentions [--documents 1000] [--rounds 3] > mentions.json

Prints one JSON document. `scan` opens and reads everything; `seek` is the reading alone, on open texts; the last
locates and redacts for a person who is a party of the cases that as many documents belong to. CPU seconds of one core,
since other work on the machine moves the others; the least of the rounds.
"""

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tests.benchmarks.suite.complaints import name
from tests.engines import SqliteServer
from tests.subject_requests.reviewing import ME, opened
from tests.world import NOW, World, case, document, party, person, settings

from vault import subject_requests
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.naming.words import packed_list
from vault.opening import initialise, open_vault
from vault.policy import Permission, RoleName
from vault.sieves import TextSieve
from vault.subject_requests.mentions import Seeker, Sought, mentions
from vault.work import Work, reads

_WORDS = (
    "der er igen høj musik fra lejligheden ovenpå og jeg har talt med viceværten om det flere gange uden at noget skete"
    " i går aftes kom politiet forbi klokken halv to og bad dem om at dæmpe sig men en time senere begyndte det forfra"
    " gården cyklerne kælderen trappen vaskeriet nøglen regningen brevet mødet naboen hunden døren vinduet taget haven"
).split()
_NAMES = "Birgit Jensen Mogens Larsen Amina Nyholm Kirsten Bach Erik Lund Yusuf Demir Lone Kjær Pia Holm".split()
_SIZE = 2_000


def written(rng: random.Random, *, mention: bool) -> str:
    """Some 2 kB of prose with a name in every other sentence."""
    parts, size = [], 0
    while size < _SIZE:
        words = rng.choices(_WORDS, k=rng.randint(7, 16))
        words.insert(rng.randrange(len(words)), " ".join(rng.choices(_NAMES, k=rng.randint(0, 2))))
        sentence = " ".join(word for word in words if word).capitalize() + ". "
        parts.append(sentence)
        size += len(sentence)
    if mention:
        parts.insert(len(parts) // 2, "Solvej Kragelund så det fra sit vindue. ")
    return "".join(parts)


def varied(rng: random.Random, number: int) -> str:
    """As long, of every word as often as people say it, with days, numbers, names and curly quotes."""
    words = rng.choices(_every_word(), _said_how_often(), k=_SIZE // 6)
    for at in range(9, len(words), 9):
        words[at] = rng.choice((f"{words[at]}.", f"{words[at]},", f"“{words[at]}”", words[at].capitalize(), "–"))
    for at in range(20, len(words), 40):
        words[at] = rng.choice((f"{at}-{number % 28 + 1}-2026", f"{20_000_000 + number}", f"kl. {at}:{number % 60:02}"))
    for at in range(30, len(words), 30):
        words[at] = name(rng.randrange(1_000_000))
    return " ".join(words)


@cache
def _every_word() -> tuple[str, ...]:
    """The shortest are said most."""
    plain = filter(re.compile("[a-zæøåäöéü]+").fullmatch, packed_list("small_words") | packed_list("common_words"))
    return tuple(sorted(plain, key=lambda one: (len(one), one)))


@cache
def _said_how_often() -> tuple[float, ...]:
    """By Zipf's law."""
    return tuple(1 / rank for rank in range(1, len(_every_word()) + 1))


def least(rounds: int, act: Callable[[], Any]) -> float:
    took = []
    for _ in range(rounds):
        began = time.process_time()
        act()
        took.append(time.process_time() - began)
    return min(took)


@reads
def scanned(work: Work, sought: Sought) -> int:
    """Every text of the organisation, opened and read. Returns how many."""
    work.permit(Permission.SUBJECT_SCAN)
    return mentions(work, sought, ()).texts


def measure(world: World, documents: int, rounds: int) -> dict[str, Any]:
    rng, sought = random.Random(7), Sought(people=(ME,))  # noqa: S311 -- the same texts each time
    texts = [written(rng, mention=number % 50 == 0) for number in range(documents)]
    sieved = [varied(rng, number).encode() for number in range(documents)]
    sift = least(rounds, lambda: _let_through(TextSieve(Seeker(sought).words()), sieved))
    theirs = (party("K", Role.COMPLAINANT, person("Mogens Larsen")), party("I", Role.RESPONDENT, person("Pia Holm")))
    for start in range(0, documents, 4):
        world.store(case(*theirs, documents=tuple(document(one) for one in texts[start : start + 4])))
    scan = least(rounds, lambda: world.call(RoleName.DPO, scanned, sought))
    seek = least(rounds, lambda: _mentioning(Seeker(sought), texts))
    mine = (party("K", Role.COMPLAINANT, person("Mogens Larsen")), party("I", Role.RESPONDENT, ME))
    for start in range(0, documents, 100):
        world.store(case(*mine, documents=tuple(document(one) for one in texts[start : start + 100])))
    request_id = opened(world)
    propose = least(1, lambda: world.call(RoleName.DPO, subject_requests.propose_review, request_id))
    return {
        "documents": documents,
        "bytes_each": len(texts[0].encode()),
        "scan_per_second": round(documents / scan),
        "seek_per_second": round(documents / seek),
        "sift_per_second": round(documents / sift),
        "let_through": round(_let_through(TextSieve(Seeker(sought).words()), sieved) / documents, 3),
        "locate_and_redact_seconds": round(propose, 2),
    }


def _mentioning(seeker: Seeker, texts: list[str]) -> int:
    return sum(bool(seeker.hits(one)) for one in texts)


def _let_through(sieve: TextSieve, texts: list[bytes]) -> int:
    """Of texts that mention nobody, the fewer the better."""
    return sum(sieve.lets_through(one) for one in texts)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home, clock = Path(folder), StoppedClock(NOW)
        kept = settings(home / "vault", SqliteServer(home).new_database())
        initialise(kept, clock)
        with open_vault(kept, clock) as vault:
            found = measure(World(vault, clock), wanted.documents, wanted.rounds)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
