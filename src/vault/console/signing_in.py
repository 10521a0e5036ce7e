"""The pages of the door: password and second factor, passkey, single sign-on, invitation, sign-out."""

import json
import re
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any, Final

import msgspec
from litestar import Response, get, post
from msgspec import Meta

from vault import accounts
from vault.accounts import Attempt, Begun, Enrolled, Factor, Provider, Returned, Shown, SignedIn, Site, WaitsFor
from vault.console import ROOT, cookies
from vault.console.forms import Form, convert
from vault.console.visiting import ADMINISTRATION, Looking, Visit, Word
from vault.crypto import CredentialKind, parse_credential
from vault.errors import InvalidInput, Misconfigured, NotFound, SignInRefused, Throttled, Unauthenticated, VaultError
from vault.ids import OrganisationId
from vault.squares import drawn
from vault.wiring import Caller

_BACK: Final = re.compile(r"/[a-z0-9/-]{0,200}")
_REFUSED: Final = (SignInRefused, Throttled, InvalidInput, Misconfigured)


class _Given(msgspec.Struct, frozen=True):
    """What the first form carries, within the limits of an attempt."""

    email: Annotated[str, Meta(max_length=254)]
    password: Annotated[str, Meta(max_length=512)]


@get("/sign-in")
async def sign_in_page(visit: Looking) -> Response[Any]:
    """Address and password, or a passkey, or the organisation's provider."""
    return _door(visit, back=visit.request.query_params.get("next", ""))


@post("/sign-in")
async def sign_in(visit: Looking) -> Response[Any]:
    """The first factor."""
    form = await visit.form()
    organisation = _chosen(visit, form)
    try:
        given = convert({"email": form.get("email"), "password": form.raw("password")}, _Given)
        attempt = Attempt(
            email=given.email,
            password=given.password,
            source=visit.source,
            device=visit.request.cookies.get(cookies.DEVICE),
        )
        begun = await visit.vault.run(visit.at_the_door(organisation), accounts.sign_in, attempt)
    except _REFUSED as error:
        return await _refused(visit, error, form)
    return _begun(visit, begun, form.get("next"))


@get("/sign-in/factor")
async def factor_page(visit: Looking) -> Response[Any]:
    """The second factor, whichever the person has."""
    organisation, token = _token(visit)
    begun = await visit.vault.run(visit.at_the_door(organisation), accounts.waiting, token)
    if begun.waits_for is WaitsFor.ENROLMENT:
        return visit.go("/sign-in/enrol")
    return visit.page("factor.html", begun=begun, back=_back(visit.request.query_params.get("next")))


@post("/sign-in/factor")
async def prove_code(visit: Looking) -> Response[Any]:
    """A code of an application, or a recovery code."""
    organisation, token = _token(visit)
    form, device = await visit.form(), visit.request.cookies.get(cookies.DEVICE)
    door = visit.at_the_door(organisation)
    try:
        signed = await visit.vault.run(
            door, accounts.prove_code, token, (form.get("code") or "").replace(" ", ""), device
        )
    except _REFUSED as error:
        begun = await visit.vault.run(door, accounts.waiting, token)
        await visit.shows_again("f", error)
        return visit.page("factor.html", status=401, begun=begun, back=_back(form.get("next")))
    return await _signed_in(visit, signed, organisation, form.get("next"))


@post("/sign-in/passkey/options")
async def passkey_options(visit: Looking) -> Response[Any]:
    """What the browser is to ask a passkey, as the script of the page wants it."""
    form = await visit.form()
    organisation = _chosen(visit, form)
    door, kept = visit.at_the_door(organisation), visit.request.cookies.get(cookies.SIGN_IN)
    token = kept if form.get("second") and kept else None
    if token is None:
        begun = await visit.vault.run(door, accounts.begin_passkey)
        token = begun.token
        visit.keep(cookies.until(cookies.SIGN_IN, token, begun.until, visit.now))
    return visit.data(await visit.vault.run(door, accounts.ask_passkey, token, _site(visit)))


@post("/sign-in/passkey")
async def prove_passkey(visit: Looking) -> Response[Any]:
    """The passkey's answer, put into the form by the page's script."""
    organisation, token = _token(visit)
    form = await visit.form()
    try:
        signed = await visit.vault.run(
            visit.at_the_door(organisation), accounts.prove_passkey, token, _site(visit), _answer(form)
        )
    except _REFUSED as error:
        return await _refused(visit, error, form)
    return await _signed_in(visit, signed, organisation, form.get("next"))


@post("/sign-in/provider/{name:str}")
async def to_provider(visit: Looking, name: Word) -> Response[Any]:
    """To the organisation's own provider. On the way back the browser does not show the session it has, so it ends."""
    organisation = _chosen(visit, await visit.form())
    leaving = await visit.vault.run(
        visit.at_the_door(organisation),
        accounts.begin_single_sign_on,
        _provider(visit, organisation, name),
        _return_to(visit, name),
    )
    await _leave(visit)
    visit.keep(cookies.until(cookies.PROVIDER, leaving.token, leaving.until, visit.now, same_site="lax"))
    return visit.page("leaving.html", url=leaving.url, name=name)


@get("/sign-in/provider/{name:str}")
async def from_provider(visit: Looking, name: Word) -> Response[Any]:
    """Back from the provider. The session's cookie goes on no way that began elsewhere: a page of ours goes on."""
    token = visit.request.cookies.get(cookies.PROVIDER)
    organisation = _organisation_of(token)
    back = Returned(token=token or "", return_to=_return_to(visit, name), answer=dict(visit.request.query_params))
    done = await visit.vault.run(
        visit.at_the_door(organisation), accounts.finish_single_sign_on, _provider(visit, organisation, name), back
    )
    visit.keep(cookies.gone(cookies.PROVIDER))
    where = "/"
    if isinstance(done, SignedIn):
        await _keep_session(visit, done, organisation)
    else:
        visit.keep(cookies.until(cookies.SIGN_IN, done.token, done.until, visit.now))
        where = "/sign-in/factor"
    response = visit.page("arrived.html", where=ROOT + where)
    response.headers["Refresh"] = f"0; url={ROOT}{where}"
    return response


@get("/sign-in/enrol")
async def enrol_page(visit: Looking) -> Response[Any]:
    """A second factor to set up: an application's secret, or a passkey."""
    return await _enrol(visit)


@post("/sign-in/enrol")
async def enrol_authenticator(visit: Looking) -> Response[Any]:
    """Keeps the application's secret once it shows the right code."""
    organisation, token = _token(visit)
    code = ((await visit.form()).get("code") or "").replace(" ", "")
    try:
        enrolled = await visit.vault.run(visit.at_the_door(organisation), accounts.enrol_authenticator, token, code)
    except InvalidInput as error:
        await visit.shows_again("f", error)
        return await _enrol(visit)
    return await _enrolled(visit, enrolled, organisation)


@post("/sign-in/enrol/passkey/options")
async def new_passkey_options(visit: Looking) -> Response[Any]:
    """What the browser is to make."""
    organisation, token = _token(visit)
    return visit.data(
        await visit.vault.run(visit.at_the_door(organisation), accounts.offer_passkey, token, _site(visit))
    )


@post("/sign-in/enrol/passkey")
async def enrol_passkey(visit: Looking) -> Response[Any]:
    """Keeps the passkey that the browser made."""
    organisation, token = _token(visit)
    form = await visit.form()
    try:
        enrolled = await visit.vault.run(
            visit.at_the_door(organisation),
            accounts.enrol_passkey,
            token,
            _site(visit),
            _answer(form),
            form.get("label") or visit.t("enrol.passkey_label"),
        )
    except InvalidInput as error:
        await visit.shows_again("f", error)
        return await _enrol(visit)
    return await _enrolled(visit, enrolled, organisation)


@get("/invitation")
async def invitation_page(visit: Looking) -> Response[Any]:
    """An invitation, to be taken up with a password. It is typed or pasted and stands in no address."""
    return visit.page("invitation.html")


@post("/invitation")
async def accept_invitation(visit: Looking) -> Response[Any]:
    """Takes an invitation up; a second factor comes next."""
    form = await visit.form()
    given = form.get("invitation") or ""
    try:
        if form.raw("password") != form.raw("again"):
            raise InvalidInput("password", "is not the same twice")
        organisation = _organisation_of(given, CredentialKind.INVITATION)
        begun = await visit.vault.run(
            visit.at_the_door(organisation), accounts.accept_invitation, given, form.raw("password")
        )
    except (*_REFUSED, Unauthenticated) as error:
        await visit.shows_again("f", error)
        return visit.page("invitation.html", status=422)
    visit.keep(cookies.lasting(cookies.ORGANISATION, str(organisation)))
    return _begun(visit, begun, None)


@post("/sign-out")
async def sign_out(visit: Looking) -> Response[Any]:
    """Ends the session at once, and has the browser forget what it holds of it."""
    await visit.changes(ADMINISTRATION, accounts.sign_out)
    visit.keep(cookies.gone(cookies.SESSION))
    response = visit.page("signed_out.html")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def _refused(visit: Visit, error: VaultError, form: Form) -> Response[Any]:
    await visit.shows_again("f", error)
    return _door(visit, back=form.get("next") or "", status=429 if isinstance(error, Throttled) else 401)


def _door(visit: Visit, back: str = "", status: int = 200) -> Response[Any]:
    organisations = visit.organisations()
    known = {one.organisation_id for one in organisations}
    return visit.page(
        "sign_in.html",
        status=status,
        organisations=organisations,
        providers=[one for one in visit.vault.providers if one.organisation in known],
        passkeys=visit.vault.settings.origin is not None,
        ended=status == HTTPStatus.OK and "ended" in visit.request.query_params,
        back=_back(back),
    )


async def _enrol(visit: Visit) -> Response[Any]:
    organisation, token = _token(visit)
    door = visit.at_the_door(organisation)
    begun = await visit.vault.run(door, accounts.waiting, token)
    offered = await visit.vault.run(door, accounts.offer_authenticator, token)
    return visit.page(
        "enrol.html",
        begun=begun,
        secret=offered.secret,
        address=offered.address,
        picture=drawn(offered.address),
        passkeys=visit.vault.settings.origin is not None,
        has_application=Factor.AUTHENTICATOR in begun.factors,
    )


def _begun(visit: Visit, begun: Begun, back: str | None) -> Response[Any]:
    visit.keep(cookies.until(cookies.SIGN_IN, begun.token, begun.until, visit.now))
    if begun.waits_for is WaitsFor.ENROLMENT:
        return visit.go("/sign-in/enrol")
    return visit.page("factor.html", begun=begun, back=_back(back))


async def _enrolled(visit: Visit, enrolled: Enrolled, organisation: OrganisationId) -> Response[Any]:
    if enrolled.signed_in is not None:
        await _keep_session(visit, enrolled.signed_in, organisation)
    visit.keep(cookies.gone(cookies.SIGN_IN))
    return visit.page("recovery_codes.html", codes=enrolled.recovery_codes)


async def _signed_in(visit: Visit, signed: SignedIn, organisation: OrganisationId, back: str | None) -> Response[Any]:
    await _keep_session(visit, signed, organisation)
    return visit.go(_back(back) or "/")


async def _keep_session(visit: Visit, signed: SignedIn, organisation: OrganisationId) -> None:
    await _leave(visit)
    visit.keep(cookies.while_open(cookies.SESSION, signed.session))
    visit.keep(cookies.until(cookies.DEVICE, signed.device, signed.device_until, visit.now))
    visit.keep(cookies.lasting(cookies.ORGANISATION, str(organisation)))
    visit.keep(cookies.gone(cookies.SIGN_IN))


async def _leave(visit: Visit) -> None:
    """Ends the session that this browser had before (ASVS 7.2.4). The guard saw to it that a page of ours asked."""
    if visit.session is not None:
        before = Shown(session=visit.session, ambient=False, source=visit.source)
        with suppress(Unauthenticated):
            await visit.vault.run(Caller(before, ADMINISTRATION), accounts.sign_out)


def _chosen(visit: Visit, form: Form) -> OrganisationId:
    """At whose door: as the form says, or where there is only one. Raises SignInRefused."""
    known = {str(one.organisation_id): one.organisation_id for one in visit.vault.organisations()}
    given = form.get("organisation") or ""
    if given in known:
        return known[given]
    if len(known) == 1:
        return next(iter(known.values()))
    raise SignInRefused("no organisation")


def _token(visit: Visit) -> tuple[OrganisationId, str]:
    """The sign-in that has begun in this browser. Raises SignInRefused."""
    token = visit.request.cookies.get(cookies.SIGN_IN) or ""
    return _organisation_of(token), token


def _organisation_of(token: str | None, kind: CredentialKind = CredentialKind.SIGN_IN) -> OrganisationId:
    credential = parse_credential(token or "", kind)
    if credential is None:
        raise SignInRefused("no token")
    return OrganisationId(credential.organisation)


def _site(visit: Visit) -> Site:
    return Site(visit.vault.settings.origin or "")


def _answer(form: Form) -> dict[str, Any]:
    try:
        return convert({"answer": json.loads(form.raw("answer"))}, dict[str, dict[str, Any]])["answer"]
    except ValueError:
        raise InvalidInput("answer", "is no answer of a passkey") from None


def _provider(visit: Visit, organisation: OrganisationId, name: str) -> Provider:
    for one in visit.vault.providers:
        if one.name == name and one.organisation == organisation:
            return one
    raise NotFound("provider")


def _return_to(visit: Visit, name: str) -> str:
    if visit.vault.settings.origin is None:
        raise Misconfigured("single sign-on needs the address of the vault", hint="set CVAULT_ORIGIN")
    return f"{visit.vault.settings.origin}{ROOT}/sign-in/provider/{name}"


def _back(given: str | None) -> str:
    """Where to after signing in: a page of ours, or nowhere in particular."""
    return given if given and _BACK.fullmatch(given) and not given.startswith("//") else ""


HANDLERS = (
    *(sign_in_page, sign_in, factor_page, prove_code, passkey_options, prove_passkey, to_provider, from_provider),
    *(enrol_page, enrol_authenticator, new_passkey_options, enrol_passkey),
    *(invitation_page, accept_invitation, sign_out),
)
