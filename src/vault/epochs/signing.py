"""Verbs of the signing keys."""

from datetime import date

from vault.clock import legal_day
from vault.epochs.model import Custody, free_from
from vault.errors import Conflict
from vault.ids import KeyId
from vault.keys import SignerStatus
from vault.policy import Permission
from vault.work import Run, Work, process, reads, writes


@process
def replace_signer(run: Run) -> None:
    """Puts a new signing key in use, and destroys the old ones that no backup needs any more. Raises Conflict.

    What a killed run had given up and not yet destroyed at its provider goes with the next.
    """
    run(begin_signer)
    for key_id in run(unneeded_signers):
        run(destroy_signer, key_id)
    run(destroy_signers_at_providers)


@writes
def begin_signer(work: Work) -> None:
    """Puts a new signing key in use; what the one before signed goes on verifying. Raises Conflict."""
    work.permit(Permission.KEY_ROTATE)
    work.keys.replace_signing()
    work.audit.note("signing key")


@reads
def unneeded_signers(work: Work) -> list[KeyId]:
    """Replaced signing keys that no backup needs: a backup that is restored signs with the key of its time."""
    work.permit(Permission.KEY_LIST)
    custody, today = Custody.load(work.policy.folder), legal_day(work.now)
    return [one.key_id for one in work.keys.signers() if unneeded(one, custody, today)]


@writes
def destroy_signer(work: Work, key_id: KeyId) -> None:
    """Decides that the private half of a replaced signing key goes.

    Raises NotFound for the one in use, Conflict while backups may need it. Only once that is committed may the
    provider destroy it: what is rolled back must be as it was.
    """
    work.permit(Permission.KEY_ROTATE)
    custody, today = Custody.load(work.policy.folder), legal_day(work.now)
    if any(
        one.key_id == key_id and one.retired_at and not unneeded(one, custody, today) for one in work.keys.signers()
    ):
        raise Conflict("the signing key is destroyed already, or backups may need it")
    work.keys.mark_signing_destroyed(key_id)
    work.audit.note("signing key destroyed")


@reads
def destroy_signers_at_providers(work: Work) -> None:
    """Destroys the provider keys of every signing key that was given up. May be repeated."""
    work.permit(Permission.KEY_ROTATE)
    work.keys.destroy_signing()


def unneeded(one: SignerStatus, custody: Custody, today: date) -> bool:
    """Whether the private half of a signing key may go today."""
    return one.retired_at is not None and one.destroyed_at is None and today >= free_from(one.retired_at, custody)
