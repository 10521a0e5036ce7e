"""The access rules over HTTP: who may do what, and which rule says so."""

from collections.abc import Iterator
from typing import Annotated, TypeVar

from litestar import Router, get
from litestar.params import QueryParameter

from vault import adoption
from vault.adoption import Explained
from vault.api.callers import caller
from vault.api.parameters import HttpRequest, OpenVault, PurposeHeader
from vault.errors import InvalidInput
from vault.policy import Circumstance, Permission, RoleName

T = TypeVar("T", RoleName, Circumstance)


@get("/explanation", operation_id="explainPolicy", summary="Ask who may do what, and by which rule")
async def explain_policy(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    roles: Annotated[str, QueryParameter(description="With commas between them; yours where none is named.")] = "",
    permission: Annotated[Permission | None, QueryParameter(description="Every one where none is named.")] = None,
    when: Annotated[str, QueryParameter(description="What holds of the thing, with commas between.")] = "",
) -> list[Explained]:
    """A decision for each purpose that covers the permission, as it is made now in your organisation."""
    who = tuple(_each(roles, "roles", RoleName))
    held = tuple(_each(when, "when", Circumstance))
    return await vault.run(caller(request, purpose), adoption.explain, who, permission, held)


def _each(given: str, field: str, kind: type[T]) -> Iterator[T]:
    """Raises InvalidInput for what is none of these."""
    for one in filter(None, given.split(",")):
        try:
            yield kind(one)
        except ValueError:
            raise InvalidInput(field, f"are among: {', '.join(kind)}") from None


router = Router("/policy", route_handlers=[explain_policy], tags=["Access rules"])
