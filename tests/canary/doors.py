"""Every door of the API, found in its own document, and a word of its own for every free text that goes in there.

So a route that is added later is tried without anybody saying so; whether its words reached a row is asked of the rows.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

IN_THE_CLEAR = {
    "CaseChange": {"assigned_to", "department"},
    "CaseQuery": {"department"},
    "NewCase": {"department"},
    "NewClient": {"label"},
    "NewGuide": {"*"},
    "Profile": {"*"},
}
"""Free texts that stand in the clear by design, by the name of the body; the architecture page names them."""
SHORT = {"label", "author"}
"""What refers to something else within the body."""


class Route(NamedTuple):
    method: str
    path: str
    body: str | None
    """The name of the body's schema."""
    example: Any


def routes(document: Mapping[str, Any]) -> list[Route]:
    """Every operation that the document names, those that store first and those that delete last."""
    order = ["post", "put", "patch", "get", "delete"]
    return sorted(_routes(document), key=lambda one: order.index(one.method))


def _routes(document: Mapping[str, Any]) -> Iterator[Route]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            schema: dict[str, Any] = next((one.get("schema", {}) for one in content.values()), {})
            schemas = [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]
            names = [one["$ref"].rpartition("/")[2] for one in schemas if "$ref" in one]
            if names:
                body: dict[str, Any] = document["components"]["schemas"].get(names[0], {})
                yield Route(method, path, names[0], body.get("examples", [{}])[0])
            else:
                yield Route(method, path, None, None)


class Words:
    """Words that stand nowhere else, one for each text."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._schemas = document["components"]["schemas"]
        self._number = itertools.count()
        self.given: list[str] = []

    def put_into(self, route: Route) -> Any:
        """The route's example with a word in every free text."""
        left_out = IN_THE_CLEAR.get(route.body or "", set())
        if route.example is None or "*" in left_out:
            return route.example
        return self._put(route.example, [{"$ref": f"#/{route.body}"}], left_out | SHORT)

    def _put(self, value: Any, schemas: list[dict[str, Any]], left_out: set[str]) -> Any:
        found = [one for schema in schemas for one in self._resolved(schema)]
        if isinstance(value, dict):
            return {
                name: one
                if name in left_out
                else self._put(one, [f["properties"][name] for f in found if name in f.get("properties", {})], left_out)
                for name, one in value.items()
            }
        if isinstance(value, list):
            return [self._put(one, [f["items"] for f in found if "items" in f], left_out) for one in value]
        if isinstance(value, str) and any(map(_free, found)) and not re.fullmatch(r"[\d+ -]+", value):
            word = f"kanariedoer{next(self._number)}x"
            self.given.append(word)
            return word if "@" not in value else f"{word}@brev.example"
        return value

    def _resolved(self, schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if "$ref" in schema:
            yield from self._resolved(self._schemas.get(schema["$ref"].rpartition("/")[2], {}))
            return
        yield schema
        for kind in ("anyOf", "oneOf", "allOf"):
            for one in schema.get(kind, ()):
                yield from self._resolved(one)


def _free(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "string" and not {"enum", "const", "format", "pattern"} & set(schema)


def try_everything(client: httpx.Client, purposes: list[str], known: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Sends something to every route for every purpose; returns the words, and the routes that failed within.

    `known` are ids by the name of the path's parameter; what is not known is an id of nothing.
    """
    document = client.get("/openapi/openapi.json").raise_for_status().json()
    words, failed = Words(document), list[str]()
    for route in routes(document):
        path = re.sub(r"\{(\w+)\}", lambda found: known.get(found.group(1), str(uuid4())), route.path)
        body = words.put_into(route)
        for purpose in purposes:
            headers = {"Vault-Purpose": purpose, "Idempotency-Key": f"{route.method}{len(words.given)}{purpose}"}
            answer = client.request(route.method, path, json=body, headers=headers)
            if answer.status_code >= 500:
                failed.append(f"{route.method} {route.path}: {answer.status_code}")
            if answer.status_code not in (401, 403):
                break
    return words.given, failed
