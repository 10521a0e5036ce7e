"""`cvault doctor`: whether this installation is in order."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import partial
from typing import Final

import click
import msgspec

from vault import accounts, evidence, offboarding
from vault.accounts import EmergencyState
from vault.clock import SystemClock
from vault.disclosures.scenarios import Scenarios
from vault.errors import Misconfigured, VaultError
from vault.ids import PLATFORM
from vault.keys import KeyProvider, keys_in_use, open_providers
from vault.media import Clamd
from vault.opening import check_schema, read_policies
from vault.policy import RoleName
from vault.policy.comparing import differences
from vault.retention import read
from vault.sealing import seal_log
from vault.settings import Settings, from_environment
from vault.storage import looking, open_engine
from vault.witnesses import load as load_witnesses
from vault_cli import output, session

_DATABASE: Final = "database"
_IN_DATABASE: Final = frozenset(("keys in use", "logs", "offboarding", "witnesses", "break-glass"))
"""Checks that can say nothing of their own where the database is not there or cannot be read."""


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


class Finding(msgspec.Struct, frozen=True):
    check: str
    state: State
    detail: str


class Warned(Exception):
    """Something works and should be different all the same."""


@click.command()
@output.as_json
def doctor(*, wants_json: bool) -> None:
    """Check that everything is in order.

    Keystore, database, policies and logs; exit code 9 if something is wrong.
    """
    findings = list(_findings(from_environment()))
    if wants_json:
        output.show(findings, [], wants_json=True)
    else:
        output.table(("check", "state", ""), [(one.check, one.state.value, one.detail) for one in findings])
    if any(one.state is State.FAILED for one in findings):
        raise SystemExit(9)


def _findings(settings: Settings) -> Iterator[Finding]:
    checks: dict[str, Callable[[Settings], str]] = {
        **_keys(settings),
        "key separation": _separation,
        _DATABASE: _database,
        "keys in use": _in_use,
        "policies": _policies,
        "virus scanner": _scanner,
        "logs": _logs,
        "offboarding": _offboarding,
        "witnesses": _witnesses,
        "break-glass": _emergencies,
    }
    usable = True
    for name, check in checks.items():
        if not usable and name in _IN_DATABASE:
            yield Finding(name, State.FAILED, "not looked at: it needs the database")
            continue
        try:
            yield Finding(name, State.OK, check(settings))
        except Warned as warned:
            yield Finding(name, State.WARNING, str(warned))
        except VaultError as error:
            yield Finding(name, State.FAILED, "; ".join(filter(None, (error.detail, error.hint))))
            usable = usable and name != _DATABASE


def _keys(settings: Settings) -> dict[str, Callable[[Settings], str]]:
    """A check for each key provider; one that fails where they cannot even be opened."""
    try:
        providers = open_providers(settings, SystemClock())
    except VaultError as error:
        unusable = error

        def refuse(_settings: Settings) -> str:
            raise unusable

        return {"keystore": refuse}
    return {
        "keystore" if one.name == "file" else f"keys at {one.name}": partial(_holding, one, providers.new is one)
        for one in providers
    }


def _holding(provider: KeyProvider, makes_new: bool, _settings: Settings) -> str:  # noqa: FBT001 -- bound by partial
    held = f"{len(provider.references())} provider keys"
    return f"{held}; new ones are made here" if makes_new else held


def _in_use(settings: Settings) -> str:
    """Whether every key that the database names is held, and where."""
    providers = open_providers(settings, SystemClock())
    engine = open_engine(settings.database_url)
    try:
        with looking(engine) as connection:
            named = keys_in_use(connection)
    finally:
        engine.dispose()
    unused = 0
    for name, needed in named.items():
        held = providers.named(name).references()
        unused += len(held - needed)
        if missing := len(needed - held):
            raise Misconfigured(f"{missing} keys that the database needs are not at {name}", hint="restore its backup")
    found = ", ".join(f"{len(needed)} at {name}" for name, needed in sorted(named.items()))
    if elsewhere := sorted(set(named) - {providers.new.name}):
        raise Warned(f"{found}; new ones are made at {providers.new.name} and not at {', '.join(elsewhere)}")
    return f"{found}; {unused} more are held that nothing names" if unused else found


def _separation(settings: Settings) -> str:
    database = settings.database_url.removeprefix("sqlite:///")
    if settings.database_url.startswith("sqlite") and settings.keystore.is_relative_to(database.rpartition("/")[0]):
        raise Warned("the keystore lies in the database's folder: back them up apart (set CVAULT_KEYSTORE)")
    return "keystore and database lie apart"


def _database(settings: Settings) -> str:
    engine = open_engine(settings.database_url)
    try:
        check_schema(engine)
        return f"{engine.dialect.name}, schema up to date"
    finally:
        engine.dispose()


def _policies(settings: Settings) -> str:
    policy = read_policies(settings, SystemClock())
    rules = len(list(read(settings.policies).schedule()))
    shared = len(list(Scenarios.load(settings.policies)))
    if policy.within is None:
        raise Warned("nobody agreed to the access rules: run cvault policy approve")
    if gains := sum(one.gains for one in differences(policy.within, policy.unbounded())):
        raise Warned(f"{gains} rules that give somebody more wait for two people: cvault policy pending")
    return (
        f"{len(list(policy.register))} purposes, {rules} retention rules, {shared} scenarios, "
        "authorities, key custody, files"
    )


def _scanner(settings: Settings) -> str:
    if settings.clamd is None:
        raise Warned("nobody looks for malware in files: name a scanner (set CVAULT_CLAMD)")
    Clamd(settings.clamd).ping()
    return "answers"


def _logs(_settings: Settings) -> str:
    with session.opened() as vault:
        known = [one.organisation_id for one in vault.organisations()]
        for organisation in (PLATFORM, *known):
            seal_log(vault, organisation)
            auditor = session.acting(organisation, RoleName.AUDITOR, "accountability")
            vault.call(auditor, evidence.verify, vault.kept_checkpoints.everyone())
    return f"{len(known) + 1} verify, the installation's own among them"


def _offboarding(settings: Settings) -> str:
    engine = open_engine(settings.database_url)
    try:
        with looking(engine) as connection:
            waiting = offboarding.unfinished(connection)
    finally:
        engine.dispose()
    if waiting:
        raise Warned(f"keys may be held for {waiting[0]}, which is erased: run cvault organisation offboard once more")
    return "nobody is left half way"


def _witnesses(settings: Settings) -> str:
    named = {one.name for one in load_witnesses(settings.witnesses)}
    if not named:
        raise Warned("nobody else is told of the logs: name a witness (set CVAULT_WITNESSES)")
    with session.opened() as vault:
        known = [one.organisation_id for one in vault.organisations()]
        standings = [
            one
            for organisation in (PLATFORM, *known)
            for one in vault.call(
                session.acting(organisation, RoleName.AUDITOR, "accountability"), evidence.witness_standings
            )
            if one.witness in named
        ]
    failing = {one.witness: one for one in standings if one.failing_since is not None}
    if failing:
        raise Warned("; ".join(f"{name} fails: {one.failure}" for name, one in sorted(failing.items())))
    if silent := named - {one.witness for one in standings}:
        raise Warned(f"not told yet: {', '.join(sorted(silent))}")
    return f"{len(named)} told of {len(known) + 1} logs"


def _emergencies(_settings: Settings) -> str:
    """Whether somebody looked at each use of break-glass access in time."""
    with session.opened() as vault:
        found = [
            one
            for known in vault.organisations()
            for one in vault.call(
                session.acting(known.organisation_id, RoleName.AUDITOR, "accountability"), accounts.list_emergencies
            )
        ]
    if late := [str(one.emergency_id) for one in found if one.state is EmergencyState.OVERDUE]:
        raise Warned(f"nobody reviewed in time: {', '.join(late)}: run cvault break-glass review")
    return f"{len(found)} open or to review, none overdue"
