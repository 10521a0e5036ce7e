"""The organisation: what it says of itself, who works here, which systems may call."""

from typing import Any, Final

from litestar import Response, get, post

from vault import accounts, anonymous, organisations
from vault.accounts import NewClient, NewStaff, Rotation
from vault.console.forms import Form, convert
from vault.console.sheets import shown_again
from vault.console.visiting import ADMINISTRATION, Id, Looking, Visit
from vault.deadlines import Country
from vault.errors import InvalidInput
from vault.ids import AccountId, ClientId
from vault.organisations import Profile
from vault.policy import NOT_GIVEN, Permission, RoleName

_LINES: Final = (
    *("name", "registration_number", "language", "address", "contact", "data_protection_officer"),
    *("transfers", "automated_decisions"),
)
_GIVEN: Final = tuple(one for one in RoleName if one not in NOT_GIVEN)


async def page(visit: Visit, **told: Any) -> Response[Any]:
    """Controller data, members of staff and API clients, as far as whoever looks may.

    `told` is what is shown this once: an `invitation`, or a `key`.
    """
    await visit.enter()
    found = await _of(visit, Permission.ORGANISATION_READ, organisations.profile)
    return visit.page(
        "organisation.html",
        organisation=found,
        shown={} if found is None else _shown(found.profile),
        staff=await _of(visit, Permission.STAFF_LIST, accounts.list_staff),
        clients=await _of(visit, Permission.CLIENT_LIST, accounts.clients),
        stance=await _of(visit, Permission.ORGANISATION_READ, anonymous.read_stance),
        roles=_GIVEN,
        invitation=told.get("invitation"),
        key=told.get("key"),
    )


@get("/organisation")
async def organisation_page(visit: Looking) -> Response[Any]:
    """What the organisation says of itself, and who has to do with it."""
    return await page(visit)


@post("/organisation")
@shown_again("profile", page)
async def change_profile(visit: Looking) -> Response[Any]:
    """Replaces what the organisation says of itself, unless somebody else did meanwhile."""
    form = await visit.form()
    now = (await visit.reads(ADMINISTRATION, organisations.profile)).profile
    said = _profile(form, now.country)
    await visit.changes(ADMINISTRATION, organisations.change, said, form.get("seen"))
    return visit.go("/organisation", "changed")


@post("/organisation/clients")
@shown_again("client", page)
async def create_client(visit: Looking) -> Response[Any]:
    """Lets a system call; its key is shown this once."""
    form = await visit.form()
    values = {"label": form.get("label"), "roles": form.every("roles"), "days_valid": form.get("days_valid")}
    return await page(
        visit, key=await visit.changes(ADMINISTRATION, accounts.create_client, convert(values, NewClient))
    )


@post("/organisation/clients/{client_id:uuid}")
@shown_again("client-{client_id}", page)
async def change_client(visit: Looking, client_id: Id) -> Response[Any]:
    """Gives a system a new key beside the present one, or takes all of them away."""
    chosen = ClientId(client_id)
    match (await visit.form()).get("act"):
        case "rotate":
            made = await visit.changes(ADMINISTRATION, accounts.rotate_client, chosen, Rotation())
            return await page(visit, key=made)
        case "revoke":
            await visit.changes(ADMINISTRATION, accounts.revoke_client, chosen)
        case _:
            raise InvalidInput("act", "is not one of the allowed values")
    return visit.go("/organisation", "changed")


@post("/organisation/staff")
@shown_again("staff", page)
async def invite(visit: Looking) -> Response[Any]:
    """Invites somebody; the invitation is shown this once."""
    form = await visit.form()
    values = {"name": form.get("name"), "email": form.get("email"), "roles": form.every("roles")}
    invitation = await visit.changes(ADMINISTRATION, accounts.invite_staff, convert(values, NewStaff))
    return await page(visit, invitation=invitation)


@post("/organisation/staff/{account_id:uuid}")
@shown_again("member-{account_id}", page)
async def change_member(visit: Looking, account_id: Id) -> Response[Any]:
    """Signs somebody out, gives them a new start, or ends their account."""
    form, chosen = await visit.form(), AccountId(account_id)
    match form.get("act"):
        case "sign_out":
            await visit.changes(ADMINISTRATION, accounts.sign_staff_out, chosen)
        case "reset":
            return await page(visit, invitation=await visit.changes(ADMINISTRATION, accounts.reset_staff, chosen))
        case "end":
            await visit.changes(ADMINISTRATION, accounts.end_staff, chosen, revoke_clients=False)
        case _:
            raise InvalidInput("act", "is not one of the allowed values")
    return visit.go("/organisation", "changed")


def _profile(form: Form, country: Country) -> Profile:
    """What the form says. Which law applies is nothing that a form changes. Raises InvalidInput."""
    given: dict[str, Any] = {name: form.get(name) for name in _LINES}
    given["processors"], given["homes"] = form.lines("processors"), _homes(form)
    given["public_access"], given["country"] = form.get("public_access") == "yes", country
    return convert(given, Profile)


def _shown(profile: Profile) -> dict[str, str]:
    """A profile as the fields of its form hold it."""
    lines = {name: str(getattr(profile, name) or "") for name in _LINES}
    homes = "\n".join(f"{name}: {count}" for name, count in profile.homes.items())
    public = {"public_access": "yes"} if profile.public_access else {}
    return lines | public | {"processors": "\n".join(profile.processors), "homes": homes}


def _homes(form: Form) -> dict[str, int]:
    """`Department: homes`, one a line. Raises InvalidInput."""
    pairs = [line.rpartition(":") for line in form.lines("homes")]
    if not all(name.strip() and count.strip().isdecimal() for name, _, count in pairs):
        raise InvalidInput("homes", "takes a department, a colon and a number on each line")
    return {name.strip(): int(count) for name, _, count in pairs}


async def _of(visit: Visit, permission: Permission, verb: Any) -> Any:
    return await visit.reads(ADMINISTRATION, verb) if visit.may(permission, ADMINISTRATION) else None


HANDLERS = (organisation_page, change_profile, create_client, change_client, invite, change_member)
