"""Finds everything about one person: records, cases, texts that mention them; and what was searched for it."""

import time
from collections import Counter
from collections.abc import Mapping
from uuid import UUID

import msgspec

from vault.complaints import CaseFile, collect
from vault.complaints import store as complaints
from vault.crypto import sha256
from vault.ids import CaseId, SubjectId
from vault.organisations import Profile
from vault.policy import Permission
from vault.subject_requests.answer import SearchLine
from vault.subject_requests.mentions import Band, Everywhere, Mention, Sought, mentions
from vault.subject_requests.review.model import CandidateKind, CluePlace, Judgement, ReviewCandidate
from vault.subject_requests.review.protocol import Protocol, Searched
from vault.subject_requests.review.store import new_candidate_id
from vault.subjects import Given, Match, Verdict
from vault.subjects import store as subjects
from vault.subjects.matching import given_person, terms
from vault.subjects.searching import Search, search
from vault.subjects.standing import store as standing
from vault.work import Work

Judgements = Mapping[UUID, Judgement]
"""What a person said of candidates, by the id of the record or case."""
_BITS_OF_CERTAINTY = 10.0


class Located(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found. `files` are the cases of `same` and those that mention them; `candidates` may wait."""

    same: tuple[SubjectId, ...]
    to_confirm: tuple[SubjectId, ...]
    files: tuple[CaseFile, ...]
    search: tuple[SearchLine, ...]
    evidence: frozenset[str]
    by_index: tuple[SubjectId, ...] = ()
    """Those of `same` that the exact index finds; the rest were found by comparing everybody."""
    mentioned: dict[CaseId, frozenset[UUID]] = {}
    """Of the cases in which they are no party: the records that mention them."""
    candidates: tuple[ReviewCandidate, ...] = ()
    brought_in: frozenset[UUID] = frozenset()
    """What a person said is about them, whatever the machine says."""
    protocol: Protocol

    @property
    def scope(self) -> str:
        """SHA-256 over ids and versions: changes if anything in scope is added, altered or gone (point 39)."""
        return sha256(msgspec.json.encode(sorted(self.protocol.found.items()))).hex()


def locate(
    work: Work, given: Given, profile: Profile, *, occasion: str = "opened", judgements: Judgements | None = None
) -> Located:
    """Searches by every identifier that was given (A-06), by party links from the records found, and in every text.

    Part of a verb about a request; asks for `subject:scan` by itself, and its event names what was found and not
    everything that was opened.
    """
    work.permit(Permission.SUBJECT_SCAN)
    began, said = time.perf_counter(), judgements or {}
    everybody = search(work, given, profile.country)
    found = everybody.matches
    # That a person joined two records, or confirmed one for this request, is stronger than what the second lacks.
    confirmed = {one for one in everybody.of(Verdict.ASK) if said.get(one) is Judgement.SAME}
    same = tuple(sorted(standing.group(work, {*everybody.of(Verdict.SAME), *confirmed})))
    asked = tuple(one for one in everybody.of(Verdict.ASK) if one not in same)
    sought = _sought(work, given, same)
    everywhere = mentions(work, sought, same)
    sure = [one for one in everywhere.mentions if _is_meant(one, said)]
    mentioned = {one.case_id: one.records for one in sure}
    files = (*collect(work, list(same)), *complaints.open_files(work, sorted(mentioned)))
    work.audit.involve(*same, *sorted(mentioned))
    lines = (*_people_lines(given, profile, everybody), *_text_lines(sought, everywhere, len(files)))
    found_in = {str(file.case.case_id): file.case.version for file in files}
    found_in |= {str(one): subjects.version_of(work, one) for one in same}
    milliseconds = round((time.perf_counter() - began) * 1000)
    return Located(
        same=same,
        to_confirm=tuple(one for one in asked if said.get(one) is not Judgement.DIFFERENT),
        files=files,
        search=tuple(SearchLine(source=one.source, term=one.term, hits=one.hits) for one in lines),
        evidence=frozenset(kind for one in same if one in found for kind in found[one].evidence),
        by_index=tuple(one for one in same if one in everybody.by_index),
        mentioned=mentioned,
        candidates=(*_records(asked, found), *_mentions(everywhere.mentions)),
        brought_in=frozenset(one for one, judgement in said.items() if judgement is Judgement.SAME),
        protocol=Protocol(
            occasion=occasion,
            at=work.now,
            by=work.actor.ref,
            milliseconds=milliseconds,
            lines=lines,
            found=found_in,
        ),
    )


def _is_meant(one: Mention, said: Judgements) -> bool:
    """Whether a case is in scope by mention: surely, unless a person excluded it, or because a person said so."""
    judgement = said.get(one.case_id)
    return judgement is Judgement.SAME or (judgement is None and one.band is Band.SAME)


def _sought(work: Work, given: Given, same: tuple[SubjectId, ...]) -> Sought:
    people = subjects.load(work, same)
    return Sought(
        people=(given_person(given), *(people[one] for one in same)), plates=given.plates, references=given.references
    )


def _records(asked: tuple[SubjectId, ...], found: Mapping[SubjectId, Match]) -> list[ReviewCandidate]:
    return [
        ReviewCandidate(
            candidate_id=new_candidate_id(),
            kind=CandidateKind.RECORD,
            about=one,
            evidence=tuple(f"{reason.field}: {reason.level}" for reason in found[one].reasons),
            strength=found[one].probability,
        )
        for one in asked
    ]


def _mentions(everywhere: tuple[Mention, ...]) -> list[ReviewCandidate]:
    """The cases that could be about the person. Those that surely are, wait for nobody and can still be excluded."""
    return [
        ReviewCandidate(
            candidate_id=new_candidate_id(),
            kind=CandidateKind.MENTION,
            about=one.case_id,
            evidence=one.clues,
            strength=round(min(1.0, one.bits / (2 * _BITS_OF_CERTAINTY)), 2),
            certain=one.band is Band.SAME,
            findings=tuple(
                CluePlace(place=text.place, start=hit.start, end=hit.end, evidence=hit.clue.value)
                for text in one.texts
                for hit in text.hits
            ),
        )
        for one in everywhere
    ]


def _people_lines(given: Given, profile: Profile, everybody: Search) -> list[Searched]:
    hits = Counter(kind for match in everybody.matches.values() for kind in match.evidence)
    values: dict[str, list[str]] = {}
    for kind, value in sorted(terms(given_person(given), profile.country)):
        values.setdefault(kind, []).append(value)
    return [
        Searched(source="people", term=kind, values=tuple(found), compared=everybody.records, hits=hits[kind])
        for kind, found in values.items()
    ]


def _text_lines(sought: Sought, everywhere: Everywhere, cases: int) -> list[Searched]:
    """What was searched in cases: by their parties, and in every text by each kind of term."""
    lines = [Searched(source="cases", term="party", values=(), compared=everywhere.texts, hits=cases)]
    for term, values in sought.terms().items():
        hits = sum(everywhere.found.get(clue, 0) for clue in _CLUES_OF.get(term, (term,)))
        lines.append(Searched(source="texts", term=term, values=values, compared=everywhere.texts, hits=hits))
    return lines


_CLUES_OF: Mapping[str, tuple[str, ...]] = {
    "name": ("full_name", "name_alike", "surname", "given_name", "nickname", "initials"),
    "street": ("home", "house", "unit", "household", "neighbour"),
    "date_of_birth": ("birthday",),
}
"""Which clues each kind of term finds; every other term finds the clue of its name."""
