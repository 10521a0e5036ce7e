"""What Art. 15(1) and (2) ask for, about this person: why, what, from whom, to whom, how long, and who looked."""

from collections import Counter
from collections.abc import Iterator

from vault.complaints import Status
from vault.subject_requests.answer import Answer, AnswerCase
from vault.subject_requests.letter.blocks import Block, Facts, Grid, Heading, Quote, Runs, cells, paragraph, points
from vault.subject_requests.letter.findings import authors, cases, kinds_of_data
from vault.subject_requests.letter.masks import CODES, count_masks, set_runs
from vault.subject_requests.letter.texts import Texts
from vault.subject_requests.model import COMPLAINT_WINDOW


def processing(answer: Answer, say: Texts) -> Iterator[Block]:
    """The explanation, from what was asked to what was left out."""
    yield Heading(1, say("processing_heading"))
    for section in (
        request,
        _purposes,
        _categories,
        _sources,
        _recipients,
        _storage,
        _automated,
        _consultations,
        search,
        _withheld,
    ):
        yield from section(answer, say)


def request(answer: Answer, say: Texts) -> Iterator[Block]:
    """What was asked, when and how, and how it was understood (section 9, points 3 and 6)."""
    yield Heading(2, say("request_heading"))
    yield Facts(
        (
            (say("field_request_received"), (say.day(answer.received_on),)),
            (say("field_due"), (say.day(answer.due_on),)),
            (say("field_answered"), (say.day(answer.answered_on),)),
        )
    )
    yield paragraph(say("asked"))
    yield Quote(answer.asked)
    yield from _understood(answer, say)
    yield paragraph(say.code("identified_by", answer.identified_by))


def _understood(answer: Answer, say: Texts) -> Iterator[Block]:
    if (asking := answer.representative) is not None:
        power = say.code("power", asking.power)
        yield paragraph(say("request_represented", name=asking.name, subject=answer.requester_name, power=power))
    if answer.scope is None:
        yield paragraph(say("scope"))
    else:
        yield paragraph(say("request_scope", scope=answer.scope.understood))
        if answer.scope.narrowed:
            yield paragraph(say("request_narrowed"))
    if (longer := answer.extension) is not None:
        ground = say.code("prolonging", longer.ground)
        day, due = say.day(longer.on), say.day(longer.due_on)
        yield paragraph(say("request_extended", day=day, due=due, ground=ground, reasons=longer.reasons))


def _purposes(answer: Answer, say: Texts) -> Iterator[Block]:
    yield Heading(2, say("purposes_heading"))
    yield Grid(
        (say("purpose"), say("legal_basis")),
        (2, 3),
        tuple(cells(one.purpose, one.legal_basis) for one in answer.purposes),
    )


def _categories(answer: Answer, say: Texts) -> Iterator[Block]:
    yield Heading(2, say("categories_heading"))
    yield Grid(
        (say("category"), say("category_holds")),
        (2, 3),
        tuple(cells(say.code("data_kind", kind), say.meaning("data_kind", kind)) for kind in kinds_of_data(answer)),
    )


def _sources(answer: Answer, say: Texts) -> Iterator[Block]:
    yield Heading(2, say("sources_heading"))
    if written := authors(answer):
        yield paragraph(say("sources"))
        yield Grid(
            (say("source"), say("documents_word")),
            (3, 1),
            tuple(cells(say.code("source", one), say.number(number)) for one, number in written.items()),
        )
    if answer.records:
        yield paragraph(say("source_records"))


def _recipients(answer: Answer, say: Texts) -> Iterator[Block]:
    """Recipients by name (A-63); staff are none (A-65)."""
    yield Heading(2, say("recipients_heading"))
    rows = tuple(
        ((say.day(one.disclosed_on),), set_runs(one.recipient, say), (str(number),), set_runs(one.legal_basis, say))
        for number, case in cases(answer)
        for one in case.disclosures
    )
    if rows:
        yield paragraph(say("recipients"))
        yield Grid((say("date"), say("recipient"), say("case"), say("legal_basis")), (4, 6, 2, 6), rows)
    else:
        yield paragraph(say("no_recipients"))
    if answer.processors:
        yield paragraph(say("processors"))
        yield points(*answer.processors)
    else:
        yield paragraph(say("no_processors"))
    yield paragraph(say("transfers", safeguards=answer.transfers) if answer.transfers else say("no_transfers"))


def _storage(answer: Answer, say: Texts) -> Iterator[Block]:
    yield Heading(2, say("storage_heading"))
    if not answer.cases:
        yield paragraph(say("storage_records_only"))
        return
    yield Grid(
        (say("case"), say("rule"), say("planned_deletion")),
        (4, 7, 5),
        tuple(
            cells(case_title(number, case, say), case.retention_rule or say("no_rule"), _deletion(case, say))
            for number, case in cases(answer)
        ),
    )
    if answer.records:
        yield paragraph(say("storage_records"))
    if any(case.on_hold for case in answer.cases):
        held = [say("case_number", number=number) for number, case in cases(answer) if case.on_hold]
        which = say("all_cases") if len(held) == len(answer.cases) else say.join(held)
        yield paragraph(say("on_hold", cases=which, days=COMPLAINT_WINDOW.days))


def case_title(number: int, case: AnswerCase, say: Texts) -> str:
    return say("case_title", number=number, category=say.code("category", case.category))


def _deletion(case: AnswerCase, say: Texts) -> str:
    if case.planned_deletion_on:
        return say.day(case.planned_deletion_on)
    return say("deletion_open" if case.status is not Status.CLOSED else "deletion_unknown")


def _automated(answer: Answer, say: Texts) -> Iterator[Block]:
    """Yes or no in so many words, also when it is no (A-68)."""
    yield Heading(2, say("automated_heading"))
    decisions = answer.automated_decisions
    yield paragraph(say("automated", decisions=decisions) if decisions else say("no_automated"))


def _consultations(answer: Answer, say: Texts) -> Iterator[Block]:
    """Days and purposes, never the names of staff (A-66)."""
    yield Heading(2, say("consultations_heading"))
    if not answer.consultations:
        yield paragraph(say("no_consultations"))
        return
    yield paragraph(say("consultations"))
    yield Grid(
        (say("date"), say("purpose"), say("times")),
        (4, 8, 2),
        tuple(cells(say.day(one.on), one.purpose, say.number(one.times)) for one in answer.consultations),
    )


def search(answer: Answer, say: Texts) -> Iterator[Block]:
    """The search protocol (A-06)."""
    yield Heading(2, say("search_heading"))
    yield paragraph(say("search"))
    yield Grid(
        (say("searched"), say("by"), say("hits")),
        (4, 6, 2),
        tuple(
            cells(say.code("search_source", one.source), say.code("search_term", one.term), say.number(one.hits))
            for one in answer.search
        ),
    )


def _withheld(answer: Answer, say: Texts) -> Iterator[Block]:
    """What was hidden, on which grounds, how often, and what can be done about it (X-40; points 32 and 34)."""
    yield Heading(2, say("withheld_heading"))
    yield from _withheld_documents(answer, say)
    found = count_masks(answer)
    if not found:
        if not answer.withheld_documents:
            yield paragraph(say("withheld_nothing"))
        else:
            yield paragraph(say("withheld_remedy", authority=answer.authority.name))
        return
    yield paragraph(say("withheld", places=say.count("places", found.total())))
    law = f"ground_law_{answer.controller.country}"
    rows: list[tuple[Runs, ...]] = [
        cells(code, say.code("ground", ground), say.code(law, ground), say.number(found[ground]))
        for ground, code in CODES.items()
        if found[ground]
    ]
    yield Grid((say("mark"), say("reason"), say("provision"), say("places_word")), (1, 6, 5, 2), tuple(rows))
    yield paragraph(say("withheld_balance"))
    yield paragraph(say("withheld_remedy", authority=answer.authority.name))


def _withheld_documents(answer: Answer, say: Texts) -> Iterator[Block]:
    """Documents that stay out as a whole, by ground (X-05, X-20, X-21)."""
    if not answer.withheld_documents:
        return
    yield paragraph(say("withheld_documents"))
    law = f"withholding_law_{answer.controller.country}"
    rows = tuple(
        cells(say.code("withholding", ground), say.code(law, ground), say.number(number))
        for ground, number in Counter(answer.withheld_documents).items()
    )
    yield Grid((say("reason"), say("provision"), say("documents_word")), (6, 5, 2), rows)
