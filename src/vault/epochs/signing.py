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
    """Puts a new signing key in use, and destroys the old ones that no backup needs any more. Raises Conflict."""
    run(begin_signer)
    for key_id in run(unneeded_signers):
        run(destroy_signer, key_id)


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
    """Destroys the private half of a replaced signing key. Raises NotFound for one in use, Conflict while needed."""
    work.permit(Permission.KEY_ROTATE)
    custody, today = Custody.load(work.policy.folder), legal_day(work.now)
    if any(
        one.key_id == key_id and one.retired_at and not unneeded(one, custody, today) for one in work.keys.signers()
    ):
        raise Conflict("the signing key is destroyed already, or backups may need it")
    work.keys.destroy_signing(key_id)
    work.audit.note("signing key destroyed")


def unneeded(one: SignerStatus, custody: Custody, today: date) -> bool:
    """Whether the private half of a signing key may go today."""
    return one.retired_at is not None and one.destroyed_at is None and today >= free_from(one.retired_at, custody)
