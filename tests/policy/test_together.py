"""Many threads may ask at once, of several policies: each gets its decision."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

import casbin
import pytest
from tests.policy.policies import shipped

from vault.ids import PLATFORM
from vault.policy import Actor, Permission, Policy, RoleName


def test_casbin_is_asked_by_one_thread_at_a_time_in_whichever_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault has several: its own, that to which two people agreed, and whatever is compared with them.

    Casbin parses its matcher in each question. Where CPython 3.11 collects garbage meanwhile and another thread parses,
    it can end with "AST constructor recursion depth mismatch": seen once in some hundred thousand questions.
    """
    inside, most, counting = 0, 0, Lock()
    enforce: Any = casbin.Enforcer.enforce

    def counted(enforcer: Any, *asked: Any) -> Any:
        nonlocal inside, most
        with counting:
            inside += 1
            most = max(most, inside)
        time.sleep(0.001)
        try:
            return enforce(enforcer, *asked)
        finally:
            with counting:
                inside -= 1

    monkeypatch.setattr(casbin.Enforcer, "enforce", counted)
    actor = Actor("test:dpo", PLATFORM, frozenset({RoleName.DPO}))

    def ask(policy: Policy) -> bool:
        purpose = policy.register.get("rights_fulfilment")
        return policy.decide(actor, Permission.CASE_LIST, purpose).allowed

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, [shipped() for _ in range(8)]))
    assert most == 1
