"""The providers that an installation trusts, as the file in `CVAULT_OPENID` names them."""

import tomllib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.crypto import Secret
from vault.errors import Misconfigured
from vault.ids import OrganisationId
from vault.policy import NOT_GIVEN, RoleName

Name = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")]


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[provider]]`."""

    organisation: UUID
    name: Name
    issuer: str
    client_id: Annotated[str, Meta(min_length=1)]
    client_secret_file: str | None = None
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    roles_claim: str = "groups"
    roles: dict[str, frozenset[RoleName]]
    second_factor: frozenset[str] = frozenset()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    provider: tuple[_Entry, ...]


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """A provider and what its word counts for in one organisation."""

    organisation: OrganisationId
    name: str
    issuer: str
    client_id: str
    secret: Secret | None
    """What the vault proves itself with at the provider, if it has something beside PKCE."""
    scopes: tuple[str, ...]
    roles_claim: str
    roles: dict[str, frozenset[RoleName]]
    """By values of that claim."""
    second_factor: frozenset[str]
    """Values of `amr` of which one must be there for the provider's second factor to count; without, ours is asked."""

    def roles_of(self, claimed: object) -> frozenset[RoleName]:
        """The roles that a claim's value stands for; what is not configured stands for none."""
        values = [claimed] if isinstance(claimed, str) else claimed if isinstance(claimed, list) else []
        found = (self.roles.get(one, frozenset()) for one in values if isinstance(one, str))
        return frozenset().union(*found)


def load_providers(path: Path | None) -> tuple[Provider, ...]:
    """Raises Misconfigured, naming what is wrong; an installation without the file has no providers."""
    if path is None:
        return ()
    try:
        entries = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File).provider
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Misconfigured(f"the providers of OpenID Connect cannot be read: {error}", hint="CVAULT_OPENID") from None
    if len({(one.organisation, one.name) for one in entries}) != len(entries):
        raise Misconfigured("two providers of OpenID Connect share organisation and name")
    return tuple(_provider(one, path) for one in entries)


def protected(url: str) -> bool:
    """Whether an address is over TLS; without it only on this machine itself."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    on_this_machine = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and on_this_machine))


def _provider(entry: _Entry, path: Path) -> Provider:
    if not protected(entry.issuer):
        raise Misconfigured(f"the issuer of {entry.name} is not protected by TLS", hint="write https://…")
    if any(roles & NOT_GIVEN for roles in entry.roles.values()):
        raise Misconfigured(f"the provider {entry.name} gives a role that nobody is given")
    if "openid" not in entry.scopes:
        raise Misconfigured(f"the provider {entry.name} lacks the scope openid")
    return Provider(
        organisation=OrganisationId(entry.organisation),
        name=entry.name,
        issuer=entry.issuer,
        client_id=entry.client_id,
        secret=_secret(path.parent / entry.client_secret_file) if entry.client_secret_file else None,
        scopes=entry.scopes,
        roles_claim=entry.roles_claim,
        roles=entry.roles,
        second_factor=entry.second_factor,
    )


def _secret(path: Path) -> Secret:
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Misconfigured("the secret for a provider of OpenID Connect cannot be read", hint=str(path)) from None
    if not text:
        raise Misconfigured("the secret for a provider of OpenID Connect is empty", hint=str(path))
    return Secret(text.encode())
