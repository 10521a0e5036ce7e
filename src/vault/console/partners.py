"""Whom the organisation shares with: the register of recipients, and the agreements that say how."""

from typing import Any, Final, TypeVar

import msgspec
from litestar import Response, get, post

from vault import disclosures
from vault.console.forms import Form, convert
from vault.console.sheets import shown_again
from vault.console.visiting import ADMINISTRATION, Id, Looking, Visit
from vault.disclosures import AgreementChange, NewAgreement, NewRecipient, RecipientChange, RecipientKind
from vault.errors import InvalidInput
from vault.ids import AgreementId, RecipientId
from vault.policy import Permission

T = TypeVar("T")
_RECIPIENT: Final = ("kind", "name", "unit", "address")
_AGREEMENT: Final = (
    *("recipient_id", "title", "target_group", "legal_basis", "arrangement", "contact", "substitute"),
    "response_days",
)
_FIXED: Final = ("kind", "recipient_id", "started_on")
"""What is said once: another is another recipient, another agreement."""


async def page(visit: Visit) -> Response[Any]:
    """Recipients and agreements, those that ended behind the others."""
    await visit.enter()
    recipients = await visit.reads(ADMINISTRATION, disclosures.list_recipients)
    agreements = await visit.reads(ADMINISTRATION, disclosures.list_agreements)
    return visit.page(
        "partners.html",
        recipients=sorted(recipients, key=lambda one: (one.ended_on is not None, one.known_as)),
        agreements=sorted(agreements, key=lambda one: (not one.runs(visit.today), one.agreement.title)),
        known={one.recipient_id: one.known_as for one in recipients},
        kinds=list(RecipientKind),
        agreement_of=_shown,
        may_change=visit.may(Permission.RECIPIENT_CHANGE, ADMINISTRATION),
        may_agree=visit.may(Permission.AGREEMENT_CHANGE, ADMINISTRATION),
    )


@get("/partners")
async def partners_page(visit: Looking) -> Response[Any]:
    """Whom the organisation shares with."""
    return await page(visit)


@post("/partners/recipients")
@shown_again("recipient", page)
async def add_recipient(visit: Looking) -> Response[Any]:
    """Takes somebody into the register."""
    new = _recipient(await visit.form(), NewRecipient)
    await visit.changes(ADMINISTRATION, disclosures.register_recipient, new)
    return visit.go("/partners", "changed")


@post("/partners/recipients/{recipient_id:uuid}")
@shown_again("recipient-{recipient_id}", page)
async def change_recipient(visit: Looking, recipient_id: Id) -> Response[Any]:
    """Changes a recipient, or ends them: nothing goes there from then on."""
    chosen, form = RecipientId(recipient_id), await visit.form()
    if form.get("act") == "end":
        await visit.changes(ADMINISTRATION, disclosures.end_recipient, chosen, visit.today)
    else:
        change = _change(_recipient(form, NewRecipient), RecipientChange)
        await visit.changes(ADMINISTRATION, disclosures.change_recipient, chosen, change, _seen(form))
    return visit.go("/partners", "changed")


@post("/partners/agreements")
@shown_again("agreement", page)
async def add_agreement(visit: Looking) -> Response[Any]:
    """Records an agreement."""
    await visit.changes(ADMINISTRATION, disclosures.make_agreement, _agreement(await visit.form()))
    return visit.go("/partners", "changed")


@post("/partners/agreements/{agreement_id:uuid}")
@shown_again("agreement-{agreement_id}", page)
async def change_agreement(visit: Looking, agreement_id: Id) -> Response[Any]:
    """Changes an agreement, or ends it today."""
    chosen, form = AgreementId(agreement_id), await visit.form()
    if form.get("act") == "end":
        await visit.changes(ADMINISTRATION, disclosures.end_agreement, chosen, visit.today)
    else:
        change = _change(_agreement(form), AgreementChange)
        await visit.changes(ADMINISTRATION, disclosures.change_agreement, chosen, change, _seen(form))
    return visit.go("/partners", "changed")


def _shown(agreement: NewAgreement) -> dict[str, str]:
    """An agreement as the fields of its form hold it."""
    kept = {name: value for name, value in msgspec.structs.asdict(agreement).items() if name not in _FIXED}
    return {
        name: "\n".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
        for name, value in kept.items()
    }


def _recipient(form: Form, into: type[T]) -> T:
    return convert({name: form.get(name) for name in _RECIPIENT}, into)


def _agreement(form: Form) -> NewAgreement:
    values: dict[str, Any] = {name: form.get(name) for name in _AGREEMENT}
    values |= {name: form.lines(name) for name in ("homes", "roles")}
    values |= {"started_on": form.day("started_on"), "ends_on": form.day("ends_on")}
    return convert(values, NewAgreement)


def _change(new: msgspec.Struct, into: type[T]) -> T:
    """The whole of a form as a change: what was left empty is taken away."""
    values = {name: value for name, value in msgspec.structs.asdict(new).items() if name not in _FIXED}
    return into(**values)


def _seen(form: Form) -> int:
    """The version that the page showed. Raises InvalidInput."""
    seen = form.get("seen") or ""
    if not seen.isdecimal():
        raise InvalidInput("seen", "is missing")
    return int(seen)


HANDLERS = (partners_page, add_recipient, change_recipient, add_agreement, change_agreement)
