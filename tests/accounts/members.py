"""Members of staff for tests: invited, enrolled, signed in, as a door does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from itertools import count
from time import sleep
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select
from tests.accounts.authenticator import Application, Authenticator
from tests.world import PURPOSE_OF, World

from vault import accounts
from vault.accounts import Attempt, Begun, NewStaff, Shown, SignedIn, Site
from vault.accounts.sessions.tables import session
from vault.errors import Unauthenticated
from vault.ids import AccountId, OrganisationId
from vault.policy import RoleName
from vault.wiring import Caller

P = ParamSpec("P")
T = TypeVar("T")

PASSWORD = "en lang nat ved havnen"
HOME = "192.0.2.7"
ELSEWHERE = "198.51.100.9"
HERE = Site("https://vault.example")


@dataclass
class Member:
    """Somebody with an account, at a browser that keeps its cookies."""

    world: World
    organisation: OrganisationId
    account_id: AccountId
    email: str
    application: Application
    recovery_codes: tuple[str, ...]
    cookies: SignedIn

    def shown(self, *, form: str | None = None, session: str | None = None) -> Shown:
        return Shown(session=session or self.cookies.session, form=form, source=ip_address(HOME))

    def form(self) -> str:
        return self.reads(accounts.own_session).form_token

    def reads(self, verb: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.world.vault.call(Caller(self.shown(), "administration"), verb, *args, **kwargs)

    def does(self, verb: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        caller = Caller(self.shown(form=self.form()), "administration")
        return self.world.vault.call(caller, verb, *args, **kwargs)

    def as_(self, role: RoleName) -> Caller:
        """The member's session, for what a role works for."""
        return Caller(self.shown(form=self.form()), PURPOSE_OF[role])

    def signs_in(self, source: str = HOME, password: str = PASSWORD, device: str | None = None) -> Begun:
        """The first factor."""
        attempt = Attempt(email=self.email, password=password, source=ip_address(source), device=device)
        return knock(self.world, accounts.sign_in, attempt, organisation=self.organisation)

    def comes_back(self) -> "Member":
        """Both factors, a while later."""
        self.world.clock.advance(timedelta(seconds=30))
        begun = self.signs_in()
        self.cookies = knock(
            self.world, accounts.prove_code, begun.token, self.application.shows(self.world.clock.now()), None
        )
        return self


_places = count(1)


def use_is_kept(world: World) -> None:
    """Waits until a session was told that it is used, which nobody who uses it waits for."""
    for _ in range(500):
        with world.vault.storage.engine.connect() as connection:
            if world.clock.now() in connection.scalars(select(session.c.used_at)).all():
                return
        sleep(0.01)
    raise AssertionError("nobody was told")


def knock(
    world: World,
    verb: Callable[..., T],
    *args: Any,
    organisation: OrganisationId | None = None,
    source: str = HOME,
    device: str | None = None,
) -> T:
    """A verb of the door, for somebody who has no session yet."""
    caller = world.vault.at_the_door(organisation or world.organisation, ip_address(source), device)
    return world.vault.call(caller, verb, *args)


def invited(
    world: World, email: str, *roles: RoleName, organisation: OrganisationId | None = None
) -> accounts.Invitation:
    new = NewStaff(name="Inge Mortensen", email=email, roles=frozenset(roles))
    return world.call_in(organisation or world.organisation, RoleName.ORG_ADMIN, accounts.invite_staff, new)


def joined(
    world: World,
    *roles: RoleName,
    email: str = "inge@proevestenen.example",
    organisation: OrganisationId | None = None,
) -> Member:
    """Somebody who took up their invitation with a password and an authenticator application."""
    where, place = organisation or world.organisation, f"10.0.{next(_places) % 256}.1"
    invitation = invited(world, email, *roles, organisation=where)
    begun = knock(world, accounts.accept_invitation, invitation.invitation, PASSWORD, organisation=where, source=place)
    application = Application(
        knock(world, accounts.offer_authenticator, begun.token, organisation=where, source=place).secret
    )
    code = application.shows(world.clock.now())
    enrolled = knock(world, accounts.enrol_authenticator, begun.token, code, organisation=where, source=place)
    assert enrolled.signed_in is not None
    return Member(
        world=world,
        organisation=where,
        account_id=invitation.account_id,
        email=email,
        application=application,
        recovery_codes=enrolled.recovery_codes,
        cookies=enrolled.signed_in,
    )


def with_passkey(world: World, *roles: RoleName) -> tuple[Member, Authenticator]:
    """The same with a passkey of the browser besides."""
    inge, key = joined(world, *roles), Authenticator(HERE.origin)
    token = inge.does(accounts.begin_enrolment).token
    enrolled = knock(
        world,
        accounts.enrol_passkey,
        token,
        HERE,
        key.create(knock(world, accounts.offer_passkey, token, HERE)),
        "nøgle",
    )
    assert (enrolled.signed_in, enrolled.recovery_codes) == (None, ())
    return inge, key


def works(member: Member, token: str | None = None) -> bool:
    """Whether a session still opens something: the member's present one, or that of a token."""
    shown = Shown(session=token or member.cookies.session, source=ip_address(HOME))
    try:
        member.world.vault.call(Caller(shown, "administration"), accounts.own_session)
    except Unauthenticated:
        return False
    return True
