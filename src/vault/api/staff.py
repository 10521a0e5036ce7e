"""Accounts of members of staff over HTTP, as an administrator keeps them."""

from typing import Annotated

import msgspec
from litestar import Router, delete, get, post, put
from litestar.params import JSONBody, PathParameter

from vault import accounts, complaints
from vault.accounts import Departments, Invitation, Left, NewStaff, StaffRoles, StaffView
from vault.api.callers import caller
from vault.api.parameters import HttpRequest, OpenVault, PurposeHeader
from vault.ids import AccountId, CaseId

AccountPath = Annotated[AccountId, PathParameter(description="The account of a member of staff.")]


class RolesGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All roles that somebody has from then on."""

    roles: StaffRoles


class DepartmentsGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All departments for which somebody works from then on, as complaints name them."""

    departments: Departments


class NewLeaving(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ends with somebody who leaves, beside what is theirs alone."""

    revoke_clients: bool = False


class EndedSessions(msgspec.Struct, frozen=True):
    """How many sessions ended."""

    sessions: int


@post("/", operation_id="inviteStaff", summary="Invite a member of staff")
async def invite(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewStaff], purpose: PurposeHeader
) -> Invitation:
    """Makes an account, and an invitation that is in this answer and nowhere else: hand it to its owner."""
    return await vault.run(caller(request, purpose), accounts.invite_staff, data)


@get("/", operation_id="listStaff", summary="List members of staff")
async def list_staff(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> list[StaffView]:
    """Everybody who has an account or had one; what they prove themselves with, by kind alone."""
    return await vault.run(caller(request, purpose), accounts.list_staff)


@put("/{account_id:uuid}/roles", operation_id="changeStaffRoles", summary="Give other roles", status_code=204)
async def change_roles(
    vault: OpenVault, request: HttpRequest, account_id: AccountPath, data: JSONBody[RolesGiven], purpose: PurposeHeader
) -> None:
    """Gives somebody these roles in place of those they have, from their next call on. Nobody changes their own."""
    await vault.run(caller(request, purpose), accounts.change_staff_roles, account_id, data.roles)


@put(
    "/{account_id:uuid}/departments",
    operation_id="changeStaffDepartments",
    summary="Give other departments",
    status_code=204,
)
async def change_departments(
    vault: OpenVault,
    request: HttpRequest,
    account_id: AccountPath,
    data: JSONBody[DepartmentsGiven],
    purpose: PurposeHeader,
) -> None:
    """Has somebody work for these departments, from their next call on; access rules may ask for it."""
    await vault.run(caller(request, purpose), accounts.change_staff_departments, account_id, data.departments)


@post("/{account_id:uuid}/invitations", operation_id="resetStaff", summary="Have somebody begin anew")
async def reset(vault: OpenVault, request: HttpRequest, account_id: AccountPath, purpose: PurposeHeader) -> Invitation:
    """Takes away what somebody proves themselves with, ends their sessions, and invites them again."""
    return await vault.run(caller(request, purpose), accounts.reset_staff, account_id)


@delete("/{account_id:uuid}/sessions", operation_id="signStaffOut", summary="End somebody's sessions", status_code=200)
async def sign_out(
    vault: OpenVault, request: HttpRequest, account_id: AccountPath, purpose: PurposeHeader
) -> EndedSessions:
    """Ends somebody's sessions at once and forgets the devices that they are known from; they may sign in again."""
    return EndedSessions(await vault.run(caller(request, purpose), accounts.sign_staff_out, account_id))


@put("/{account_id:uuid}/end", operation_id="endStaff", summary="End everything that a leaver holds")
async def end(
    vault: OpenVault, request: HttpRequest, account_id: AccountPath, data: JSONBody[NewLeaving], purpose: PurposeHeader
) -> Left:
    """Ends sessions, passkeys, password and roles of an emergency, at once and for good.

    API clients that they made are named, and revoked if you say so: another system may depend on one.
    """
    who = caller(request, purpose)
    return await vault.run(who, accounts.end_staff, account_id, revoke_clients=data.revoke_clients)


@get("/{account_id:uuid}/open-cases", operation_id="listOpenCasesOf", summary="List what somebody leaves behind")
async def open_cases(
    vault: OpenVault, request: HttpRequest, account_id: AccountPath, purpose: PurposeHeader
) -> list[CaseId]:
    """Open complaints that are assigned to them, the oldest first, for somebody else to take over."""
    return await vault.run(caller(request, purpose), complaints.open_cases_of, account_id)


router = Router(
    "/staff",
    route_handlers=[invite, list_staff, change_roles, change_departments, reset, sign_out, end, open_cases],
    tags=["Staff"],
)
