"""The data themselves: what is held of the person, then each case with its documents, word for word (A-70)."""

from collections.abc import Iterator

from vault.subject_requests.answer import Answer, AnswerCase, AnswerDocument
from vault.subject_requests.letter.blocks import Block, Facts, Grid, Heading, Paragraph, Runs, Sheet, runs
from vault.subject_requests.letter.texts import Texts
from vault.subjects import Person


def annex(answer: Answer, say: Texts) -> Iterator[Block]:
    """The annex, chronological by case."""
    yield Heading(1, say("annex"))
    yield Paragraph((say("annex_intro"),))
    yield Heading(2, say("records_heading"))
    for number, record in enumerate(answer.records, start=1):
        if len(answer.records) > 1:
            yield Heading(3, say("record_number", number=number))
        yield Facts(tuple(_record(record, say)))
    for number, case in enumerate(answer.cases, start=1):
        yield from _case(number, case, say)


def _record(record: Person, say: Texts) -> Iterator[tuple[str, Runs]]:
    lines: list[tuple[str, str]] = [
        ("field_name", record.name or ""),
        ("field_other_names", ", ".join(record.other_names)),
        ("field_date_of_birth", say.day(record.date_of_birth) if record.date_of_birth else ""),
        ("field_national_id", record.national_id or ""),
        ("field_addresses", "\n".join(", ".join(filter(None, (one.line, one.unit))) for one in record.addresses)),
        ("field_phones", "\n".join(record.phones)),
        ("field_emails", "\n".join(record.emails)),
        ("field_protected", say("yes") if record.protected_address else ""),
        ("field_minor", say("yes") if record.minor else ""),
        ("field_staff", say("yes") if record.staff else ""),
    ]
    yield from ((say(key), (value,)) for key, value in lines if value)


def _case(number: int, case: AnswerCase, say: Texts) -> Iterator[Block]:
    title = say("case_title", number=number, category=say.code("category", case.category.value))
    yield Heading(2, title)
    yield Facts(tuple((name, (value,)) for name, value in _facts(case, say) if value))
    if case.steps:
        yield Heading(3, say("steps_heading"))
        yield Grid(
            (say("date"), say("step")),
            tuple(((say.day(step.on),), (say.code("step", step.kind.value),)) for step in case.steps),
        )
    if case.documents:
        yield Heading(3, say("documents_heading"))
        yield from (_sheet(document, say) for document in case.documents)


def _facts(case: AnswerCase, say: Texts) -> Iterator[tuple[str, str]]:
    yield say("field_reference"), case.reference or ""
    yield say("field_department"), case.department
    yield say("field_received"), say.day(case.received_on)
    yield say("field_role"), ", ".join(say.code("role", role.value) for role in case.roles)
    yield say("field_severity"), say.code("severity", case.severity.value)
    yield say("field_status"), say.code("status", case.status.value)


def _sheet(document: AnswerDocument, say: Texts) -> Sheet:
    author = say("author_you") if document.written_by_requester else say.code("role", document.author_role.value)
    return Sheet(
        title=f"{say.code('document', document.kind.value)}, {say.day(document.dated_on)}",
        byline=say("written_by", author=author),
        body=runs(document.segments, say.codes("mask")),
    )
