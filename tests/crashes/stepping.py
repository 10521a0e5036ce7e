"""Everything that changes what must not be lost, in one fixed order; to be killed at a step that is named.

Run as a process: `python -m tests.crashes.stepping ORGANISATION`, with the vault in the environment. For each line of
JSON on standard input (`day`, `algorithm`, `label`, `nth`) it forks a child that opens the vault and works; each answer
is a line on standard output, the last one `end CODE`. A child that is killed ends with -9.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from tests.crashes.steps import Step, Steps
from tests.crashes.worker import LONG_AGO
from tests.world import NOW, PURPOSE_OF, TODAY, case, document, party, person

from vault import approvals, complaints, epochs, retention
from vault.approvals import Waiting
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.errors import Conflict
from vault.ids import OrganisationId
from vault.opening import open_vault
from vault.policy import Actor, RoleName
from vault.retention import ItemOutcome
from vault.retention import actions as purging
from vault.sealing import seal_everything
from vault.settings import from_environment
from vault.wiring import Caller, Vault

R = RoleName


class Course:
    """One run through everything; `steps` is told what is being done."""

    def __init__(self, vault: Vault, organisation: OrganisationId, steps: Steps) -> None:
        self.vault = vault
        self.organisation = organisation
        self.steps = steps

    def call(self, role: RoleName, verb: Callable[..., Any], *arguments: object) -> Any:
        actor = Actor(f"test:{role.value}", self.organisation, frozenset({role}))
        return self.vault.call(Caller(actor, PURPOSE_OF[role]), verb, *arguments)

    def run(self) -> None:
        for act in (self.store, self.purge, self.rotate, self.sign, self.migrate, self.move, self.seal, self.retire):
            with self.doing(act.__name__):
                act()
            tell("done", act.__name__)

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        self.steps.doing = what
        yield
        self.steps.doing = "work"

    def store(self) -> None:
        """Three cases that are due at once, and one that stays."""
        for number in range(4):
            when = LONG_AGO if number else TODAY
            who = person(f"Nummer {number}", phones=(f"6831415{number}",))
            told = case(
                party("K", Role.COMPLAINANT, who), documents=(document("Larm."),), received=LONG_AGO, closed=when
            )
            tell("stored", self.call(R.INGEST, complaints.store_case, told).case_id)

    def purge(self) -> None:
        plan = self.call(R.RETENTION_JOB, retention.plan)
        self.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
        for item in self.call(R.RETENTION_JOB, retention.read_plan, plan.plan_id).items:
            if item.kind == "case" and item.outcome is ItemOutcome.ERASED:
                tell("erased", item.record_id)

    def rotate(self) -> None:
        self.call(R.OPERATOR, epochs.rotate)

    def sign(self) -> None:
        self.call(R.OPERATOR, epochs.replace_signer)

    def migrate(self) -> None:
        self.call(R.OPERATOR, epochs.migrate_records)

    def move(self) -> None:
        self.call(R.OPERATOR, epochs.move, "transit")

    def seal(self) -> None:
        seal_everything(self.vault)

    def retire(self) -> None:
        """Destroys the oldest epoch that no backup needs, and the keys that were left in the file."""
        known = self.call(R.OPERATOR, epochs.status).epochs
        today = self.vault.clock.now().date()
        free = [one.epoch.epoch_id for one in known if one.destroyable_from and one.destroyable_from < today]
        for epoch_id in [one for one in free if self.living(one, known)][:1]:
            self.confirmed(epochs.destroy, epoch_id)
        self.confirmed(epochs.leave, "file")

    def living(self, epoch_id: UUID, known: list[epochs.EpochView]) -> bool:
        return any(one.epoch.epoch_id == epoch_id and one.epoch.destroyed_at is None for one in known)

    def confirmed(self, verb: Callable[..., Any], what: object) -> None:
        """By two people. What a killed run asked for and got confirmed is simply carried out."""
        waiting = self.call(R.OPERATOR, verb, what)
        waiting = waiting if isinstance(waiting, Waiting | None) else waiting.waiting
        if waiting is not None:
            try:
                self.call(R.CUSTODIAN, approvals.confirm, waiting.approval_id)
            except Conflict:
                return
            self.call(R.OPERATOR, verb, what)


def tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def work(organisation: OrganisationId, asked: dict[str, Any]) -> None:
    steps = Steps(Step(asked["label"], asked["nth"]) if asked["label"] else None)
    purging._ERASED_AT_ONCE = 2
    configured = msgspec.structs.replace(from_environment(), record_algorithm=asked["algorithm"], readers=1, pool=2)
    clock = StoppedClock(NOW + timedelta(days=asked["day"]))
    steps.install()
    with open_vault(configured, clock) as vault:
        Course(vault, organisation, steps).run()
    tell("steps", json.dumps(steps.counted))


def main() -> None:
    organisation = OrganisationId(UUID(sys.argv[1]))
    tell("ready")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                work(organisation, json.loads(line))
                code = 0
            finally:
                os._exit(code)
        tell("end", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main()
