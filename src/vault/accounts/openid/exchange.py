"""What is said between the vault and a provider. Alone imports `authlib` and `joserfc`.

The authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC 9700). An ID
token counts if it is signed with a key that the provider publishes, with an algorithm that we take, for us, now, and
for the very sign-in that this browser began.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from vault.accounts.openid.configuration import Provider, protected
from vault.crypto import Secret, derived, equal
from vault.errors import SignInRefused, Unavailable

if TYPE_CHECKING:
    import httpx
    from joserfc.jwk import KeySet

T = TypeVar("T")

_ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
_TIMEOUT_SECONDS: Final = 10.0
_LARGEST_ANSWER: Final = 1_000_000
_LEEWAY_SECONDS: Final = 60
_OLDEST_SECONDS: Final = 600


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What goes with one sign-in to a provider and must come back; derived from the token that the browser holds."""

    state: str
    nonce: str
    verifier: str


class Vouched(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says of somebody, once it is certain that it says so."""

    subject: str
    name: str
    email: str | None
    roles_claim: object
    methods: frozenset[str]


class _Metadata(msgspec.Struct, frozen=True):
    """What of a provider's published configuration is used (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str


def sent_with(token: Secret, provider: Provider) -> Sent:
    """Bound to the provider as well: what one was sent is worth nothing with another."""
    at = f"{provider.name} {provider.issuer}"
    state, nonce, verifier = (derived(token, f"openid/{part}/{at}").hex() for part in ("state", "nonce", "verifier"))
    return Sent(state=state, nonce=nonce, verifier=verifier)


def authorization_url(provider: Provider, sent: Sent, return_to: str) -> str:
    """Where the browser is sent. Raises Unavailable where the provider does not answer as one."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    metadata = _metadata(provider)
    url: str = prepare_grant_uri(  # type: ignore[no-untyped-call]
        metadata.authorization_endpoint,
        provider.client_id,
        "code",
        redirect_uri=return_to,
        scope=" ".join(provider.scopes),
        state=sent.state,
        nonce=sent.nonce,
        code_challenge=create_s256_code_challenge(sent.verifier),  # type: ignore[no-untyped-call]
        code_challenge_method="S256",
    )
    return url


def vouched(provider: Provider, sent: Sent, return_to: str, answer: dict[str, str], now: datetime) -> Vouched:
    """Who came back from the provider. `answer`: the parameters of the address at which the browser arrived.

    Raises SignInRefused where it is not the answer to what this browser was sent for, Unavailable.
    """
    from joserfc import jwt
    from joserfc.errors import JoseError

    if not equal(answer.get("state", "").encode(), sent.state.encode()):
        raise SignInRefused("another state")
    # RFC 9207: a provider that names itself must be the one that was asked.
    if answer.get("iss", provider.issuer) != provider.issuer or "code" not in answer:
        raise SignInRefused("no code of this provider")
    metadata = _metadata(provider)
    tokens = _tokens(provider, metadata, sent, return_to, answer["code"])
    keys = _keys(metadata)
    try:
        token = jwt.decode(tokens.id_token, keys, algorithms=_ALGORITHMS)
        _validate(token, provider, sent, tokens, now)
        return _said(token.claims, provider)
    except (JoseError, msgspec.ValidationError, ValueError, TypeError, KeyError):
        raise SignInRefused("an ID token that does not hold") from None


def _validate(token: Any, provider: Provider, sent: Sent, tokens: _Tokens, now: datetime) -> None:
    """Raises JoseError unless issuer, audience, party, times, nonce and access token are what they must be."""
    from authlib.oidc.core import CodeIDToken

    claims = CodeIDToken(
        token.claims,
        token.header,
        options={
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        },
        params={"nonce": sent.nonce, "client_id": provider.client_id, "access_token": tokens.access_token},
    )
    at = int(now.timestamp())
    claims.validate(now=at, leeway=_LEEWAY_SECONDS)  # type: ignore[no-untyped-call]
    if at - int(token.claims["iat"]) > _OLDEST_SECONDS:
        raise ValueError("an old token")


def _said(claims: dict[str, Any], provider: Provider) -> Vouched:
    methods = claims.get("amr", [])
    email = claims.get("email") or claims.get("preferred_username")
    subject = msgspec.convert(claims["sub"], str)
    return Vouched(
        subject=subject,
        name=str(claims.get("name") or email or subject),
        email=email if isinstance(email, str) and "@" in email else None,
        roles_claim=claims.get(provider.roles_claim),
        methods=frozenset(one for one in methods if isinstance(one, str)),
    )


def _metadata(provider: Provider) -> _Metadata:
    found = _decoded(_get(provider.issuer.rstrip("/") + "/.well-known/openid-configuration"), _Metadata)
    addresses = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
    if found.issuer != provider.issuer or not all(protected(one) for one in addresses):
        raise Unavailable("the provider's configuration is not its own, or not protected by TLS")
    return found


def _tokens(provider: Provider, metadata: _Metadata, sent: Sent, return_to: str, code: str) -> _Tokens:
    """Redeems a code. Raises SignInRefused where the provider does not take it."""
    import httpx

    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": return_to,
        "client_id": provider.client_id,
        "code_verifier": sent.verifier,
    }
    auth = None if provider.secret is None else httpx.BasicAuth(provider.client_id, provider.secret.reveal())
    with _client(auth) as client:
        try:
            answer = client.post(metadata.token_endpoint, data=form)
        except httpx.HTTPError:
            raise Unavailable("the provider of OpenID Connect does not answer") from None
    if answer.status_code != httpx.codes.OK:
        raise SignInRefused("the provider does not take the code")
    return _decoded(answer.content, _Tokens)


def _keys(metadata: _Metadata) -> "KeySet":
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        return KeySet.import_key_set(msgspec.json.decode(_get(metadata.jwks_uri)))
    except (JoseError, msgspec.DecodeError, ValueError, KeyError, TypeError):
        raise Unavailable("the provider's keys cannot be read") from None


def _get(url: str) -> bytes:
    import httpx

    with _client() as client:
        try:
            answer = client.get(url)
        except httpx.HTTPError:
            raise Unavailable("the provider of OpenID Connect does not answer") from None
    if answer.status_code != httpx.codes.OK or len(answer.content) > _LARGEST_ANSWER:
        raise Unavailable("the provider of OpenID Connect does not answer as one")
    return answer.content


def _decoded(content: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=shape)
    except msgspec.DecodeError:
        raise Unavailable("the provider of OpenID Connect does not answer as one") from None


def _client(auth: "httpx.Auth | None" = None) -> "httpx.Client":
    """Follows nobody elsewhere: whoever is asked is who was configured."""
    import httpx

    return httpx.Client(auth=auth, follow_redirects=False, timeout=_TIMEOUT_SECONDS)
