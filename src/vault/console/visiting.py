"""One look at a page: who looks, in which language, and on whose behalf verbs are called.

Whatever a page shows was read by a verb with the session's own permissions; what a navigation leaves out is a courtesy
and no wall.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Concatenate, Final, ParamSpec, TypeVar
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import PathParameter
from litestar.response import Redirect

from vault.accounts import OwnSession, Shown, name_staff, own_session, renew_session
from vault.accounts.networks import Address
from vault.api import origin
from vault.clock import legal_day
from vault.console import ROOT, cookies, pages
from vault.console.forms import Form
from vault.console.ongoing import Act, Ongoing, Tell, Then, registry
from vault.console.saying import because, said
from vault.console.sheets import Default, Sent, Sheet
from vault.console.statuses import status_of
from vault.console.wording import NAMES, Tongue, preferred, tongue
from vault.crypto import CredentialKind, parse_credential
from vault.deadlines import Country
from vault.errors import Unauthenticated, VaultError
from vault.ids import AccountId, OrganisationId
from vault.language import Language
from vault.organisations import Organisation
from vault.policy import MEMBER, Actor, Permission
from vault.wiring import Caller, Vault

P = ParamSpec("P")
T = TypeVar("T")
HttpRequest = Request[Any, Any, Any]

THEMES: Final = ("auto", "light", "dark")
ADMINISTRATION: Final = "administration"
RIGHTS: Final = "rights_fulfilment"
ACCOUNTABILITY: Final = "accountability"
STORAGE: Final = "storage_limitation"
STATISTICS: Final = "statistics"


class Visit:
    """What a handler of ours works with. `own` is the session, once `enter` found it."""

    def __init__(self, vault: Vault, request: HttpRequest) -> None:
        self.vault = vault
        self.request = request
        self.own: OwnSession | None = None
        self._cookies: list[Cookie] = []
        self._form: Form | None = None
        self._sent_form: Sent | None = None
        self._names: dict[str, str] = {}
        theme = request.cookies.get(cookies.THEME, "auto")
        self.theme = theme if theme in THEMES else "auto"

    @property
    def now(self) -> datetime:
        return self.vault.clock.now()

    @property
    def today(self) -> date:
        return legal_day(self.now)

    @property
    def source(self) -> Address | None:
        return origin.source(self.request)

    @property
    def t(self) -> Tongue:
        """The language of the page."""
        chosen, asked = self.request.cookies.get(cookies.LANGUAGE), self.request.headers.get("accept-language")
        return tongue(preferred(chosen, asked, Language.ENGLISH))

    @property
    def session(self) -> str | None:
        return self.request.cookies.get(cookies.SESSION)

    def caller(self, purpose: str, token: str | None = None) -> Caller:
        """The session, to be proven by the verb. Raises Unauthenticated where there is none."""
        if self.session is None:
            raise Unauthenticated("no session")
        return Caller(Shown(session=self.session, form=token, source=self.source), purpose)

    async def reads(self, purpose: str, verb: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Calls a verb that changes nothing."""
        return await self.vault.run(self.caller(purpose), verb, *args, **kwargs)

    async def changes(
        self, purpose: str, verb: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Calls a verb with the form's token, without which the session changes nothing."""
        token = (await self.form()).token
        return await self.vault.run(self.caller(purpose, token), verb, *args, **kwargs)

    async def enter(self) -> OwnSession:
        """The session of whoever looks; its token is changed when it is time. Raises Unauthenticated."""
        self.own = await self.reads(ADMINISTRATION, own_session)
        if self.own.renew and self.request.method == "GET":
            caller = self.caller(ADMINISTRATION, self.own.form_token)
            self.keep(cookies.while_open(cookies.SESSION, await self.vault.run(caller, renew_session)))
        return self.own

    def looks_again(self) -> OwnSession:
        """The session for a page that tells of an error, where nothing can be waited for without holding up."""
        return self.vault.call(self.caller(ADMINISTRATION), own_session)

    async def form(self) -> Form:
        if self._form is None:
            self._form = Form(await self.request.form())
        return self._form

    async def shows_again(self, name: str, error: VaultError | None = None) -> None:
        """Has the page show its form `name` as it was sent, with what is wrong, if anything is."""
        self._sent_form = Sent(name, await self.form(), error)

    def shows(self, name: str, form: Form) -> None:
        """Has the page show its form `name` as it was sent a while ago, unless it shows one already."""
        self._sent_form = self._sent_form or Sent(name, form)

    async def at_length(self, about: str, act: Act, then: str | Then, *, of: str = "") -> Ongoing:
        """Does what may take long. Where it does, whoever asked is led to a page that says how far it is.

        `then` is the page of the result, which finds it by `went_on`; or says where what was done is shown. `of` is
        what it is about. Raises what the work raises, GoesOn, Throttled.
        """
        own = self.own or await self.enter()
        at, form = self.request.url.path, await self.form()
        work = Ongoing((own.account_id, own.roles), about, then, at=at, form=form, now=self.now, of=of)
        await registry(self.request).begin(work, act, self.now)
        return work

    async def read_at_length(self, about: str, then: str, purpose: str, verb: Any, *args: Any) -> Any:
        """`at_length` for a verb that only reads and tells nothing: its answer, or GoesOn."""

        async def act(_: Tell) -> Any:
            return await self.reads(purpose, verb, *args)

        return (await self.at_length(about, act, then)).result

    async def change_at_length(self, about: str, then: Then, purpose: str, verb: Any, *args: Any) -> Any:
        """`at_length` for a verb that changes something: its answer, or GoesOn."""

        async def act(_: Tell) -> Any:
            return await self.changes(purpose, verb, *args)

        return (await self.at_length(about, act, then)).result

    def went_on(self, about: str, of: str = "") -> Ongoing | None:
        """Work of whoever looks that is done, where the address or the form names it."""
        found = self._work()
        fits = found is not None and (found.about, found.of) == (about, of) and found.over and found.error is None
        return found if fits else None

    def _work(self) -> Ongoing | None:
        try:
            named = UUID(self.asked("work") or "")
        except ValueError:
            return None
        return self.going_on(named)

    def going_on(self, work_id: UUID) -> Ongoing | None:
        """Work of whoever looks, whether it is done or not; None once it is forgotten."""
        if self.own is None:
            return None
        return registry(self.request).find(work_id, (self.own.account_id, self.own.roles), self.now)

    def asked(self, name: str) -> str | None:
        """What the address says by a name; where a form is shown again, what the form says."""
        given = self._sent_form.form.get(name) if self._sent_form is not None else None
        return given or self.request.query_params.get(name)

    def may(self, permission: Permission, purpose: str) -> bool:
        """Whether a link is of any use to whoever looks; the verb behind it decides for itself.

        Whoever asks it has entered: a handler that has not would find that nobody may do anything.
        """
        if self.own is None:
            raise RuntimeError("nobody has entered")
        actor = Actor("console", self.organisation_id, self.own.roles)
        policy = self.vault.policy
        return policy.possible(actor, permission, policy.register.get(purpose)).allowed

    async def recognises(self, refs: Iterable[str | None]) -> None:
        """Learns the names of the members of staff among these actors, so that the page can say them.

        Others are shown by what they are and an id; so is everybody to whoever may not know the names.
        """
        asked = {AccountId(UUID(one.removeprefix(MEMBER))) for one in refs if one and one.startswith(MEMBER)}
        if asked and self.may(Permission.STAFF_NAME, ADMINISTRATION):
            found = await self.reads(ADMINISTRATION, name_staff, asked)
            self._names |= {f"{MEMBER}{one}": name for one, name in found.items()}

    @property
    def organisation_id(self) -> OrganisationId:
        """Where the session belongs, as its token says. Raises Unauthenticated where it says nothing."""
        credential = parse_credential(self.session or "", CredentialKind.SESSION)
        if credential is None:
            raise Unauthenticated("no session")
        return OrganisationId(credential.organisation)

    @property
    def country(self) -> Country:
        """Whose law the organisation is under. Raises Unauthenticated."""
        mine = self.organisation_id
        return next(one.profile.country for one in self.vault.organisations() if one.organisation_id == mine)

    def organisations(self) -> list[Organisation]:
        """Those at whose door somebody may stand: the one that the browser remembers, or the only one, or all."""
        every = self.vault.organisations()
        kept = self.request.cookies.get(cookies.ORGANISATION)
        return [one for one in every if str(one.organisation_id) == kept] or every

    def at_the_door(self, organisation: OrganisationId) -> Caller:
        """Who signs somebody in. Raises Throttled."""
        return self.vault.at_the_door(organisation, self.source, self.request.cookies.get(cookies.DEVICE))

    def keep(self, cookie: Cookie) -> None:
        """Sends a cookie with the answer."""
        self._cookies.append(cookie)

    def page(self, template: str, /, *, status: int | None = None, **values: Any) -> Response[str]:
        """A page in the visitor's language, with everything that the frame needs; of a form that was refused, 4xx."""
        found = self._work()
        frame = {
            "t": self.t,
            "theme": self.theme,
            "single_keys": "off" if self.request.cookies.get(cookies.KEYS) == "off" else "on",
            "languages": NAMES,
            "purpose_of": self._purpose,
            "own": self.own,
            "names": self._names,
            "may": partial(may_here, self),
            "path": self.request.url.path,
            "today": self.today,
            "now": self.now,
            "done": self._done(),
            "found_by": None if found is None else str(found.work_id),
            "sent": self._sent_form,
            "sheet": self._sheet,
            "said": partial(said, self.t),
            "because": partial(because, self.t),
        }
        if status is None:
            wrong = self._sent_form.error if self._sent_form else None
            status = 200 if wrong is None else status_of(wrong)
        return self._sent(pages.rendered(template, frame | values, status))

    def data(self, content: Any) -> Response[Any]:
        """An answer to a script of ours."""
        return self._sent(Response(content, media_type="application/json", status_code=200))

    def go(self, path: str, done: str | None = None) -> Response[Any]:
        """On to another page once something is done; `done` is what that page tells of it."""
        joined = "&" if "?" in path else "?"
        target = f"{ROOT}{path}" + (f"{joined}done={quote(done)}" if done else "")
        return self._sent(Redirect(target, status_code=303))

    def to_the_door(self, *, ended: bool) -> Response[Any]:
        """To the page that signs in, which leads back here."""
        here = self.request.url.path.removeprefix(ROOT)
        back = f"next={quote(here)}" if here.strip("/") else ""
        query = "&".join(filter(None, ("ended=1" if ended else "", back)))
        return self._sent(Redirect(f"{ROOT}/sign-in" + (f"?{query}" if query else ""), status_code=303))

    def _purpose(self, code: str) -> str:
        """A purpose as the register calls it; one that stands there no more as it is."""
        found = self.vault.policy.register.find(code)
        return code if found is None else found.title[self.t.language]

    def _sheet(self, name: str, /, **defaults: Default) -> Sheet:
        """A form of the page, as templates ask for it."""
        return Sheet(name, defaults, self._sent_form)

    def _done(self) -> str | None:
        code = self.request.query_params.get("done")
        return code if code and self.t.known(f"done.{code}") else None

    def _sent(self, response: Response[Any]) -> Response[Any]:
        for name, value in pages.HEADERS.items():
            response.headers.setdefault(name, value)
        for one in self._cookies:
            response.set_cookie(one)
        return response


def may_here(visit: Visit, permission: str, purpose: str) -> bool:
    """`Visit.may` as templates ask it, which may stand at the door."""
    return visit.own is not None and visit.may(Permission(permission), purpose)


Looking = NamedDependency[Visit]
"""How a handler is given its visit."""
Id = Annotated[UUID, PathParameter()]
Word = Annotated[str, PathParameter()]
Number = Annotated[int, PathParameter()]
