"""Each verb denies every role that should not have it, and the denial stands in the log (deny by default)."""

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.who_may import ACCOUNTABILITY, ADMINISTRATION, MAY, STORAGE
from tests.world import World

import vault as package
from vault import evidence
from vault.errors import NotPermitted, VaultError
from vault.policy import RoleName
from vault.wiring import Caller
from vault.work import Mode

R = RoleName


def verbs() -> dict[str, Callable[..., Any]]:
    """Every function of the package that carries a verb's mark, by capability and name."""
    found: dict[str, Callable[..., Any]] = {}
    for module in _modules():
        for value in vars(module).values():
            if isinstance(getattr(value, "__vault_mode__", None), Mode) and inspect.isfunction(value):
                found[f"{value.__module__.split('.')[1]}.{value.__name__}"] = value
    return found


def _modules() -> Iterator[Any]:
    for info in pkgutil.walk_packages(package.__path__, "vault."):
        yield importlib.import_module(info.name)


VERBS = verbs()


def test_every_verb_says_who_may_use_it() -> None:
    assert set(VERBS) == set(MAY)


@pytest.mark.parametrize("name", sorted(MAY))
def test_a_verb_denies_every_role_that_should_not_have_it(sqlite_world: World, name: str) -> None:
    """With arguments that lead nowhere: whoever is let in meets some other refusal, or none."""
    verb, (purpose, allowed) = VERBS[name], MAY[name]
    before = denials(sqlite_world)
    refused = {
        role
        for role in RoleName
        if isinstance(_attempt(sqlite_world, sqlite_world.caller(role, purpose=purpose), verb), NotPermitted)
    }
    assert refused == set(RoleName) - allowed
    assert denials(sqlite_world) - before == Counter(f"test:{role.value}" for role in refused)


@pytest.mark.parametrize("name", sorted(MAY))
def test_a_verb_denies_who_states_a_purpose_that_does_not_cover_it(sqlite_world: World, name: str) -> None:
    purpose, allowed = MAY[name]
    foreign = STORAGE if purpose in (ADMINISTRATION, ACCOUNTABILITY) else ADMINISTRATION
    caller = sqlite_world.caller(min(allowed), purpose=foreign)
    with pytest.raises(NotPermitted, match="purpose"):
        sqlite_world.vault.call(caller, VERBS[name], *_arguments(VERBS[name]))


def denials(world: World) -> Counter[str]:
    """How often each was denied something."""
    log = world.call(R.AUDITOR, evidence.read_log, limit=100_000)
    return Counter(one.actor for one in log if one.outcome == "denied")


def _attempt(world: World, caller: Caller, verb: Callable[..., Any]) -> BaseException | None:
    try:
        world.vault.call(caller, verb, *_arguments(verb))
    except (VaultError, AttributeError, TypeError) as error:
        # A verb that was let in stumbles over arguments that mean nothing.
        return error
    return None


def _arguments(verb: Callable[..., Any]) -> list[Any]:
    """Ids of nothing, and things that are no input at all, so that nothing is done."""
    required = list(inspect.signature(verb).parameters.values())[1:]
    return [
        UUID(int=7) if getattr(one.annotation, "__supertype__", one.annotation) is UUID else object()
        for one in required
        if one.default is inspect.Parameter.empty
    ]
