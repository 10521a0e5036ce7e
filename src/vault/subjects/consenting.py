"""Verbs about consents of a person: give, withdraw, read. One consent names one purpose and one recipient (S-04)."""

from vault.clock import legal_day
from vault.disclosures import ConsentView, NewConsent, Withdrawal
from vault.disclosures.model import refuse_strange_consent
from vault.disclosures.store import consents, register
from vault.errors import InvalidInput
from vault.ids import ConsentId, SubjectId
from vault.policy import Permission
from vault.subjects import store
from vault.subjects.standing import store as standing
from vault.subjects.standing.model import TieKind
from vault.work import Work, reads, writes


@writes
def give_consent(work: Work, subject_id: SubjectId, new: NewConsent) -> ConsentId:
    """Keeps that somebody consented, in which words, how, and what shows it.

    Raises NotFound; InvalidInput for a purpose that is none, days out of order or to come, and a representative who has
    no authority for the person that holds today (A-12).
    """
    work.permit(Permission.CONSENT_RECORD, subject_id)
    store.require(work, [subject_id])
    refuse_strange_consent(new)
    work.policy.register.get(new.purpose)
    if new.given_on > legal_day(work.now):
        raise InvalidInput("given_on", "is a day to come")
    if new.representative is not None and new.representative not in _representatives(work, subject_id):
        raise InvalidInput("representative", "has no authority for this person that holds today")
    recipient = register.recipient_of(work, new.recipient_id)
    consent_id = consents.add(work, subject_id, new, recipient.known_as)
    work.audit.involve(consent_id, new.recipient_id)
    return consent_id


@writes
def withdraw_consent(work: Work, subject_id: SubjectId, consent_id: ConsentId, withdrawal: Withdrawal) -> None:
    """From now on nothing goes on this consent; what went stays lawful (Art. 7(3) GDPR). Raises NotFound, Conflict."""
    work.permit(Permission.CONSENT_RECORD, subject_id, consent_id)
    if withdrawal.on > legal_day(work.now):
        raise InvalidInput("on", "is a day to come")
    consents.withdraw(work, subject_id, consent_id, withdrawal)


@reads
def read_consents(work: Work, subject_id: SubjectId) -> tuple[ConsentView, ...]:
    """What somebody consented to, withdrawn consents among it. Raises NotFound."""
    work.permit(Permission.CONSENT_READ, subject_id)
    store.require(work, [subject_id])
    return consents.of(work, [subject_id])[subject_id]


def consents_of(work: Work, subject_id: SubjectId) -> tuple[ConsentView, ...]:
    """Those of every record that is of the same person. Part of verbs that asked."""
    group = sorted(standing.group(work, [subject_id]))
    return tuple(one for found in consents.of(work, group).values() for one in found)


def _representatives(work: Work, subject_id: SubjectId) -> frozenset[SubjectId]:
    ties = standing.ties_of(work, subject_id)
    return frozenset(one.tie.other for one in ties if one.tie.kind is TieKind.REPRESENTATIVE and one.valid)
