"""Setting the blocks as a tagged, accessible PDF (PDF/UA-1) with Typst.

Every text reaches Typst as data and never as markup. Nothing touches a disk: the template comes from the package,
the data through `sys.inputs`, the PDF comes back as bytes.
"""

from functools import cache
from importlib.resources import files

import msgspec

from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.blocks import Block
from vault.subject_requests.letter.content import content
from vault.subject_requests.letter.texts import texts


class _Page(msgspec.Struct, frozen=True):
    """What the template is given."""

    lang: str
    title: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    date: str
    reference: str
    page_of: str
    reference_word: str
    blocks: tuple[Block, ...]


def render_pdf(answer: Answer) -> bytes:
    """The letter with its data annex. The same answer gives the same bytes."""
    import typst

    say = texts(answer.language)
    controller = answer.controller
    page = _Page(
        lang=answer.language.value,
        title=say("subject"),
        sender=(
            controller.name,
            controller.address,
            f"{say.code('registration', controller.country)} {controller.registration_number}",
        ),
        recipient=tuple(filter(None, (answer.requester_name, answer.requester_address))),
        date=say.day(answer.answered_on),
        reference=answer.reference,
        page_of=say("page_of"),
        reference_word=say("reference"),
        blocks=tuple(content(answer, say)),
    )
    pdf = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"page": msgspec.json.encode(page).decode()},
        pdf_standards="ua-1",
        timestamp=int(answer.composed_at.timestamp()),
        ignore_system_fonts=True,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("the typesetter returned no single document")
    return pdf


@cache
def _template() -> bytes:
    return (files("vault.subject_requests.letter") / "letter.typ").read_bytes()
