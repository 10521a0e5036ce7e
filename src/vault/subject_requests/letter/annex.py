"""The data themselves: what is held of the person, then each case with its documents, word for word (A-70)."""

from collections.abc import Iterator
from datetime import date

from vault.complaints import Lane
from vault.subject_requests.answer import Answer, AnswerCase, AnswerDocument, AnswerFact, AnswerFile, AnswerPassage
from vault.subject_requests.letter.blocks import Block, Facts, Grid, Heading, Runs, Sheet, cells, paragraph
from vault.subject_requests.letter.findings import author, cases
from vault.subject_requests.letter.masks import set_runs
from vault.subject_requests.letter.processing import case_title
from vault.subject_requests.letter.texts import Texts, capitalised
from vault.subject_requests.letter.volumes import Volume, annex_names
from vault.subjects import Address, Person


def annex(answer: Answer, say: Texts, *, annexed: bool = False) -> Iterator[Block]:
    """The copy of Art. 15(3), chronological by case."""
    yield Heading(1, say("annex_heading"))
    yield paragraph(say("annex"))
    yield Heading(2, say("records_heading"))
    if not answer.records:
        yield paragraph(say("no_records"))
    for number, record in enumerate(answer.records, start=1):
        if len(answer.records) > 1:
            yield Heading(3, say("record_number", number=number))
        yield Facts(tuple(_record(record, answer.controller.country, say)))
    if answer.standing:
        yield Facts(tuple(_told(answer.standing, say)))
    yield from _requests(answer, say)
    if annexed:
        yield paragraph(say("annex_elsewhere", files=say.join(list(annex_names(answer)))))
        return
    for number, case in cases(answer):
        yield from _case(number, case, say)


def annex_part(number: int, volume: Volume, say: Texts) -> Iterator[Block]:
    """The cases of one annex of a large answer."""
    yield Heading(1, say("annex_title", number=number))
    for case_number, case in volume:
        yield from _case(case_number, case, say)


def _requests(answer: Answer, say: Texts) -> Iterator[Block]:
    """Other requests of the same person, which are held about them too."""
    if not answer.requests:
        return
    yield Heading(2, say("earlier_requests"))
    yield paragraph(say("earlier_requests_intro"))
    rows = tuple(
        cells(
            say.day(one.received_on),
            f"{capitalised(say.code('right', one.right))}\n{one.asked}",
            say.day(one.answered_on) if one.answered_on else "–",
        )
        for one in answer.requests
    )
    yield Grid((say("field_request_received"), say("request_word"), say("field_answered")), (4, 9, 4), rows)


def _record(record: Person, country: str, say: Texts) -> Iterator[tuple[str, Runs]]:
    fields = (
        (say("field_name"), record.name or ""),
        (say("field_other_names"), "\n".join(record.other_names)),
        (say("field_former_names"), "\n".join(record.former_names)),
        (say("field_date_of_birth"), say.day(record.date_of_birth) if record.date_of_birth else ""),
        (say.code("national_id", country), record.national_id or ""),
        (say("field_addresses"), "\n".join(_address(one, say) for one in record.addresses)),
        (say("field_phones"), "\n".join(record.phones)),
        (say("field_emails"), "\n".join(record.emails)),
        (say("field_protected"), _protection(record, say)),
        (say("field_minor"), say("yes_word") if record.minor else ""),
        (say("field_staff"), say("yes_word") if record.staff else ""),
    )
    yield from ((name, (value,)) for name, value in fields if value)


def _address(address: Address, say: Texts) -> str:
    """The line and dwelling, and from when until when, as far as that is known."""
    days = [say.day(day) if day else "" for day in (address.since, address.until)]
    return ", ".join(filter(None, (address.line, address.unit, " – ".join(days) if any(days) else "")))


def _protection(record: Person, say: Texts) -> str:
    kept = record.protection
    if kept is None:
        return say("yes_word") if record.protected_address else ""
    return ", ".join([say.code("protection", kept.kind), *(say.day(day) for day in (kept.until,) if day)])


def _case(number: int, case: AnswerCase, say: Texts) -> Iterator[Block]:
    yield Heading(2, case_title(number, case, say))
    yield Facts(tuple((name, (value,)) for name, value in _facts(case, say) if value))
    if case.facts:
        yield Facts(tuple(_told(case.facts, say)))
    yield from _steps(case, say)
    yield from _entries(case, say)
    if case.documents:
        yield Heading(3, say("documents_heading"))
        for document in case.documents:
            yield _sheet(document, say)
            if document.passages:
                yield Facts(tuple(_passages(document.passages, say)))
    yield from _disclosures(case, say)


def _facts(case: AnswerCase, say: Texts) -> Iterator[tuple[str, str]]:
    yield say("field_reference"), case.reference or ""
    yield say("field_department"), case.department
    yield say("field_received"), say.day(case.received_on)
    yield say("field_role"), say.join([say.code("role", role) for role in case.roles])
    yield say("field_severity"), say.code("severity", case.severity)
    yield say("field_status"), say.code("status", case.status)


def _steps(case: AnswerCase, say: Texts) -> Iterator[Block]:
    if case.steps:
        yield Heading(3, say("steps_heading"))
        rows = tuple(cells(say.day(step.on), say.code("step", step.kind)) for step in case.steps)
        yield Grid((say("date"), say("step")), (2, 5), rows)


def _entries(case: AnswerCase, say: Texts) -> Iterator[Block]:
    """What happened, labelled by the process in which it did, where that is not the legal matter itself."""
    if not case.entries:
        return
    yield Heading(3, say("entries_heading"))
    for entry in case.entries:
        lane = "" if entry.lane is Lane.TENANCY else f" ({say.code('lane', entry.lane)})"
        title = f"{capitalised(say.code('entry', entry.kind))}{lane}"
        when = (say("date"), (f"{say.day(entry.on)}: {title}",))
        yield Facts((when, *_told(entry.facts, say), *_passages(entry.passages, say)))


def _passages(passages: tuple[AnswerPassage, ...], say: Texts) -> Iterator[tuple[str, Runs]]:
    """What was decided on words that need a ground to stay; not by whom (A-66)."""
    for one in passages:
        decided = say.code("passage_decision", one.decision)
        ground = f" ({say.code('passage_ground', one.ground)})" if one.ground else ""
        yield capitalised(say.code("passage", one.kind)), (f"{decided}{ground}, {say.day(one.decided_on)}",)


def _told(facts: tuple[AnswerFact, ...], say: Texts) -> Iterator[tuple[str, Runs]]:
    for fact in facts:
        name = capitalised(say.code("entry_field", fact.field))
        if fact.text:
            yield name, set_runs(fact.text, say)
        else:
            yield name, (say.code("entry_code", fact.code) if fact.code else _written(fact.plain or "", say),)


def _written(plain: str, say: Texts) -> str:
    """A day as the language writes it; anything else as it stands."""
    try:
        return say.day(date.fromisoformat(plain))
    except ValueError:
        return plain


def _sheet(document: AnswerDocument, say: Texts) -> Sheet:
    byline = say("written_by", author=say.code("author", author(document)))
    if document.file is not None:
        byline = f"{byline}. {_file(document.file, say)}"
    return Sheet(
        title=f"{say.code('document', document.kind)}, {say.day(document.dated_on)}",
        byline=byline,
        lang=document.language.value,
        body=set_runs(document.segments, say),
    )


def _file(file: AnswerFile, say: Texts) -> str:
    """Under which name the file itself is enclosed, or why it is not."""
    return say("file_enclosed", name=file.name) if file.name else say.code("enclosure", file.standing)


def _disclosures(case: AnswerCase, say: Texts) -> Iterator[Block]:
    if not case.disclosures:
        return
    yield Heading(3, say("disclosures_heading"))
    for one in case.disclosures:
        yield Facts(
            (
                (say("date"), (say.day(one.disclosed_on),)),
                (say("recipient"), set_runs(one.recipient, say)),
                (say("what"), set_runs(one.content, say)),
                (say("legal_basis"), set_runs(one.legal_basis, say)),
                *(((say("purpose"), (one.purpose,)),) if one.purpose else ()),
                *(((say("agreement"), (one.agreement,)),) if one.agreement else ()),
            )
        )
