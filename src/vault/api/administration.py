"""The organisation and its API clients over HTTP."""

from litestar import Response, Router, delete, get, post, put
from litestar.params import JSONBody

from vault import accounts, organisations
from vault.accounts import Client, NewClient, NewClientKey, Rotation
from vault.api.callers import caller, content_tag, tagged
from vault.api.parameters import ClientPath, HttpRequest, MatchHeader, OpenVault, PurposeHeader
from vault.organisations import Organisation, Profile


@get("/organisation", operation_id="readOrganisation", summary="Read the organisation", tags=["Organisation"])
async def read_organisation(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Response[Organisation]:
    """The controller that you act for."""
    found = await vault.run(caller(request, purpose), organisations.profile)
    return tagged(found, found.version)


@put(
    "/organisation",
    operation_id="changeOrganisation",
    summary="Change the organisation",
    status_code=204,
    tags=["Organisation"],
)
async def change_organisation(
    vault: OpenVault,
    request: HttpRequest,
    data: JSONBody[Profile],
    purpose: PurposeHeader,
    match: MatchHeader = None,
) -> None:
    """Replaces what the organisation says about itself in answers to data subjects."""
    await vault.run(caller(request, purpose), organisations.change, data, content_tag(match))


@post("/clients", operation_id="createClient", summary="Create an API client", tags=["API clients"])
async def create_client(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewClient], purpose: PurposeHeader
) -> NewClientKey:
    """Creates a client in your organisation. Its key is in this answer and nowhere else."""
    return await vault.run(caller(request, purpose), accounts.create_client, data)


@get("/clients", operation_id="listClients", summary="List API clients", tags=["API clients"])
async def list_clients(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> list[Client]:
    """Your organisation's clients, revoked ones included; never their keys."""
    return await vault.run(caller(request, purpose), accounts.clients)


@post(
    "/clients/{client_id:uuid}/keys",
    operation_id="rotateClientKey",
    summary="Rotate an API client's key",
    tags=["API clients"],
)
async def rotate_client(
    vault: OpenVault, request: HttpRequest, client_id: ClientPath, data: JSONBody[Rotation], purpose: PurposeHeader
) -> NewClientKey:
    """Gives a client a new key, which is in this answer and nowhere else. The present one stays valid meanwhile."""
    return await vault.run(caller(request, purpose), accounts.rotate_client, client_id, data)


@delete("/clients/{client_id:uuid}", operation_id="revokeClient", summary="Revoke an API client", tags=["API clients"])
async def revoke_client(vault: OpenVault, request: HttpRequest, client_id: ClientPath, purpose: PurposeHeader) -> None:
    """Ends a client at once."""
    await vault.run(caller(request, purpose), accounts.revoke_client, client_id)


router = Router(
    "/",
    route_handlers=[
        read_organisation,
        change_organisation,
        create_client,
        list_clients,
        rotate_client,
        revoke_client,
    ],
)
