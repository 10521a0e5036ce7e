"""The client beside the document: every operation has a call, and each call asks for what is documented."""

import inspect
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, get_args, get_origin, get_type_hints
from uuid import UUID

import httpx
import msgspec
import pytest
from tests.api.conftest import address as address  # noqa: PLC0414 -- a fixture
from tests.engines import SqliteServer
from tests.plain_http import PLAIN

from vault.client import calls
from vault.client.calls import (
    attachments,
    cases,
    log,
    organisation,
    people,
    requests,
    retention,
    reviews,
    sharing,
    staff,
    webhooks,
    work,
)
from vault.client.calls.call import Call, Form
from vault.client.offering import Asked, Listed, Offered, Streamed
from vault.ids import new_id

MODULES = (
    *(attachments, cases, log, organisation, people, requests, retention, reviews, sharing, staff, webhooks, work),
)
LEFT_OUT = {
    "live": "probes ask it, which need no key and no client",
    "ready": "probes ask it, which need no key and no client",
}
UNSEEN = {"fetch"}
"""What a method of the clients does by itself: `read_attachment` follows a file over several of these calls."""


class Made(NamedTuple):
    """A call that was made with something for each parameter, and the operation that it reaches."""

    name: str
    call: Call[Any]
    operation: dict[str, Any]
    bodies: tuple[type, ...]


@pytest.fixture
def database_url(sqlite_server: SqliteServer) -> str:
    return sqlite_server.new_database()


@pytest.fixture
def document(address: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{address}/openapi/openapi.json", timeout=60, verify=PLAIN).json()
    return found


@pytest.fixture
def made(document: dict[str, Any]) -> list[Made]:
    return [_made(document, name, function) for name, function in functions()]


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield name, function


def something(kind: Any) -> Any:
    """A value for a parameter; nothing is sent, so a body may be empty."""
    options = [one for one in get_args(kind) if one is not type(None)] if type(None) in get_args(kind) else []
    kind = getattr(kind, "__supertype__", options[0] if options else kind)
    kind = getattr(kind, "__supertype__", kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {}
    simple: dict[Any, Any] = {UUID: new_id(), str: "x", bool: True, int: 1, date: date(2026, 1, 1)}
    if kind is BinaryIO:
        return io.BytesIO(b"x")
    if get_origin(kind) is dict:
        return {}
    return simple.get(kind, [{}] if get_origin(kind) is not None else None)


def _made(document: dict[str, Any], name: str, function: Callable[..., Any]) -> Made:
    hints = get_type_hints(function)
    given = {one: something(hints[one]) for one in inspect.signature(function).parameters}
    result = function(**given)
    call = result if isinstance(result, Call) else next(result)
    bodies = tuple(one for one in hints.values() if isinstance(one, type) and issubclass(one, msgspec.Struct))
    taken = tuple(one for one in bodies if one is not hints["return"])
    return Made(name, call, _operation(document, call), taken)


def _operation(document: dict[str, Any], call: Call[Any]) -> dict[str, Any]:
    """What a call reaches: a path in words before one with ids."""
    for path in sorted(document["paths"], key=lambda one: one.count("{")):
        methods = document["paths"][path]
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), call.path) and call.method.lower() in methods:
            found: dict[str, Any] = methods[call.method.lower()]
            return found
    raise AssertionError(f"there is no {call.method} {call.path}")


def test_every_operation_has_a_call(document: dict[str, Any], made: list[Made]) -> None:
    every = {one["operationId"] for methods in document["paths"].values() for one in methods.values()}
    reached = {one.operation["operationId"] for one in made}
    assert every - reached == set(LEFT_OUT)
    assert len(reached) == len(every) - len(LEFT_OUT)


def test_every_call_is_a_method_of_both_clients(made: list[Made]) -> None:
    offered = {name for name, one in vars(Offered).items() if isinstance(one, Asked | Listed | Streamed)}
    assert offered == {one.name for one in made} - UNSEEN


def test_a_call_sends_the_headers_and_parameters_that_are_documented(made: list[Made]) -> None:
    for one in made:
        parameters: list[dict[str, Any]] = one.operation.get("parameters", [])
        headers = {header["name"] for header in parameters if header["in"] == "header"}
        query = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
        sent = set(one.call.headers) - {"Content-Type"}
        assert sent <= headers, one.name
        assert set(one.call.parameters) <= query, one.name
        assert ("If-Match" in headers) == ("If-Match" in sent), one.name
        # What takes a key is given one, so that trying again is safe; what takes none and makes something is not tried.
        assert ("Idempotency-Key" in headers) == ("Idempotency-Key" in sent), one.name
        if "Idempotency-Key" in headers:
            assert one.call.safe, one.name


def test_a_call_takes_the_body_that_is_documented(document: dict[str, Any], made: list[Made]) -> None:
    for one in made:
        content = one.operation.get("requestBody", {}).get("content", {})
        assert bool(content) == (one.call.body is not None), one.name
        if shape := content.get("application/json"):
            documented = shape["schema"]["$ref"].rpartition("/")[2]
            fields = set(document["components"]["schemas"][documented]["properties"])
            if one.bodies:
                assert documented in {body.__name__ for body in one.bodies}, one.name
            elif isinstance(one.call.body, bytes):
                assert set(msgspec.json.decode(one.call.body)) <= fields, one.name
        elif "multipart/form-data" in content:
            assert isinstance(one.call.body, Form), one.name


def test_what_answers_with_a_secret_is_not_tried_again(document: dict[str, Any], made: list[Made]) -> None:
    """A lost answer that held one is lost; asking again would make another."""
    schemas = document["components"]["schemas"]
    for one in made:
        answered = one.operation["responses"].get("201", {}).get("content", {}).get("application/json", {})
        name = answered.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if {"secret", "key", "invitation", "receipt", "code"} & set(schemas.get(name, {}).get("properties", {})):
            assert not one.call.safe, one.name


def test_no_module_of_calls_is_forgotten() -> None:
    assert {one.__name__.rpartition(".")[2] for one in MODULES} == {
        path.stem for path in Path(calls.__path__[0]).glob("*.py")
    } - {"__init__", "call"}
