"""What holds of a case or a person decides: whose it is, restriction, offences, confidence, a protected address."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import msgspec
import pytest
from tests.engines import SqliteServer
from tests.policy.policies import added
from tests.world import NOW, World, case, document, party, person, settings

from vault import complaints, evidence, subjects
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.complaints.actions import NewStep
from vault.complaints.asking import circumstances
from vault.complaints.codes import Anonymity, Category, StepKind
from vault.complaints.model import CaseQuery, CaseSummary, Step
from vault.errors import NotFound, NotPermitted, VaultError
from vault.ids import CaseId, new_id
from vault.opening import initialise, open_vault
from vault.policy import Circumstance, RoleName

R, C = RoleName, Circumstance
THEIRS = f"test:{R.CARETAKER.value}"


def summary(**details: object) -> CaseSummary:
    plain = {
        "case_id": str(new_id()),
        "department": "Afdeling 1",
        "category": "noise",
        "severity": "mild",
        "anonymity": "identified",
        "language": "da",
        "status": "open",
        "received_on": "2026-09-01",
        "version": 1,
    }
    return msgspec.convert(plain | details, CaseSummary)


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({}, set()),
        ({"assigned_to": "me"}, {C.ASSIGNED}),
        ({"assigned_to": "somebody"}, set()),
        ({"restricted": True}, {C.RESTRICTED}),
        ({"anonymity": "confidential"}, {C.CONFIDENTIAL}),
        ({"anonymity": "anonymous"}, set()),
        ({"category": "violence"}, {C.OFFENCE}),
        ({"category": "vandalism"}, {C.OFFENCE}),
        ({"category": "threats_or_harassment"}, {C.OFFENCE}),
        ({"ground": "crime"}, {C.OFFENCE}),
        ({"ground": "noise"}, set()),
        ({"assigned_to": "me", "restricted": True, "ground": "crime"}, {C.ASSIGNED, C.RESTRICTED, C.OFFENCE}),
    ],
)
def test_what_holds_of_a_case(details: dict[str, object], expected: set[Circumstance]) -> None:
    assert circumstances(summary(**details), "me", frozenset({"crime"})) == expected


@pytest.mark.parametrize(("mine", "expected"), [({"Afdeling 1", "Afdeling 2"}, {C.DEPARTMENT}), ({"Afdeling"}, set())])
def test_a_case_belongs_to_a_department_of_the_caller(mine: set[str], expected: set[Circumstance]) -> None:
    assert circumstances(summary(), "me", frozenset(), frozenset(mine)) == expected


def told(**details: object) -> complaints.NewCase:
    made = case(party("K", Role.COMPLAINANT, person()), documents=(document("Der er vand i kælderen."),))
    return msgspec.structs.replace(made, **details)


@pytest.mark.parametrize(
    ("details", "reads"),
    [
        ({"assigned_to": THEIRS}, True),
        ({"assigned_to": THEIRS, "category": Category.VIOLENCE}, False),
        ({"assigned_to": THEIRS, "anonymity": Anonymity.CONFIDENTIAL}, False),
    ],
)
def test_a_caretaker_reads_the_text_of_a_case_that_is_theirs_and_nobodys_identity(
    world: World, details: dict[str, object], *, reads: bool
) -> None:
    stored = world.store(told(**details))
    seen = world.call(R.CARETAKER, complaints.read_case, stored.case_id)
    assert (seen.documents is not None) is reads
    assert ("case.narrative" in seen.withheld) is not reads
    assert seen.parties is None
    assert {"case.parties", "case.disclosures", "case.confidential_identity"} <= set(seen.withheld)
    world.call(R.CARETAKER, complaints.add_step, stored.case_id, NewStep(step=Step(StepKind.VISIT, date(2026, 9, 3))))
    (who,) = stored.subjects
    assert who is not None
    with pytest.raises(NotPermitted):
        world.call(R.CARETAKER, subjects.read_subject, who)


def test_a_caretaker_lists_the_cases_that_are_theirs(world: World) -> None:
    mine = [world.store(told(assigned_to=THEIRS)).case_id for _ in range(2)]
    world.store(told(assigned_to="test:other"))
    assert [one.case_id for one in world.call(R.CARETAKER, complaints.list_cases)] == mine
    assert [one.case_id for one in world.call(R.CARETAKER, complaints.search_cases, CaseQuery())] == mine


def test_what_is_not_a_caretakers_answers_like_what_is_not_there(world: World) -> None:
    theirs, absent = world.store(told(assigned_to="test:other")).case_id, CaseId(new_id())
    step = NewStep(step=Step(StepKind.VISIT, date(2026, 9, 3)))
    for verb, more in ((complaints.read_case, ()), (complaints.add_step, (step,))):
        answers = []
        for wanted in (theirs, absent):
            with pytest.raises(NotPermitted) as refused:
                world.call(R.CARETAKER, verb, wanted, *more)
            answers.append(refused.value.detail)
        assert answers[0] == answers[1]


def test_the_text_of_a_restricted_case_is_kept_from_case_workers_and_open_to_the_officer(world: World) -> None:
    """Art. 18(2): what is restricted is kept and not used."""
    stored = world.store(told())
    seen = world.call(R.CASE_WORKER, complaints.read_case, stored.case_id)
    assert seen.documents is not None
    ended = complaints.NewClosing(on=date(2026, 9, 20), outcome=complaints.Outcome.UNFOUNDED)
    world.call(R.CASE_WORKER, complaints.close_case, stored.case_id, ended, seen.case.version)
    kept = world.call(R.CASE_WORKER, complaints.read_case, stored.case_id)
    assert kept.case.restricted
    assert (kept.documents, "case.narrative" in kept.withheld) == (None, True)
    with pytest.raises(NotPermitted):
        world.call(R.CASE_WORKER, complaints.read_situation, stored.case_id)
    assert world.call(R.DPO, complaints.read_case, stored.case_id).documents is not None


@pytest.fixture
def narrowed(tmp_path: Path, sqlite_server: SqliteServer) -> Iterator[World]:
    """A vault whose rules keep offences from case workers altogether, and protected addresses."""
    given = settings(tmp_path / "vault", sqlite_server.new_database())
    rules = (
        "p, case_worker, *, case, list, deny, offence  # Others handle these.",
        "p, case_worker, *, subject.contact, read, deny, protected_address  # The officer knows.",
        "p, case_worker, *, subject.identity, read, deny, restricted  # Kept, and not used.",
    )
    given = msgspec.structs.replace(given, policies=added(tmp_path, *rules))
    initialise(given, StoppedClock(NOW))
    with open_vault(given, StoppedClock(NOW)) as vault:
        yield World(vault, StoppedClock(NOW))


def test_a_case_that_one_may_not_know_of_is_in_no_list_and_like_one_that_is_not_there(narrowed: World) -> None:
    mild = [narrowed.store(told()).case_id for _ in range(3)]
    grave = [narrowed.store(told(category=Category.VIOLENCE)).case_id for _ in range(4)]
    for limit in (1, 2, 100):
        found: list[CaseId] = []
        while page := narrowed.call(R.CASE_WORKER, complaints.list_cases, found[-1] if found else None, limit):
            found += [one.case_id for one in page]
        assert found == mild
    assert [one.case_id for one in narrowed.call(R.CASE_WORKER, complaints.search_cases, CaseQuery())] == mild
    for wanted, absent in product(grave, [CaseId(new_id())]):
        assert refusal(narrowed, wanted) == refusal(narrowed, absent)
    denied = [one for one in narrowed.call(R.AUDITOR, evidence.read_log, limit=100) if one.outcome == "denied"]
    assert len(denied) == len(grave)


def refusal(world: World, case_id: CaseId) -> tuple[type[VaultError], str]:
    with pytest.raises(NotFound) as refused:
        world.call(R.CASE_WORKER, complaints.read_case, case_id)
    return type(refused.value), refused.value.detail


def test_a_protected_address_is_left_out_and_named(narrowed: World) -> None:
    stored = narrowed.store(
        case(
            party("K", Role.COMPLAINANT, person("Vibeke Testrup", address="Prøvegade 1", protected_address=True)),
            party("N", Role.RESPONDENT, person("Anker Prøvesen", address="Prøvegade 3")),
        )
    )
    protected, other = stored.subjects
    assert protected is not None
    assert other is not None
    kept = narrowed.call(R.CASE_WORKER, subjects.read_subject, protected)
    assert (kept.contact, "subject.contact" in kept.withheld) == (None, True)
    assert narrowed.call(R.CASE_WORKER, subjects.read_subject, other).contact is not None
    assert narrowed.call(R.DPO, subjects.read_subject, protected).contact is not None
