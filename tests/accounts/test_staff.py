"""Members of staff: from invitation to leaving, and what proves them in between."""

from datetime import timedelta
from typing import Any

import pytest
from tests.accounts.authenticator import Application, Authenticator
from tests.accounts.members import ELSEWHERE, PASSWORD, Member, invited, joined, knock
from tests.world import NOW, World

from vault import accounts, complaints, evidence
from vault.accounts import (
    Attempt,
    Factor,
    NewClient,
    PasswordChange,
    Shown,
    Site,
    StaffState,
    WaitsFor,
)
from vault.errors import Conflict, InvalidInput, NotFound, NotPermitted, SignInRefused, Throttled, Unauthenticated
from vault.ids import AccountId, new_id
from vault.policy import RoleName
from vault.wiring import Caller

R = RoleName
HERE = Site("https://vault.example")
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def works(member: Member) -> bool:
    """Whether the session still opens something."""
    try:
        member.reads(accounts.own_session)
    except Unauthenticated:
        return False
    return True


# Joining.


def test_an_invitation_becomes_a_session_with_the_roles_that_were_given(world: World) -> None:
    inge = joined(world, R.DPO)
    mine = inge.reads(accounts.own_session)
    assert (mine.name, mine.email, mine.roles) == ("Inge Mortensen", inge.email, frozenset({R.DPO, R.STAFF}))
    assert len(inge.recovery_codes) == 10
    assert world.vault.call(inge.as_(R.DPO), complaints.list_cases) == []
    told = world.call(R.AUDITOR, evidence.read_log)[0]
    assert (told.actor, told.permission) == (f"staff:{inge.account_id}", "case:list")
    (view,) = world.call(R.ORG_ADMIN, accounts.list_staff)
    assert (view.state, view.factors) == (StaffState.ACTIVE, frozenset({Factor.AUTHENTICATOR, Factor.RECOVERY}))


def test_no_session_without_a_second_factor(world: World) -> None:
    invitation = invited(world, "inge@proevestenen.example", R.DPO)
    begun = knock(world, accounts.accept_invitation, invitation.invitation, PASSWORD)
    assert begun.waits_for is WaitsFor.ENROLMENT
    for verb, given in (
        (accounts.prove_code, (begun.token, "123456", None)),
        (accounts.enrol_authenticator, (begun.token, "123456")),
        (accounts.sign_in, (Attempt(email="inge@proevestenen.example", password=PASSWORD),)),
    ):
        with pytest.raises((SignInRefused, InvalidInput)):
            knock(world, verb, *given)


def test_an_invitation_is_used_once_and_in_time(world: World) -> None:
    late, used = invited(world, "a@proevestenen.example", R.DPO), joined(world, R.DPO, email="b@proevestenen.example")
    del used
    world.clock.advance(72 * HOUR)
    for invitation in (late.invitation, "cvi_" + "A" * 80, ""):
        with pytest.raises(SignInRefused):
            knock(world, accounts.accept_invitation, invitation, PASSWORD)
    anew = world.call(R.ORG_ADMIN, accounts.reset_staff, late.account_id)
    assert knock(world, accounts.accept_invitation, anew.invitation, PASSWORD).waits_for is WaitsFor.ENROLMENT
    with pytest.raises(SignInRefused):
        knock(world, accounts.accept_invitation, late.invitation, PASSWORD)


def test_who_may_be_invited(world: World) -> None:
    joined(world, R.DPO)
    with pytest.raises(Conflict):
        invited(world, " INGE@proevestenen.example", R.BOARD)
    for role in (R.OPERATOR, R.CUSTODIAN, R.STAFF, R.SIGN_IN):
        with pytest.raises(InvalidInput, match="roles"):
            invited(world, "c@proevestenen.example", role)


@pytest.mark.parametrize(
    "password",
    [
        "kort",
        "aaaaaaaaaaaaaaaa",
        "123456789012",
        "abcdefghijklmnop",
        "Password123456!",
        "L0senord202612",
        "IngeMortensen2026",
        "inge@proevestenen",
        "Prøvestenen2026!",
        "x" * 129,
    ],
)
def test_an_obvious_password_is_refused(sqlite_world: World, password: str) -> None:
    invitation = invited(sqlite_world, f"{new_id()}@proevestenen.example", R.DPO)
    sqlite_world.clock.advance(MINUTE)
    with pytest.raises(InvalidInput, match="password"):
        knock(sqlite_world, accounts.accept_invitation, invitation.invitation, password)


@pytest.mark.parametrize("password", [PASSWORD, "Ål og ørred 7 gange", "correct horse battery staple", "k9#mQ2!vLx8$"])
def test_any_other_is_taken_whatever_it_is_made_of(sqlite_world: World, password: str) -> None:
    invitation = invited(sqlite_world, f"{new_id()}@proevestenen.example", R.DPO)
    sqlite_world.clock.advance(MINUTE)
    assert knock(sqlite_world, accounts.accept_invitation, invitation.invitation, password).token


# Signing in.


def test_a_password_and_six_digits_open_a_session(world: World) -> None:
    inge = joined(world, R.DPO)
    begun = inge.signs_in()
    assert (begun.waits_for, begun.factors) == (WaitsFor.FACTOR, frozenset({Factor.AUTHENTICATOR, Factor.RECOVERY}))
    world.clock.advance(30 * SECOND)
    code = inge.application.shows(world.clock.now())
    inge.cookies = knock(world, accounts.prove_code, begun.token, code)
    assert works(inge)
    for again in (begun.token, inge.signs_in().token):
        with pytest.raises(SignInRefused):
            knock(world, accounts.prove_code, again, code)


def test_the_log_says_who_signed_in_by_what(world: World) -> None:
    inge = joined(world, R.DPO).comes_back()
    knock(world, accounts.prove_code, inge.signs_in().token, inge.recovery_codes[0])
    told = world.call(R.AUDITOR, evidence.read_log)
    found = [one.detail for one in told if inge.account_id in one.entities and one.detail.startswith("signed in")]
    assert found == ["signed in: recovery", "signed in: password", "signed in: invitation"]


@pytest.mark.parametrize("periods", [-2, 2, 20])
def test_digits_of_another_time_are_wrong(world: World, periods: int) -> None:
    inge = joined(world, R.DPO)
    world.clock.advance(HOUR)
    begun = inge.signs_in()
    with pytest.raises(SignInRefused):
        knock(world, accounts.prove_code, begun.token, inge.application.shows(world.clock.now(), periods))


def test_a_recovery_code_is_good_once(world: World) -> None:
    inge = joined(world, R.DPO)
    code = inge.recovery_codes[3]
    assert knock(world, accounts.prove_code, inge.signs_in().token, f" {code.upper()} ").session
    with pytest.raises(SignInRefused):
        knock(world, accounts.prove_code, inge.signs_in().token, code)
    assert inge.reads(accounts.own_factors).recovery_codes_left == 9
    fresh = inge.does(accounts.replace_recovery_codes)
    with pytest.raises(SignInRefused):
        knock(world, accounts.prove_code, inge.signs_in().token, inge.recovery_codes[4])
    assert knock(world, accounts.prove_code, inge.signs_in().token, fresh[0]).session


def test_what_is_wrong_is_not_told(world: World) -> None:
    inge, left = joined(world, R.DPO), joined(world, R.DPO, email="b@proevestenen.example")
    world.call(R.ORG_ADMIN, accounts.end_staff, left.account_id)
    said = set()
    for email, password in ((inge.email, "en anden nat ved havnen"), (left.email, PASSWORD), ("x@y.example", PASSWORD)):
        with pytest.raises(SignInRefused) as refused:
            knock(world, accounts.sign_in, Attempt(email=email, password=password))
        said.add((refused.value.detail, refused.value.hint))
    assert len(said) == 1
    told = [one.detail for one in world.call(R.AUDITOR, evidence.read_log) if one.outcome == "denied"]
    assert told == ["wrong address or password"] * 3


def test_a_sign_in_that_has_begun_runs_out_and_belongs_to_one_organisation(world: World) -> None:
    inge, elsewhere = joined(world, R.DPO), world.another_organisation()
    begun = inge.signs_in()
    with pytest.raises(SignInRefused):
        knock(world, accounts.waiting, begun.token, organisation=elsewhere)
    assert knock(world, accounts.waiting, begun.token).factors == begun.factors
    world.clock.advance(10 * MINUTE)
    with pytest.raises(SignInRefused):
        knock(world, accounts.prove_code, begun.token, inge.application.shows(world.clock.now()))


# Passkeys.


def with_passkey(world: World, *roles: RoleName) -> tuple[Member, Authenticator]:
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


def test_a_passkey_alone_is_both_factors(world: World) -> None:
    inge, key = with_passkey(world, R.DPO)
    begun = knock(world, accounts.begin_passkey)
    asked = knock(world, accounts.ask_passkey, begun.token, HERE)
    assert asked["userVerification"] == "required"
    inge.cookies = knock(world, accounts.prove_passkey, begun.token, HERE, key.get(asked))
    assert inge.reads(accounts.list_sessions)[0].method is accounts.Method.PASSKEY


def test_a_passkey_is_a_second_factor(world: World) -> None:
    inge, key = with_passkey(world, R.DPO)
    begun = inge.signs_in()
    assert Factor.PASSKEY in begun.factors
    asked = knock(world, accounts.ask_passkey, begun.token, HERE)
    assert len(asked["allowCredentials"]) == 1
    assert knock(world, accounts.prove_passkey, begun.token, HERE, key.get(asked)).session


def test_the_passkey_of_somebody_else_does_not_stand_in(world: World) -> None:
    _, key = with_passkey(world, R.DPO)
    other = joined(world, R.DPO, email="b@proevestenen.example")
    begun = other.signs_in()
    with pytest.raises(SignInRefused):
        knock(
            world,
            accounts.prove_passkey,
            begun.token,
            HERE,
            key.get(knock(world, accounts.ask_passkey, begun.token, HERE)),
        )


def refused_passkey(world: World, key: Authenticator, change: dict[str, Any] | None = None) -> None:
    begun = knock(world, accounts.begin_passkey)
    asked = knock(world, accounts.ask_passkey, begun.token, HERE)
    with pytest.raises((SignInRefused, InvalidInput)):
        knock(world, accounts.prove_passkey, begun.token, HERE, key.get(asked | (change or {})))


def test_what_a_passkey_does_not_prove(world: World) -> None:
    """Another challenge, another page, an owner who was not verified, a copy, another key."""
    _, key = with_passkey(world, R.DPO)
    before = knock(world, accounts.ask_passkey, knock(world, accounts.begin_passkey).token, HERE)
    refused_passkey(world, key, {"challenge": before["challenge"]})
    refused_passkey(world, key, {"rpId": "vault.example.attacker.example"})
    key.origin = "https://vault.example.attacker.example"
    refused_passkey(world, key)
    key.origin, key.verifies = HERE.origin, False
    refused_passkey(world, key)
    key.verifies = True
    refused_passkey(world, Authenticator(HERE.origin, credential_id=key.credential_id))
    begun = knock(world, accounts.begin_passkey)
    asked = knock(world, accounts.ask_passkey, begun.token, HERE)
    assert knock(world, accounts.prove_passkey, begun.token, HERE, key.get(asked)).session
    key.signed -= 3
    refused_passkey(world, key)


@pytest.mark.parametrize("answer", [{}, {"rawId": 7}, {"rawId": "!"}, {"rawId": "AAAA"}, {"rawId": "A" * 70_000}])
def test_what_is_no_answer_is_refused(sqlite_world: World, answer: dict[str, Any]) -> None:
    sqlite_world.clock.advance(MINUTE)
    begun = knock(sqlite_world, accounts.begin_passkey)
    with pytest.raises((SignInRefused, InvalidInput)):
        knock(sqlite_world, accounts.prove_passkey, begun.token, HERE, answer)


def test_the_last_lasting_factor_is_not_removed(world: World) -> None:
    invitation = invited(world, "inge@proevestenen.example", R.DPO)
    token = knock(world, accounts.accept_invitation, invitation.invitation, PASSWORD).token
    made = Authenticator(HERE.origin).create(knock(world, accounts.offer_passkey, token, HERE))
    cookies = knock(world, accounts.enrol_passkey, token, HERE, made, "nøgle").signed_in
    assert cookies is not None
    inge = Member(world, world.organisation, invitation.account_id, "", Application(""), (), cookies)
    ((only),) = inge.reads(accounts.own_factors).passkeys
    with pytest.raises(Conflict):
        inge.does(accounts.remove_passkey, only.passkey_id)
    assert len(inge.reads(accounts.own_factors).passkeys) == 1


# Whoever guesses.


def test_guessing_is_slowed_and_keeps_nobody_out(world: World) -> None:
    """An attacker elsewhere waits; the owner comes in at home, and on a device that is known from anywhere."""
    inge = joined(world, R.DPO)
    waited = []
    for _ in range(12):
        with pytest.raises((SignInRefused, Throttled)) as refused:
            inge.signs_in(source=ELSEWHERE, password="en anden nat ved havnen")
        waited.append(isinstance(refused.value, Throttled))
    assert waited == [False] * 5 + [True] * 7
    with pytest.raises(Throttled):
        inge.signs_in(source=ELSEWHERE)
    assert inge.signs_in().token
    assert inge.signs_in(source=ELSEWHERE, device=inge.cookies.device).token
    assert works(inge)


def test_an_address_that_signs_nobody_in_is_slowed_alike(world: World) -> None:
    inge = joined(world, R.DPO)
    outcomes = []
    for email in (inge.email, "nobody@proevestenen.example"):
        came = []
        for _ in range(9):
            attempt = Attempt(email=email, password="en anden nat ved havnen")
            with pytest.raises((SignInRefused, Throttled)) as refused:
                world.vault.call(Caller(world.caller(R.SIGN_IN).who, "administration"), accounts.sign_in, attempt)
            came.append(type(refused.value))
        outcomes.append(came)
    assert outcomes[0] == outcomes[1]


def test_waiting_grows_to_a_quarter_of_an_hour_and_ends(world: World) -> None:
    inge, longest = joined(world, R.DPO), 0
    for _ in range(30):
        try:
            inge.signs_in(source=ELSEWHERE, password="en anden nat ved havnen")
        except Throttled as error:
            longest = max(longest, error.seconds)
            world.clock.advance(timedelta(seconds=error.seconds))
        except SignInRefused:
            pass
    assert 300 < longest <= 900
    world.clock.advance(15 * MINUTE)
    assert inge.signs_in(source=ELSEWHERE).token


def test_codes_are_guessed_together_from_everywhere(world: World) -> None:
    """Who has the password comes from as many addresses as they like, and has five guesses."""
    inge, refusals = joined(world, R.DPO), []
    for number in range(8):
        token = inge.signs_in(source=f"203.0.113.{number}").token
        with pytest.raises((SignInRefused, Throttled)) as refused:
            knock(world, accounts.prove_code, token, "000000")
        refusals.append(type(refused.value))
    assert refusals[-2:] == [Throttled] * 2
    code = inge.application.shows(world.clock.now() + 30 * SECOND)
    world.clock.advance(30 * SECOND)
    assert knock(world, accounts.prove_code, inge.signs_in().token, code, inge.cookies.device).session


def test_who_knocks_without_end_is_told_to_wait_and_a_known_device_is_not(world: World) -> None:
    inge = joined(world, R.DPO)
    world.clock.advance(MINUTE)
    for _ in range(30):
        knock(world, accounts.begin_passkey, source=ELSEWHERE)
    with pytest.raises(Throttled):
        knock(world, accounts.begin_passkey, source=ELSEWHERE)
    assert knock(world, accounts.begin_passkey, source=ELSEWHERE, device=inge.cookies.device).token
    assert knock(world, accounts.begin_passkey).token


# Leaving, and other changes.


def test_leaving_ends_everything_at_once(world: World) -> None:
    inge, key = with_passkey(world, R.DPO, R.ORG_ADMIN)
    made = inge.does(accounts.create_client, NewClient(label="script", roles=frozenset({R.DPO})))
    begun = inge.signs_in()
    left = world.call(R.ORG_ADMIN, accounts.end_staff, inge.account_id, revoke_clients=True)
    assert (left.sessions, left.passkeys, left.devices, left.clients) == (1, 1, 1, (made.client_id,))
    assert not works(inge)
    with pytest.raises(SignInRefused):
        inge.signs_in()
    with pytest.raises(SignInRefused):
        knock(world, accounts.prove_code, begun.token, inge.recovery_codes[0])
    passkey = knock(world, accounts.begin_passkey)
    with pytest.raises(SignInRefused):
        knock(
            world,
            accounts.prove_passkey,
            passkey.token,
            HERE,
            key.get(knock(world, accounts.ask_passkey, passkey.token, HERE)),
        )
    with pytest.raises(Unauthenticated):
        world.vault.call(Caller(Shown(key=made.key), "rights_fulfilment"), complaints.list_cases)
    (view,) = world.call(R.ORG_ADMIN, accounts.list_staff)
    assert (view.state, view.ended_at) == (StaffState.ENDED, NOW)
    with pytest.raises(NotFound):
        world.call(R.ORG_ADMIN, accounts.end_staff, inge.account_id)
    assert joined(world, R.BOARD).account_id != inge.account_id


def test_clients_of_who_leaves_are_told_and_stay_unless_it_is_asked_for(world: World) -> None:
    inge = joined(world, R.ORG_ADMIN)
    made = inge.does(accounts.create_client, NewClient(label="case system", roles=frozenset({R.DPO})))
    left = world.call(R.ORG_ADMIN, accounts.end_staff, inge.account_id)
    assert (left.clients, left.clients_revoked) == ((made.client_id,), False)
    assert world.vault.call(Caller(Shown(key=made.key), "rights_fulfilment"), complaints.list_cases) == []


def test_other_roles_count_from_the_next_call(world: World) -> None:
    inge = joined(world, R.ORG_ADMIN)
    with pytest.raises(Conflict):
        inge.does(accounts.change_staff_roles, inge.account_id, frozenset({R.DPO}))
    world.call(R.ORG_ADMIN, accounts.change_staff_roles, inge.account_id, frozenset({R.BOARD}))
    with pytest.raises(NotPermitted):
        inge.reads(accounts.list_staff)
    assert inge.reads(accounts.own_session).roles == {R.BOARD, R.STAFF}


def test_an_administrator_ends_somebodys_sessions(world: World) -> None:
    inge = joined(world, R.DPO).comes_back()
    assert world.call(R.ORG_ADMIN, accounts.sign_staff_out, inge.account_id) == 2
    assert not works(inge)
    assert works(inge.comes_back())


def test_a_reset_takes_away_what_proved_somebody(world: World) -> None:
    inge = joined(world, R.DPO)
    world.call(R.ORG_ADMIN, accounts.reset_staff, inge.account_id)
    assert not works(inge)
    with pytest.raises(SignInRefused):
        inge.signs_in()


def test_a_password_is_changed_by_who_knows_it(world: World) -> None:
    inge = joined(world, R.DPO)
    other = joined(world, R.DPO, email="b@proevestenen.example").comes_back()
    first = inge.cookies
    inge.comes_back()
    with pytest.raises(SignInRefused):
        inge.does(accounts.change_password, PasswordChange(present="en anden nat", new="to lange nætter ved søen"))
    with pytest.raises(InvalidInput):
        inge.does(accounts.change_password, PasswordChange(present=PASSWORD, new="kort"))
    inge.does(accounts.change_password, PasswordChange(present=PASSWORD, new="to lange nætter ved søen"))
    assert (works(inge), works(other)) == (True, True)
    inge.cookies = first
    assert not works(inge)
    with pytest.raises(SignInRefused):
        inge.signs_in()
    assert inge.signs_in(password="to lange nætter ved søen").token


def test_an_account_of_another_organisation_is_like_none(world: World) -> None:
    inge, elsewhere = joined(world, R.DPO), world.another_organisation()
    acts: list[tuple[Any, tuple[Any, ...]]] = [
        (accounts.reset_staff, ()),
        (accounts.change_staff_roles, (frozenset({R.BOARD}),)),
        (accounts.end_staff, ()),
    ]
    for verb, given in acts:
        said = set()
        for account_id in (inge.account_id, AccountId(new_id())):
            with pytest.raises(NotFound) as missing:
                world.call_in(elsewhere, R.ORG_ADMIN, verb, account_id, *given)
            said.add(missing.value.detail)
        assert len(said) == 1
    assert works(inge)
    with pytest.raises(SignInRefused):
        knock(world, accounts.sign_in, Attempt(email=inge.email, password=PASSWORD), organisation=elsewhere)
