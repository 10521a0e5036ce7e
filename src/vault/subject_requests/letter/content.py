"""What stands in the letter: an answer turned into blocks, in the order in which a person reads them (A-77)."""

from collections import Counter
from collections.abc import Iterator

from vault.redaction import Mask, Segment
from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.annex import annex
from vault.subject_requests.letter.blocks import (
    GROUND_CODES,
    Block,
    Grid,
    Heading,
    NewPage,
    Paragraph,
    Points,
)
from vault.subject_requests.letter.texts import Texts


def content(answer: Answer, say: Texts) -> Iterator[Block]:
    """The letter: a summary, then each point of Art. 15(1) and (2), then the data themselves, then the legend."""
    yield from _opening(answer, say)
    if answer.holds_data:
        yield from _processing(answer, say)
    yield from _search(answer, say)
    yield from _rights(answer, say)
    if answer.holds_data:
        yield NewPage()
        yield from annex(answer, say)
        yield from _legend(answer, say)


def grounds(answer: Answer) -> Counter[str]:
    """How many masks stand in the answer, by the letter of their ground (section 9, point 32)."""
    return Counter(GROUND_CODES[mask.ground] for mask in _masks(answer))


def _masks(answer: Answer) -> Iterator[Mask]:
    texts: list[tuple[Segment, ...]] = []
    for case in answer.cases:
        texts.extend(document.segments for document in case.documents)
        for disclosure in case.disclosures:
            texts.extend((disclosure.recipient, disclosure.content))
    yield from (segment for text in texts for segment in text if isinstance(segment, Mask))


def _opening(answer: Answer, say: Texts) -> Iterator[Block]:
    yield Heading(1, say("subject"))
    yield Paragraph((say("greeting", name=answer.requester_name),))
    yield Paragraph(
        (
            say(
                "received",
                controller=answer.controller.name,
                day=say.day(answer.received_on),
                channel=say.code("channel", answer.received_through),
            ),
        )
    )
    yield Paragraph((say("asked", text=answer.asked),))
    if not answer.holds_data:
        yield Paragraph((say("no_data"),))
        return
    documents = sum(len(case.documents) for case in answer.cases)
    yield Paragraph((say("yes_data", cases=len(answer.cases), documents=documents),))
    yield Paragraph((say("scope"),))
    yield Paragraph((say("identified", how=say.code("identified_by", answer.identified_by)),))
    if found := grounds(answer):
        yield Heading(2, say("withheld_heading"))
        yield Paragraph((say("withheld", count=sum(found.values())),))
        yield Points(
            tuple((say.code("ground_letter", code).format(count=count),) for code, count in sorted(found.items()))
        )
        yield Paragraph((say("withheld_remedy"),))


def _processing(answer: Answer, say: Texts) -> Iterator[Block]:
    yield Heading(2, say("purposes_heading"))
    yield Grid(
        (say("purpose"), say("legal_basis")),
        tuple(((one.purpose,), (one.legal_basis,)) for one in answer.purposes),
    )
    yield Heading(2, say("categories_heading"))
    yield Points(tuple((line,) for line in _categories(answer, say)))
    yield Heading(2, say("recipients_heading"))
    yield from _recipients(answer, say)
    yield Heading(2, say("storage_heading"))
    yield from _storage(answer, say)
    yield Heading(2, say("sources_heading"))
    yield Points(tuple((line,) for line in _sources(answer, say)))
    yield Heading(2, say("automated_heading"))
    yield Paragraph((answer.automated_decisions or say("no_automated"),))
    yield Heading(2, say("consultations_heading"))
    yield from _consultations(answer, say)


def _categories(answer: Answer, say: Texts) -> Iterator[str]:
    yield say("category_identity")
    if any(record.phones or record.emails or record.addresses for record in answer.records):
        yield say("category_contact")
    if any(record.national_id for record in answer.records):
        yield say("category_national_id")
    if any(record.protected_address for record in answer.records):
        yield say("category_protected")
    categories = sorted({say.code("category", case.category.value) for case in answer.cases})
    if categories:
        yield say("category_cases", categories=", ".join(categories))
        yield say("category_sensitive")


def _recipients(answer: Answer, say: Texts) -> Iterator[Block]:
    from vault.subject_requests.letter.blocks import runs

    kinds = say.codes("mask")
    rows = tuple(
        (
            (say.day(one.disclosed_on),),
            runs(one.recipient, kinds),
            runs(one.content, kinds),
            (one.legal_basis,),
        )
        for case in answer.cases
        for one in case.disclosures
    )
    if rows:
        yield Grid((say("date"), say("recipient"), say("what"), say("legal_basis")), rows)
    else:
        yield Paragraph((say("no_recipients"),))
    if answer.processors:
        yield Paragraph((say("processors", names=", ".join(answer.processors)),))
    yield Paragraph((answer.transfers or say("no_transfers"),))


def _storage(answer: Answer, say: Texts) -> Iterator[Block]:
    yield Grid(
        (say("case"), say("rule"), say("planned_deletion")),
        tuple(
            (
                (case_label(case_number, say),),
                (case.retention_rule or say("no_rule"),),
                (say.day(case.planned_deletion_on) if case.planned_deletion_on else say("clock_not_started"),),
            )
            for case_number, case in enumerate(answer.cases, start=1)
        ),
    )
    if any(case.on_hold for case in answer.cases):
        yield Paragraph((say("on_hold"),))


def case_label(number: int, say: Texts) -> str:
    return say("case_number", number=number)


def _sources(answer: Answer, say: Texts) -> Iterator[str]:
    documents = [document for case in answer.cases for document in case.documents]
    if any(document.written_by_requester for document in documents):
        yield say("source_you")
    roles = {document.author_role.value for document in documents if not document.written_by_requester}
    yield from (say.code("source", role) for role in sorted(roles))
    yield say("source_register")


def _consultations(answer: Answer, say: Texts) -> Iterator[Block]:
    yield Paragraph((say("consultations"),))
    if answer.consultations:
        yield Grid(
            (say("date"), say("purpose"), say("times")),
            tuple(((say.day(one.on),), (one.purpose,), (str(one.times),)) for one in answer.consultations),
        )
    else:
        yield Paragraph((say("no_consultations"),))


def _search(answer: Answer, say: Texts) -> Iterator[Block]:
    yield Heading(2, say("search_heading"))
    yield Paragraph((say("search"),))
    yield Grid(
        (say("searched"), say("by"), say("hits")),
        tuple(
            ((say.code("search_source", one.source),), (say.code("search_term", one.term),), (str(one.hits),))
            for one in answer.search
        ),
    )


def _rights(answer: Answer, say: Texts) -> Iterator[Block]:
    yield Heading(2, say("rights_heading"))
    if answer.holds_data:
        yield Points(tuple((say(f"right_{one}"),) for one in ("rectification", "erasure", "restriction", "objection")))
    authority = answer.authority
    yield Paragraph((say("complain", authority=authority.name),))
    yield Paragraph(
        (f"{authority.name}\n{authority.address}\n{authority.phone}\n{authority.email}\n{authority.website}",)
    )
    yield Paragraph((say(f"court_{answer.controller.country}"),))
    yield Paragraph((say("contact", contact=answer.controller.contact),))
    if answer.controller.data_protection_officer:
        yield Paragraph((say("dpo", dpo=answer.controller.data_protection_officer),))
    yield Paragraph((say("free"),))
    yield Paragraph((say("closing"),))
    yield Paragraph((answer.controller.name,))


def _legend(answer: Answer, say: Texts) -> Iterator[Block]:
    yield Heading(2, say("legend_heading"))
    yield Paragraph((say("legend"),))
    used = {
        "category": {case.category.value for case in answer.cases},
        "severity": {case.severity.value for case in answer.cases},
        "status": {case.status.value for case in answer.cases},
        "role": {role.value for case in answer.cases for role in case.roles},
    }
    rows = tuple(
        ((code,), (say(f"legend_{table}"),), (say.code(table, code),))
        for table, codes in used.items()
        for code in sorted(codes)
    )
    yield Grid((say("code"), say("kind"), say("meaning")), rows)
