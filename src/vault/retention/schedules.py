"""The schedule in force: read anew where a file was changed, and what each organisation decided laid over it."""

import os
from datetime import date
from pathlib import Path
from threading import Lock

from vault.clock import legal_day
from vault.errors import Misconfigured
from vault.ids import OrganisationId
from vault.retention.reading import FOLDER, read
from vault.retention.schedule import Schedule
from vault.retention.sources import Purging, Sources
from vault.work import Work

_Stamp = tuple[tuple[str, int, int], ...]


class InForce:
    """The files of one folder as they say now; a look at them costs some microseconds."""

    def __init__(self, policies: Path) -> None:
        self._policies = policies
        self._lock = Lock()
        self._stamp: _Stamp | None = None
        self._sources: Sources | None = None
        self._schedules: dict[tuple[OrganisationId, date], Schedule] = {}

    def sources(self) -> Sources:
        """Raises Misconfigured, and goes on doing so, while a file cannot be read."""
        stamp = _stamped(self._policies / FOLDER)
        with self._lock:
            if self._sources is None or stamp != self._stamp:
                self._sources, self._stamp = read(self._policies), stamp
                self._schedules.clear()
            return self._sources

    def schedule(self, organisation: OrganisationId, on: date) -> Schedule:
        """What counts for an organisation on a day."""
        sources = self.sources()
        with self._lock:
            if (organisation, on) not in self._schedules:
                if len(self._schedules) > _KEPT:
                    self._schedules.clear()
                self._schedules[organisation, on] = sources.schedule(organisation, on)
            return self._schedules[organisation, on]


_KEPT = 500
_folders: dict[Path, InForce] = {}


def schedule_of(work: Work) -> Schedule:
    """The retention schedule in force for the organisation at work."""
    return _of(work.policy.folder).schedule(work.organisation_id, legal_day(work.now))


def purging_of(work: Work) -> Purging:
    """How a purge goes about it."""
    return _of(work.policy.folder).sources().purging


def _of(policies: Path) -> InForce:
    return _folders.setdefault(policies, InForce(policies))


def _stamped(folder: Path) -> _Stamp:
    try:
        files = [one for one in (*os.scandir(folder), *_inner(folder)) if one.name.endswith(".toml")]
        stamps = [(one.path, one.stat().st_mtime_ns, one.stat().st_size) for one in files]
    except OSError:
        raise Misconfigured("the retention schedule cannot be read", hint=f"is {FOLDER}/ there?") from None
    return tuple(sorted(stamps))


def _inner(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        return list(os.scandir(folder / "organisations"))
    except FileNotFoundError:
        return []
