"""Every way in which the vault says no, as one tree.

An error's text may reach a log, a terminal or another system, so it never carries personal data: it names the
kind of thing, an opaque id at most, and what to do next. A door translates an error by its class
(`api/problems.py`, `vault_cli/exits.py`); no verb knows a status code.
"""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from uuid import UUID

    from vault.ids import OrganisationId


class VaultError(Exception):
    """The root of the tree. `slug` is a stable public name; `hint` says what would help."""

    slug: ClassVar[str] = "vault-error"
    title: ClassVar[str] = "The vault could not do this"

    def __init__(self, detail: str, *, hint: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint


# What the caller asked for cannot be done as asked.


class InvalidInput(VaultError):
    """A value is malformed. Names the field and the rule, never the value."""

    slug = "invalid-input"
    title = "The input is not valid"

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"{field}: {rule}")
        self.field = field
        self.rule = rule


class TooLarge(VaultError):
    """More bytes than are taken. Says how many are."""

    slug = "too-large"
    title = "The body is too large"


class Unauthenticated(VaultError):
    """Says the same for every reason, since the reason would help to find a key; only of which kind it is."""

    slug = "unauthenticated"
    title = "No valid credential was presented"

    def __init__(
        self, because: str = "", organisation: "OrganisationId | None" = None, concerned: "UUID | None" = None
    ) -> None:
        """`because`, a code, and whose log it belongs to are for the log alone; they are no part of any text."""
        super().__init__("no valid API key was presented", hint="send it as a header: Authorization: Bearer KEY")
        self.because = because
        self.organisation = organisation
        self.concerned = concerned

    def of_session(self) -> None:
        """A session was presented, which whoever sent it can tell as well as we."""
        self.detail, self.hint = "no valid session was presented", "sign in again, and send the session that begins"

    def of_certificate(self) -> None:
        """A certificate was presented, or whose it is."""
        self.detail, self.hint = "no valid certificate was presented", "ask whoever made the client which one it is for"


class SignInRefused(Unauthenticated):
    """A sign-in that leads nowhere: a wrong password or code, or one that took too long. One answer for each."""

    slug = "sign-in-refused"
    title = "The sign-in was refused"

    def __init__(
        self, because: str = "", organisation: "OrganisationId | None" = None, concerned: "UUID | None" = None
    ) -> None:
        super().__init__(because, organisation, concerned)
        self.detail = "what was given does not let anybody in"
        self.hint = "try again from the beginning"


class Throttled(VaultError):
    """Too many attempts from one place. `seconds`: how long to wait."""

    slug = "throttled"
    title = "There were too many attempts"

    def __init__(self, seconds: int) -> None:
        super().__init__("there were too many attempts", hint=f"wait {seconds} seconds")
        self.seconds = seconds


class NotPermitted(VaultError):
    """The actor may not do this for this purpose; carries the permission and the reason for the log."""

    slug = "not-permitted"
    title = "This is not permitted"

    def __init__(self, permission: str, reason: str, *, hint: str | None = None) -> None:
        super().__init__(f"{permission} is not permitted: {reason}", hint=hint)
        self.permission = permission
        self.reason = reason


class NotFound(VaultError):
    """Also the answer for what exists but may not be known to exist."""

    slug = "not-found"
    title = "There is no such thing here"

    def __init__(self, kind: str) -> None:
        super().__init__(f"no such {kind}")
        self.kind = kind


class Conflict(VaultError):
    slug = "conflict"
    title = "The current state does not allow this"


class Finished(Conflict):
    """The complaint is closed and does not take this (`complaints.bounds`)."""

    slug = "case-closed"
    title = "The complaint is closed"


class Restricted(Conflict):
    """The complaint is kept and not used (Art. 18(2) GDPR)."""

    slug = "case-restricted"
    title = "The complaint is restricted"


class IdempotencyConflict(Conflict):
    slug = "idempotency-conflict"
    title = "The idempotency key was used for a different request"


class Changed(Conflict):
    """Something changed between a preview and its application."""

    slug = "changed"
    title = "It changed since it was looked at"


class Outdated(Changed):
    """The caller would overwrite what somebody else changed since the caller looked."""

    slug = "outdated"
    title = "It was changed by somebody else"


class VersionNeeded(VaultError):
    """A change does not say which version it is of, so it could overwrite another unseen."""

    slug = "version-needed"
    title = "The change does not say what it is of"


# What the vault holds cannot be trusted or opened.


class Sealed(VaultError):
    """The family of records that do not open."""

    slug = "sealed"
    title = "A record does not open"


class Tampered(Sealed):
    """Authentication failed: a byte changed, or the record stands where it was not sealed."""

    slug = "tampered"
    title = "A record is not what was stored"


class KeyDestroyed(Sealed):
    slug = "key-destroyed"
    title = "The key of this record was destroyed"


class LogBroken(VaultError):
    """The audit log does not verify; the detail names the first event or checkpoint that fails."""

    slug = "log-broken"
    title = "The audit log does not verify"


class LedgerBroken(VaultError):
    """The erasure ledger does not follow from itself, or is not the one that belongs to a database."""

    slug = "ledger-broken"
    title = "The erasure ledger does not verify"


# The vault itself is not in order.


class Misconfigured(VaultError):
    slug = "misconfigured"
    title = "The configuration is not usable"


class Unavailable(VaultError):
    """Something the vault stands on does not answer; trying again later may work."""

    slug = "unavailable"
    title = "The vault cannot answer right now"


class RateLimited(Unavailable):
    """The caller asks more often than it may."""

    slug = "rate-limited"
    title = "This client asks too often"


class KeystoreUnavailable(Unavailable):
    slug = "keystore-unavailable"
    title = "The key provider does not answer"


class LedgerUnavailable(Unavailable):
    slug = "ledger-unavailable"
    title = "The erasure ledger cannot be read and written"


class StorageUnavailable(Unavailable):
    slug = "storage-unavailable"
    title = "The database does not answer"
