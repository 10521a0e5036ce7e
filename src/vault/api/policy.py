"""The access policy over HTTP: what it would say, and whether it says what was agreed."""

from litestar import Router, get, post
from litestar.params import JSONBody

from vault import adoption
from vault.adoption import Tested
from vault.api.callers import caller
from vault.api.parameters import HttpRequest, OpenVault, PurposeHeader
from vault.policy import AccessQuestion, Explained


@post("/explanations", operation_id="explainAccess", summary="Explain a decision", status_code=200)
async def explain_access(
    vault: OpenVault, request: HttpRequest, data: JSONBody[AccessQuestion], purpose: PurposeHeader
) -> tuple[Explained, ...]:
    """Whether somebody with these roles may do something, for each purpose, and by which rule. Nothing is done."""
    return await vault.run(caller(request, purpose), adoption.explain_access, data)


@get("/tests", operation_id="testAccess", summary="Test the access rules")
async def test_access(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Tested:
    """Puts the truth tables of the policy to the rules in force."""
    return await vault.run(caller(request, purpose), adoption.test_access)


router = Router("/policy", route_handlers=[explain_access, test_access], tags=["Policy"])
