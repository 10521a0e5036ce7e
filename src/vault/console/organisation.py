"""The organisation: what it says of itself, who works here, which systems may call."""

from typing import Any, Final

from litestar import Response, get, post

from vault import accounts, organisations
from vault.accounts import NewStaff
from vault.console.forms import convert
from vault.console.visiting import ADMINISTRATION, Id, Looking, Visit
from vault.errors import InvalidInput
from vault.ids import AccountId
from vault.policy import NOT_GIVEN, Permission, RoleName

_GIVEN: Final = tuple(one for one in RoleName if one not in NOT_GIVEN)


@get("/organisation")
async def organisation_page(visit: Looking) -> Response[Any]:
    """Controller data, members of staff and API clients, as far as whoever looks may."""
    await visit.enter()
    return await _organisation(visit)


@post("/organisation/staff")
async def invite(visit: Looking) -> Response[Any]:
    """Invites somebody; the invitation is shown this once."""
    await visit.enter()
    form = await visit.form()
    values = {"name": form.get("name"), "email": form.get("email"), "roles": form.every("roles")}
    try:
        invitation = await visit.changes(ADMINISTRATION, accounts.invite_staff, convert(values, NewStaff))
    except InvalidInput as error:
        return await _organisation(visit, error=error)
    return await _organisation(visit, invitation=invitation)


@post("/organisation/staff/{account_id:uuid}")
async def change_member(visit: Looking, account_id: Id) -> Response[Any]:
    """Signs somebody out, gives them a new start, or ends their account."""
    await visit.enter()
    form, chosen = await visit.form(), AccountId(account_id)
    match form.get("act"):
        case "sign_out":
            await visit.changes(ADMINISTRATION, accounts.sign_staff_out, chosen)
        case "reset":
            invitation = await visit.changes(ADMINISTRATION, accounts.reset_staff, chosen)
            return await _organisation(visit, invitation=invitation)
        case "end":
            await visit.changes(ADMINISTRATION, accounts.end_staff, chosen, revoke_clients=False)
        case _:
            raise InvalidInput("act", "is not one of the allowed values")
    return visit.go("/organisation", "changed")


async def _organisation(visit: Visit, *, invitation: Any = None, error: InvalidInput | None = None) -> Response[Any]:
    return visit.page(
        "organisation.html",
        status=200 if error is None else 422,
        organisation=await _of(visit, Permission.ORGANISATION_READ, organisations.profile),
        staff=await _of(visit, Permission.STAFF_LIST, accounts.list_staff),
        clients=await _of(visit, Permission.CLIENT_LIST, accounts.clients),
        roles=_GIVEN,
        invitation=invitation,
        error=error,
    )


async def _of(visit: Visit, permission: Permission, verb: Any) -> Any:
    return await visit.reads(ADMINISTRATION, verb) if visit.may(permission, ADMINISTRATION) else None


HANDLERS = (organisation_page, invite, change_member)
