"""The letters about a request besides its answer: receipt, question, code, extension, decision (X-40; A-31; A-33)."""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from vault.language import Language
from vault.subject_requests.answer import Authority, Controller
from vault.subject_requests.history.entries import Done, Stayed
from vault.subject_requests.letter.blocks import Block, Grid, Heading, Lead, Quote, cells, paragraph
from vault.subject_requests.letter.deeds import carried_out, staying
from vault.subject_requests.letter.pdf import Page, typeset
from vault.subject_requests.letter.rights import public_remedies, questions, remedies
from vault.subject_requests.letter.texts import Texts, texts


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What every letter about a request says: whose it is, what was asked, and who answers."""

    language: Language
    reference: str
    controller: Controller
    authority: Authority
    name: str
    address: str | None
    right: str
    received_on: date
    received_through: str
    asked: str
    written_at: datetime
    written_on: date

    @property
    def public(self) -> bool:
        """Whether public documents are asked for, which anybody may (X-25)."""
        return self.right == "public_documents"


class Acknowledgement(msgspec.Struct, frozen=True, kw_only=True, tag="acknowledgement"):
    due_on: date


class Question(msgspec.Struct, frozen=True, kw_only=True, tag="question"):
    """Doubt about identity or scope; the letter never asks for a copy of a document (A-21)."""

    doubt: str
    reason: str
    question: str
    due_on: date


class Code(msgspec.Struct, frozen=True, kw_only=True, tag="code"):
    """A code for an address that was on record already. The letter repeats nothing of the request: it may be forged."""

    code: str
    until: date


class Extension(msgspec.Struct, frozen=True, kw_only=True, tag="extension"):
    ground: str
    reasons: str
    first_due: date
    due_on: date


class Decision(msgspec.Struct, frozen=True, kw_only=True, tag="decision"):
    """What was decided, with reasons, provisions and remedies (X-40)."""

    outcome: str
    grounds: tuple[str, ...]
    reasons: str
    done: str | None
    carried: tuple[Done, ...] = ()
    """What was carried out with it."""
    stayed: tuple[Stayed, ...] = ()
    recipients: tuple[str, ...] = ()
    """Who hears of it, by name (Art. 19)."""


class Lifting(msgspec.Struct, frozen=True, kw_only=True, tag="lifting"):
    """That a restriction will be lifted; it goes out before (Art. 18(3))."""

    on: date
    reasons: str


Notice = Acknowledgement | Question | Code | Extension | Decision | Lifting

_BURDEN = {"manifestly_unfounded", "excessive"}
_WEIGHED = {
    *("rights_of_others", "decisive_private_interest", "decisive_public_interest", "secrecy", "compelling_grounds")
}
"""Grounds that weigh one interest against another; the others are a matter of fact."""
_TOLD_ON = {"rectification", "erasure", "restriction"}


def render_notice(about: About, notice: Notice) -> bytes:
    """A letter as tagged PDF. Raises VaultError if it cannot be set."""
    say = texts(about.language)
    controller = about.controller
    number = f"{say.code('registration', controller.country)} {controller.registration_number}"
    page = Page(
        lang=about.language.value,
        title=say(f"notice_title_{type(notice).__struct_config__.tag}"),
        author=controller.name,
        sender=(controller.address, number, controller.contact),
        recipient=tuple(filter(None, (about.name, about.address))),
        facts=((say("date"), say.day(about.written_on)), (say("reference"), about.reference)),
        page_of=say("page_of"),
        blocks=tuple(_content(about, notice, say)),
    )
    return typeset(page, say, about.written_at)


def _content(about: About, notice: Notice, say: Texts) -> Iterator[Block]:
    yield paragraph(say("greeting", name=about.name) if about.name else say("greeting_nobody"))
    if isinstance(notice, Code):
        yield from _code(about, notice, say)
    else:
        yield from _received(about, say)
        if isinstance(notice, Acknowledgement):
            yield from _acknowledgement(notice, say)
        elif isinstance(notice, Question):
            yield from _question(about, notice, say)
        elif isinstance(notice, Extension):
            yield from _extension(notice, say)
        elif isinstance(notice, Lifting):
            yield from _lifting(notice, say)
        else:
            yield from _decision(about, notice, say)
    for block in _end(about, notice, say):
        yield Heading(1, block.text) if isinstance(block, Heading) else block


def _end(about: About, notice: Notice, say: Texts) -> Iterator[Block]:
    """Where to complain of what was decided or put off, and whom to ask. Of a receipt there is nothing to complain."""
    if isinstance(notice, Acknowledgement | Code):
        return questions(about, say)
    return public_remedies(about, say) if about.public else remedies(about, say)


def _received(about: About, say: Texts) -> Iterator[Block]:
    yield paragraph(
        say(
            "notice_received",
            day=say.day(about.received_on),
            controller=about.controller.name,
            right=say("public_right") if about.public else say.code("right", about.right),
            channel=say.code("channel", about.received_through),
        )
    )
    yield paragraph(say("notice_asked"))
    yield Quote(about.asked)


def _acknowledgement(notice: Acknowledgement, say: Texts) -> Iterator[Block]:
    yield Lead(say("acknowledgement_due", due=say.day(notice.due_on)))
    yield paragraph(say("acknowledgement_nothing"))
    yield paragraph(say("notice_kept"))


def _question(about: About, notice: Question, say: Texts) -> Iterator[Block]:
    yield paragraph(say(f"question_{notice.doubt}"))
    yield Quote(notice.reason)
    yield Heading(1, say("question_heading"))
    yield Lead(notice.question)
    if notice.doubt == "identity":
        yield paragraph(say("question_no_copy"))
    else:
        yield paragraph(say("question_silence"))
    yield paragraph(say("question_reply", contact=about.controller.contact, reference=about.reference))
    yield paragraph(say("question_waits", due=say.day(notice.due_on)))
    yield paragraph(say("notice_kept"))


def _code(about: About, notice: Code, say: Texts) -> Iterator[Block]:
    yield paragraph(say("code_intro", right=say.code("right", about.right)))
    yield Lead(notice.code)
    yield paragraph(say("code_until", day=say.day(notice.until)))
    yield paragraph(say("code_not_you", contact=about.controller.contact))


def _extension(notice: Extension, say: Texts) -> Iterator[Block]:
    yield Lead(say("extension_lead", due=say.day(notice.due_on)))
    yield paragraph(say("extension_why", first=say.day(notice.first_due), ground=say.code("prolonging", notice.ground)))
    yield Quote(notice.reasons)
    yield paragraph(say("extension_once"))
    yield paragraph(say("notice_kept"))


def _lifting(notice: Lifting, say: Texts) -> Iterator[Block]:
    yield Lead(say("lifting_lead", day=say.day(notice.on)))
    yield Heading(1, say("decision_why"))
    yield paragraph(notice.reasons)
    yield paragraph(say("lifting_object"))


def _decision(about: About, notice: Decision, say: Texts) -> Iterator[Block]:
    yield Lead(say(f"decision_{notice.outcome}"))
    if notice.done or notice.carried:
        yield Heading(1, say("decision_done"))
        if notice.done:
            yield paragraph(notice.done)
        yield from carried_out(notice.carried, about.controller.country, say)
    yield Heading(1, say("decision_why"))
    yield paragraph(notice.reasons)
    if notice.grounds:
        yield paragraph(say("decision_grounds"))
        rows = tuple(cells(say.code("refusal", one), _provision(about, one, say)) for one in notice.grounds)
        yield Grid((say("reason"), say("provision")), (5, 4), rows)
        if not about.public and _WEIGHED & set(notice.grounds):
            yield paragraph(say("decision_balance"))
    yield from staying(notice.stayed, lambda ground: _provision(about, ground, say), say)
    if _BURDEN & set(notice.grounds):
        yield paragraph(say("decision_burden"))
    if "account_of_another" in notice.grounds and not any(one.deed == "add_statement" for one in notice.carried):
        yield paragraph(say("decision_statement"))
    if notice.recipients:
        yield paragraph(say("decision_told", recipients=say.join(list(notice.recipients))))
    elif about.right in _TOLD_ON and notice.outcome != "refused":
        yield paragraph(say("decision_recipients"))
    yield paragraph(say("decision_free"))


def _provision(about: About, ground: str, say: Texts) -> str:
    """What a ground rests on: of several provisions the one that is about this right (X-40)."""
    if about.public:
        return say.code(f"refusal_law_public_{about.controller.country}", ground)
    of_right = say.codes("refusal_law_of_right").get(f"{ground}_{about.right}")
    return of_right or say.code(f"refusal_law_{about.controller.country}", ground)
