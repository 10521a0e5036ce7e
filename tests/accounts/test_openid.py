"""Single sign-on at a provider that runs in a process of its own: who comes in, and what does not hold."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.accounts.authenticator import Application
from tests.accounts.members import Member, invited, joined, knock
from tests.accounts.provider import CLIENT, SECRET, Running, running
from tests.world import NOW, World

from vault import accounts, evidence
from vault.accounts import Begun, Factor, Method, Provider, Returned, SignedIn, StaffState, WaitsFor
from vault.accounts.openid.configuration import load_providers
from vault.errors import Misconfigured, NotFound, SignInRefused, Unauthenticated, Unavailable
from vault.policy import RoleName

R = RoleName
HERE = "https://vault.example/sign-in/returned"
INGE = {"name": "Inge Mortensen", "email": "inge@proevestenen.example", "groups": ["g-dpo"], "amr": ["pwd", "mfa"]}
AT = int(NOW.timestamp())


@pytest.fixture(scope="module")
def provider() -> Iterator[Running]:
    with running() as one:
        yield one


def trusted(world: World, provider: Running, tmp_path: Path, **changes: Any) -> Provider:
    """The provider as its file names it."""
    (tmp_path / "secret").write_text(f"{SECRET}\n", "utf-8")
    second = changes.get("second_factor", ["mfa"])
    (tmp_path / "openid.toml").write_text(
        f"""
        [[provider]]
        organisation = "{changes.get("organisation", world.organisation)}"
        name = "entra"
        issuer = "{changes.get("issuer", provider.address)}"
        client_id = "{CLIENT}"
        client_secret_file = "secret"
        second_factor = {second}
        [provider.roles]
        g-dpo = ["dpo"]
        g-cases = ["case_worker", "adviser"]
        """,
        "utf-8",
    )
    (one,) = load_providers(tmp_path / "openid.toml")
    return one


def comes_back(world: World, provider: Running, trust: Provider, **claims: Any) -> Begun | SignedIn:
    """A browser goes to the provider, somebody signs in there, and it comes back."""
    provider.says(**{"_now": AT} | INGE | claims)
    leaving = knock(world, accounts.begin_single_sign_on, trust, HERE)
    answer = provider.browser(leaving.url)
    return knock(
        world, accounts.finish_single_sign_on, trust, Returned(token=leaving.token, return_to=HERE, answer=answer)
    )


def member(world: World, cookies: Begun | SignedIn) -> Member:
    assert isinstance(cookies, SignedIn)
    account_id = world.call(R.ORG_ADMIN, accounts.list_staff)[0].account_id
    return Member(world, world.organisation, account_id, INGE["email"], Application(""), (), cookies)  # type: ignore[arg-type]


def test_whom_the_provider_vouches_for_comes_in_in_the_roles_of_their_groups(
    world: World, provider: Running, tmp_path: Path
) -> None:
    trust = trusted(world, provider, tmp_path)
    inge = member(world, comes_back(world, provider, trust, groups=["g-dpo", "g-cases", "g-else"]))
    mine = inge.reads(accounts.own_session)
    assert (mine.name, mine.roles) == ("Inge Mortensen", frozenset({R.DPO, R.CASE_WORKER, R.ADVISER, R.STAFF}))
    assert inge.reads(accounts.list_sessions)[0].method is Method.PROVIDER
    comes_back(world, provider, trust, groups="g-dpo", email="another@proevestenen.example")
    assert inge.reads(accounts.own_session).roles == frozenset({R.DPO, R.STAFF})
    (view,) = world.call(R.ORG_ADMIN, accounts.list_staff)
    assert (view.single_sign_on, view.state, view.factors) == (True, StaffState.ACTIVE, frozenset[Factor]())


def test_without_the_providers_second_factor_ours_comes_next(world: World, provider: Running, tmp_path: Path) -> None:
    trust = trusted(world, provider, tmp_path)
    begun = comes_back(world, provider, trust, amr=["pwd"])
    assert isinstance(begun, Begun)
    assert begun.waits_for is WaitsFor.ENROLMENT
    application = Application(knock(world, accounts.offer_authenticator, begun.token).secret)
    code = application.shows(world.clock.now())
    assert knock(world, accounts.enrol_authenticator, begun.token, code).signed_in
    again = comes_back(world, provider, trust, amr=None)
    assert isinstance(again, Begun)
    assert again.waits_for is WaitsFor.FACTOR
    never = trusted(world, provider, tmp_path, second_factor=[])
    assert isinstance(comes_back(world, provider, never), Begun)


def test_who_has_no_group_of_ours_any_more_is_out(world: World, provider: Running, tmp_path: Path) -> None:
    trust = trusted(world, provider, tmp_path)
    inge = member(world, comes_back(world, provider, trust))
    for groups in ([], ["g-else"], None, 7, [["g-dpo"]]):
        with pytest.raises(SignInRefused):
            comes_back(world, provider, trust, groups=groups)
    with pytest.raises(Unauthenticated):
        inge.reads(accounts.own_session)


def test_who_left_does_not_come_back_by_way_of_the_provider(world: World, provider: Running, tmp_path: Path) -> None:
    trust = trusted(world, provider, tmp_path)
    inge = member(world, comes_back(world, provider, trust))
    world.call(R.ORG_ADMIN, accounts.end_staff, inge.account_id)
    with pytest.raises(SignInRefused):
        comes_back(world, provider, trust)
    assert len(world.call(R.ORG_ADMIN, accounts.list_staff)) == 1


def test_an_account_is_not_taken_over_by_its_address(world: World, provider: Running, tmp_path: Path) -> None:
    trust = trusted(world, provider, tmp_path)
    inge = joined(world, R.ORG_ADMIN)
    for claims in (
        {},
        {"email": inge.email.upper()},
        {"email": None, "preferred_username": inge.email},
        {"email": None},
    ):
        with pytest.raises(SignInRefused):
            comes_back(world, provider, trust, **claims)
    assert inge.reads(accounts.own_session).roles == frozenset({R.ORG_ADMIN, R.STAFF})
    invited(world, "ny@proevestenen.example", R.DPO)
    with pytest.raises(SignInRefused):
        comes_back(world, provider, trust, email="ny@proevestenen.example")


@pytest.mark.parametrize(
    "claims",
    [
        {"_key": "other"},
        {"_algorithm": "none"},
        {"_algorithm": "HS256"},
        {"iss": "https://elsewhere.example"},
        {"aud": "somebody else"},
        {"aud": [CLIENT, "somebody else"]},
        {"azp": "somebody else"},
        {"nonce": "0" * 64},
        {"nonce": None},
        {"exp": AT - 61},
        {"exp": None},
        {"iat": AT + 120},
        {"iat": AT - 700},
        {"sub": None},
        {"sub": 7},
        {"at_hash": "AAAA"},
    ],
    ids=str,
)
def test_a_token_that_does_not_hold_lets_nobody_in(
    world: World, provider: Running, tmp_path: Path, claims: dict[str, Any]
) -> None:
    trust = trusted(world, provider, tmp_path)
    with pytest.raises(SignInRefused):
        comes_back(world, provider, trust, **claims)
    assert world.call(R.ORG_ADMIN, accounts.list_staff) == []
    told = next(one for one in world.call(R.AUDITOR, evidence.read_log) if one.permission == "session:open")
    assert (told.outcome, told.detail) == ("denied", "an ID token that does not hold")


def test_what_was_begun_in_one_browser_is_not_finished_in_another(
    world: World, provider: Running, tmp_path: Path
) -> None:
    """A code of somebody else's sign-in (login CSRF), a code twice, another provider's answer."""
    trust = trusted(world, provider, tmp_path)
    provider.says(**{"_now": AT} | INGE)
    mine, theirs = (knock(world, accounts.begin_single_sign_on, trust, HERE) for _ in range(2))
    answer = provider.browser(theirs.url)
    state = provider.browser(mine.url)["state"]
    for wrong in (
        answer,
        answer | {"state": state},
        {"state": state, "error": "denied"},
        {},
        {"code": "x", "state": state, "iss": "x"},
    ):
        with pytest.raises(SignInRefused):
            knock(
                world, accounts.finish_single_sign_on, trust, Returned(token=mine.token, return_to=HERE, answer=wrong)
            )
    right = provider.browser(mine.url)
    back = Returned(token=mine.token, return_to=HERE, answer=right)
    assert isinstance(knock(world, accounts.finish_single_sign_on, trust, back), SignedIn)
    with pytest.raises(SignInRefused):
        knock(world, accounts.finish_single_sign_on, trust, back)


def test_a_provider_counts_in_its_own_organisation(world: World, provider: Running, tmp_path: Path) -> None:
    elsewhere = world.another_organisation()
    trust = trusted(world, provider, tmp_path, organisation=elsewhere)
    with pytest.raises(NotFound):
        knock(world, accounts.begin_single_sign_on, trust, HERE)


def test_a_provider_that_is_not_who_it_should_be_is_unavailable(
    world: World, provider: Running, tmp_path: Path
) -> None:
    trust = trusted(world, provider, tmp_path)
    provider.says(_issuer="https://elsewhere.example")
    with pytest.raises(Unavailable):
        knock(world, accounts.begin_single_sign_on, trust, HERE)
    gone = trusted(world, provider, tmp_path, issuer="http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        knock(world, accounts.begin_single_sign_on, gone, HERE)


def test_a_file_that_cannot_be_meant_is_refused(sqlite_world: World, provider: Running, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="TLS"):
        trusted(sqlite_world, provider, tmp_path, issuer="http://provider.example")
    text = (tmp_path / "openid.toml").read_text("utf-8").replace("http://provider.example", provider.address)
    for wrong in (text.replace('dpo"]', 'operator"]'), text + text, text.replace("name", "nmae"), "[["):
        (tmp_path / "wrong.toml").write_text(wrong, "utf-8")
        with pytest.raises(Misconfigured):
            load_providers(tmp_path / "wrong.toml")
    assert load_providers(None) == ()
