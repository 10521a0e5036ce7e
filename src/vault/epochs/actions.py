"""Verbs of key custody: rotate, look, destroy."""

from collections.abc import Callable
from typing import Final

from vault.accounts.staff import store as staff
from vault.approvals import Act, NewApproval, Waiting, await_second, carried
from vault.clock import legal_day
from vault.epochs.model import (
    Custody,
    EpochView,
    Status,
    bounds,
    destroyable_from,
    gone_from,
    objection,
)
from vault.errors import Conflict, NotFound
from vault.ids import AccountId, EpochId, KeyId, SubjectId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.subjects import store as subjects
from vault.subjects.matching import terms
from vault.work import Run, Work, process, reads, writes

NOT_NEEDED: Final = "Nothing stands under it, and no backup that anybody keeps needs it."
"""The usual reason for destroying a key."""
_KEYS_AT_ONCE = 5_000
_PEOPLE_AT_ONCE = 500

Progress = Callable[[int, int], None]
"""Told after each step: how many are done, of how many."""


@reads
def status(work: Work) -> Status:
    """Epochs, signing keys, and from when on no backup yields what was erased."""
    work.permit(Permission.KEY_LIST)
    custody = Custody.load(work.policy.folder)
    known = work.keys.rotation().epochs()
    return Status(
        organisation_id=work.organisation_id,
        epochs=[
            EpochView(epoch=one, destroyable_from=destroyable_from(one, custody), gone_from=gone_from(one, custody))
            for one in known
        ],
        bounds=bounds(known, custody, legal_day(work.now)),
        signers=work.keys.signers(),
    )


@process
def rotate(run: Run, progress: Progress | None = None) -> int:
    """Begins an epoch and moves everything under it, some at a time; returns how many keys and people were moved.

    Readers and writers go on meanwhile. Killed anywhere and run again, it goes on with what is left.
    """
    waiting = run(begin)
    done = 0

    def step(moved: int) -> None:
        nonlocal done
        done += moved
        if progress is not None and moved:
            progress(min(done, waiting), waiting)

    key: KeyId | None = None
    while True:
        moved, key = run(rewrap_some, key)
        step(moved)
        if key is None:
            break
    person: SubjectId | None = None
    while True:
        moved, person = run(reindex_some, person)
        step(moved)
        if person is None:
            break
    run(reindex_staff)
    run(finish)
    return done


@writes
def begin(work: Work) -> int:
    """Makes a new epoch current, unless an older one still waits to be emptied; returns how much there is to move."""
    work.permit(Permission.KEY_ROTATE)
    rotation = work.keys.rotation()
    *older, newest = rotation.epochs()
    if any(one.data_keys or one.index_tokens for one in older):
        return sum(one.data_keys for one in older)
    rotation.begin()
    work.audit.note(f"epoch {newest.number + 1}")
    return newest.data_keys


@writes
def rewrap_some(work: Work, after: KeyId | None) -> tuple[int, KeyId | None]:
    """Moves some data keys under the current epoch; returns how many, and where to go on."""
    work.permit(Permission.KEY_ROTATE)
    return work.keys.rotation().rewrap(after, _KEYS_AT_ONCE)


@writes
def reindex_some(work: Work, after: SubjectId | None) -> tuple[int, SubjectId | None]:
    """Computes some people's index tokens under the current epoch; returns how many, and where to go on."""
    work.permit(Permission.KEY_ROTATE)
    page = subjects.page(work, after, _PEOPLE_AT_ONCE)
    if not page:
        # The installation itself has people no more than it has a country.
        return 0, None
    waiting = work.keys.rotation().indexed_before(page)
    country = organisations.load(work).country
    there = subjects.lock(work, [one for one in page if one in waiting])
    # All at once, before any is remembered: what is added waits for others, and a statement between would part them.
    work.keys.forget(there)
    for subject_id, person in subjects.open_many(work, there):
        work.keys.remember(subject_id, terms(person, country))
    return len(waiting), page[-1] if len(page) == _PEOPLE_AT_ONCE else None


@writes
def reindex_staff(work: Work) -> None:
    """Computes the index tokens of every member of staff under the current epoch; they are few."""
    work.permit(Permission.KEY_ROTATE)
    everyone = {one.account_id: one for one in staff.everyone(work)}
    for account_id in work.keys.rotation().indexed_before(list(everyone)):
        staff.reindex(work, everyone[AccountId(account_id)])


@writes
def finish(work: Work) -> None:
    """Marks the epochs that are empty now. Raises Conflict while something stands under an older one."""
    work.permit(Permission.KEY_ROTATE)
    if work.keys.rotation().retire():
        raise Conflict("something was stored under an older epoch meanwhile", hint="rotate once more")


@process
def destroy(run: Run, epoch_id: EpochId, reason: str = NOT_NEEDED) -> Waiting | None:
    """Destroys an old epoch's key at the provider, once a second person confirmed it. Nothing brings it back.

    Returns what it waits for, None when it is done. Raises NotFound, Conflict while backups may need it or something
    stands under it.
    """
    if waiting := run(mark_destroyed, epoch_id, reason):
        return waiting
    run(destroy_at_provider, epoch_id)
    return None


@writes
def mark_destroyed(work: Work, epoch_id: EpochId, reason: str = NOT_NEEDED) -> Waiting | None:
    """Decides the destruction of an epoch, or asks for a second person. Raises NotFound, Conflict."""
    work.permit(Permission.KEY_DESTROY, epoch_id)
    rotation = work.keys.rotation()
    *_, newest = epochs = rotation.epochs()
    wanted = next((one for one in epochs if one.epoch_id == epoch_id), None)
    if wanted is None:
        raise NotFound("epoch")
    if wanted.destroyed_at is not None:
        return None
    if against := objection(wanted, newest, Custody.load(work.policy.folder), legal_day(work.now)):
        raise Conflict(f"the epoch is not destroyed: {against}")
    new = NewApproval(act=Act.EPOCH_DESTROY, concerned=(str(epoch_id),), reason=reason)
    if not carried(work, new.act, new.concerned):
        return await_second(work, new)
    rotation.mark_destroyed(epoch_id)
    return None


@reads
def destroy_at_provider(work: Work, epoch_id: EpochId) -> None:
    """Destroys the provider key of an epoch whose destruction was decided. May be repeated. Raises NotFound."""
    work.permit(Permission.KEY_DESTROY, epoch_id)
    work.keys.rotation().destroy(epoch_id)
