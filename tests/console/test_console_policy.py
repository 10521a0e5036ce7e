"""Asking the access rules on their page, over HTTP; and a word for everything that they speak of."""

import re

from tests.accounts.members import joined
from tests.console.test_console_organisation import Desk
from tests.world import World

from vault.console.wording import catalogue
from vault.language import Language
from vault.policy import Circumstance, Permission, RoleName

R = RoleName
READ = {"roles": ["case_worker"], "permission": "case.narrative:read"}


def said(page: str) -> dict[str, bool]:
    """Each purpose that was answered for, and whether it was allowed."""
    answers = re.findall(r"<td[^>]*>([^<]+)</td><td[^>]*><span class=.ds-tag. data-color=.(success|neutral)", page)
    return {purpose: colour == "success" for purpose, colour in answers}


def test_a_question_is_answered_for_every_purpose_with_the_rule(served: tuple[World, str]) -> None:
    world, address = served
    desk = Desk(address, joined(world, R.DPO))
    free, held = (desk.send("policy", **READ | more) for more in ({}, {"holds": ["restricted"]}))
    assert "Handling complaints about breaches" in free.text
    assert any(said(free.text).values())
    assert "The purpose does not cover this category." in free.text
    assert "does not cover case.narrative" not in free.text
    assert not any(said(held.text).values())
    assert re.search(r"access\.csv:\d+", free.text)
    assert "0 do not agree" in desk.see("policy")
    assert desk.send("policy", roles=[], permission="case:read").status_code == 422
    assert desk.send("policy", roles=["dpo"], permission="nothing:at-all").status_code == 422
    desk.close()


def test_whoever_answers_for_no_rules_sees_the_matrix_alone(served: tuple[World, str]) -> None:
    world, address = served
    desk = Desk(address, joined(world, R.CASE_WORKER))
    assert 'name="permission"' not in desk.see("policy")
    assert desk.send("policy", **READ).status_code == 403
    desk.close()


def test_everything_that_rules_speak_of_has_a_word_in_each_language() -> None:
    wanted = {f"code.resource.{one.resource}" for one in Permission} | {
        f"code.action.{one.action}" for one in Permission
    }
    wanted |= {f"code.circumstance.{one.value}" for one in Circumstance}
    wanted |= {f"code.role_name.{one.value}" for one in RoleName}
    for language in Language:
        assert wanted - set(catalogue(language)) == set(), language
