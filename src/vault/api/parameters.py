"""What handlers take, each with the words that the OpenAPI document says of it."""

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, PathParameter, QueryParameter

from vault.complaints import Lane
from vault.ids import AttachmentId, CaseId, ClientId, EventId, PartyId, PlanId, RequestId, SubjectId
from vault.wiring import Vault

OpenVault = NamedDependency[Vault]
HttpRequest = Request[Any, Any, Any]
PurposeHeader = Annotated[
    str,
    HeaderParameter(
        name="Vault-Purpose",
        description="Why you ask: a code from the register of purposes. It limits what you may see, and is what the "
        "person concerned is later told.",
    ),
]
KeyHeader = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        required=False,
        min_length=1,
        max_length=200,
        description="A value of your own, such as a UUID. The same key with the same request is done once.",
    ),
]
MatchHeader = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match", required=False, description="The `ETag` with which you read what you change. Needed."
    ),
]
PAGE = 100
LimitQuery = Annotated[int, QueryParameter(ge=1, le=500, description="How many at most.")]
CasePath = Annotated[CaseId, PathParameter(description="A complaint, by the id that storing it answered with.")]
AttachmentPath = Annotated[AttachmentId, PathParameter(description="A file of the complaint.")]
PartyPath = Annotated[PartyId, PathParameter(description="A party of the complaint.")]
LanePath = Annotated[Lane, PathParameter(description="A process beside the legal matter.")]
SubjectPath = Annotated[SubjectId, PathParameter(description="A person, by the id that storing them answered with.")]
RequestPath = Annotated[
    RequestId, PathParameter(description="An access request, by the id that registering it answered with.")
]
PlanPath = Annotated[PlanId, PathParameter(description="A purge plan.")]
ClientPath = Annotated[ClientId, PathParameter(description="An API client.")]
EventPath = Annotated[EventId, PathParameter(description="An event of the log.")]
