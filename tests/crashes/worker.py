"""A vault hard at work, to be killed: stores, purges and rotates at once, and tells of all that was answered.

Run as a process: `python -m tests.crashes.worker ORGANISATION`, with the vault in the environment. Each line on
standard output is one answer: `stored CASE`, `erased CASE`, `rotated`. `CVAULT_TEST_STEP` says at which of all its
steps the process kills itself, 0 for none.
"""

import os
import sys
import threading
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from tests.crashes.steps import Step, Steps
from tests.world import PURPOSE_OF, case, document, party, person

from vault import complaints, epochs, retention
from vault.complaints import Role
from vault.errors import Conflict, Unavailable
from vault.ids import OrganisationId
from vault.opening import open_vault
from vault.policy import Actor, RoleName
from vault.sealing import seal_everything
from vault.settings import from_environment
from vault.wiring import Caller, Vault

R = RoleName
LONG_AGO = date(2024, 1, 2)
_telling = threading.Lock()


def tell(*words: object) -> None:
    with _telling:
        print(*words, flush=True)  # noqa: T201 -- the answers are read by the test


class Worker:
    def __init__(self, vault: Vault, organisation: OrganisationId) -> None:
        self.vault = vault
        self.organisation = organisation

    def call(self, role: RoleName, verb: Callable[..., Any], *arguments: object) -> Any:
        actor = Actor(f"test:{role.value}", self.organisation, frozenset({role}))
        return self.vault.call(Caller(actor, PURPOSE_OF[role]), verb, *arguments)

    def store(self) -> None:
        """Cases that are due at once, each with somebody of its own."""
        number = 0
        while True:
            number += 1
            told = case(
                party("K", Role.COMPLAINANT, person(f"Nummer {number}", phones=(f"68{number:06d}",))),
                documents=(document(f"Larm nummer {number}."),),
                received=LONG_AGO,
                closed=LONG_AGO,
            )
            tell("stored", self.call(R.INGEST, complaints.store_case, told).case_id)

    def purge(self) -> None:
        while True:
            plan = self.call(R.RETENTION_JOB, retention.plan)
            for item in plan.items[: len(plan.items) // 2]:
                if self.call(R.RETENTION_JOB, retention.erase_item, plan.plan_id, item.record_id) == "erased":
                    tell("erased", item.record_id)

    def rotate(self) -> None:
        while True:
            try:
                self.call(R.OPERATOR, epochs.rotate)
                tell("rotated")
            except Conflict:
                continue

    def seal(self) -> None:
        while True:
            seal_everything(self.vault)


def main() -> None:
    with open_vault(from_environment()) as vault:
        worker = Worker(vault, OrganisationId(UUID(sys.argv[1])))
        if step := int(os.environ.get("CVAULT_TEST_STEP", "0")):
            Steps(Step(None, step)).install()
        tell("ready")
        loops = (worker.store, worker.store, worker.purge, worker.rotate, worker.seal)
        threads = [threading.Thread(target=_until_closed, args=(loop,), daemon=True) for loop in loops]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _until_closed(loop: Callable[[], None]) -> None:
    while True:
        try:
            loop()
        except Unavailable:
            continue


if __name__ == "__main__":
    main()
