"""Data subjects over HTTP. People are searched by POST, so that no name stands in a URL."""

from typing import Annotated

import msgspec
from litestar import Response, Router, get, post
from litestar.params import JSONBody, QueryParameter

from vault import subjects
from vault.api.callers import caller, caller_once, made, tagged
from vault.api.parameters import HttpRequest, KeyHeader, OpenVault, PurposeHeader, SubjectPath
from vault.ids import SubjectId
from vault.subjects import Given, Match, Person, SubjectView


class StoredSubject(msgspec.Struct, frozen=True):
    subject_id: SubjectId


class Candidate(msgspec.Struct, frozen=True):
    """Somebody who could be meant: a verdict and the kinds of evidence for it."""

    subject_id: SubjectId
    match: Match


@post("/", operation_id="storeSubject", summary="Store a person")
async def store_subject(
    vault: OpenVault, request: HttpRequest, data: JSONBody[Person], purpose: PurposeHeader, key: KeyHeader = None
) -> Response[StoredSubject]:
    """Stores a person, or adds to the one who is known by national id or by name and date of birth."""
    subject_id = await vault.run(await caller_once(request, purpose, key), subjects.store_subject, data)
    return made(StoredSubject(subject_id), f"/v1/subjects/{subject_id}")


@get("/{subject_id:uuid}", operation_id="readSubject", summary="Read a person")
async def read_subject(
    vault: OpenVault, request: HttpRequest, subject_id: SubjectPath, purpose: PurposeHeader
) -> Response[SubjectView]:
    """A person without the parts that you may not read; `withheld` names them."""
    view = await vault.run(caller(request, purpose), subjects.read_subject, subject_id)
    return tagged(view, view.version)


Exact = Annotated[
    bool, QueryParameter(description="Only whoever shares one of these details exactly, which is found at once.")
]


@post("/find", operation_id="findSubjects", summary="Find people", status_code=200)
async def find_subjects(
    vault: OpenVault, request: HttpRequest, data: JSONBody[Given], purpose: PurposeHeader, *, exact: Exact = False
) -> list[Candidate]:
    """Who could be meant by these details, in any spelling; each with a verdict and its evidence."""
    verb = subjects.look_up_subjects if exact else subjects.find_subjects
    found = await vault.run(caller(request, purpose), verb, data)
    return [Candidate(subject_id, match) for subject_id, match in found.items()]


router = Router("/subjects", route_handlers=[store_subject, read_subject, find_subjects], tags=["Data subjects"])
