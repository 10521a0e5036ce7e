"""Verbs about API clients."""

from datetime import datetime, timedelta

import msgspec

from vault.accounts.clients import store
from vault.accounts.clients.model import Client, NewClient, NewClientKey, Rotation
from vault.accounts.networks import network
from vault.crypto import mint_credential, read_certificate
from vault.errors import Conflict, InvalidInput, NotFound
from vault.ids import ClientId, new_id
from vault.policy import NOT_GIVEN, Permission
from vault.work import Work, reads, writes


@writes
def create_client(work: Work, new: NewClient) -> NewClientKey:
    """Creates a client in the caller's organisation. The key is in the answer and nowhere else.

    One with a certificate has no key. Raises InvalidInput for a role that only somebody at the installation itself may
    hold, for a purpose that is not in the register, and for what is no network or no certificate.
    """
    work.permit(Permission.CLIENT_CREATE)
    if new.roles & NOT_GIVEN:
        raise InvalidInput("roles", f"may be any but: {', '.join(sorted(NOT_GIVEN))}")
    for purpose in sorted(new.purposes):
        work.policy.register.get(purpose)
    networks = tuple(str(network(one, f"networks[{place}]")) for place, one in enumerate(new.networks))
    certificate, holds_until = _certificate(work, new.certificate)
    client_id = ClientId(new_id())
    key, key_hash = (None, None) if certificate else mint_credential(work.organisation_id, client_id)
    until = work.now + timedelta(days=new.days_valid)
    client = Client(
        client_id=client_id,
        organisation_id=work.organisation_id,
        label=new.label,
        roles=new.roles,
        purposes=new.purposes,
        networks=networks,
        certificate=certificate,
        created_at=work.now,
        created_by=work.actor.ref,
        makers=work.actor.behind,
        expires_at=min(until, holds_until) if holds_until else until,
        revoked_at=None,
        last_used_on=None,
    )
    store.add(work.connection, client, key_hash)
    work.audit.involve(client_id)
    return NewClientKey(client_id=client_id, key=key, expires_at=client.expires_at)


@reads
def clients(work: Work) -> list[Client]:
    """The organisation's clients, revoked ones included."""
    work.permit(Permission.CLIENT_LIST)
    return store.everyone(work.connection, work.organisation_id)


@writes
def rotate_client(work: Work, client_id: ClientId, how: Rotation) -> NewClientKey:
    """Gives a client a new key; the present one stays valid for the overlap, and never longer than it would have.

    Raises NotFound where there is no client that may act, Conflict for one that shows a certificate.
    """
    work.permit(Permission.CLIENT_ROTATE, client_id)
    client = store.find(work.connection, work.organisation_id, client_id)
    if client is None or not client.usable(work.now):
        raise NotFound("API client")
    if client.certificate:
        raise Conflict("the client shows a certificate and has no key", hint="create one with the new certificate")
    key, key_hash = mint_credential(work.organisation_id, client_id)
    expires_at = work.now + timedelta(days=how.days_valid)
    overlap = work.now + timedelta(hours=how.overlap_hours)
    until = store.rotate(
        work.connection,
        msgspec.structs.replace(client, makers=client.makers | work.actor.behind),
        key_hash,
        now=work.now,
        expires_at=expires_at,
        overlap=overlap,
    )
    return NewClientKey(client_id=client_id, key=key, expires_at=expires_at, previous_until=until)


@writes
def revoke_client(work: Work, client_id: ClientId) -> None:
    """Ends a client at once. Raises NotFound where there is none that could be ended."""
    work.permit(Permission.CLIENT_REVOKE, client_id)
    if not store.revoke(work.connection, work.organisation_id, client_id, work.now):
        raise NotFound("API client")


def _certificate(work: Work, given: str | None) -> tuple[str | None, datetime | None]:
    """The fingerprint of a certificate, hexadecimal, and until when it holds."""
    if given is None:
        return None, None
    found = read_certificate(given.encode())
    if found is None:
        raise InvalidInput("certificate", "is not an X.509 certificate in PEM")
    if found.not_after <= work.now:
        raise InvalidInput("certificate", "has expired")
    if store.find_by_certificate(work.connection, work.organisation_id, found.fingerprint):
        raise Conflict("a client has this certificate already")
    return found.fingerprint.hex(), found.not_after
