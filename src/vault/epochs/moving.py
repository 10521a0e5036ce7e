"""Verbs of moving keys between providers, and of leaving one for good."""

from vault.approvals import Act, NewApproval, await_second, carried
from vault.clock import legal_day
from vault.epochs.actions import NOT_NEEDED, Progress
from vault.epochs.model import Custody, DeactivatedView, Left, deactivated_from
from vault.errors import InvalidInput
from vault.keys import Moved
from vault.policy import Permission
from vault.work import Run, Work, process, reads, writes

_KEYS_AT_ONCE = 20


@process
def move(run: Run, to: str, progress: Progress | None = None) -> int:
    """Wraps everything that stands elsewhere under new keys at a provider, some at a time; returns how much.

    Readers and writers go on meanwhile, with the keys that they have. Killed anywhere and run again, it goes on with
    what is left. The keys that were left stay, since backups need them: see `leave`. Raises InvalidInput for a
    provider that is not configured, KeystoreUnavailable.
    """
    waiting, done = run(waiting_to_move, to), 0
    while prepared := run(prepare_move, to):
        done += run(keep_move, prepared)
        if progress is not None:
            progress(min(done, waiting), waiting)
    return done


@reads
def waiting_to_move(work: Work, to: str) -> int:
    """How many epochs and signing keys stand at another provider. Raises InvalidInput for one that is not there."""
    work.permit(Permission.KEY_MOVE)
    if to not in work.keys.providers():
        raise InvalidInput("PROVIDER", "is not a key provider that is configured")
    return work.keys.moving().waiting(to)


@reads
def prepare_move(work: Work, to: str) -> list[Moved]:
    """Wraps some anew, without holding a transaction that writes while providers are asked."""
    work.permit(Permission.KEY_MOVE)
    return work.keys.moving().prepare(to, _KEYS_AT_ONCE)


@writes
def keep_move(work: Work, prepared: list[Moved]) -> int:
    """Puts what was prepared in place; returns how many. What somebody else moved meanwhile is left as it is."""
    work.permit(Permission.KEY_MOVE)
    moving = work.keys.moving()
    unused = moving.keep(prepared)
    moving.discard(unused)
    kept = len(prepared) - len(unused)
    work.audit.note(f"{kept} to {prepared[0].now_at}")
    return kept


@reads
def list_deactivated(work: Work) -> list[DeactivatedView]:
    """Every provider key that was left, the oldest first, and from which day on it may be destroyed."""
    work.permit(Permission.KEY_LIST)
    custody = Custody.load(work.policy.folder)
    return [
        DeactivatedView(key=one, destroyable_from=deactivated_from(one, custody))
        for one in work.keys.moving().deactivated()
    ]


@process
def leave(run: Run, provider: str, reason: str = NOT_NEEDED) -> Left:
    """Destroys the keys at a provider that everything was moved away from, once a second person confirmed it.

    Those that backups may still need stay. Nothing brings the others back. Safe to run again.
    """
    left = run(mark_left, provider, reason)
    run(destroy_left, provider)
    return left


@writes
def mark_left(work: Work, provider: str, reason: str = NOT_NEEDED) -> Left:
    """Decides the destruction of what no backup needs, or asks for a second person.

    What is confirmed is the destruction of exactly these keys; where another has become free since, it is asked for
    anew.
    """
    work.permit(Permission.KEY_DESTROY)
    custody, moving, today = Custody.load(work.policy.folder), work.keys.moving(), legal_day(work.now)
    living = [one for one in moving.deactivated(provider) if one.destroyed_at is None]
    needed = [one for one in living if deactivated_from(one, custody) > today]
    free = sorted(one.deactivated_id for one in living if one not in needed)
    new = NewApproval(act=Act.EPOCH_DESTROY, concerned=(provider, *map(str, free)), reason=reason)
    agreed = bool(free) and carried(work, new.act, new.concerned)
    if agreed:
        moving.mark_destroyed(free)
    return Left(
        free=len(free),
        destroyed=len(free) if agreed else 0,
        needed=len(needed),
        free_from=min((deactivated_from(one, custody) for one in needed), default=None),
        waiting=await_second(work, new) if free and not agreed else None,
    )


@reads
def destroy_left(work: Work, provider: str) -> None:
    """Destroys at the provider what was decided. May be repeated."""
    work.permit(Permission.KEY_DESTROY)
    work.keys.moving().destroy(provider)
