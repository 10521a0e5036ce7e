"""The record as Markdown, for people and their files."""

from collections.abc import Iterable, Iterator

from vault.processing.model import Activity, ProcessingRecord
from vault.processing.words import Words


def markdown(record: ProcessingRecord, words: Words) -> str:
    """A page: the controller, each purpose under a heading, security measures."""
    head = {code: said[record.language] for code, said in words.headings.items()}
    lines = [f"# {head['title']}", ""]
    lines += _fact(head["controller"], f"{record.controller}, {record.registration_number}, {record.address}")
    lines += _fact(head["contact"], record.contact)
    lines += _fact(head["officer"], record.data_protection_officer or head["none"])
    lines += _fact(head["processors"], _listed(record.processors, head["none"]))
    lines += _fact(head["transfers"], record.transfers or head["none"])
    for one in record.activities:
        lines += ["", f"## {one.purpose}", "", *_activity(one, head)]
    lines += ["", f"## {head['measures']}", "", *(f"- {one}" for one in record.measures)]
    return "\n".join(lines) + "\n"


def _activity(one: Activity, head: dict[str, str]) -> Iterator[str]:
    yield from _fact(head["legal_basis"], f"{one.legal_basis} ({', '.join(one.articles)}; {one.dpv})")
    yield from _fact(head["subjects"], _listed(one.subjects, head["none"]))
    yield from _fact(head["data"], _listed(one.data, head["none"]))
    yield from _fact(head["recipients"], _listed(one.recipients, head["none"]))
    yield from _fact(head["retention"], _listed((limit.words for limit in one.retention), head["none"]))


def _fact(name: str, value: str) -> list[str]:
    return [f"- **{name}**: {value}"]


def _listed(values: Iterable[str], none: str) -> str:
    return "; ".join(values) or none
