"""A realistic body for each kind of request and refusal, as the OpenAPI document shows it. Everybody is invented."""

from collections.abc import Mapping
from typing import Any, Final

from vault.api.examples import complaints, office, people, requests, sharing
from vault.api.examples.refusals import PROBLEMS

REQUEST_BODIES: Final[Mapping[str, Any]] = {
    name: body for part in (complaints, people, sharing, requests, office) for name, body in part.BODIES.items()
}
"""By the name of the schema. Each is accepted by the API as it stands; a test sends them all."""

__all__ = ["PROBLEMS", "REQUEST_BODIES"]
