"""What a decision costs: warm, cold, and by plain `enforce` over all rules; for 50, 500 and 5,000 rules.

`python -m tests.benchmarks.policy` prints one JSON object: microseconds by the number of rules, medians of several
rounds. The rule that decides stands last, which is the worst case for whoever looks at one rule after the other.
"""

import json
import statistics
import sys
import timeit
from collections.abc import Callable
from typing import Any, Final

import casbin

from vault import resources
from vault.ids import PLATFORM
from vault.policy import Actor, Permission, Policy, RoleName
from vault.policy.enforcer import InForce
from vault.policy.rules import Rule, holds, parse, situation

_ORGANISATIONS: Final = "p, dpo, 0190a1b2-0000-7000-8000-{:012x}, {}, {}, deny  # One of many."
_ROUNDS: Final = 5


def rules(count: int, shipped: Policy) -> tuple[Rule, ...]:
    """So many rules: those of other organisations, spread over every permission, then the one that decides."""
    permissions = list(Permission)
    lines = [
        _ORGANISATIONS.format(number, one.resource, one.action)
        for number in range(count - 1)
        for one in [permissions[number % len(permissions)]]
    ]
    lines.append("p, dpo, *, case.narrative, read, allow  # The last.")
    return parse("\n".join(lines), "benchmark", (one.code for one in shipped.register))


def microseconds(act: Callable[[], Any], number: int) -> float:
    return statistics.median(timeit.repeat(act, number=number, repeat=_ROUNDS)) / number * 1e6


def main() -> None:
    folder = resources.folder("policies")
    shipped = Policy.load(folder)
    model = (folder / "model.conf").read_text("utf-8")
    purpose = shipped.register.get("rights_fulfilment")
    actor = Actor("benchmark", PLATFORM, frozenset({RoleName.DPO}))
    took: dict[str, Any] = {}
    for count in (50, 500, 5_000):
        made = Policy(model, rules(count, shipped), shipped.register, folder)
        make: Any = casbin.Enforcer
        plain = make(make.new_model(text=model))
        plain.add_function("holds", lambda terms, when: holds(terms, when.split()))
        plain.add_policies([list(one.key) for one in made.rules])
        plain.add_role_for_user_in_domain("dpo+", "dpo", str(PLATFORM))
        terms = situation(frozenset(), purpose.code)
        asked = ("dpo+", str(PLATFORM), "case.narrative", "read", terms)
        assert made.decide(actor, Permission.CASE_NARRATIVE_READ, purpose).allowed
        assert plain.enforce(*asked)

        def cold(made: Policy = made) -> None:
            made.forget()
            made.decide(actor, Permission.CASE_NARRATIVE_READ, purpose)

        warm = microseconds(lambda made=made: made.decide(actor, Permission.CASE_NARRATIVE_READ, purpose), 100_000)  # type: ignore[misc]
        whole = microseconds(lambda plain=plain, asked=asked: plain.enforce(*asked), max(5, 5_000 // count))  # type: ignore[misc]
        cost = {"warm": warm, "cold": microseconds(cold, 200), "plain_enforce": whole}
        took[str(count)] = {name: round(one, 2) for name, one in cost.items()}
    took["files_unchanged"] = round(microseconds(InForce(shipped).current, 10_000), 2)
    sys.stdout.write(json.dumps({"policy": took}, indent=1) + "\n")


if __name__ == "__main__":
    main()
