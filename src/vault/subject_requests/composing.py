"""From what was located to an answer: who is who, what stays readable, and the facts that Art. 15 asks for."""

from collections import Counter
from collections.abc import Iterator, Sequence

from vault.clock import legal_day
from vault.complaints import Anonymity, CaseFile, DisclosureView, DocumentView, PartyView, Role, attached
from vault.complaints.catalogue import catalogue
from vault.complaints.store import remarks
from vault.complaints.texts import TextSource
from vault.deadlines import Country
from vault.evidence import consultations
from vault.holdings import Facts
from vault.ids import CaseId, DocumentId, PartyId, SubjectId
from vault.language import Language
from vault.organisations import Profile
from vault.redaction import Known, Redactor, Standing, Telling, segments
from vault.retention import due_on, schedule_of
from vault.subject_requests.answer import (
    Answer,
    AnswerCase,
    AnswerDisclosure,
    AnswerDocument,
    AnswerFact,
    AnswerStep,
    Consultation,
    Controller,
    PurposeFact,
)
from vault.subject_requests.around import author_of, confidants, everyone, joined_records, known_of
from vault.subject_requests.authorities import authority
from vault.subject_requests.concern import Concern, concern, offered
from vault.subject_requests.course import entries_of, informed_of, standing_facts, told_of, words_of
from vault.subject_requests.enclosing import Enclosing
from vault.subject_requests.locating import Located
from vault.subject_requests.masking import Masks
from vault.subject_requests.model import Composed, DocumentReview, NewRequest, RequestSummary, Review
from vault.subject_requests.review.settling import Rulings
from vault.subjects import Person
from vault.subjects import store as subjects
from vault.subjects.known import as_known
from vault.subjects.matching import given_person, terms
from vault.work import Work

_GIVEN = "given"


def compose(
    work: Work,
    request: RequestSummary,
    new: NewRequest,
    located: Located,
    profile: Profile,
    rulings: Rulings,
    enclosing: Enclosing,
) -> Composed:
    """The answer to a request from what was located, masked as the machine proposes and as people decided.

    Part of a verb that asked for every category.
    """
    joined = joined_records(work, located)
    people = subjects.load(work, everyone(located, joined))
    cases: list[AnswerCase] = []
    reviews: list[DocumentReview] = []
    left_out: list[tuple[CaseId, DocumentView]] = []
    withheld = confidants(located, people, joined)
    given = as_known(_GIVEN, given_person(new.given), Standing.REQUESTER)
    house = _house(work, located, people, profile)
    for file in located.files:
        known = [*known_of(file, located, people, withheld, joined), given]
        redactor = Redactor(
            known, familiar=_familiar(profile, file), recogniser=work.recogniser, language=profile.language
        )
        authors = {one.party_id: author_of(one, file, located, people, withheld) for one in file.parties}
        decided = remarks.of_case(work, file.case.case_id)
        day = file.case.received_on
        masks = Masks(redactor, rulings, reviews, file.case.case_id, [*known, *house], day, decided)
        documents = _documents(file, located, masks, authors, redactor, left_out, enclosing)
        cases.append(_case(work, file, located, documents, masks, profile, new.language))
    mine = [as_known(str(one), people[one], Standing.REQUESTER) for one in located.same]
    own = Masks(Redactor(mine, language=profile.language), rulings, reviews)
    answer = Answer(
        language=new.language,
        reference=str(request.request_id),
        controller=controller_of(profile),
        authority=authority(profile.country, work.policy.folder, legal_day(work.now)),
        requester_name=new.given.name or next((people[one].name or "" for one in located.same), ""),
        requester_address=new.given.address,
        received_on=new.received_on,
        received_through=new.channel.value,
        asked=new.text,
        due_on=request.due_on,
        answered_on=legal_day(work.now),
        composed_at=work.now,
        identified_by=_identified(located),
        records=tuple(people[one] for one in located.same),
        cases=tuple(sorted(cases, key=lambda case: (case.received_on, case.case_id))),
        standing=tuple(standing_facts(work, located.same, own, new.language)),
        purposes=_purposes(work, cases, profile.country, new.language),
        processors=profile.processors,
        transfers=profile.transfers,
        automated_decisions=profile.automated_decisions,
        consultations=_consultations(work, located, new.language),
        search=located.search,
    )
    review = Review(
        documents=tuple(reviews),
        subjects=located.same,
        to_confirm=located.to_confirm,
        by_index=located.by_index,
        mentioned=tuple(sorted(located.mentioned)),
        candidates=(*located.candidates, *offered(left_out)),
        to_look_at=tuple(
            one.view.attachment_id for file in located.files for one in file.attachments if one.to_look_at
        ),
    )
    return Composed(answer=answer, review=review, scope=located.scope, protocol=located.protocol)


def _house(work: Work, located: Located, people: dict[SubjectId, Person], profile: Profile) -> list[Known]:
    """Whoever else the organisation knows at the requester's addresses: among them a reader looks for the author."""
    streets = {value for one in located.same for kind, value in terms(people[one], profile.country) if kind == "street"}
    found = {SubjectId(owner) for value in streets for owner in work.keys.owners("street", value)} - set(people)
    return [as_known(str(one), person, Standing.OTHER) for one, person in subjects.load(work, sorted(found)).items()]


def _familiar(profile: Profile, file: CaseFile) -> frozenset[str]:
    """Words that name the organisation, its town and the estate, and so nobody in them."""
    words = f"{profile.name} {profile.address} {file.case.department}".split()
    return frozenset(word.strip(".,").casefold() for word in words)


def _documents(
    file: CaseFile,
    located: Located,
    masks: Masks,
    authors: dict[PartyId, Standing],
    redactor: Redactor,
    left_out: list[tuple[CaseId, DocumentView]],
    enclosing: Enclosing,
) -> tuple[AnswerDocument, ...]:
    """The documents by the requester and about them; those that could be about them and are not, join `left_out`."""
    own_parties = {party.party_id for party in file.parties if party.subject_id in located.same}
    answered: list[AnswerDocument] = []
    files = {DocumentId(one.view.attachment_id): one for one in file.attachments}
    for document in (*file.documents, *attached(file)):
        own = document.author in own_parties
        telling = Telling(author=_written_by(document, file, authors), language=document.language, on=document.dated_on)
        found = Concern.AUTHOR if own else concern(document, file, located, redactor, telling)
        if found is Concern.NONE:
            left_out.append((file.case.case_id, document))
        if found in (Concern.NONE, Concern.OUT_OF_REACH):
            continue
        shown = masks.of(TextSource.DOCUMENT, document.document_id, "text", document.text, own=own, telling=telling)
        held = files.get(document.document_id)
        answered.append(
            AnswerDocument(
                document_id=str(document.document_id),
                kind=document.kind,
                lane=document.lane,
                dated_on=document.dated_on,
                author_role=document.author_role,
                written_by_requester=own,
                language=document.language,
                segments=shown,
                file=enclosing.of(held, own=own) if held is not None else None,
                passages=masks.passages(TextSource.DOCUMENT, document.document_id),
            )
        )
    return tuple(answered)


def _written_by(document: DocumentView, file: CaseFile, authors: dict[PartyId, Standing]) -> Standing | None:
    """Who wrote a document, as far as its party or the role of its author tells (N-01)."""
    if document.author is not None:
        return authors[document.author]
    if document.author_role is Role.STAFF:
        return Standing.STAFF
    if document.author_role is Role.COMPLAINANT and file.case.anonymity is not Anonymity.IDENTIFIED:
        return Standing.WITHHELD
    return None


def _case(
    work: Work,
    file: CaseFile,
    located: Located,
    documents: tuple[AnswerDocument, ...],
    masks: Masks,
    profile: Profile,
    language: Language,
) -> AnswerCase:
    own = [party for party in file.parties if party.subject_id in located.same]
    facts = next(_case_facts(work, file))
    rule = schedule_of(work).rule_for(facts)
    case = file.case
    mentioned = located.mentioned.get(case.case_id, frozenset())
    return AnswerCase(
        case_id=str(case.case_id),
        reference=file.reference,
        department=case.department,
        category=case.category,
        severity=case.severity,
        status=case.status,
        received_on=case.received_on,
        roles=tuple(sorted({party.role for party in own})) or (Role.MENTIONED,),
        steps=tuple(AnswerStep(kind=step.kind, on=step.on) for step in file.steps) if own else (),
        documents=documents,
        disclosures=tuple(
            _disclosure(work, one, masks, language)
            for one in file.disclosures
            if (told_of(one, located.same) if own else one.disclosure_id in mentioned)
        ),
        facts=tuple(_facts(work, file, own, masks, profile, language)) if own else (),
        entries=tuple(entries_of(file, own, masks, mentioned)),
        planned_deletion_on=due_on(rule, facts, profile.country) if rule else None,
        retention_rule=rule.title[language] if rule else "",
        on_hold=True,
    )


def _facts(
    work: Work, file: CaseFile, own: Sequence[PartyView], masks: Masks, profile: Profile, language: Language
) -> Iterator[AnswerFact]:
    """What else is kept of a case. The ground is the tenant's, since it says what they are held to have done."""
    case = file.case
    yield AnswerFact(field="source", code=case.source.value)
    if case.ground is not None and any(party.role is Role.RESPONDENT for party in own):
        ground = catalogue(work.policy.folder).ground(case.ground, profile.country)
        yield AnswerFact(field="ground", plain=f"{ground.title[language]} ({ground.provision})")
    if case.track is not None:
        yield AnswerFact(field="track", code=case.track.value)
    if case.outcome is not None:
        yield AnswerFact(field="outcome", code=case.outcome.value)
    if case.witness_count is not None:
        yield AnswerFact(field="witness_count", plain=str(case.witness_count))
    if case.restricted:
        yield AnswerFact(field="restricted", code="yes")
    for party in own:
        yield from words_of(party, masks)
    yield from informed_of(work, case.case_id, own)


def _case_facts(work: Work, file: CaseFile) -> Iterator[Facts]:
    holding = next(one for one in work.holdings if one.kind == "case")
    return holding.facts(work, file.case.case_id)


def _disclosure(work: Work, one: DisclosureView, masks: Masks, language: Language) -> AnswerDisclosure:
    purpose = work.policy.register.find(one.purpose or "")
    return AnswerDisclosure(
        purpose=purpose.title[language] if purpose else None,
        agreement=one.agreement,
        disclosed_on=one.disclosed_on,
        # Who is in the register is an organisation, which is named in full.
        recipient=(
            segments(one.recipient, ())
            if one.recipient_id
            else masks.of(TextSource.DISCLOSURE, one.disclosure_id, "recipient", one.recipient, known_only=True)
        ),
        # Of what the vault disclosed itself the basis is a provision; another system may have written a name there.
        legal_basis=(
            segments(one.legal_basis, ())
            if one.recipient_id
            else masks.of(TextSource.DISCLOSURE, one.disclosure_id, "legal_basis", one.legal_basis, known_only=True)
        ),
        content=masks.of(TextSource.DISCLOSURE, one.disclosure_id, "content", one.content),
    )


def controller_of(profile: Profile) -> Controller:
    return Controller(
        name=profile.name,
        registration_number=profile.registration_number,
        country=profile.country.value,
        address=profile.address,
        contact=profile.contact,
        data_protection_officer=profile.data_protection_officer,
    )


def _identified(located: Located) -> str:
    if not located.same:
        return "not_established"
    strong = located.evidence & {"phone", "email"}
    return "known_contact" if strong else "matching_details"


def _purposes(work: Work, cases: Sequence[AnswerCase], country: Country, language: Language) -> tuple[PurposeFact, ...]:
    """The purposes for which this person's data are in fact held (A-62), and that of answering them."""
    held = {case.category.value for case in cases}
    lanes = {entry.lane.value for case in cases for entry in case.entries}
    lanes |= {document.lane.value for case in cases for document in case.documents}
    return tuple(
        PurposeFact(purpose=purpose.title[language], legal_basis=purpose.legal_basis[country.value][language])
        for purpose in work.policy.register
        if purpose.categories & held or purpose.lanes & lanes or purpose.code == "rights_fulfilment"
    )


def _consultations(work: Work, located: Located, language: Language) -> tuple[Consultation, ...]:
    times = Counter((legal_day(one.at), one.purpose) for one in consultations(work, located.same))
    titles = {purpose.code: purpose.title[language] for purpose in work.policy.register}
    return tuple(
        Consultation(on=on, purpose=titles.get(purpose, purpose), times=count)
        for (on, purpose), count in sorted(times.items())
    )
