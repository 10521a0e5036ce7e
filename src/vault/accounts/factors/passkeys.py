"""Passkeys (WebAuthn): what a browser is asked, whether its answer holds, and the rows. Alone imports `webauthn`."""

import json
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Row, delete, insert, select, update

from vault.accounts.staff.model import Account
from vault.accounts.staff.store import key_of
from vault.accounts.staff.tables import passkey
from vault.clock import legal_day
from vault.crypto import Secret, derived, sha256
from vault.errors import Conflict, InvalidInput, Misconfigured
from vault.ids import AccountId, PasskeyId, new_id
from vault.records import opened, place, sealed
from vault.work import Work

_LONGEST_LABEL: Final = 60
_MOST: Final = 20
_LONGEST_ANSWER: Final = 64_000


class Site(msgspec.Struct, frozen=True):
    """Where browsers reach the vault, such as `https://vault.example`. Passkeys are bound to its host."""

    origin: str

    @property
    def host(self) -> str:
        """Raises Misconfigured for what is no origin of a page on which passkeys work."""
        parts = urlsplit(self.origin)
        if not parts.hostname or (parts.scheme != "https" and parts.hostname != "localhost"):
            raise Misconfigured("passkeys need the address of the vault", hint="set CVAULT_ORIGIN to https://…")
        return parts.hostname


class PasskeyDetails(msgspec.Struct, frozen=True, kw_only=True):
    """Sealed: a passkey's public half, and what its owner calls it."""

    label: str
    credential_id: bytes
    public_key: bytes


class Created(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey that a browser made, checked."""

    details: PasskeyDetails
    signed: int


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    passkey_id: PasskeyId
    account_id: AccountId
    details: PasskeyDetails
    signed: int


def creation_options(
    site: Site, token: Secret, *, account: Account, organisation: str, known: list[Passkey]
) -> dict[str, Any]:
    """Options for `navigator.credentials.create`, as its JSON form takes them."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=organisation,
        user_id=account.account_id.bytes,
        user_name=account.identity.email,
        user_display_name=account.identity.name,
        challenge=_challenge(token),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one.details.credential_id) for one in known],
    )
    return _plain(options)


def created(site: Site, token: Secret, answer: dict[str, Any], label: str) -> Created:
    """What a browser made. Raises InvalidInput where its answer is not to what it was asked, here and now."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    _refuse_long(answer)
    if not 1 <= len(label) <= _LONGEST_LABEL or not label.isprintable():
        raise InvalidInput("label", f"has 1 to {_LONGEST_LABEL} characters in one line")
    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=_challenge(token),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise InvalidInput("answer", "is no passkey for this page") from None
    details = PasskeyDetails(label=label, credential_id=found.credential_id, public_key=found.credential_public_key)
    return Created(details=details, signed=found.sign_count)


def request_options(site: Site, token: Secret, known: list[Passkey]) -> dict[str, Any]:
    """Options for `navigator.credentials.get`; with none known, the browser offers what it has."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=_challenge(token),
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=one.details.credential_id) for one in known],
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return _plain(options)


def proves(site: Site, token: Secret, answer: dict[str, Any], one: Passkey) -> int | None:
    """Whether a passkey signed the challenge, with its owner verified; how often it signed, or None.

    One that signed less often than was known is a copy of an authenticator, and proves nothing.
    """
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=_challenge(token),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=one.details.public_key,
            credential_current_sign_count=one.signed,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return found.new_sign_count


def add(work: Work, account_id: AccountId, made: Created) -> None:
    """Keeps a passkey. Raises Conflict where it is somebody's already, or there are too many."""
    credential = sha256(made.details.credential_id)
    if len(of(work, account_id)) >= _MOST or _row(work, credential) is not None:
        raise Conflict("the passkey cannot be added", hint="it is known already, or there are too many")
    passkey_id = PasskeyId(new_id())
    work.connection.execute(
        insert(passkey).values(
            organisation_id=work.organisation_id,
            passkey_id=passkey_id,
            account_id=account_id,
            credential=credential,
            details=sealed(
                key_of(work, account_id), place(work.organisation_id, "passkey", passkey_id, "details"), made.details
            ),
            signed=made.signed,
            created_on=legal_day(work.now),
        )
    )


def of(work: Work, account_id: AccountId) -> list[Passkey]:
    """Somebody's passkeys, the oldest first."""
    mine = (passkey.c.organisation_id == work.organisation_id, passkey.c.account_id == account_id)
    return [
        _opened(work, row)
        for row in work.connection.execute(select(passkey).where(*mine).order_by(passkey.c.passkey_id))
    ]


def find(work: Work, answer: dict[str, Any]) -> Passkey | None:
    """The passkey that an answer claims to be of. Raises InvalidInput for an answer that is none."""
    from webauthn.helpers.base64url_to_bytes import base64url_to_bytes

    _refuse_long(answer)
    try:
        credential_id = base64url_to_bytes(answer["rawId"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InvalidInput("answer", "is no answer of a passkey") from None
    row = _row(work, sha256(credential_id))
    return None if row is None else _opened(work, row)


def signed(work: Work, one: Passkey, count: int) -> None:
    """Keeps how often it signed."""
    mine = (passkey.c.organisation_id == work.organisation_id, passkey.c.passkey_id == one.passkey_id)
    work.connection.execute(update(passkey).where(*mine).values(signed=count))


def remove(work: Work, account_id: AccountId, passkey_id: PasskeyId | None = None) -> int:
    """Removes one of somebody's passkeys, or all; returns how many."""
    mine = [passkey.c.organisation_id == work.organisation_id, passkey.c.account_id == account_id]
    if passkey_id is not None:
        mine.append(passkey.c.passkey_id == passkey_id)
    return work.connection.execute(delete(passkey).where(*mine)).rowcount


def _row(work: Work, credential: bytes) -> Row[Any] | None:
    mine = (passkey.c.organisation_id == work.organisation_id, passkey.c.credential == credential)
    return work.connection.execute(select(passkey).where(*mine)).one_or_none()


def _opened(work: Work, row: Row[Any]) -> Passkey:
    where = place(work.organisation_id, "passkey", row.passkey_id, "details")
    return Passkey(
        passkey_id=row.passkey_id,
        account_id=row.account_id,
        details=opened(key_of(work, row.account_id), where, row.details, PasskeyDetails),
        signed=row.signed,
    )


def _challenge(token: Secret) -> bytes:
    """32 bytes that belong to one sign-in and to the browser that began it."""
    return derived(token, "passkey")


def _plain(options: Any) -> dict[str, Any]:
    import webauthn

    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


def _refuse_long(answer: dict[str, Any]) -> None:
    if len(json.dumps(answer)) > _LONGEST_ANSWER:
        raise InvalidInput("answer", "is too long")
