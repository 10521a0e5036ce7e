"""Verbs by which a file comes to a complaint.

A file arrives in several units, so that no transaction waits for a sender: `begin` makes a row that nobody sees,
`arrive` writes sealed chunks, `examine` looks at what came, and `keep` makes it an attachment. What is broken off in
between is erased by whoever notices, or else by its retention rule.
"""

from collections.abc import Iterator
from datetime import date

from vault.complaints import store as cases
from vault.complaints.access import appending
from vault.complaints.asking import permit
from vault.complaints.attachments import store
from vault.complaints.attachments.intake import intake
from vault.complaints.attachments.model import Examined, NewAttachment, State, Stream
from vault.complaints.attachments.upload import BATCH, Chunks, Sealing, Upload
from vault.complaints.bounds import Input, refuse
from vault.complaints.codes import Role, Status
from vault.complaints.guarding import a_case, a_new_file, an_arriving_file, guarded
from vault.complaints.model import CaseSummary
from vault.complaints.store.reading import summary_of
from vault.errors import InvalidInput, TooLarge
from vault.ids import AttachmentId, CaseId, StreamId
from vault.media import Clamd, Clean, FileKind, Findings, Limits, examined, parsed
from vault.media.findings import Unacceptable
from vault.media.worker import plain
from vault.policy import Permission
from vault.work import Run, Work, by_day_where, process, reads, writes


@by_day_where(a_case)
@reads
def expect_attachment(work: Work, case_id: CaseId) -> None:
    """Asks before a byte is taken whether the caller may attach a file to this complaint. Raises NotFound, Finished."""
    permit(work, case_id, Permission.CASE_ATTACHMENTS_APPEND)
    case = summary_of(work, case_id)
    refuse(_as_what(work, case), closed=case.status is Status.CLOSED, restricted=case.restricted)
    work.audit.note("asked")


@by_day_where(a_new_file)
@writes
def begin_attachment(work: Work, case_id: CaseId, new: NewAttachment) -> Upload:
    """Begins an upload.

    Raises NotFound, InvalidInput for an author who is no party, Finished for a closed case, Conflict for a closed lane.
    """
    permit(work, case_id, Permission.CASE_ATTACHMENTS_APPEND)
    permit(work, case_id, appending(new.lane))
    case = summary_of(work, case_id)
    if new.name is None:
        raise InvalidInput("name", "is required")
    if new.author_party_id is not None and new.author_party_id not in cases.party_ids(work, case_id):
        raise InvalidInput("author_party_id", "is not a party of this case")
    # A file goes with its lane, which must be there and open for it, and has a key of its own.
    key_of_case = cases.case_key(work, case_id, _as_what(work, case, new.dated_on))
    cases.LaneKeys(work, case_id, key_of_case).of(new.lane, new.dated_on)
    attachment_id, key = store.begin(work, case_id, new, new.name, new.language or case.language)
    work.audit.involve(attachment_id)
    work.audit.note("begun")
    return Upload(case_id, attachment_id, key, work.organisation_id, intake(work.policy.folder))


@by_day_where(an_arriving_file)
@writes
def arrive(work: Work, case_id: CaseId, attachment_id: AttachmentId, stream_id: StreamId, chunks: Chunks) -> None:
    """Keeps sealed chunks of a file that is arriving. Raises NotFound where its arrival has ended."""
    permit(work, case_id, Permission.CASE_ATTACHMENTS_APPEND)
    row = store.row_of(work, case_id, attachment_id, State.INCOMPLETE)
    store.add_chunks(work, row, stream_id, chunks)
    work.audit.involve(attachment_id)
    work.audit.note("arriving")


@by_day_where(an_arriving_file)
@reads
def arrived(
    work: Work, case_id: CaseId, attachment_id: AttachmentId, stream_id: StreamId, first: int, count: int
) -> Chunks:
    """Sealed chunks of a file that has not been examined yet; only its own upload can open them. Raises NotFound."""
    permit(work, case_id, Permission.CASE_ATTACHMENTS_APPEND)
    row = store.row_of(work, case_id, attachment_id, State.INCOMPLETE)
    work.audit.involve(attachment_id)
    work.audit.note("examining")
    return store.chunks(work, row, stream_id, first, count)


@process
def examine(run: Run, case_id: CaseId, upload: Upload, scanner: Clamd | None) -> Examined:
    """Looks at a file that has arrived: for malware, for what it is, for its text; and makes its clean copy.

    Raises InvalidInput for a file that must not be taken, Unavailable where a scanner is configured and cannot say.
    """
    run(expect_attachment, case_id)
    original = upload.original.stream()
    pieces = _Again(run, upload, original)
    if scanner is not None:
        scanner.refuse_malware(pieces)
    findings, clean = _looked_at(run, upload, pieces)
    if original.size > upload.policy.largest(findings.kind):
        raise TooLarge("a file like this may not be so large")
    return Examined(
        kind=findings.kind,
        original=original,
        clean=clean,
        clean_state=findings.clean,
        text_state=findings.text_state,
        text=findings.text,
        scanned=scanner is not None,
    )


@by_day_where(an_arriving_file)
@writes
def keep_attachment(work: Work, case_id: CaseId, attachment_id: AttachmentId, found: Examined) -> AttachmentId:
    """Makes a file that was examined an attachment of its complaint.

    Raises NotFound; Finished where the case was closed while it arrived; Conflict for a closed lane.
    """
    permit(work, case_id, Permission.CASE_ATTACHMENTS_APPEND)
    row = store.row_of(work, case_id, attachment_id, State.INCOMPLETE)
    # The complaint changes with it: a purge that was planned before leaves it.
    case = summary_of(work, case_id)
    cases.case_key(work, case_id, _as_what(work, case, row.dated_on))
    policy = intake(work.policy.folder)
    # What a file says of its making could name whoever did not give their name, or gave it in confidence (N-03).
    telling = guarded(case.anonymity, Role(row.author_role))
    with_original = found.clean is None or (policy.keeps_original(found.kind) and not telling)
    store.keep(work, row, found, with_original=with_original)
    work.audit.involve(attachment_id)
    return attachment_id


@by_day_where(an_arriving_file)
@writes
def abandon_attachment(work: Work, case_id: CaseId, attachment_id: AttachmentId) -> None:
    """Erases what had arrived of a file that will not be kept. Raises NotFound where nothing is left of it."""
    permit(work, case_id, Permission.CASE_ATTACHMENTS_APPEND)
    store.row_of(work, case_id, attachment_id, State.INCOMPLETE)
    store.erase(work, attachment_id)
    work.audit.involve(attachment_id)
    work.audit.note("abandoned")


def _as_what(work: Work, case: CaseSummary, dated_on: date | None = None) -> Input:
    """As what a file comes; with no day, as what one of its days could."""
    if work.may(Permission.MAILBOX_WRITE):
        # Whoever reported without a name reopens nothing.
        return Input.MESSAGE
    ended = cases.ended_elsewhere(work, case.case_id) if case.status is Status.CLOSED else None
    if ended is not None and (dated_on is None or dated_on <= ended):
        return Input.EARLIER_ATTACHMENT
    return Input.ATTACHMENT


class _Again:
    """What has arrived, opened piece by piece and as often as somebody goes through it."""

    def __init__(self, run: Run, upload: Upload, stream: Stream) -> None:
        self._run = run
        self._upload = upload
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        return self._upload.original.key.open_all(chunk for batch in self._batches() for chunk in batch)

    def _batches(self) -> Iterator[Chunks]:
        upload, stream = self._upload, self._stream
        for first in range(0, stream.chunks, BATCH):
            yield self._run(arrived, upload.case_id, upload.attachment_id, stream.stream_id, first, BATCH)


def _looked_at(run: Run, upload: Upload, pieces: _Again) -> tuple[Findings, Stream | None]:
    kind, limits = upload.kind, upload.policy.parser
    if not parsed(kind):
        return Findings(kind=kind, clean=Clean.NONE), None
    if kind is FileKind.TEXT:
        # Nothing is parsed in it, so it needs no process of its own.
        try:
            return plain(b"".join(pieces)), None
        except Unacceptable as refused:
            raise InvalidInput("body", str(refused)) from None
    return _apart(run, upload, pieces, limits)


def _apart(run: Run, upload: Upload, pieces: _Again, limits: Limits) -> tuple[Findings, Stream | None]:
    with examined(upload.kind, pieces, limits) as examination:
        findings = examination.findings
        if findings.clean is not Clean.COPY:
            return findings, None
        copying = upload.copying()
        for piece in examination.copy():
            for batch in copying.take(piece):
                _kept(run, upload, copying, batch)
        _kept(run, upload, copying, copying.finish())
        return findings, copying.stream()


def _kept(run: Run, upload: Upload, copying: Sealing, batch: Chunks) -> None:
    run(arrive, upload.case_id, upload.attachment_id, copying.stream_id, batch)
