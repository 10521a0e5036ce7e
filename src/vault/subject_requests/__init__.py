"""Rights requests: from receipt to a package that can be proven."""

from vault.subject_requests.actions import (
    answer_request,
    compose_answer,
    keep_answer,
    list_requests,
    open_request,
    read_package,
    read_request,
    read_review,
)
from vault.subject_requests.holding import PackageHolding, RequestHolding
from vault.subject_requests.model import (
    DATA,
    LETTER,
    MANIFEST,
    Answered,
    Channel,
    Composed,
    NewRequest,
    OpenedRequest,
    Package,
    RequestSummary,
    RequestView,
    Review,
    State,
)

__all__ = [
    "DATA",
    "LETTER",
    "MANIFEST",
    "Answered",
    "Channel",
    "Composed",
    "NewRequest",
    "OpenedRequest",
    "Package",
    "PackageHolding",
    "RequestHolding",
    "RequestSummary",
    "RequestView",
    "Review",
    "State",
    "answer_request",
    "compose_answer",
    "keep_answer",
    "list_requests",
    "open_request",
    "read_package",
    "read_request",
    "read_review",
]
