"""The words of the letter explained, with the codes that stand for them in the data file (section 9, point 28)."""

from collections.abc import Iterator

from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.blocks import Block, Grid, Heading, Runs, cells, paragraph
from vault.subject_requests.letter.masks import CODES, masks_in
from vault.subject_requests.letter.texts import Texts, capitalised
from vault.subject_requests.model import DATA

TABLES = ("category", "severity", "status", "role", "step", "document", "mask")
"""What the legend explains, in the order in which it does; grounds follow by their letters."""


def legend(answer: Answer, say: Texts) -> Iterator[Block]:
    """Every code that this answer uses, and no others."""
    yield Heading(1, say("legend_heading"))
    yield paragraph(say("legend", file=DATA))
    used = _used(answer)
    for table in TABLES:
        if used[table]:
            yield Heading(2, say.code("legend_table", table))
            yield Grid(_head(say), _WIDTHS, tuple(_rows(table, used[table], say)))
    if used["mask"]:
        yield Heading(2, say.code("legend_table", "ground"))
        yield Grid((say("word"), say("code"), say("provision")), _WIDTHS, tuple(_grounds(answer, say)))


_WIDTHS = (4, 4, 7)


def _head(say: Texts) -> tuple[str, ...]:
    return say("word"), say("code"), say("meaning")


def _rows(table: str, codes: set[str], say: Texts) -> Iterator[tuple[Runs, ...]]:
    for code in say.codes(table):
        if code in codes:
            yield cells(capitalised(say.code(table, code)), code, say.meaning(table, code))


def _grounds(answer: Answer, say: Texts) -> Iterator[tuple[Runs, ...]]:
    law = f"ground_law_{answer.controller.country}"
    for ground in sorted({mask.ground for mask in masks_in(answer)}, key=CODES.__getitem__):
        yield cells(f"{CODES[ground]}: {say.code('ground', ground)}", ground.value, say.code(law, ground))


def _used(answer: Answer) -> dict[str, set[str]]:
    documents = [document for case in answer.cases for document in case.documents]
    return {
        "category": {case.category for case in answer.cases},
        "severity": {case.severity for case in answer.cases},
        "status": {case.status for case in answer.cases},
        "role": {role for case in answer.cases for role in case.roles} | {one.author_role for one in documents},
        "step": {step.kind for case in answer.cases for step in case.steps},
        "document": {document.kind for document in documents},
        "mask": {mask.kind for mask in masks_in(answer)},
    }
