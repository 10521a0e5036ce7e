"""What takes two people is asked for, confirmed by another, done once and in time; and none of it in the clear."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from tests.world import World, case, party, person

from vault import accounts, approvals, evidence, retention
from vault.accounts import NewClient, Rotation, Shown
from vault.approvals import Act, ApprovalState, ApprovalView, NewApproval
from vault.approvals.actions import await_second, carried
from vault.approvals.tables import approval
from vault.complaints import Role
from vault.errors import Conflict, NotFound, NotPermitted, Tampered
from vault.ids import ApprovalId, ClientId, new_id
from vault.policy import CLIENT, Actor, RoleName
from vault.wiring import Caller
from vault.work import Work, writes

R = RoleName
NEW = NewApproval(act=Act.EPOCH_DESTROY, concerned=("an-epoch",), reason="Ingen backup kræver Malthe Tyrsted mere.")
ANNE, BO = "local:uid-1", "local:uid-2"


@writes
def act(work: Work, new: NewApproval = NEW) -> bool:
    """What an act does first."""
    work.permit(new.act.permission)
    return carried(work, new.act, new.concerned)


def asked(world: World, who: str = ANNE) -> ApprovalId:
    return world.vault.call(world.by(who, R.OPERATOR), approvals.ask, NEW).approval_id


def confirm(world: World, one: ApprovalId, who: str = BO, role: RoleName = R.CUSTODIAN) -> None:
    world.vault.call(world.by(who, role), approvals.confirm, one)


def done(world: World, who: str = ANNE) -> bool:
    return world.vault.call(world.by(who, R.OPERATOR), act)


def listed(world: World, who: str = ANNE, role: RoleName = R.OPERATOR, *, ended: bool = False) -> list[ApprovalView]:
    return world.vault.call(world.by(who, role), approvals.list_approvals, ended=ended)


def test_a_second_person_confirms_and_the_asker_acts_once(world: World) -> None:
    one = asked(world)
    assert not done(world)
    confirm(world, one)
    assert not done(world, BO)
    assert done(world)
    assert not done(world)
    (seen,) = listed(world, ended=True)
    assert (seen.state, seen.decided_by, seen.reason) == (ApprovalState.USED, BO, NEW.reason)
    assert listed(world) == []


def test_what_is_confirmed_carries_nothing_else(world: World) -> None:
    confirm(world, asked(world))
    other = NewApproval(act=NEW.act, concerned=("another",), reason=NEW.reason)
    assert not world.vault.call(world.by(ANNE, R.OPERATOR), act, other)
    elsewhere = world.another_organisation()
    assert not world.vault.call(world.by(ANNE, R.OPERATOR, elsewhere), act)
    assert done(world)


def test_nobody_confirms_their_own(world: World) -> None:
    one = asked(world)
    for role in (R.OPERATOR, R.CUSTODIAN):
        with pytest.raises(NotPermitted, match="nobody confirms their own"):
            confirm(world, one, ANNE, role)
    assert not done(world)


def test_as_many_things_as_there_are_can_be_concerned(world: World) -> None:
    """A verb that asks by itself names every key that was left at a provider, however many."""
    many = NewApproval(act=NEW.act, concerned=tuple(f"key-{number}" for number in range(900)), reason="x")

    @writes
    def asks(work: Work) -> ApprovalId:
        work.permit(many.act.permission)
        return await_second(work, many).approval_id

    confirm(world, world.vault.call(world.by(ANNE, R.OPERATOR), asks))
    assert world.vault.call(world.by(ANNE, R.OPERATOR), act, many)


def test_asking_again_asks_for_nothing_new(world: World) -> None:
    assert asked(world) == asked(world)
    assert asked(world, BO) != asked(world)


def test_a_refusal_ends_it_even_after_a_confirmation(world: World) -> None:
    one = asked(world)
    confirm(world, one)
    with pytest.raises(NotPermitted, match="nobody confirms their own"):
        world.vault.call(world.by(ANNE, R.OPERATOR), approvals.refuse, one)
    world.vault.call(world.by("local:uid-3", R.CUSTODIAN), approvals.refuse, one)
    assert not done(world)
    with pytest.raises(Conflict, match="refused, withdrawn or used"):
        confirm(world, one)
    assert asked(world) != one


def test_only_the_asker_withdraws(world: World) -> None:
    one = asked(world)
    with pytest.raises(NotPermitted, match="asked for by somebody else"):
        world.vault.call(world.by(BO, R.CUSTODIAN), approvals.withdraw, one)
    world.vault.call(world.by(ANNE, R.OPERATOR), approvals.withdraw, one)
    assert listed(world) == []
    with pytest.raises(Conflict):
        confirm(world, one)


def test_it_expires_before_and_after_it_is_confirmed(world: World) -> None:
    one = asked(world)
    world.clock.advance(timedelta(hours=168))
    with pytest.raises(Conflict, match="its time has run out"):
        confirm(world, one)
    assert [view.state for view in listed(world, ended=True)] == [ApprovalState.EXPIRED]
    second = asked(world)
    assert second != one
    confirm(world, second)
    world.clock.advance(timedelta(hours=72))
    assert not done(world)


def test_only_who_may_do_the_act_sees_and_confirms_it(world: World) -> None:
    one = asked(world)
    assert listed(world, "client:dpo", R.DPO) == []
    with pytest.raises(NotFound):
        confirm(world, one, "client:dpo", R.DPO)
    with pytest.raises(NotFound):
        confirm(world, ApprovalId(new_id()))
    elsewhere = world.by(BO, R.CUSTODIAN, world.another_organisation())
    with pytest.raises(NotFound):
        world.vault.call(elsewhere, approvals.confirm, one)
    with pytest.raises(NotPermitted):
        world.call(R.DPO, approvals.ask, NEW)


def test_of_many_who_act_at_once_one_is_carried(world: World) -> None:
    confirm(world, asked(world))
    outcomes: list[bool] = []
    together = threading.Barrier(4)

    def attempt() -> None:
        together.wait(20)
        outcomes.append(done(world))

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(outcomes) == [False, False, False, True]


def test_an_act_that_fails_uses_nothing_up(world: World) -> None:
    @writes
    def fails(work: Work) -> None:
        work.permit(NEW.act.permission)
        assert carried(work, NEW.act, NEW.concerned)
        raise Conflict("something else is in the way")

    confirm(world, asked(world))
    with pytest.raises(Conflict, match="something else"):
        world.vault.call(world.by(ANNE, R.OPERATOR), fails)
    assert done(world)


def test_everything_is_in_the_log_and_none_of_it_is_anybodys_words(world: World) -> None:
    one = asked(world)
    with pytest.raises(NotPermitted):
        confirm(world, one, ANNE)
    confirm(world, one)
    done(world)
    told = [event for event in world.call(R.AUDITOR, evidence.read_log) if one in event.entities]
    said = [(event.actor, event.permission, event.outcome, event.detail) for event in reversed(told)]
    assert (ANNE, "key:destroy", "done", "asked") in said
    assert (ANNE, "key:destroy", "denied", "nobody confirms their own") in said
    assert (BO, "key:destroy", "done", "confirmed") in said
    assert (ANNE, "key:destroy", "done", "confirmed by a second person") in said
    assert not any("Malthe" in event.detail for event in told)


def test_the_reason_is_sealed_and_a_row_that_was_changed_carries_nothing(world: World) -> None:
    one, other = asked(world), asked(world, BO)
    engine = world.vault.storage.engine
    with engine.begin() as connection:
        rows = {row.approval_id: row for row in connection.execute(select(approval))}
        assert all(b"Malthe" not in row.asked for row in rows.values())
        connection.execute(update(approval).where(approval.c.approval_id == one).values(state="confirmed"))
    assert not done(world)
    confirm(world, other, ANNE)
    with engine.begin() as connection:
        mine = approval.c.approval_id == other
        decided = connection.execute(select(approval.c.decided).where(mine)).scalar_one()
        connection.execute(update(approval).where(approval.c.approval_id == one).values(decided=decided))
    with pytest.raises(Tampered):
        done(world)


def client(world: World, made_by: Caller, *roles: RoleName) -> tuple[ClientId, Shown]:
    made = world.vault.call(made_by, accounts.create_client, NewClient(label="system", roles=frozenset(roles)))
    return made.client_id, Shown(key=made.key)


def test_two_keys_that_one_administrator_had_in_hand_are_one_person(world: World) -> None:
    """Whether they made them, made whoever made them, or gave one a new key."""
    first, second = (world.by(who, R.OPERATOR) for who in (ANNE, BO))
    _, admin = client(world, first, R.ORG_ADMIN)
    _, other_admin = client(world, first, R.ORG_ADMIN)
    administers = Caller(admin, "administration")
    _, deputy = client(world, administers, R.ORG_ADMIN)
    rights = {
        "mine": client(world, administers, R.DPO),
        "also_mine": client(world, administers, R.DPO),
        "deputys": client(world, Caller(deputy, "administration"), R.DPO),
        "others": client(world, Caller(other_admin, "administration"), R.DPO),
        "operators": client(world, second, R.DPO),
    }
    stored = world.store(case(party("K", Role.COMPLAINANT, person(), confidential=True)))
    concerned = (str(stored.case_id), str(stored.parties[0]))
    new = NewApproval(act=Act.CONFIDENTIAL_IDENTITY_OPEN, concerned=concerned, reason="Nævnet spørger.")

    def by(name: str) -> Caller:
        return Caller(rights[name][1], "rights_fulfilment")

    def confirmed(name: str) -> bool:
        one = world.vault.call(by("mine"), approvals.ask, new).approval_id
        try:
            world.vault.call(by(name), approvals.confirm, one)
        except NotPermitted:
            return False
        world.vault.call(by("mine"), approvals.withdraw, one)
        return True

    assert [confirmed(name) for name in rights] == [False, False, False, True, True]
    rotated = world.vault.call(administers, accounts.rotate_client, rights["others"][0], Rotation(overlap_hours=0))
    rights["others"] = (rights["others"][0], Shown(key=rotated.key))
    assert not confirmed("others")


def test_the_operator_stands_behind_what_they_made_themselves_alone() -> None:
    organisation = new_id()
    admin = Actor(f"{CLIENT}a", organisation, frozenset(), makers=frozenset({ANNE}))  # type: ignore[arg-type]
    assert admin.behind == {f"{CLIENT}a"}
    assert Actor(ANNE, organisation, frozenset()).behind == {ANNE}  # type: ignore[arg-type]


def test_what_was_asked_about_a_case_goes_with_the_case(world: World) -> None:
    stored = world.store(case(party("K", Role.COMPLAINANT, person(), confidential=True)))
    concerned = (str(stored.case_id), str(stored.parties[0]))
    new = NewApproval(act=Act.CONFIDENTIAL_IDENTITY_OPEN, concerned=concerned, reason="Nævnet spørger efter hende.")
    world.call(R.DPO, approvals.ask, new)
    asked(world)

    @writes
    def erase(work: Work) -> None:
        work.permit(NEW.act.permission)
        next(one for one in work.holdings if one.kind == "case").erase(work, stored.case_id)

    world.vault.call(world.by(ANNE, R.OPERATOR), erase)
    assert world.call(R.DPO, approvals.list_approvals, ended=True) == []
    assert len(listed(world)) == 1


def test_an_approval_is_kept_for_its_period_and_then_erased(world: World) -> None:
    one = asked(world)
    world.clock.advance(timedelta(days=720))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert [item.record_id for item in plan.items if item.kind == "approval"] == []
    world.clock.advance(timedelta(days=20))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert [(item.record_id, item.cluster) for item in plan.items if item.kind == "approval"] == [
        (one, "second_person")
    ]
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    assert listed(world, ended=True) == []
