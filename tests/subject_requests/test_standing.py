"""How a party stands to the requester decides what is masked; who spoke in confidence comes before everything."""

from datetime import date
from uuid import UUID

import pytest

from vault.complaints import Anonymity, CaseFile, CaseSummary, Category, PartyView, Role, Severity, Status
from vault.ids import CaseId, PartyId, SubjectId
from vault.language import Language
from vault.redaction import Standing
from vault.subject_requests.around import standing
from vault.subjects import Person

ME, THEM = SubjectId(UUID(int=1)), SubjectId(UUID(int=2))


def party(
    role: Role, subject: SubjectId | None = THEM, *, confidential: bool = False, named: bool = False
) -> PartyView:
    return PartyView(
        party_id=PartyId(UUID(int=9)),
        role=role,
        confidential=confidential,
        named_to_respondent=named,
        subject_id=subject,
        description=None,
    )


def file(anonymity: Anonymity, my_role: Role) -> CaseFile:
    summary = CaseSummary(
        case_id=CaseId(UUID(int=3)),
        department="1",
        category=Category.NOISE,
        severity=Severity.MILD,
        anonymity=anonymity,
        language=Language.DANISH,
        status=Status.OPEN,
        received_on=date(2026, 1, 1),
        version=1,
    )
    return CaseFile(case=summary, reference=None, steps=(), parties=(party(my_role, ME),), documents=(), disclosures=())


IDENTIFIED, CONFIDENTIAL, ANONYMOUS = Anonymity.IDENTIFIED, Anonymity.CONFIDENTIAL, Anonymity.ANONYMOUS
C, R, W, S = Role.COMPLAINANT, Role.RESPONDENT, Role.WITNESS, Role.STAFF

TABLE = [
    # the party, a member of staff, the case, my role in it, how they stand
    (party(R, ME), False, IDENTIFIED, R, Standing.REQUESTER),
    (party(C, ME, confidential=True), False, CONFIDENTIAL, C, Standing.REQUESTER),
    (party(C), False, IDENTIFIED, R, Standing.OTHER),
    (party(C, named=True), False, IDENTIFIED, R, Standing.NAMED),
    (party(C, named=True), False, IDENTIFIED, W, Standing.OTHER),
    (party(C, named=True), False, CONFIDENTIAL, R, Standing.WITHHELD),
    (party(C, named=True, confidential=True), False, IDENTIFIED, R, Standing.WITHHELD),
    (party(C), False, ANONYMOUS, R, Standing.WITHHELD),
    (party(W), False, CONFIDENTIAL, R, Standing.OTHER),
    (party(W, confidential=True), False, IDENTIFIED, R, Standing.WITHHELD),
    (party(S), False, IDENTIFIED, R, Standing.STAFF),
    (party(W), True, IDENTIFIED, R, Standing.STAFF),
    (party(C, confidential=True), True, IDENTIFIED, R, Standing.WITHHELD),
]


@pytest.mark.parametrize(("who", "staff", "anonymity", "my_role", "expected"), TABLE)
def test_standing(who: PartyView, *, staff: bool, anonymity: Anonymity, my_role: Role, expected: Standing) -> None:
    assert standing(who, Person(staff=staff), file(anonymity, my_role), [ME]) is expected
