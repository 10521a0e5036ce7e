"""Finding everything about one person: which records are theirs, which cases they stand in, what was searched."""

from collections import Counter

import msgspec

from vault.complaints import CaseFile, collect
from vault.crypto import sha256
from vault.ids import SubjectId
from vault.organisations import Profile
from vault.subject_requests.answer import SearchLine
from vault.subjects import Given, Match, Verdict
from vault.subjects.matching import given_person, terms
from vault.subjects.searching import search
from vault.subjects.standing import store as standing
from vault.work import Work


class Located(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found. `files` are the cases of `same`; `to_confirm` waits for a person."""

    same: tuple[SubjectId, ...]
    to_confirm: tuple[SubjectId, ...]
    files: tuple[CaseFile, ...]
    search: tuple[SearchLine, ...]
    evidence: frozenset[str]

    @property
    def scope(self) -> str:
        """SHA-256 over ids and versions: changes if anything in scope is added, altered or gone (point 39)."""
        versions = sorted((str(file.case.case_id), file.case.version) for file in self.files)
        people = sorted(str(subject) for subject in self.same)
        return sha256(msgspec.json.encode([people, versions])).hex()


def locate(work: Work, given: Given, profile: Profile) -> Located:
    """Searches by every identifier that was given (A-06), then by party links from the records found."""
    everybody = search(work, given, profile.country)
    found = everybody.matches
    # That a person joined two records is stronger than what the second lacks.
    same = tuple(sorted(standing.group(work, everybody.of(Verdict.SAME))))
    files = tuple(collect(work, list(same)))
    return Located(
        same=same,
        to_confirm=tuple(one for one in everybody.of(Verdict.ASK) if one not in same),
        files=files,
        search=_protocol(given, profile, list(found.values()), len(files)),
        evidence=frozenset(kind for one in same if one in found for kind in found[one].evidence),
    )


def _protocol(given: Given, profile: Profile, matches: list[Match], cases: int) -> tuple[SearchLine, ...]:
    hits = Counter(kind for match in matches for kind in match.evidence)
    asked = sorted({kind for kind, _ in terms(given_person(given), profile.country)})
    lines = [SearchLine(source="people", term=kind, hits=hits[kind]) for kind in asked]
    return (*lines, SearchLine(source="cases", term="party", hits=cases))
