"""Case files written by hand in a short markup, as a corpus: `python -m tests.evaluation.marked SOURCE DIR`.

A line that begins with `=` says who and what (`=org`, `=person`, `=case`, `=party`, `=doc`, `=request` …), the lines
after `=doc` are its text. `{P key:words}` marks words that point to the person `key`; `a+b` are several people, `-` is
a stranger, `@id` the number of that person. Which places must be hidden or shown, and which may be, follows by rule.
"""

import re
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
from tests.evaluation.corpus import Corpus, read

KINDS = {
    "P": "PERSON", "N": "NICKNAME", "R": "RELATION", "A": "ADDRESS", "U": "UNIT", "T": "PHONE", "E": "EMAIL",
    "I": "NATIONAL_ID", "L": "PLATE", "B": "DOB", "K": "ACCOUNT", "H": "HEALTH", "O": "OFFENCE",
    "X": "OTHER_IDENTIFYING",
}  # fmt: skip
_FILES = ("cases", "subjects", "access_requests")
_PERSON = ("name", "date_of_birth", "address", "floor_door", "phone", "email", "flags", "parents")
_MARK = re.compile(r"\{([A-Z]) ([\w+-]+):([^{}]*)\}")


class Faulty(Exception):
    """A source that breaks the rules of annotation, or of the markup."""


def corpus_of(source: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of each file of a corpus. Raises Faulty."""
    reading = _Reading()
    for number, line in enumerate(source.splitlines(), start=1):
        try:
            reading.line(line)
        except (AttributeError, KeyError, ValueError, IndexError) as error:
            msg = f"line {number}: {error}"
            raise Faulty(msg) from error
    reading.end_document()
    return {
        "cases": [{name: value for name, value in case.items() if name != "keys"} for case in reading.cases],
        "subjects": [_subject(key, reading) for key in reading.people],
        "access_requests": [_request(request, reading) for request in reading.requests],
    }


def write(source: str, folder: Path) -> None:
    """Writes the files of a corpus. Raises Faulty, OSError."""
    rows = corpus_of(source)
    for name in _FILES:
        lines = b"".join(msgspec.json.encode(row) + b"\n" for row in rows[name])
        (folder / f"{name}.jsonl").write_bytes(lines)


def read_marked(source: Path) -> Corpus:
    """The corpus in a file of this markup. Raises Faulty, OSError."""
    with tempfile.TemporaryDirectory(prefix="vault-corpus-") as folder:
        write(source.read_text(encoding="utf-8"), Path(folder))
        return read(Path(folder))


class _Reading:
    """What has been read so far; the last organisation, case and document are open."""

    def __init__(self) -> None:
        self.org, self.country = "", ""
        self.people: dict[str, dict[str, Any]] = {}
        self.cases: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self._text: list[str] | None = None

    def line(self, line: str) -> None:
        if not line.startswith("="):
            if self._text is not None:
                self._text.append(line)
            return
        self.end_document()
        word, _, rest = line[1:].partition(" ")
        fields = [one.strip() for one in rest.split("|")]
        getattr(self, "_" + word)(fields)

    def end_document(self) -> None:
        if self._text is not None:
            case = self.cases[-1]
            document = case["documents"][-1]
            document["text"], document["spans"] = self._marked("\n".join(self._text).strip(), case["keys"])
            self._text = None

    def _org(self, fields: list[str]) -> None:
        self.org, self.country = fields

    def _person(self, fields: list[str]) -> None:
        key, *values = fields
        person: dict[str, Any] = dict.fromkeys(_PERSON, "") | dict(zip(_PERSON, values, strict=False))
        person["flags"] = frozenset(filter(None, person["flags"].split(",")))
        person["parents"] = frozenset(filter(None, person["parents"].split("+")))
        person["national_id"] = _number(person["date_of_birth"], self.country, len(self.people))
        self.people[key] = person | {"org": self.org}

    def _case(self, fields: list[str]) -> None:
        names = ("case_id", "department", "category", "severity", "language", "anonymity", "status", "received_date")
        case: dict[str, Any] = dict(zip(names, fields, strict=True))
        case |= {"org": self.org, "country": self.country, "keys": {}, "steps": []}
        self.cases.append(case | {"parties": [], "documents": [], "disclosures": []})

    def _steps(self, fields: list[str]) -> None:
        pairs = (one.split() for one in fields[0].split(","))
        self.cases[-1]["steps"] = [{"step": step, "date": date} for step, date in pairs]

    def _party(self, fields: list[str]) -> None:
        role, key, *flags = fields[0].split()
        case = self.cases[-1]
        case["keys"][key] = label = f"P{len(case['keys']) + 1}"
        case["parties"].append({"party_id": label, "role": role, "key": key, "flags": flags})

    def _disclosed(self, fields: list[str]) -> None:
        row = dict(zip(("date", "recipient", "legal_basis", "what"), fields, strict=True))
        self.cases[-1]["disclosures"].append(row)

    def _doc(self, fields: list[str]) -> None:
        case = self.cases[-1]
        self._known(case)
        kind, role, author, language, date, *about = fields
        case["documents"].append({
            "doc_id": f"{case['case_id']}-d{len(case['documents']) + 1}",
            "kind": kind, "author_role": role, "author_party_id": case["keys"].get(author),
            "language": language, "date": date, "author": author, "about": "".join(about).split("+"),
        })  # fmt: skip
        self._text = []

    def _request(self, fields: list[str]) -> None:
        key, date, language, given, text, *more = fields
        options = dict(one.split("=") for one in more)
        self.requests.append({
            "key": key, "date": date, "language": language, "request_text": text, "double": options.get("double"),
            "given": dict(one.strip().split("=") for one in given.split(";")), "org": options.get("org", self.org),
        })  # fmt: skip

    def _known(self, case: dict[str, Any]) -> None:
        """Fills in what the organisation has on file of the parties, once everybody has been named."""
        for party in case["parties"]:
            if "name" in party:
                continue
            person, flags = self.people[party["key"]], party["flags"]
            unknown = "anonymous" in flags
            for name in ("name", "date_of_birth", "national_id", "address", "floor_door", "phone", "email"):
                party[name] = None if unknown else person[name] or None
            party["protected_address"] = "protected" in person["flags"]
            party["is_minor"] = "minor" in person["flags"]
            party["name_disclosed_to_respondent"] = "shown" in flags
            party["confidential"] = unknown or "confidential" in flags

    def _marked(self, source: str, labels: dict[str, str]) -> tuple[str, list[dict[str, Any]]]:
        text, spans, at = "", [], 0
        for mark in _MARK.finditer(source):
            kind, keys, words = mark[1], mark[2].split("+") if mark[2] != "-" else [], mark[3]
            text += source[at : mark.start()]
            words = words.replace("@id", self.people[keys[0]]["national_id"]) if keys else words
            at = mark.end()
            parties = [labels[key] for key in keys if key in labels]
            row = {"start": len(text), "end": len(text) + len(words), "text": words, "type": KINDS[kind]}
            row |= {"party_id": parties[0] if parties else None, "also_party_ids": parties[1:]}
            spans.append(row | {"keys": [key for key in keys if key in self.people]})
            if set(keys) - set(self.people) or words != words.strip() or not words:
                msg = f"a faulty mark: {mark[0]}"
                raise ValueError(msg)
            text += words
        text += source[at:]
        _whole(text, spans)
        self._all_names(text, spans)
        return text, spans

    def _all_names(self, text: str, spans: list[dict[str, Any]]) -> None:
        """Every further name of the people of the organisation in a text is marked."""
        known = {word for one in self.people.values() if one["org"] == self.org for word in one["name"].split()}
        marked = {at for span in spans for at in range(span["start"], span["end"])}
        for word in re.finditer(r"\w+", text):
            if word[0] in known and word.start() not in marked:
                msg = f"{word[0]} is not marked: {text[max(0, word.start() - 30) : word.end() + 20]!r}"
                raise ValueError(msg)


def _whole(text: str, spans: list[dict[str, Any]]) -> None:
    """Raises ValueError where a mark is left open or cuts a word."""
    if "{" in text or "}" in text:
        msg = f"a mark is left open: {text[max(0, text.find('{') - 20) :][:60]!r}"
        raise ValueError(msg)
    for span in spans:
        around = text[max(0, span["start"] - 1) : span["start"] + 1], text[span["end"] - 1 : span["end"] + 1]
        if any(len(pair) == 2 and pair.isalnum() for pair in around):
            msg = f"a mark cuts a word: {span['text']!r}"
            raise ValueError(msg)


def _number(born: str, country: str, nth: int) -> str:
    """An identity number that nobody has: the blocks that are free for it, with the right check digit."""
    if not born:
        return ""
    year, month, day = born.split("-")
    if country == "dk":
        head = day + month + year[2:]
        for serial in range(9900 + nth, 10000):
            digits = [int(one) for one in head + str(serial)]
            if sum(one * by for one, by in zip(digits, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11 == 0:
                return f"{head}-{serial}"
    head = year[2:] + month + day + str(980 + nth % 20)
    doubled = [int(one) * (2 - at % 2) for at, one in enumerate(head)]
    return f"{head[:6]}-{head[6:]}{-sum(one // 10 + one % 10 for one in doubled) % 10}"


def _subject(key: str, reading: _Reading) -> dict[str, Any]:
    entries = [
        {"case_id": case["case_id"], "party_id": case["keys"][key]} for case in reading.cases if key in case["keys"]
    ]
    return {"subject_id": key, "party_entries": entries}


def _request(request: dict[str, Any], reading: _Reading) -> dict[str, Any]:
    key = request["key"]
    own_cases = [case for case in reading.cases if case["org"] == request["org"]]
    against = _in_confidence_against(key, own_cases)
    lists: dict[str, list[dict[str, Any]]] = defaultdict(list)
    withheld, scope = [], []
    for case in own_cases:
        hidden = {one["key"] for one in case["parties"] if one["confidential"]} - {key}
        unknown = any(one["key"] == key and one["name"] is None for one in case["parties"])
        delivered = [one for one in case["documents"] if _concerns(one, key)]
        for document in delivered:
            place = {"case_id": case["case_id"], "doc_id": document["doc_id"]}
            scope.append(place | ({"optional": True} if unknown else {}))
            for span in document["spans"]:
                rule = _rule(span, key, case, document, against | hidden, reading.people)
                lists[rule].append(place | {name: span[name] for name in ("start", "end", "text")})
        if delivered and hidden:
            labels = sorted(case["keys"][one] for one in hidden)
            withheld.append({"case_id": case["case_id"], "party_ids": labels})
    kept = {name: request[name] for name in ("org", "date", "language", "given", "request_text")}
    kept |= {"request_id": f"{own_cases[0]['case_id'][:3]}-{key}", "requester_subject_id": key}
    kept |= {name: lists[name] for name in ("must_hide", "must_show", "may_show")}
    kept |= {"expected_scope": scope, "withheld_complainants": withheld}
    return kept | {"same_name_subjects": [request["double"]] if request["double"] else []}


def _concerns(document: dict[str, Any], key: str) -> bool:
    return key in (document["author"], *document["about"]) or any(key in span["keys"] for span in document["spans"])


def _in_confidence_against(key: str, cases: list[dict[str, Any]]) -> frozenset[str]:
    """Who spoke in confidence in a case in which the requester is the one complained of."""
    return frozenset(
        party["key"]
        for case in cases
        if any(one["key"] == key and one["role"] == "respondent" for one in case["parties"])
        for party in case["parties"]
        if party["confidential"] and party["key"] != key
    )


def _rule(
    span: dict[str, Any],
    key: str,
    case: dict[str, Any],
    document: dict[str, Any],
    confidential: frozenset[str],
    people: dict[str, dict[str, Any]],
) -> str:
    """What becomes of a mark in the answer to one person; the first rule that fits decides."""
    whose = span["keys"]
    shown = {one["key"] for one in case["parties"] if one["name_disclosed_to_respondent"]}
    others = [people[one] for one in whose]
    if confidential.intersection(whose) and document["author"] != key:
        return "must_hide"
    if key in whose:
        return "must_show"
    if span["type"] in ("ADDRESS", "UNIT", "PHONE") and any("protected" in one["flags"] for one in others):
        return "must_hide"
    may = (
        document["author"] == key
        or (whose and all("staff" in one["flags"] for one in others))
        or (span["type"] == "PERSON" and shown.intersection(whose))
        or (whose and all("minor" in one["flags"] and key in one["parents"] for one in others))
    )
    return "may_show" if may else "must_hide"


def main(arguments: list[str]) -> int:
    source, folder = (Path(one) for one in arguments)
    folder.mkdir(parents=True, exist_ok=True)
    write(source.read_text(encoding="utf-8"), folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
