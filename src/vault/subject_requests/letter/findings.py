"""What an answer comes to: the cases in order, who wrote what, which kinds of data are in fact there.

Derived from the answer alone, so that the letter speaks of this person and of nobody in general (A-62).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain

import msgspec

from vault.complaints import Category, DocumentKind, Role, StepKind
from vault.subject_requests.answer import Answer, AnswerCase, AnswerDocument

SELF = "self"
"""The author of what the requester wrote; every other author is told by role alone (A-67, X-33)."""

_MONEY_STEPS = {
    StepKind.ARREARS_REGISTERED,
    StepKind.ARREARS_PAID,
    StepKind.PAYMENT_PLAN,
    StepKind.ADMINISTRATION_AGREEMENT,
}
_OFFENCES = {Category.VANDALISM, Category.THREATS_OR_HARASSMENT, Category.VIOLENCE}


def cases(answer: Answer) -> tuple[tuple[int, AnswerCase], ...]:
    """The cases in the order in which they came, each with the number by which the letter calls it."""
    ordered = sorted(answer.cases, key=lambda case: (case.received_on, case.case_id))
    return tuple(enumerate(map(_chronological, ordered), start=1))


def _chronological(case: AnswerCase) -> AnswerCase:
    return msgspec.structs.replace(
        case,
        steps=tuple(sorted(case.steps, key=lambda one: one.on)),
        entries=tuple(sorted(case.entries, key=lambda one: (one.on, one.lane))),
        documents=tuple(sorted(case.documents, key=lambda one: one.dated_on)),
        disclosures=tuple(sorted(case.disclosures, key=lambda one: one.disclosed_on)),
    )


def enclosed_files(answer: Answer) -> tuple[str, ...]:
    """The names of the files that go along, in order."""
    held = (document.file for case in answer.cases for document in case.documents)
    return tuple(file.name for file in held if file is not None and file.name is not None)


def author(document: AnswerDocument) -> str:
    """Who wrote a document: a role, or SELF."""
    return SELF if document.written_by_requester else document.author_role.value


def authors(answer: Answer) -> Counter[str]:
    """How many documents each author role wrote, the requester first, then in the order of the roles."""
    found = Counter(author(document) for case in answer.cases for document in case.documents)
    return Counter({one: found[one] for one in (SELF, *Role) if found[one]})


def own_roles(answer: Answer) -> Counter[Role]:
    """In how many cases the requester stands in each role."""
    found = Counter(role for case in answer.cases for role in case.roles)
    return Counter({role: found[role] for role in Role if found[role]})


def period(answer: Answer) -> tuple[date, date]:
    """The first and the last day of which the cases tell. At least one case is needed."""
    days = list(chain.from_iterable(_days(case) for case in answer.cases))
    return min(days), max(days)


def _days(case: AnswerCase) -> Iterator[date]:
    yield case.received_on
    yield from (step.on for step in case.steps)
    yield from (document.dated_on for document in case.documents)
    yield from (entry.on for entry in case.entries)


def kinds_of_data(answer: Answer) -> Iterator[str]:
    """The kinds of data that are there, as codes, the ordinary ones before the sensitive (Art. 15(1)(b))."""
    records, all_cases = answer.records, answer.cases
    documents = [document for case in all_cases for document in case.documents]
    present = {
        "identity": any(one.names or one.date_of_birth for one in records),
        "contact": any(one.addresses or one.phones or one.emails for one in records),
        "staff": any(one.staff for one in records),
        "course": bool(all_cases),
        "narrative": bool(documents),
        "money": any(map(_tells_of_money, all_cases)),
        "national_id": any(one.national_id for one in records),
        "protected": any(one.address_protected for one in records),
        "minor": any(one.minor for one in records),
        "offences": any(map(_tells_of_offences, all_cases)),
        "special": bool(documents),
    }
    yield from (kind for kind, there in present.items() if there)


def _tells_of_money(case: AnswerCase) -> bool:
    return (
        case.category is Category.ARREARS
        or any(step.kind in _MONEY_STEPS for step in case.steps)
        or any(document.kind is DocumentKind.ARREARS_NOTE for document in case.documents)
    )


def _tells_of_offences(case: AnswerCase) -> bool:
    """Allegations count, a conviction is not needed (S-11)."""
    return case.category in _OFFENCES or any(step.kind is StepKind.POLICE_CONTACT for step in case.steps)
