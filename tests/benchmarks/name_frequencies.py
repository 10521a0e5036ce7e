"""Makes data/name_frequencies.txt.gz of `vault.linkage`: python -m tests.benchmarks.name_frequencies DIR.

DIR holds the registers as their publishers give them, gzipped: Statistics Denmark's first and last names of 2023 (CC BY
4.0) and Statistics Sweden's calling names (open data). For Swedish surnames, of which there is no list under a free
licence, the commonest stand here, rounded. A name counts with its share in the country where it is commoner.
"""

import csv
import gzip
import io
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from vault import normal

DANES, SWEDES = 5_930_000, 10_550_000
OUT = Path(__file__).parents[2] / "src" / "vault" / "linkage" / "data" / "name_frequencies.txt.gz"
SOURCES = "Contains data of Statistics Denmark (CC BY 4.0) and Statistics Sweden."
FEWEST = 8
"""In a million; rarer names count as unknown to the registers."""
SWEDISH = (
    "andersson 218 johansson 218 karlsson 191 nilsson 153 eriksson 134 larsson 113 olsson 97 persson 95 "
    "svensson 90 gustafsson 86 pettersson 82 jonsson 65 jansson 45 hansson 40 bengtsson 31 jönsson 28 "
    "lindberg 28 jakobsson 25 magnusson 24 lindström 24 olofsson 23 lindqvist 22 lindgren 22 berg 21 "
    "axelsson 21 bergström 21 lundberg 20 lind 20 lundgren 19 lundqvist 19 mattsson 18 berglund 18 "
    "fredriksson 17 sandberg 17 henriksson 17 ali 20 mohamed 18 forsberg 16 sjöberg 16 wallin 15 engström 15 "
    "eklund 15 danielsson 15 lundin 15 håkansson 15 björk 14 bergman 14 gunnarsson 14 holm 14 wikström 13 "
    "samuelsson 13 isaksson 13 fransson 13 bergqvist 13 nyström 13 holmberg 12 arvidsson 12 löfgren 12 "
    "söderberg 12 nyberg 12 blomqvist 12 claesson 11 nordström 11 mårtensson 11 lundström 11 ahmed 15 "
    "hassan 14 hussein 9 viklund 11 björklund 11 eliasson 11 berggren 11 sandström 10 lund 10 nordin 10 "
    "ström 10 åberg 10 hermansson 10 ekström 10 falk 9 holmgren 9 dahlberg 9 hellström 9 sundberg 9 hedlund 9 "
    "sjögren 9 ek 9"
)
"""Thousands of bearers."""


def main(folder: Path) -> None:
    given, surnames = Counter[str](), Counter[str]()
    for names, people in (("dk_first_names*", DANES), ("se_tilltalsnamn*", SWEDES)):
        _commoner(given, _folded(_rows(folder, names)), people)
    _commoner(surnames, _folded(_rows(folder, "dk_last_names*")), DANES)
    words = iter(SWEDISH.split())
    _commoner(surnames, _folded((name, int(count) * 1000) for name, count in zip(words, words, strict=True)), SWEDES)
    known = sorted(word for word in {*given, *surnames} if max(given[word], surnames[word]) >= FEWEST)
    lines = [f"{word} {given[word]} {surnames[word]}" for word in known]
    head = ["# Bearers in a million by folded name: as given name, as surname.", f"# {SOURCES}"]
    text = "\n".join([*head, *lines]) + "\n"
    OUT.write_bytes(gzip.compress(text.encode(), mtime=0))


def _rows(folder: Path, names: str) -> Iterator[tuple[str, int]]:
    for path in sorted(folder.glob(names)):
        with io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8-sig")) as text:
            rows = csv.reader(text)
            next(rows)
            yield from ((row[0], int(row[1])) for row in rows if len(row) > 1 and row[1].isdigit())


def _folded(rows: Iterator[tuple[str, int]]) -> Counter[str]:
    found = Counter[str]()
    for name, count in rows:
        # Whoever has two names is called by either.
        for word in set(normal.name_words(name)):
            found[word] += count
    return found


def _commoner(shares: Counter[str], counts: Counter[str], people: int) -> None:
    for word, count in counts.items():
        shares[word] = max(shares[word], round(count * 1_000_000 / people))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
