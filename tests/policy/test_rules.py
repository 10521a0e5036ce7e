"""Rules are read strictly, say why they are there, and decide by conditions; one denying rule is enough."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.policies import added, copied, shipped

from vault import resources
from vault.errors import Misconfigured
from vault.ids import PLATFORM
from vault.policy import Actor, Circumstance, Permission, Policy, RoleName
from vault.policy.enforcer import RULES
from vault.policy.rules import Effect, Rule, holds, parse, situation
from vault.policy.truth import check

R, C = RoleName, Circumstance
PURPOSES = ("complaint_handling", "rights_fulfilment")


@pytest.mark.parametrize(
    "line",
    [
        "p, dpo, *, case, list",
        "g, dpo, *, case, list, allow",
        "p, chairman, *, case, list, allow  # who?",
        "p, dpo, *, case, burn, allow  # what?",
        "p, dpo, *, case, list, perhaps  # how?",
        "p, dpo, somewhere, case, list, allow  # where?",
        "p, dpo, *, case, list, allow, at_night  # when?",
        "p, dpo, *, case, list, allow, for:fun  # what for?",
        "p, dpo, *, request, open, deny, restricted, assigned, offence  # too many parts",
        "p, dpo, *, request, open, deny",
        "p, dpo, *, request, open, allow  # it stands there already",
    ],
)
def test_a_line_that_is_no_rule_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    folder = added(tmp_path, line)
    number = len((folder / RULES).read_text("utf-8").splitlines())
    with pytest.raises(Misconfigured, match=rf"^access\.csv:{number}: "):
        Policy.load(folder)


def test_every_shipped_rule_says_why_beside_it() -> None:
    """In words of its own, which can be read alone: `cvault policy explain` shows nothing else of the file."""
    lines = [
        line for line in (resources.folder("policies") / RULES).read_text("utf-8").splitlines() if line.startswith("p,")
    ]
    assert len(lines) == len(shipped().rules)
    bare = [line for line in lines if len(line.partition("#")[2].split()) < 3]
    assert bare == []
    leaning = [one.place for one in shipped().rules if one.why.startswith(("And ", "Nor ", "So do ", "As above"))]
    assert not leaning


def test_the_shipped_truth_tables_hold_and_ask_of_every_role() -> None:
    outcomes = check(shipped())
    assert [one.case.place for one in outcomes if not one.agrees] == []
    assert {role for one in outcomes for role in one.case.roles} == set(RoleName)


def test_a_truth_table_notices_a_rule_that_changed(tmp_path: Path) -> None:
    folder = added(tmp_path, "p, mediator, *, lane.mediation, read, deny  # By mistake.")
    (wrong,) = [one for one in check(Policy.load(folder)) if not one.agrees]
    assert wrong.case.roles == (R.MEDIATOR,)
    assert wrong.verdict.rule is not None


@pytest.mark.parametrize("line", ["dpo, rights_fulfilment, case, list, allow", "dpo, fun, case, list, , allow"])
def test_a_line_that_is_no_line_of_a_truth_table_is_refused(tmp_path: Path, line: str) -> None:
    folder = copied(tmp_path)
    (folder / "tests" / "own.csv").write_text(f"# ours\n{line}\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"tests/own\.csv:2"):
        check(Policy.load(folder))


def test_a_decision_names_the_line_and_the_reason() -> None:
    policy = shipped()
    board = Actor("test", PLATFORM, frozenset({R.BOARD, R.CASE_WORKER}))
    verdict = policy.decide(board, Permission.CASE_NARRATIVE_READ, policy.register.get("complaint_handling"))
    assert not verdict.allowed
    assert verdict.rule is not None
    line = (
        (resources.folder("policies") / RULES).read_text("utf-8").splitlines()[int(verdict.rule.rpartition(":")[2]) - 1]
    )
    assert line.startswith("p, board, *, case.narrative, read, deny")


def _rule(effect: Effect, role: RoleName, when: tuple[str, ...]) -> Rule:
    return Rule(
        role=role,
        organisation="*",
        permission=Permission.CASE_NARRATIVE_READ,
        effect=effect,
        when=when,
        why="drawn",
        place="drawn",
    )


_terms = st.lists(st.sampled_from([*C, *(f"!{one}" for one in C), "for:mediation", "!for:mediation"]), max_size=3)
_drawn = st.lists(
    st.builds(
        _rule, st.sampled_from(Effect), st.sampled_from([R.DPO, R.BOARD]), _terms.map(lambda one: tuple(map(str, one)))
    ),
    max_size=8,
    unique_by=lambda one: one.key,
)


@given(
    rules=_drawn,
    circumstances=st.frozensets(st.sampled_from(C)),
    roles=st.frozensets(st.sampled_from([R.DPO, R.BOARD])),
)
def test_casbin_decides_as_the_words_in_the_file_say(
    rules: list[Rule], circumstances: frozenset[Circumstance], roles: frozenset[RoleName]
) -> None:
    """Allowed if a rule of one of the roles allows it under these circumstances and none denies it."""
    base = shipped()
    model = (resources.folder("policies") / "model.conf").read_text("utf-8")
    policy = Policy(model, tuple(rules), base.register, base.folder)
    terms = situation(circumstances, "complaint_handling")
    met = [rule for rule in rules if rule.role in roles and holds(terms, rule.when)]
    expected = any(one.effect is Effect.ALLOW for one in met) and not any(one.effect is Effect.DENY for one in met)
    asked = Actor("test", PLATFORM, roles)
    verdict = policy.decide(
        asked, Permission.CASE_NARRATIVE_READ, base.register.get("complaint_handling"), circumstances
    )
    assert verdict.allowed is expected
    assert (verdict.rule is not None) is bool(met)


def test_a_rule_for_one_organisation_holds_in_that_one_alone() -> None:
    base = shipped()
    elsewhere = "0190a1b2-0000-7000-8000-000000000001"
    text = f"# Theirs.\np, dpo, {elsewhere}, case.narrative, read, deny\n"
    model = (resources.folder("policies") / "model.conf").read_text("utf-8")
    policy = Policy(model, (*base.rules, *parse(text, "own", PURPOSES)), base.register, base.folder)
    actor = Actor("test", PLATFORM, frozenset({R.DPO}))
    assert policy.decide(actor, Permission.CASE_NARRATIVE_READ, base.register.get("rights_fulfilment")).allowed


def test_conditions_are_all_needed() -> None:
    for present in product((True, False), repeat=2):
        terms = {name for name, there in zip(("assigned", "restricted"), present, strict=True) if there}
        assert holds(terms, ("assigned", "!restricted")) is (present == (True, False))
