"""Setting the blocks as a tagged, accessible PDF (PDF/UA-1) with Typst: imported here, in `glyphs` and in `setting`.

Every text reaches Typst as data and never as markup. Nothing touches a disk: the template comes from the package,
the data through `sys.inputs`, the PDF comes back as bytes.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from vault.errors import VaultError
from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.annex import annex_part
from vault.subject_requests.letter.blocks import Block
from vault.subject_requests.letter.content import content
from vault.subject_requests.letter.glyphs import printable
from vault.subject_requests.letter.masks import shown
from vault.subject_requests.letter.texts import Texts, texts
from vault.subject_requests.letter.volumes import annex_name, annexes


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
    answer = shown(answer)
    large = bool(annexes(answer))
    page = page_of(answer, say, content(answer, say, annexed=large))
    return typeset(page, say, answer.composed_at, apart=large)


def render_annexes(answer: Answer) -> Iterator[tuple[str, bytes]]:
    """The annexes of an answer that is too large for one file, by their names. Raises VaultError."""
    say = texts(answer.language)
    answer = shown(answer)
    for number, volume in enumerate(annexes(answer), start=1):
        page = page_of(answer, say, annex_part(number, volume, say))
        title = say("annex_title", number=number)
        page = msgspec.structs.replace(page, title=title)
        yield annex_name(number), typeset(page, say, answer.composed_at, apart=True)


def typeset(letter: Page, say: Texts, written_at: datetime, *, apart: bool = False) -> bytes:
    """A page as PDF/UA-1; `apart` in a process of its own. Raises VaultError if it cannot be set."""
    page, timestamp = msgspec.to_builtins(letter), int(written_at.timestamp())
    set_page = _typeset_apart if apart else _typeset
    try:
        return set_page(printable(page, say), timestamp)
    except VaultError:
        # No combination of characters may keep a person from their answer; the data file has each as it was written.
        return set_page(printable(page, say, plainly=True), timestamp)


def page_of(answer: Answer, say: Texts, blocks: Iterable[Block]) -> Page:
    """The head of a letter over these blocks; `answer` as `masks.shown` gives it."""
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
        blocks=tuple(blocks),
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
        raise _cannot_be_set() from None
    return pdf


def _typeset_apart(page: Any, timestamp: int) -> bytes:
    task = {"template": _template().decode(), "page": msgspec.json.encode(page).decode(), "timestamp": timestamp}
    program = files("vault.subject_requests.letter") / "setting.py"
    done = subprocess.run(  # noqa: S603 -- our own program, fed with data alone
        [sys.executable, "-I", str(program)],
        input=msgspec.json.encode(task),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        check=False,
    )
    if done.returncode != 0:
        raise _cannot_be_set()
    return done.stdout


def _cannot_be_set() -> VaultError:
    return VaultError("the letter cannot be typeset", hint="look for characters that no font has")


@cache
def _template() -> bytes:
    return (files("vault.subject_requests.letter") / "letter.typ").read_bytes()
