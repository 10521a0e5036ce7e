"""Setting the blocks as a tagged, accessible PDF (PDF/UA-1) with Typst, whose sole importers are this and `glyphs`.

Every text reaches Typst as data and never as markup. Nothing touches a disk: the template comes from the package,
the data through `sys.inputs`, the PDF comes back as bytes.
"""

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from vault.errors import VaultError
from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.blocks import Block
from vault.subject_requests.letter.content import content
from vault.subject_requests.letter.glyphs import printable
from vault.subject_requests.letter.masks import shown
from vault.subject_requests.letter.texts import Texts, texts


class Page(msgspec.Struct, frozen=True):
    """What the template is given."""

    lang: str
    title: str
    author: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    page_of: str
    blocks: tuple[Block, ...]


def render_pdf(answer: Answer) -> bytes:
    """The letter with its data annex. The same answer gives the same bytes. Raises VaultError if it cannot be set."""
    say = texts(answer.language)
    return typeset(_page(shown(answer), say), say, answer.composed_at)


def typeset(letter: Page, say: Texts, written_at: datetime) -> bytes:
    """A page as PDF/UA-1. Raises VaultError if it cannot be set."""
    page, timestamp = msgspec.to_builtins(letter), int(written_at.timestamp())
    try:
        return _typeset(printable(page, say), timestamp)
    except VaultError:
        # No combination of characters may keep a person from their answer; the data file has each as it was written.
        return _typeset(printable(page, say, plainly=True), timestamp)


def _page(answer: Answer, say: Texts) -> Page:
    controller = answer.controller
    number = f"{say.code('registration', controller.country)} {controller.registration_number}"
    return Page(
        lang=answer.language.value,
        title=say("title"),
        author=controller.name,
        sender=(controller.address, number, controller.contact),
        recipient=tuple(filter(None, _recipient(answer, say))),
        facts=(
            (say("date"), say.day(answer.answered_on)),
            (say("reference"), answer.reference),
        ),
        page_of=say("page_of"),
        blocks=tuple(content(answer, say)),
    )


def _recipient(answer: Answer, say: Texts) -> tuple[str | None, ...]:
    if answer.representative is None:
        return answer.requester_name, answer.requester_address
    # The address is that of the person, to whom the letter goes in care of whoever acts for them.
    return answer.representative.name, say("on_behalf_of", name=answer.requester_name), answer.requester_address


def _typeset(page: Any, timestamp: int) -> bytes:
    import typst

    try:
        pdf = typst.compile(
            _template(),
            format="pdf",
            sys_inputs={"page": msgspec.json.encode(page).decode()},
            pdf_standards="ua-1",
            timestamp=timestamp,
            ignore_system_fonts=True,
        )
    except typst.TypstError:
        # Typst quotes the text that it stumbled over, and an exception carries no personal data.
        raise VaultError("the letter cannot be typeset", hint="look for characters that no font has") from None
    return pdf


@cache
def _template() -> bytes:
    return (files("vault.subject_requests.letter") / "letter.typ").read_bytes()
