"""The OpenAPI document: what Litestar knows of the routes, with msgspec's own schemas, our problems and examples.

The schemas are those that decode the requests, so the document cannot promise what the server refuses.
"""

from collections.abc import Container, Iterator
from datetime import datetime
from typing import Any, Final, get_args

import msgspec
from litestar import Litestar, Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.plugins import JsonRenderPlugin

from vault.api.examples import PROBLEMS, REQUEST_BODIES
from vault.api.field_wording import FIELDS
from vault.api.imports import NDJSON
from vault.api.problems import MEDIA_TYPE, Problem
from vault.api.wording import SCHEMAS
from vault.complaints import NewAttachment, Part
from vault.imports import ImportLine, LineResult, RowMapping
from vault.media import MEDIA_TYPES
from vault.policy import Register

_REFERENCE: Final = "#/components/schemas/{name}"
_OPEN_TO_ALL: Final = "/health/"
_PURPOSE: Final = "Vault-Purpose"
_ONCE: Final = "Idempotency-Key"
_ANSWERED: Final = {
    "200": "What was asked for.",
    "201": "It was made.",
    "202": "It is being done; `Location` says where to see how far it is.",
    "204": "It is done; there is nothing to tell.",
}
_ANSWERED_ONCE: Final = "It was made, now or when the same request came first."
_PROBLEMS: Final = {
    "401": "No valid API key was presented.",
    "403": "The roles of the key, or the stated purpose, do not allow this.",
    "404": "There is no such thing in your organisation.",
    "409": "The present state does not allow this, or the idempotency key was used for another request.",
    "412": "Somebody changed it since you read it; nothing was done.",
    "413": "The body is too large.",
    "415": "The body is not declared to be JSON, or a form where one is asked for.",
    "416": "The file has no such bytes; `Content-Range` says how many it has.",
    "422": "A value is not as documented: `field` says where, `rule` says what; the value is never repeated.",
    "429": "You ask too often; `Retry-After` says in how many seconds you may again.",
    "428": "The change does not say in `If-Match` which version it is of.",
    "503": "The vault cannot answer right now; trying again later may work.",
}
_NAMING: Final = {"storeCase", "listRequests", "makeAgreement", "reportConcern"}
"""Operations that may name somebody or something that is not known here elsewhere than in the path."""
_SAID_OF_PARAMETERS: Final = ("name", "in", "description", "required")
_FILE: Final = {"schema": {"type": "string", "format": "binary"}}


def _form(first: str, shape: str) -> dict[str, Any]:
    """A form of two parts, of which the first says what the file is."""
    parts = {first: {"$ref": _REFERENCE.format(name=shape)}, "file": _FILE["schema"]}
    schema = {"type": "object", "required": list(parts), "properties": parts}
    encoding = {first: {"contentType": "application/json"}}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema, "encoding": encoding}}}


_CONTENTS: Final = {
    "readRequestCalendar": {"text/calendar": _FILE},
    "readLetter": {"application/pdf": _FILE},
    "readPackage": dict.fromkeys(sorted({*MEDIA_TYPES.values(), "application/json", "text/csv", "text/html"}), _FILE),
    "readAttachment": dict.fromkeys(sorted(set(MEDIA_TYPES.values())), _FILE),
    "sendLines": {NDJSON: _FILE},
    "sendTable": {NDJSON: _FILE},
}
"""What an operation answers with where its annotation does not say it."""
_BODIES: Final = {
    "sendLines": {"content": {NDJSON: _FILE}, "required": True},
    "addAttachment": _form("about", "NewAttachment"),
    "sendTable": _form("mapping", "RowMapping"),
}
"""Bodies that are read while they arrive, so that no annotation tells of them."""
_ENDLESS: Final = {"sendLines", "sendTable"}
"""Operations whose body may be of any length."""
_LINES: Final = (ImportLine, LineResult, NewAttachment, RowMapping)
"""What stands on the lines and in the parts of such bodies."""
_PARAMETERS: Final = (Part,)
"""What a parameter alone may be."""
_LOCATION: Final = {
    "Location": {
        "description": "The address of what was made.",
        "schema": {"type": "string", "format": "uri-reference"},
    }
}
_RANGES: Final = {"206": "The bytes that were asked for."}
_ALWAYS: Final = ("401", "403", "422", "429", "503")
_DEPENDS_ON_STATE: Final = {
    "handInReport",
    "proveEvent",
    "proveGrowth",
    "endFlag",
    "endRecipient",
    "endAgreement",
    "withdrawConsent",
    "answerDisclosure",
    "settleNotice",
    "confirmConcern",
    "confirmProtection",
    "liftProtection",
    "changeCase",
    "changeParty",
    "openConfidentialIdentity",
    "confirmApproval",
    "refuseApproval",
    "withdrawApproval",
    "joinSubjects",
    "partSubjects",
    "closeLane",
    "deleteAttachment",
    "reopenLane",
    "answerRequest",
    "startReview",
    "withdrawReviewDecision",
    "decideReviewCandidate",
    "approveReview",
    "acknowledgeRequest",
    "askPerson",
    "resumeClock",
    "extendRequest",
    "agreeScope",
    "identifyPerson",
    "sendCode",
    "enterCode",
    "representPerson",
    "withholdDocument",
    "prepareRequest",
    "allowFinding",
    "approveRequest",
    "decideRequest",
    "deliverRequest",
    "confirmReceipt",
    "closeRequest",
    "collectPackage",
    "exportPortable",
    "applyPlan",
    "cancelJob",
    "createWebhook",
    "startAnswer",
    "decideReview",
    "inviteStaff",
    "changeStaffRoles",
    "endSession",
    "endOtherSessions",
    "endEmergency",
    "reviewEmergency",
}
"""Operations that the state of a thing can forbid."""


class Document(JsonRenderPlugin):
    """Serves the document as JSON."""

    def __init__(self, path: str, register: Register, deprecated: Container[str] = ()) -> None:
        super().__init__(path=path)
        self._register = register
        self._deprecated = deprecated

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return msgspec.json.encode(document(request.app, openapi_schema, self._register, self._deprecated))


def document(
    app: Litestar, schema: dict[str, Any], register: Register, deprecated: Container[str] = ()
) -> dict[str, Any]:
    """The finished document from Litestar's own; what was given is left as it was."""
    paths = {
        path: {method: _operation(path, one, deprecated) for method, one in operations.items()}
        for path, operations in schema["paths"].items()
    }
    components = schema["components"] | {
        "schemas": {**_schemas(app), "Purpose": _purposes(register)},
        "responses": {f"Problem{status}": _problem(status) for status in _PROBLEMS},
    }
    for path, operations in paths.items():
        for one in operations.values():
            _locate(path, one, components["schemas"], paths)
    return schema | {"paths": paths, "components": components}


def _locate(path: str, operation: dict[str, Any], schemas: dict[str, Any], paths: dict[str, Any]) -> None:
    """Says where an answer tells the address of what was made: by its first id, or by its own where that is known."""
    for status in {"201", "202"} & operation["responses"].keys():
        response = operation["responses"][status]
        shape = response.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
        fields = schemas.get(shape.rpartition("/")[2], {}).get("properties", {})
        first = next((f"{{{name}}}" for name in fields if name.endswith("_id")), None)
        addresses = {one for one, operations in paths.items() if "get" in operations}
        if first and (path in addresses if first in path else any(one.endswith(first) for one in addresses)):
            response["headers"] = _LOCATION


def _schemas(app: Litestar) -> dict[str, Any]:
    """JSON Schemas of every message, by name."""
    lines = {one for line in _LINES for one in _within(line)}
    messages: set[type[msgspec.Struct]] = {Problem, *lines, *_messages(app)}
    found = sorted(messages, key=repr)
    _, components = msgspec.json.schema_components([*found, *_PARAMETERS], ref_template=_REFERENCE)
    for component in components.values():
        _constants(component.get("properties", {}))
    for name, text in SCHEMAS.items():
        components[name]["description"] = text
    for name, fields in FIELDS.items():
        for field, text in fields.items():
            components[name]["properties"][field]["description"] = text
    for message in found:
        _date_times(components[message.__name__]["properties"], message)
    for name, example in REQUEST_BODIES.items():
        components[name]["examples"] = [example]
    return components


def _constants(properties: dict[str, Any]) -> None:
    """Tags as constants: generators make a type of every enumeration, and there is one of each tag's name already."""
    for name, schema in properties.items():
        if set(schema) == {"enum"} and len(schema["enum"]) == 1:
            properties[name] = {"const": schema["enum"][0]}


def _date_times(properties: dict[str, Any], message: type[msgspec.Struct]) -> None:
    """Says which texts are instants; msgspec leaves that out where an offset from UTC is not demanded on input."""
    for field in msgspec.structs.fields(message):
        if field.type is datetime:
            properties[field.encode_name]["format"] = "date-time"
        elif datetime in get_args(field.type) and "anyOf" in properties[field.encode_name]:
            properties[field.encode_name]["anyOf"][0]["format"] = "date-time"


def _purposes(register: Register) -> dict[str, Any]:
    """The register of this installation, so that nobody has to ask which codes there are."""
    listed = "\n".join(f"- `{purpose.code}`: {purpose.title['en']}" for purpose in register)
    codes = [purpose.code for purpose in register]
    return {"title": "Purpose", "type": "string", "enum": codes, "description": f"Why you ask.\n\n{listed}"}


def _messages(app: Litestar) -> Iterator[type[msgspec.Struct]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                data = handler.parsed_data_field
                for annotation in (data.annotation if data else None, handler.parsed_return_field.annotation):
                    yield from _within(annotation)


def _within(annotation: Any) -> Iterator[type[msgspec.Struct]]:
    """The messages that an annotation speaks of, and those that stand within them."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        yield annotation
        for field in msgspec.structs.fields(annotation):
            yield from _within(field.type)
    for argument in get_args(annotation):
        yield from _within(argument)


def _operation(path: str, operation: dict[str, Any], deprecated: Container[str]) -> dict[str, Any]:
    kept = {name: value for name, value in operation.items() if name != "deprecated"}
    if operation["operationId"] in deprecated:
        kept["deprecated"] = True
    if streamed := _BODIES.get(operation["operationId"]):
        kept["requestBody"] = streamed
    if path.startswith(_OPEN_TO_ALL):
        return kept | {"security": [], "responses": _successes(operation) | _probe_failure(path)}
    problems = {status: {"$ref": f"#/components/responses/Problem{status}"} for status in _refusals(path, kept)}
    kept["responses"] = _successes(operation) | problems
    kept["parameters"] = [_parameter(one) for one in operation["parameters"]]
    return kept


def _refusals(path: str, operation: dict[str, Any]) -> list[str]:
    """The problems that can occur here."""
    expected = {*_ALWAYS}
    if "{" in path or operation["operationId"] in _NAMING:
        expected.add("404")
    if _is_done_once(operation) or operation["operationId"] in _DEPENDS_ON_STATE:
        expected.add("409")
    if _needs_version(operation):
        expected |= {"412", "428"}
    if "requestBody" in operation:
        expected |= {"415"} if operation["operationId"] in _ENDLESS else {"413", "415"}
    if _takes_ranges(operation):
        expected.add("416")
    return sorted(expected)


def _needs_version(operation: dict[str, Any]) -> bool:
    return any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", []))


def _takes_ranges(operation: dict[str, Any]) -> bool:
    return any(parameter["name"] == "Range" for parameter in operation.get("parameters", []))


def _is_done_once(operation: dict[str, Any]) -> bool:
    return any(parameter["name"] == _ONCE for parameter in operation.get("parameters", []))


def _successes(operation: dict[str, Any]) -> dict[str, Any]:
    texts = _ANSWERED | ({"201": _ANSWERED_ONCE} if _is_done_once(operation) else {})
    found: dict[str, Any] = {}
    for status, response in operation["responses"].items():
        if status in texts:
            content = _CONTENTS.get(operation["operationId"], response.get("content", {}))
            found[status] = {"description": texts[status]} | ({"content": content} if content else {})
    if _takes_ranges(operation):
        found["206"] = {"description": _RANGES["206"], "content": found["200"]["content"]}
    return found


def _probe_failure(path: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": _REFERENCE.format(name="Health")}}}
    failure = {"503": {"description": "Keystore or database does not answer.", "content": content}}
    return failure if path.endswith("ready") else {}


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter that says each thing once; one that may be left out is not therefore null."""
    if parameter["name"] == _PURPOSE:
        parameter = parameter | {"schema": {"$ref": _REFERENCE.format(name="Purpose")}}
    schema = {name: _whole(value) for name, value in parameter["schema"].items() if name != "description"}
    options = [one for one in schema.pop("oneOf", []) if one.get("type") != "null"]
    kept = {name: value for name, value in parameter.items() if name in _SAID_OF_PARAMETERS}
    return kept | {"schema": schema | (options[0] if options else {})}


def _whole(value: Any) -> Any:
    """Limits of whole numbers as whole numbers."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _problem(status: str) -> dict[str, Any]:
    content = {"schema": {"$ref": _REFERENCE.format(name="Problem")}, "example": PROBLEMS[status]}
    return {"description": _PROBLEMS[status], "content": {MEDIA_TYPE: content}}
