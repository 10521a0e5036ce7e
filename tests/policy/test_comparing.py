"""Whoever would gain or lose by a change of the policy is named; nobody else is."""

from pathlib import Path

from tests.policy.policies import added, changed, shipped

from vault.policy import Circumstance, Permission, Policy, RoleName
from vault.policy.comparing import differences
from vault.policy.matrix import matrix

R = RoleName


def test_the_same_policy_changes_nobodys_access() -> None:
    assert list(differences(shipped(), shipped())) == []


def test_a_new_rule_gives_access_for_each_purpose_that_covers_it(tmp_path: Path) -> None:
    after = Policy.load(added(tmp_path, "p, auditor, *, subject.national_id, read, allow  # Too much."))
    (gain,) = differences(shipped(), after)
    assert (gain.gains, gain.roles, gain.permission) == (True, (R.AUDITOR,), Permission.SUBJECT_NATIONAL_ID_READ)
    assert gain.purpose == "rights_fulfilment"
    (loss,) = differences(after, shipped())
    assert not loss.gains


def test_a_denying_rule_that_goes_is_told_of_those_who_hold_a_second_role(tmp_path: Path) -> None:
    """The board alone could not read before and cannot now; whoever is a case worker as well gains."""
    after = Policy.load(changed(tmp_path, "p, board, *, subject.contact, read, deny  #", "#"))
    found = list(differences(shipped(), after))
    assert {one.roles for one in found} == {
        tuple(sorted((R.BOARD, two))) for two in (R.CASE_WORKER, R.DPO, R.ADVISER, R.MEDIATOR)
    }
    assert all(one.gains for one in found)


def test_circumstances_under_which_it_changes_are_told(tmp_path: Path) -> None:
    after = Policy.load(added(tmp_path, "p, case_worker, *, case.narrative, read, deny, offence  # Not theirs."))
    found = list(differences(shipped(), after))
    assert {one.roles for one in found if len(one.roles) == 1} == {(R.CASE_WORKER,)}
    assert all(Circumstance.OFFENCE in one.circumstances and not one.gains for one in found)


def test_a_purpose_that_covers_more_gives_access(tmp_path: Path) -> None:
    after = Policy.load(
        changed(
            tmp_path,
            'covers = ["retention", "retention.hold", "erasure", "audit.body"]',
            'covers = ["retention", "retention.hold", "erasure", "audit.body", "subject.identity"]',
            "processing/purposes.toml",
        )
    )
    found = list(differences(shipped(), after))
    assert {one.purpose for one in found} == {"storage_limitation"}
    assert R.DPO in {role for one in found for role in one.roles}
    assert all(one.gains for one in found)


def test_the_matrix_holds_every_rule_once() -> None:
    entries = matrix(shipped())
    assert sorted(one.rule for one in entries) == sorted(rule.place for rule in shipped().rules)
    assert {one.category for one in entries} <= {permission.resource for permission in Permission}
