"""Who may be the second person, and what an approval carries: the truth tables."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vault import resources
from vault.approvals.model import (
    Act,
    Approval,
    ApprovalState,
    Asked,
    Decided,
    Limit,
    NewApproval,
    Objection,
    Person,
    against_confirming,
    against_refusing,
    against_using,
    against_withdrawing,
    digest_of,
    limits,
    parse_reason,
    state_at,
)
from vault.errors import InvalidInput, Misconfigured
from vault.ids import ApprovalId, new_id

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LIMIT = Limit(confirm_within=2, use_within=3)
ANNE, BO = Person("local:uid-1"), Person("local:uid-2")
NEW = NewApproval(act=Act.EPOCH_DESTROY, concerned=("e-1", "e-2"), reason="No backup needs it.")
ASKED = Approval(
    approval_id=ApprovalId(new_id()),
    asked=Asked(act=NEW.act, concerned=NEW.concerned, reason=NEW.reason, by=ANNE, at=AT),
)
HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)
S, No = ApprovalState, Objection


def ended(state: ApprovalState, by: Person = BO) -> Approval:
    return Approval(approval_id=ASKED.approval_id, asked=ASKED.asked, decided=Decided(state=state, by=by, at=AT + HOUR))


CONFIRMED = ended(S.CONFIRMED)
MADE_BY_ANNE = Person("client:1", frozenset({ANNE.ref}))


@pytest.mark.parametrize(
    ("approval", "by", "now", "objection"),
    [
        (ASKED, BO, AT, None),
        (ASKED, BO, AT + 2 * HOUR - INSTANT, None),
        (ASKED, BO, AT + 2 * HOUR, No.EXPIRED),
        (ASKED, ANNE, AT, No.OWN),
        (ASKED, MADE_BY_ANNE, AT, No.SAME_PERSON),
        (ASKED, Person("client:1", frozenset({BO.ref})), AT, None),
        (CONFIRMED, BO, AT, No.CONFIRMED),
        (ended(S.REFUSED), BO, AT, No.ENDED),
        (ended(S.WITHDRAWN), BO, AT, No.ENDED),
        (ended(S.USED), BO, AT, No.ENDED),
        (ended(S.USED), ANNE, AT, No.OWN),
    ],
)
def test_who_may_confirm(approval: Approval, by: Person, now: datetime, objection: Objection | None) -> None:
    assert against_confirming(approval, LIMIT, by, now) is objection


@pytest.mark.parametrize(
    ("approval", "by", "refusing", "withdrawing"),
    [
        (ASKED, ANNE, No.OWN, None),
        (ASKED, BO, None, No.NOT_THE_ASKER),
        # Whoever holds both credentials may say no to themselves: nothing comes of it.
        (ASKED, MADE_BY_ANNE, None, No.NOT_THE_ASKER),
        (CONFIRMED, ANNE, No.OWN, None),
        (CONFIRMED, BO, None, No.NOT_THE_ASKER),
        (ended(S.REFUSED), ANNE, No.OWN, No.ENDED),
        (ended(S.REFUSED), BO, No.ENDED, No.NOT_THE_ASKER),
        (ended(S.USED), ANNE, No.OWN, No.ENDED),
        (ended(S.USED), BO, No.ENDED, No.NOT_THE_ASKER),
    ],
)
def test_who_may_refuse_and_who_withdraw(
    approval: Approval, by: Person, refusing: Objection | None, withdrawing: Objection | None
) -> None:
    assert against_refusing(approval, by) is refusing
    assert against_withdrawing(approval, by) is withdrawing


@pytest.mark.parametrize(
    ("approval", "by", "digest", "now", "objection"),
    [
        (CONFIRMED, ANNE, CONFIRMED.digest, AT + HOUR, None),
        (CONFIRMED, ANNE, CONFIRMED.digest, AT + 4 * HOUR - INSTANT, None),
        (CONFIRMED, ANNE, CONFIRMED.digest, AT + 4 * HOUR, No.EXPIRED),
        (CONFIRMED, BO, CONFIRMED.digest, AT + HOUR, No.NOT_THE_ASKER),
        (CONFIRMED, MADE_BY_ANNE, CONFIRMED.digest, AT + HOUR, No.NOT_THE_ASKER),
        (CONFIRMED, ANNE, digest_of(Act.EPOCH_DESTROY, ("e-1",)), AT + HOUR, No.OTHER_ACT),
        (CONFIRMED, ANNE, digest_of(Act.EPOCH_DESTROY, ("e-2", "e-1")), AT + HOUR, No.OTHER_ACT),
        (CONFIRMED, ANNE, digest_of(Act.EPOCH_DESTROY, ("e-1e-2",)), AT + HOUR, No.OTHER_ACT),
        (CONFIRMED, ANNE, digest_of(Act.CONFIDENTIAL_IDENTITY_OPEN, NEW.concerned), AT + HOUR, No.OTHER_ACT),
        (ASKED, ANNE, ASKED.digest, AT, No.NOT_CONFIRMED),
        (ended(S.REFUSED), ANNE, ASKED.digest, AT + HOUR, No.ENDED),
        (ended(S.WITHDRAWN, ANNE), ANNE, ASKED.digest, AT + HOUR, No.ENDED),
        (ended(S.USED), ANNE, ASKED.digest, AT + HOUR, No.ENDED),
    ],
)
def test_what_an_approval_carries(
    approval: Approval, by: Person, digest: bytes, now: datetime, objection: Objection | None
) -> None:
    assert against_using(approval, LIMIT, by, digest, now) is objection


@pytest.mark.parametrize(
    ("approval", "now", "state"),
    [
        (ASKED, AT + 2 * HOUR - INSTANT, S.ASKED),
        (ASKED, AT + 2 * HOUR, S.EXPIRED),
        (CONFIRMED, AT + 4 * HOUR - INSTANT, S.CONFIRMED),
        (CONFIRMED, AT + 4 * HOUR, S.EXPIRED),
        (ended(S.USED), AT + 400 * HOUR, S.USED),
        (ended(S.REFUSED), AT + 400 * HOUR, S.REFUSED),
    ],
)
def test_how_it_stands(approval: Approval, now: datetime, state: ApprovalState) -> None:
    assert state_at(approval, LIMIT, now) is state


def test_two_credentials_that_one_person_made_are_one_person() -> None:
    made = frozenset({"client:admin"})
    assert Person("client:1", made).same(Person("client:2", made))
    assert not Person("client:1", made).same(Person("client:2", frozenset({"client:other"})))


def test_every_act_has_its_limits_and_its_permission(tmp_path: Path) -> None:
    assert set(limits(resources.folder("policies"))) == set(Act)
    assert all(one.permission for one in Act)
    for text in ("[epoch_destroy]\nconfirm_within = 1\nuse_within = 1\n", "[epoch_destroy]\nconfirm_within = 0", "["):
        folder = tmp_path / str(len(text))
        folder.mkdir()
        (folder / "approvals.toml").write_text(text, "utf-8")
        with pytest.raises(Misconfigured, match="time limits of approvals"):
            limits(folder)


@pytest.mark.parametrize("text", ["", "short", "         ", "x" * 2001])
def test_a_reason_says_something(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_reason(text)
    assert refused.value.field == "reason"
    assert parse_reason("The tribunal asked.") == "The tribunal asked."
