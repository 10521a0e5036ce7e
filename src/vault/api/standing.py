"""How a person stands, over HTTP: changes, restrictions and objections, ties, records of one person."""

from typing import Annotated

import msgspec
from litestar import Response, Router, delete, get, patch, post, put
from litestar.params import JSONBody, PathParameter

from vault import subjects
from vault.api.callers import caller, caller_once, tagged, version
from vault.api.parameters import HttpRequest, KeyHeader, MatchHeader, OpenVault, PurposeHeader, SubjectPath
from vault.ids import FlagId, SubjectId, TieId
from vault.subjects import (
    ChangedSubject,
    FlagEnd,
    NewFlag,
    NewTie,
    PersonChange,
    ProtectionCheck,
    ProtectionEnd,
    Recheck,
    Standing,
)

FlagPath = Annotated[FlagId, PathParameter(description="A restriction or objection of the person.")]
TiePath = Annotated[TieId, PathParameter(description="A tie of the person.")]


class AddedFlagId(msgspec.Struct, frozen=True):
    """The id of a restriction or objection."""

    flag_id: FlagId


class AddedTieId(msgspec.Struct, frozen=True):
    """The id of a tie between two people."""

    tie_id: TieId


class NewJoining(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The record that is of the same person, and under which they are known from then on."""

    same_as: SubjectId


@get("/protections-due", operation_id="listProtectionsDue", summary="List protections to ask for again")
async def protections_due(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> list[Recheck]:
    """Whose protected address has run out or must be asked for again; ids and days, nobody's name."""
    return await vault.run(caller(request, purpose), subjects.protections_due)


@patch("/{subject_id:uuid}", operation_id="changeSubject", summary="Change a person")
async def change_subject(
    vault: OpenVault,
    request: HttpRequest,
    subject_id: SubjectPath,
    data: JSONBody[PersonChange],
    purpose: PurposeHeader,
    match: MatchHeader = None,
) -> Response[ChangedSubject]:
    """Changes what is known of a person (JSON Merge Patch); a national id needs a basis."""
    who = caller(request, purpose)
    changed = await vault.run(who, subjects.change_subject, subject_id, data, version(match))
    return tagged(changed, changed.version)


@put("/{subject_id:uuid}/protection-check", operation_id="confirmProtection", summary="Confirm a protection")
async def confirm_protection(
    vault: OpenVault,
    request: HttpRequest,
    subject_id: SubjectPath,
    data: JSONBody[ProtectionCheck],
    purpose: PurposeHeader,
    match: MatchHeader = None,
) -> Response[ChangedSubject]:
    """Records that a protected address was asked for again and stands, until when, and when to ask next."""
    who = caller(request, purpose)
    changed = await vault.run(who, subjects.confirm_protection, subject_id, data, version(match))
    return tagged(changed, changed.version)


@put("/{subject_id:uuid}/protection-end", operation_id="liftProtection", summary="Lift a protection")
async def lift_protection(
    vault: OpenVault,
    request: HttpRequest,
    subject_id: SubjectPath,
    data: JSONBody[ProtectionEnd],
    purpose: PurposeHeader,
    match: MatchHeader = None,
) -> Response[ChangedSubject]:
    """Takes a protection away that ended, and with it the addresses where the person no longer lives."""
    who = caller(request, purpose)
    changed = await vault.run(who, subjects.lift_protection, subject_id, data, version(match))
    return tagged(changed, changed.version)


@get("/{subject_id:uuid}/standing", operation_id="readStanding", summary="See how a person stands")
async def read_standing(
    vault: OpenVault, request: HttpRequest, subject_id: SubjectPath, purpose: PurposeHeader
) -> Standing:
    """Restrictions and objections, household and representatives, and records of the same person."""
    return await vault.run(caller(request, purpose), subjects.read_standing, subject_id)


@post("/{subject_id:uuid}/flags", operation_id="addFlag", summary="Restrict, or note an objection")
async def add_flag(
    vault: OpenVault,
    request: HttpRequest,
    subject_id: SubjectPath,
    data: JSONBody[NewFlag],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> AddedFlagId:
    """Restricts the use of a person's data, or notes that they objected; other operations obey it from then on."""
    who = await caller_once(request, purpose, key)
    return AddedFlagId(await vault.run(who, subjects.add_flag, subject_id, data))


@put("/{subject_id:uuid}/flags/{flag_id:uuid}/end", operation_id="endFlag", summary="Lift a flag", status_code=204)
async def end_flag(
    vault: OpenVault,
    request: HttpRequest,
    subject_id: SubjectPath,
    flag_id: FlagPath,
    data: JSONBody[FlagEnd],
    purpose: PurposeHeader,
) -> None:
    """Lifts a restriction, of which the person was told before, or answers an objection."""
    await vault.run(caller(request, purpose), subjects.end_flag, subject_id, flag_id, data)


@post("/{subject_id:uuid}/ties", operation_id="addTie", summary="Add a household member or representative")
async def add_tie(
    vault: OpenVault,
    request: HttpRequest,
    subject_id: SubjectPath,
    data: JSONBody[NewTie],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> AddedTieId:
    """Says who lives with a person, or who may act for them: on which authority, how far and until when."""
    who = await caller_once(request, purpose, key)
    return AddedTieId(await vault.run(who, subjects.add_tie, subject_id, data))


@delete("/{subject_id:uuid}/ties/{tie_id:uuid}", operation_id="removeTie", summary="Remove a tie")
async def remove_tie(
    vault: OpenVault, request: HttpRequest, subject_id: SubjectPath, tie_id: TiePath, purpose: PurposeHeader
) -> None:
    """Takes a tie away that was wrong."""
    await vault.run(caller(request, purpose), subjects.remove_tie, subject_id, tie_id)


@put("/{subject_id:uuid}/joining", operation_id="joinSubjects", summary="Join two records", status_code=204)
async def join_subjects(
    vault: OpenVault, request: HttpRequest, subject_id: SubjectPath, data: JSONBody[NewJoining], purpose: PurposeHeader
) -> None:
    """Says that this record is of the same person as another. Neither changes, so it can be taken back."""
    await vault.run(caller(request, purpose), subjects.join_subjects, data.same_as, subject_id)


@delete("/{subject_id:uuid}/joining", operation_id="partSubjects", summary="Part two records")
async def part_subjects(
    vault: OpenVault, request: HttpRequest, subject_id: SubjectPath, purpose: PurposeHeader
) -> None:
    """Takes the joining of a record back; both are as they were."""
    await vault.run(caller(request, purpose), subjects.part_subjects, subject_id)


router = Router(
    "/subjects",
    route_handlers=[
        protections_due,
        change_subject,
        confirm_protection,
        lift_protection,
        read_standing,
        add_flag,
        end_flag,
        add_tie,
        remove_tie,
        join_subjects,
        part_subjects,
    ],
    tags=["Data subjects"],
)
