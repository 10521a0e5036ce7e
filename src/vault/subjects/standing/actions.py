"""Verbs about how somebody stands: restrict, lift, tie, join two records of one person and part them again."""

from vault.clock import legal_day
from vault.disclosures import Change, owe
from vault.errors import InvalidInput
from vault.ids import FlagId, SubjectId, TieId
from vault.policy import Permission
from vault.subjects import store as subjects
from vault.subjects.standing import store
from vault.subjects.standing.model import (
    FlagEnd,
    FlagKind,
    NewFlag,
    NewTie,
    Standing,
    refuse_silent_end,
    refuse_strange_tie,
)
from vault.work import Work, reads, writes


@writes
def add_flag(work: Work, subject_id: SubjectId, new: NewFlag) -> FlagId:
    """Restricts the use of somebody's data, or notes that they objected (Art. 18, 21 GDPR). Raises NotFound.

    From then on no warning, filing, demand or attempt to reach them is entered without a stated exception.
    """
    work.permit(Permission.SUBJECT_RESTRICT, subject_id)
    subjects.require(work, [subject_id])
    if new.on > legal_day(work.now):
        raise InvalidInput("on", "is a day to come")
    flag_id = store.add_flag(work, subject_id, new)
    if new.kind is FlagKind.RESTRICTION:
        owe(work, Change.RESTRICTED, subjects=[subject_id])
    work.audit.involve(flag_id)
    return flag_id


@writes
def end_flag(work: Work, subject_id: SubjectId, flag_id: FlagId, end: FlagEnd) -> None:
    """Lifts a restriction, of which the person was told before, or answers an objection. Raises NotFound, Conflict."""
    work.permit(Permission.SUBJECT_RESTRICT, subject_id, flag_id)
    subjects.require(work, [subject_id])
    if end.on > legal_day(work.now):
        raise InvalidInput("on", "is a day to come")
    flag = store.find_flag(work, subject_id, flag_id).flag
    refuse_silent_end(flag, end)
    store.end_flag(work, subject_id, flag_id, end)
    if flag.kind is FlagKind.RESTRICTION:
        owe(work, Change.LIFTED, subjects=[subject_id])


@writes
def add_tie(work: Work, subject_id: SubjectId, new: NewTie) -> TieId:
    """Says who lives with somebody, or who may act for them. Raises NotFound, InvalidInput."""
    work.permit(Permission.SUBJECT_CHANGE, subject_id)
    refuse_strange_tie(new, subject_id)
    subjects.require(work, [subject_id, new.other])
    tie_id = store.add_tie(work, subject_id, new)
    work.audit.involve(tie_id, new.other)
    return tie_id


@writes
def remove_tie(work: Work, subject_id: SubjectId, tie_id: TieId) -> None:
    """Takes a tie away that was wrong. Raises NotFound."""
    work.permit(Permission.SUBJECT_CHANGE, subject_id, tie_id)
    store.remove_tie(work, subject_id, tie_id)


@reads
def read_standing(work: Work, subject_id: SubjectId) -> Standing:
    """What keeps somebody's data from use, who belongs to them, and which records are of the same person."""
    work.permit(Permission.SUBJECT_IDENTITY_READ, subject_id)
    subjects.require(work, [subject_id])
    return standing_of(work, subject_id)


@writes
def join_subjects(work: Work, kept: SubjectId, joined: SubjectId) -> None:
    """Says that two records are of one person. Neither changes, so it can be taken back. Raises NotFound, Conflict.

    Whoever is found by one is found by both, and an answer tells of both.
    """
    work.permit(Permission.SUBJECT_MERGE, kept, joined)
    if kept == joined:
        raise InvalidInput("same_as", "is the same record")
    subjects.require(work, [kept, joined])
    store.join(work, kept, joined)


@writes
def part_subjects(work: Work, joined: SubjectId) -> None:
    """Takes the joining of a record back; both are as they were. Raises NotFound, Conflict."""
    work.permit(Permission.SUBJECT_MERGE, joined)
    subjects.require(work, [joined])
    work.audit.involve(store.part(work, joined))


def standing_of(work: Work, subject_id: SubjectId) -> Standing:
    """How somebody stands. Part of verbs that asked for it."""
    return Standing(
        flags=store.flags_of(work, subject_id),
        ties=store.ties_of(work, subject_id),
        joined=tuple(sorted(store.group(work, [subject_id]) - {subject_id})),
    )
