"""Does work in the background: takes up jobs, runs the same verbs that a door would, and keeps how far they are.

A job runs on behalf of whoever asked for it, with what they may do at that moment: whose client was revoked
meanwhile gets nothing done any more.
"""

import time
from typing import Final

from vault import jobs, retention, subject_requests
from vault.errors import Conflict, VaultError
from vault.ids import OrganisationId, PlanId, RequestId
from vault.jobs import Errand, JobKind, JobState
from vault.policy import Actor, RoleName
from vault.storage import looking
from vault.wiring import Caller, Vault

_TELL_EVERY_SECONDS: Final = 1.0


class Cancelled(Exception):
    """Somebody asked the work to end; raised between two of its steps."""


class Worker:
    """Runs what waits, one job after the other."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._stopping = False

    def stop(self) -> None:
        """Has a job that runs end after its present step; it is taken up again by the next server."""
        self._stopping = True

    def work(self) -> int:
        """Does what waits in every organisation; returns how many jobs ended."""
        return sum(self._work(one.organisation_id) for one in self._vault.organisations())

    def _work(self, organisation: OrganisationId) -> int:
        ended = 0
        while not self._stopping and self._waits(organisation):
            errand = self._vault.call(_runner(organisation), jobs.take_job)
            if errand is None:
                break
            ended += self._do(organisation, errand)
        return ended

    def _waits(self, organisation: OrganisationId) -> bool:
        with looking(self._vault.storage.engine) as connection:
            return jobs.is_due(connection, organisation, self._vault.clock.now())

    def _do(self, organisation: OrganisationId, errand: Errand) -> bool:
        state, problem = JobState.DONE, None
        try:
            actor = self._vault.call(_runner(organisation), jobs.acting_for, errand)
            self._run(Caller(actor, errand.purpose), errand, _Telling(self, self._vault, organisation, errand))
        except Cancelled:
            if self._stopping:
                return False
            state = JobState.CANCELLED
        except VaultError as error:
            state, problem = JobState.FAILED, error.slug
        self._vault.call(_runner(organisation), jobs.end_job, errand.job_id, state, problem)
        return True

    def _run(self, caller: Caller, errand: Errand, telling: "_Telling") -> None:
        match errand.kind:
            case JobKind.APPLY_PURGE:
                self._vault.call(caller, retention.apply_plan, PlanId(errand.target_id), telling)
            case JobKind.ANSWER_REQUEST:
                self._answer(caller, RequestId(errand.target_id))

    def _answer(self, caller: Caller, request_id: RequestId) -> None:
        try:
            self._vault.call(caller, subject_requests.answer_request, request_id)
        except Conflict:
            # A process that was killed between keeping the answer and saying so leaves an answered request.
            if self._vault.call(caller, subject_requests.read_request, request_id).package_id is None:
                raise

    @property
    def stopping(self) -> bool:
        return self._stopping


class _Telling:
    """Progress of a verb, kept now and then; ends the verb where it is to end."""

    def __init__(self, worker: Worker, vault: Vault, organisation: OrganisationId, errand: Errand) -> None:
        self._worker = worker
        self._vault = vault
        self._caller = _runner(organisation)
        self._errand = errand
        self._next = 0.0

    def __call__(self, done: int, of: int) -> None:
        if self._worker.stopping:
            raise Cancelled
        if time.monotonic() < self._next and done < of:
            return
        if not self._vault.call(self._caller, jobs.advance_job, self._errand.job_id, done, of):
            raise Cancelled
        self._next = time.monotonic() + _TELL_EVERY_SECONDS


def _runner(organisation: OrganisationId) -> Caller:
    return Caller(Actor("vault:worker", organisation, frozenset({RoleName.OPERATOR})), "administration")
