"""The invented documents of tests/redaction/cases, with what in them points to whom."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from vault.language import Language
from vault.redaction import Known, Part, Redactor, Span, Standing, Telling
from vault.redaction.weighing import Weights

FOLDER: Final = Path(__file__).parent / "cases"
LEARNT: Final = "-learnt"
"""How the names of files end from which only weights are learnt, and with which no rule was improved."""
FAMILIAR: Final = frozenset({"boligforeningen", "fyrtårnet", "fyren"})
_MARKED: Final = re.compile(r"\{([A-Z]+) ([a-z?]+):([^}]*)\}")
_HEAD: Final = re.compile(r"=== (\S+) asks=(\w+) author=(\w+)(?: withheld=(\S+))?(?: against=(\w+))?")
_MINOR_SINCE: Final = 2008
"""The year of birth from which somebody is a child in these documents."""
_PART: Final = {"respondent": Part.RESPONDENT, "complainant": Part.COMPLAINANT}


class Marked(msgspec.Struct, frozen=True):
    """A stretch of a text that points to somebody; `ref` is "?" for a stranger."""

    start: int
    end: int
    kind: str
    ref: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A document, who asks to see it, and the truth about it."""

    name: str
    language: Language
    people: tuple[Known, ...]
    asks: str
    author: str
    text: str
    marked: tuple[Marked, ...]
    children: frozenset[str] = frozenset()
    """Who of the requester's household is their child."""

    @property
    def telling(self) -> Telling:
        return Telling(author=self._standing(self.author), language=self.language)

    def redactor(self, weights: Weights | None = None) -> Redactor:
        return Redactor(self.people, familiar=FAMILIAR, language=self.language, weights=weights)

    def spans(self, weights: Weights | None = None) -> tuple[Span, ...]:
        return self.redactor(weights).propose(self.text, self.telling)

    def hides(self, one: Marked) -> bool | None:
        """Whether a stretch must be hidden from who asks; None where either is right."""
        standing = self._standing(one.ref)
        if standing is Standing.STAFF:
            return None
        if self.author == self.asks and standing is not Standing.REQUESTER:
            return None
        if one.kind == "REL" and one.ref in self.children:
            return None  # their own child, whom they look after
        return standing is not Standing.REQUESTER

    def _standing(self, ref: str) -> Standing | None:
        return next((one.standing for one in self.people if one.ref == ref), None)


def cases(*, unseen: bool = False) -> Iterator[Case]:
    """Every case of every language: those that the rules were improved with, or those that nobody looked at."""
    for path in sorted(FOLDER.glob("*.txt")):
        if not path.stem.endswith(LEARNT) and path.stem.endswith("-unseen") is unseen:
            yield from _file(path)


def lots(*, learnt: bool) -> dict[str, list[Case]]:
    """By lot the cases that the rules were improved with, or those that only weights were learnt from."""
    found: dict[str, list[Case]] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        if path.stem.endswith(LEARNT) is learnt and not path.stem.endswith("-unseen"):
            lot = path.stem.removesuffix(LEARNT).split("-", 2)[1:2]
            found.setdefault(lot[0] if lot else "first", []).extend(_file(path))
    return found


def _file(path: Path) -> Iterator[Case]:
    head, *documents = path.read_text("utf-8").split("\n===")
    people = [_person(line) for line in head.splitlines() if line.startswith("@")]
    for document in documents:
        first, _, body = document.partition("\n")
        found = _HEAD.fullmatch("===" + first)
        if found is None:
            raise ValueError(path.name, first)
        name, asks, author, withheld, against = found.groups()
        hidden = frozenset((withheld or "").split(","))
        text, marked = _unmarked(body.strip())
        yield Case(
            name=name,
            language=Language(path.stem[:2]),
            people=tuple(
                _seen(one, asks, hidden, here={asks, author, *(spot.ref for spot in marked)})
                for one in (people if against is None else _turned(people, author, against))
            ),
            children=_children(head, people, asks),
            asks=asks,
            author=author,
            text=text,
            marked=marked,
        )


def _person(line: str) -> Known:
    head, _, facts = line.removeprefix("@").partition(":")
    ref, role = head.split()
    name, *rest = [part.strip() for part in facts.split(";")]
    said = dict(part.split(" ", 1) for part in rest if " " in part)
    street, _, unit = said.get("at", "").partition(", ")
    return Known(
        ref=ref,
        standing=Standing.STAFF if role == "staff" else Standing.OTHER,
        part=_PART.get(role, Part.OTHER),
        names=(name,),
        addresses=((street, unit),) if street else (),
        phones=(said["phone"],) if "phone" in said else (),
        emails=(said["mail"],) if "mail" in said else (),
        national_ids=(said["id"],) if "id" in said else (),
        date_of_birth=date.fromisoformat(said["born"]) if "born" in said else None,
        protected_address="protected" in rest,
    )


def _seen(one: Known, asks: str, withheld: frozenset[str], *, here: set[str]) -> Known:
    """A person as the answer knows them. Whom a document does not speak of is of another matter of the same house."""
    standing = Standing.REQUESTER if one.ref == asks else Standing.WITHHELD if one.ref in withheld else one.standing
    present = one.ref in here
    part = one.part if present else Part.OTHER
    return msgspec.structs.replace(one, standing=standing, part=part, present=present)


def _turned(people: Sequence[Known], author: str, against: str) -> list[Known]:
    """People as they are in a matter of its own: its author complains of somebody who else is no respondent."""
    parts = {author: Part.COMPLAINANT, against: Part.RESPONDENT}
    return [msgspec.structs.replace(one, part=parts.get(one.ref, Part.OTHER)) for one in people]


def _children(head: str, people: Sequence[Known], asks: str) -> frozenset[str]:
    """Whose role is `household`, who is a minor and lives where the requester does."""
    members = set(re.findall(r"^@(\w+) household:", head, re.MULTILINE))
    homes = {one.ref: one.addresses for one in people}
    return frozenset(
        one.ref
        for one in people
        if one.ref in members
        and one.date_of_birth is not None
        and one.date_of_birth.year >= _MINOR_SINCE
        and one.addresses == homes[asks]
    )


def _unmarked(body: str) -> tuple[str, tuple[Marked, ...]]:
    text, at, marked = "", 0, list[Marked]()
    for found in _MARKED.finditer(body):
        text += body[at : found.start()]
        kind, ref, words = found.groups()
        marked.append(Marked(len(text), len(text) + len(words), kind, ref))
        text += words
        at = found.end()
    return text + body[at:], tuple(marked)
