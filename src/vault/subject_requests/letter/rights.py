"""What the person can do now: their rights, where to complain, the courts, and whom to ask."""

from collections.abc import Iterator
from typing import Protocol

from vault.subject_requests.answer import Answer, Authority, Controller
from vault.subject_requests.letter.blocks import Address, Block, Closing, Heading, paragraph, points
from vault.subject_requests.letter.texts import Texts


class Addressed(Protocol):
    """What a letter must know to say where to complain and whom to ask."""

    @property
    def reference(self) -> str: ...
    @property
    def controller(self) -> Controller: ...
    @property
    def authority(self) -> Authority: ...


RIGHTS = ("rectification", "erasure", "restriction", "objection")
"""Art. 15(1)(e)."""


def rights(answer: Answer, say: Texts) -> Iterator[Block]:
    """Art. 15(1)(e) and (f)."""
    yield Heading(1, say("rights_heading"))
    yield paragraph(say("rights"))
    yield points(*(say(f"right_{one}") for one in RIGHTS))
    yield paragraph(say("further_copies"))
    yield from remedies(answer, say)


def remedies(answer: Addressed, say: Texts) -> Iterator[Block]:
    """Where to complain, whom to ask, and the end of the letter: owed whether or not anything is held."""
    yield Heading(2, say("complaint_heading"))
    yield from _complaint(answer, say)
    yield from questions(answer, say)


def public_remedies(answer: Addressed, say: Texts) -> Iterator[Block]:
    """Where a decision on public documents is appealed: not to the authority for data protection (X-26)."""
    yield Heading(2, say("complaint_heading"))
    yield paragraph(say(f"appeal_public_{answer.controller.country}"))
    yield from questions(answer, say)


def questions(answer: Addressed, say: Texts) -> Iterator[Block]:
    """Whom to ask, and the end of the letter."""
    yield Heading(2, say("contact_heading"))
    yield from _contact(answer, say)
    yield Closing((say("closing"), answer.controller.name))


def _complaint(answer: Addressed, say: Texts) -> Iterator[Block]:
    authority = answer.authority
    yield paragraph(say("complain", authority=authority.name))
    reach = (authority.phone, authority.email, authority.website)
    yield Address((authority.name, authority.address, *reach))
    yield paragraph(say(f"court_{answer.controller.country}"))


def _contact(answer: Addressed, say: Texts) -> Iterator[Block]:
    controller = answer.controller
    number = f"{say.code('registration', controller.country)} {controller.registration_number}"
    yield paragraph(say("responsible", controller=controller.name, number=number))
    yield paragraph(say("contact", contact=controller.contact, reference=answer.reference))
    if controller.data_protection_officer:
        yield paragraph(say("dpo", dpo=controller.data_protection_officer))
