"""Guides and letter templates over HTTP."""

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.params import JSONBody, PathParameter

from vault import complaints
from vault.api.callers import caller, caller_once, made
from vault.api.parameters import HttpRequest, KeyHeader, OpenVault, PurposeHeader
from vault.complaints import GuideView, NewGuide
from vault.ids import GuideId

GuidePath = Annotated[GuideId, PathParameter(description="A version of a guide or letter template.")]


@post("/", operation_id="publishGuide", summary="Publish a guide")
async def publish_guide(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewGuide], purpose: PurposeHeader, key: KeyHeader = None
) -> Response[GuideView]:
    """Publishes a version of a guide for residents or of a letter template, which stays as it is."""
    published = await vault.run(await caller_once(request, purpose, key), complaints.publish_guide, data)
    return made(published, f"/v1/guides/{published.guide_id}")


@get("/", operation_id="listGuides", summary="List guides")
async def list_guides(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> list[GuideView]:
    """Every version of every guide and letter template, the newest of each first."""
    return await vault.run(caller(request, purpose), complaints.list_guides)


@get("/{guide_id:uuid}", operation_id="readGuide", summary="Read a guide")
async def read_guide(vault: OpenVault, request: HttpRequest, guide_id: GuidePath, purpose: PurposeHeader) -> GuideView:
    """One version, as people were shown it."""
    return await vault.run(caller(request, purpose), complaints.read_guide, guide_id)


router = Router("/guides", route_handlers=[publish_guide, list_guides, read_guide], tags=["Guides"])
