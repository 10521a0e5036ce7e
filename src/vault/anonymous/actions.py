"""Verbs about reports: hand one in, go on with a receipt, ask back.

Nothing finer than the day is kept of any of them (N-03). Reading a mailbox leaves an event without an id, so that the
log does not tie two visits of one person together; what is written stands in its complaint in any case.
"""

from typing import Any

from sqlalchemy import Row

from vault import complaints
from vault.anonymous import store
from vault.anonymous.model import (
    Dialogue,
    Front,
    Handed,
    Letter,
    MailboxQuestion,
    MailboxView,
    MessageKind,
    NewMessage,
    NewReport,
    Place,
    Revealing,
    Seal,
    Submitted,
    case_of,
    refuse,
    revealed_as,
    untouched,
    written,
)
from vault.anonymous.unlocking import Lock, Unlocked, new_receipt, unlock
from vault.anonymous.words import spoken
from vault.clock import legal_day
from vault.complaints import AddedDocument, Anonymity, DocumentKind, NewClosing, NewDocument, Outcome, Role, Status
from vault.complaints import store as cases
from vault.complaints.actions import write_document
from vault.complaints.amending import name_complainant
from vault.complaints.asking import permit
from vault.complaints.bounds import Input
from vault.complaints.stance import Stance, stances
from vault.complaints.store.reading import summary_of
from vault.errors import Conflict, InvalidInput
from vault.ids import AttachmentId, CaseId, DocumentId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.work import Run, Work, by_day, process, reads, writes


@by_day
@reads
def read_front(work: Work) -> Front:
    """What is shown before anybody writes: the policy in force, and whose it is (N-04, N-05). Raises NotFound."""
    work.permit(Permission.REPORT_SUBMIT)
    profile = organisations.load(work)
    return Front(
        organisation_id=work.organisation_id,
        stance=_stance(work),
        name=profile.name,
        address=profile.address,
        contact=profile.contact,
        language=profile.language,
        departments=tuple(sorted(profile.homes)),
    )


@reads
def read_stance(work: Work) -> Stance:
    """What the organisation takes without a name and what for, as it is shown before anybody writes (N-04, N-05)."""
    work.permit(Permission.ORGANISATION_READ, work.organisation_id)
    return _stance(work)


@process
def hand_in(run: Run, new: NewReport) -> Handed:
    """Stores a report that another system passes on or that somebody told a member of staff, and makes its receipt.

    The receipt is in the answer and nowhere else, so this cannot be asked for again. Raises as `submit`.
    """
    organisation = run(read_front).organisation_id
    if new.state is Anonymity.ANONYMOUS:
        return Handed(case_id=run(submit, new).case_id, receipt=None)
    receipt = new_receipt()
    return Handed(case_id=run(submit, new, unlock(organisation, receipt).lock).case_id, receipt=receipt)


@by_day
@writes
def submit(work: Work, new: NewReport, lock: Lock | None = None) -> Submitted:
    """Stores a report as a complaint, and opens its mailbox where a receipt was made for it.

    The same lock again changes nothing, so that a page that is sent twice stores one report. Raises Conflict,
    InvalidInput (`model.refuse`).
    """
    work.permit(Permission.REPORT_SUBMIT)
    today, stance = legal_day(work.now), _stance(work)
    refuse(new, stance, locked=lock is not None, today=today)
    if lock is not None and (before := store.exists(work, lock.lookup)):
        return Submitted(case_id=before)
    stored = complaints.store_case(work, case_of(new, today))
    store.add(work, stored.case_id, stance.version, lock, stored.parties[0])
    if lock is not None:
        letter = Letter(text=new.text)
        row = store.of_case(work, stored.case_id)
        store.post(work, row, lock.public, MessageKind.REPORT, letter, stored.documents[0])
    return Submitted(case_id=stored.case_id)


@by_day
@reads
def visit(work: Work, unlocked: Unlocked) -> Dialogue:
    """Everything in the mailbox that a receipt opens: what the reporter wrote and was asked. Raises NotFound."""
    work.permit(Permission.MAILBOX_VISIT)
    row = store.found(work, unlocked)
    case = summary_of(work, row.case_id)
    return Dialogue(
        state=case.anonymity,
        language=case.language,
        terms=row.terms,
        received_on=row.opened_on,
        closed=case.status is Status.CLOSED,
        withdrawn_on=row.withdrawn_on,
        messages=store.read(work, row, unlocked.key),
    )


@by_day
@writes
def write(work: Work, unlocked: Unlocked, new: NewMessage) -> None:
    """Adds to a report, or puts right what was written. The last message over again changes nothing: a page sent twice.

    Raises NotFound, InvalidInput for no message of theirs.
    """
    work.permit(Permission.MAILBOX_WRITE)
    row = store.found(work, unlocked)
    last = store.read(work, row, unlocked.key)[-1]
    if (last.text, last.corrects) == (new.text, new.corrects) and last.kind is not MessageKind.QUESTION:
        return
    if new.corrects is not None:
        _refuse_no_words_of_theirs(work, row, new.corrects)
    kind = MessageKind.ADDITION if new.corrects is None else MessageKind.CORRECTION
    _say(work, row, kind, Letter(text=new.text, corrects=new.corrects))


@by_day
@writes
def withdraw(work: Work, unlocked: Unlocked) -> None:
    """Takes a report back. Where nothing was done about it, its complaint is closed; else staff are told.

    Raises NotFound, Conflict where it was taken back already.
    """
    work.permit(Permission.MAILBOX_WRITE)
    row = store.found(work, unlocked)
    if row.withdrawn_on is not None:
        raise Conflict("the report was taken back already")
    file = cases.open_files(work, [row.case_id])[0]
    ends = untouched(file)
    _say(work, row, MessageKind.WITHDRAWAL, Letter(text=spoken("withdrawn", file.case.language)))
    store.set_withdrawn(work, row)
    if ends:
        closing = NewClosing(on=legal_day(work.now), outcome=Outcome.WITHDRAWN)
        complaints.close_case(work, row.case_id, closing, summary_of(work, row.case_id).version)


@by_day
@writes
def reveal(work: Work, unlocked: Unlocked, new: Revealing) -> None:
    """Lets a reporter give their name: to the organisation, or openly (N-08).

    Earlier words do not become named; by what they saw themselves they may say that they stand.

    Raises NotFound, Conflict where the name was given already.
    """
    work.permit(Permission.MAILBOX_WRITE)
    row = store.found(work, unlocked)
    before = summary_of(work, row.case_id).anonymity
    after = revealed_as(before, openly=new.openly)
    work.audit.involve(row.case_id)
    work.audit.note(f"{before.value} to {after.value}")
    party_id = name_complainant(work, row.case_id, new.reporter.person(), after, stands_by=new.stands_by)
    language = summary_of(work, row.case_id).language
    _say(work, row, MessageKind.REVEALED, Letter(text=spoken(f"revealed_{after.value}", language)))
    store.set_party(work, row, Seal(public=unlocked.key.public, party_id=party_id))


@by_day
@reads
def place_of_files(work: Work, unlocked: Unlocked) -> Place:
    """Where a reporter's file is attached. Raises NotFound."""
    work.permit(Permission.MAILBOX_WRITE)
    row = store.found(work, unlocked)
    seal = _seal(work, row)
    return Place(case_id=row.case_id, party_id=seal.party_id, language=summary_of(work, row.case_id).language)


@by_day
@writes
def note_file(work: Work, unlocked: Unlocked, attachment_id: AttachmentId, name: str) -> None:
    """Puts a file that was attached into the reporter's mailbox, by its name. Raises NotFound."""
    work.permit(Permission.MAILBOX_WRITE)
    row = store.found(work, unlocked)
    store.post(work, row, unlocked.key.public, MessageKind.FILE, Letter(text=name), attachment_id)


@writes
def ask(work: Work, case_id: CaseId, new: MailboxQuestion) -> DocumentId:
    """Writes to a reporter whom nobody knows; it waits in the mailbox and is sent nowhere.

    Raises NotFound where the case began with no report, Conflict where nobody has a receipt to read it with, Finished
    and Restricted (`complaints.bounds`).
    """
    permit(work, case_id, Permission.CASE_LIST, Permission.MAILBOX_ASK)
    row = store.of_case(work, case_id)
    seal = _seal(work, row)
    on = legal_day(work.now)
    document = NewDocument(
        kind=DocumentKind.LETTER, author_role=Role.STAFF, language=new.language, dated_on=on, text=new.text
    )
    document_id = write_document(work, case_id, AddedDocument(document=document), Input.QUESTION)
    store.post(work, row, seal.public, MessageKind.QUESTION, Letter(text=new.text), document_id)
    return document_id


@reads
def read_mailbox(work: Work, case_id: CaseId) -> MailboxView:
    """What staff know of a report's mailbox; the words are documents of the case. Raises NotFound."""
    permit(work, case_id, Permission.CASE_LIST, Permission.MAILBOX_ASK)
    row = store.of_case(work, case_id)
    return MailboxView(
        terms=row.terms,
        state=summary_of(work, case_id).anonymity,
        answerable=row.seal is not None,
        withdrawn_on=row.withdrawn_on,
        messages=store.posted(work, row),
    )


def _say(work: Work, row: Row[Any], kind: MessageKind, letter: Letter) -> None:
    """A message of the reporter's: a document for staff, an envelope for themselves."""
    seal, on = _seal(work, row), legal_day(work.now)
    language = summary_of(work, row.case_id).language
    text = letter.text
    if letter.corrects is not None:
        text = f"{spoken('corrects', language).format(number=letter.corrects)}\n{letter.text}"
    added = AddedDocument(document=written(text, language, on), author_party_id=seal.party_id)
    document_id = write_document(work, row.case_id, added, Input.MESSAGE)
    store.post(work, row, seal.public, kind, letter, document_id)


def _refuse_no_words_of_theirs(work: Work, row: Row[Any], number: int) -> None:
    own = {one.number for one in store.posted(work, row) if one.kind is not MessageKind.QUESTION}
    if number not in own:
        raise InvalidInput("corrects", "is the number of no message of yours")


def _seal(work: Work, row: Row[Any]) -> Seal:
    seal = store.seal_of(work, row)
    if seal is None:
        raise Conflict("nobody has a receipt for this report, so nobody would read it")
    return seal


def _stance(work: Work) -> Stance:
    return stances(work.policy.folder).of(work.organisation_id, legal_day(work.now))
