"""The OpenAPI document: what Litestar knows of the routes, with msgspec's own schemas, our problems and examples.

The schemas are those that decode the requests, so the document cannot promise what the server refuses.
"""

from collections.abc import Iterator
from typing import Any, Final, get_args

import msgspec
from litestar import Litestar, Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.plugins import JsonRenderPlugin

from vault.api.examples import REQUEST_BODIES
from vault.api.problems import MEDIA_TYPE, Problem

_REFERENCE: Final = "#/components/schemas/{name}"
_OPEN_TO_ALL: Final = "/health/"
_DONE: Final = {
    "200": "What was asked for.",
    "201": "It was stored, or had been stored when the same request came first.",
    "204": "It is done; there is nothing to tell.",
}
_PROBLEMS: Final = {
    "401": "No valid API key was presented.",
    "403": "The roles of the key, or the stated purpose, do not allow this.",
    "404": "There is no such thing in your organisation.",
    "409": "The present state does not allow this, or the idempotency key was used for another request.",
    "422": "A value is not as documented: `field` says where, `rule` says what; the value is never repeated.",
    "503": "The vault cannot answer right now; trying again later may work.",
}
_SAID_OF_PARAMETERS: Final = ("name", "in", "description", "required")
_FILE: Final = {"schema": {"type": "string", "format": "binary"}}
_CONTENTS: Final = {"readPackage": {"application/pdf": _FILE, "application/json": _FILE}}
"""What an operation answers with where its annotation does not say it."""
_ALWAYS: Final = ("401", "403", "422", "503")


class Document(JsonRenderPlugin):
    """Serves the document as JSON."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return msgspec.json.encode(document(request.app, openapi_schema))


def document(app: Litestar, schema: dict[str, Any]) -> dict[str, Any]:
    """The finished document from Litestar's own; what was given is left as it was."""
    schemas = _schemas(app)
    paths = {
        path: {method: _operation(path, method, one) for method, one in operations.items()}
        for path, operations in schema["paths"].items()
    }
    components = schema["components"] | {
        "schemas": schemas,
        "responses": {f"Problem{status}": _problem(text) for status, text in _PROBLEMS.items()},
    }
    return schema | {"paths": paths, "components": components}


def _schemas(app: Litestar) -> dict[str, Any]:
    """JSON Schemas of every message, by name."""
    found = {Problem, *_messages(app)}
    _, components = msgspec.json.schema_components(sorted(found, key=repr), ref_template=_REFERENCE)
    for name, example in REQUEST_BODIES.items():
        components[name]["examples"] = [example]
    return components


def _messages(app: Litestar) -> Iterator[type[msgspec.Struct]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                data = handler.parsed_data_field
                for annotation in (data.annotation if data else None, handler.parsed_return_field.annotation):
                    yield from (one for one in (annotation, *get_args(annotation)) if _is_message(one))


def _is_message(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, msgspec.Struct)


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in operation.items() if name != "deprecated"}
    if path.startswith(_OPEN_TO_ALL):
        return kept | {"security": [], "responses": _successes(operation) | _probe_failure(path)}
    expected = [*_ALWAYS, *(["404"] if "{" in path else []), *(["409"] if method == "post" else [])]
    problems = {status: {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(expected)}
    kept["responses"] = _successes(operation) | problems
    kept["parameters"] = [_parameter(one) for one in operation.get("parameters", [])]
    return kept


def _successes(operation: dict[str, Any]) -> dict[str, Any]:
    return {
        status: {
            "description": _DONE[status],
            "content": _CONTENTS.get(operation["operationId"], response.get("content", {})),
        }
        for status, response in operation["responses"].items()
        if status in _DONE
    }


def _probe_failure(path: str) -> dict[str, Any]:
    return {"503": {"description": "Keystore or database does not answer."}} if path.endswith("ready") else {}


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter that says each thing once; one that may be left out is not therefore null."""
    schema = {name: _whole(value) for name, value in parameter["schema"].items() if name != "description"}
    options = [one for one in schema.pop("oneOf", []) if one.get("type") != "null"]
    kept = {name: value for name, value in parameter.items() if name in _SAID_OF_PARAMETERS}
    return kept | {"schema": schema | (options[0] if options else {})}


def _whole(value: Any) -> Any:
    """Limits of whole numbers as whole numbers."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _problem(text: str) -> dict[str, Any]:
    return {"description": text, "content": {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(name="Problem")}}}}
