"""Files of a complaint: whole or not there, cleaned, given to who may, and gone with what they belong to."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from tests.attachments.sending import SECRET, about, attach, listed, photo, read
from tests.media.making import docx, pdf
from tests.world import World, case, document, party, person

from vault import complaints, evidence, recovery, retention, subject_requests
from vault.complaints import Deletion, Part, Role, attachment_text
from vault.complaints.codes import Anonymity, Lane
from vault.complaints.tables import attachment, attachment_chunk
from vault.crypto import CHUNK_BYTES
from vault.errors import (
    Conflict,
    IdempotencyConflict,
    InvalidInput,
    NotFound,
    NotPermitted,
    TooLarge,
    Unavailable,
    VaultError,
)
from vault.ids import AttachmentId, CaseId
from vault.keys.tables import data_key
from vault.language import Language
from vault.media import Clean, FileKind, TextState
from vault.policy import RoleName
from vault.storage import looking
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given

R = RoleName


@pytest.fixture
def case_id(world: World) -> CaseId:
    return world.store(case(party("K", Role.COMPLAINANT, person()))).case_id


def counted(world: World) -> tuple[int, int, int]:
    """Attachments, chunks and attachments' keys."""
    mine = data_key.c.owner_kind == "attachment"
    with looking(world.vault.storage.engine) as connection:
        found = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (attachment, attachment_chunk)
        ]
        keys = connection.execute(select(func.count()).select_from(data_key).where(mine)).scalar_one()
    return found[0], found[1], keys


NOTHING = (0, 0, 0)


def sound(size: int) -> Iterator[bytes]:
    """A recording of so many bytes, in pieces of no round size."""
    whole = b"ID3" + bytes(range(256)) * (size // 256 + 1)
    for start in range(0, size, 99_991):
        yield whole[start : min(start + 99_991, size)]


def test_a_photograph_is_kept_as_it_came_and_as_it_is_seen(world: World, case_id: CaseId) -> None:
    taken = photo()
    one = attach(world, case_id, taken, about("opgang.jpg", description="Vand på trappen"))
    (view,) = listed(world, case_id)
    assert (view.attachment_id, view.kind, view.name) == (one, FileKind.JPEG, "opgang.jpg")
    assert (view.clean, view.text, view.description) == (Clean.COPY, TextState.NONE, "Vand på trappen")
    clean = read(world, case_id, one)
    assert SECRET.encode() not in clean
    assert (view.size, view.original_size) == (len(clean), len(taken))
    assert read(world, case_id, one, Part.ORIGINAL) == taken


@pytest.mark.parametrize("size", [1, CHUNK_BYTES, 17 * CHUNK_BYTES + 5])
def test_any_range_is_read_back(world: World, case_id: CaseId, size: int) -> None:
    whole = b"".join(sound(max(size, 4)))
    one = attach(world, case_id, [whole[start : start + 70_000] for start in range(0, len(whole), 70_000)], about("x"))
    assert read(world, case_id, one, Part.ORIGINAL) == whole
    edges = {0, 1, len(whole) // 2, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 16 * CHUNK_BYTES, len(whole)}
    for start in sorted(one for one in edges if one < len(whole)):
        for stop in sorted(one for one in edges if start < one <= len(whole)):
            assert read(world, case_id, one, Part.ORIGINAL, range(start, stop)) == whole[start:stop]


def test_what_is_in_a_file_can_be_searched(world: World, case_id: CaseId) -> None:
    letter = attach(world, case_id, pdf("Bodil Vest larmer"), about("brev.pdf"))
    found = world.call(R.CASE_WORKER, attachment_text, case_id, letter)
    assert found.text is not None
    assert "Bodil Vest larmer" in found.text
    note = attach(world, case_id, docx(), about("notat.docx"))
    assert world.call(R.CASE_WORKER, attachment_text, case_id, note).state is TextState.PARTIAL
    picture = attach(world, case_id, photo())
    assert world.call(R.CASE_WORKER, attachment_text, case_id, picture).text is None


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"MZ\x90\x00 et program", "kind that is not taken"),
        (b"", "nothing in it"),
        (photo()[:300], "not a picture"),
        (b"PK\x03\x04 og ikke mere", "not an archive"),
        (b"hej\n" * 2000 + b"\xff\xfe", "not text"),
    ],
    ids=["program", "empty", "cut", "archive", "text"],
)
def test_a_file_that_is_refused_leaves_nothing(world: World, case_id: CaseId, content: bytes, rule: str) -> None:
    with pytest.raises(InvalidInput, match=rule) as refused:
        attach(world, case_id, content, about(f"{SECRET}.jpg"))
    assert SECRET not in str(refused.value)
    assert counted(world) == NOTHING
    assert listed(world, case_id) == []


def test_a_file_that_is_too_large_is_refused_before_it_has_arrived(world: World, case_id: CaseId) -> None:
    asked = []

    def endless() -> Iterator[bytes]:
        yield photo()
        while True:
            asked.append(1)
            yield bytes(4_000_000)

    with pytest.raises(TooLarge, match="50 MB"):
        attach(world, case_id, endless())
    assert len(asked) < 15
    assert counted(world) == NOTHING


def test_a_sender_who_breaks_off_leaves_nothing(world: World, case_id: CaseId) -> None:
    def broken() -> Iterator[bytes]:
        yield from sound(6_000_000)
        raise ConnectionError("the line is gone")

    with pytest.raises(ConnectionError):
        attach(world, case_id, broken(), about("optagelse.mp3"))
    assert counted(world) == NOTHING


def test_what_a_killed_process_left_is_seen_by_nobody_and_goes_after_a_day(world: World, case_id: CaseId) -> None:
    caller = world.caller(R.INGEST)
    upload = world.vault.call(caller, complaints.begin_attachment, case_id, about("optagelse.mp3"))
    for batch in upload.take(b"".join(sound(5_000_000))):
        world.vault.call(caller, complaints.arrive, case_id, upload.attachment_id, upload.original.stream_id, batch)
    assert listed(world, case_id) == []
    with pytest.raises(NotFound):
        read(world, case_id, upload.attachment_id, Part.ORIGINAL)
    assert counted(world)[1] > 0
    world.clock.advance(timedelta(days=3))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    assert counted(world) == NOTHING


def test_the_same_file_under_the_same_key_is_kept_once(world: World, case_id: CaseId) -> None:
    first = attach(world, case_id, b"Larm.", about("note.txt"), key="k-1")
    assert attach(world, case_id, b"Larm.", about("note.txt"), key="k-1") == first
    with pytest.raises(IdempotencyConflict):
        attach(world, case_id, b"Mere larm.", about("note.txt"), key="k-1")
    with pytest.raises(IdempotencyConflict):
        attach(world, case_id, b"Larm.", about("anden note.txt"), key="k-1")
    assert counted(world)[0] == 1
    assert len(listed(world, case_id)) == 1


def test_no_more_arrive_at_once_than_there_is_memory_for(world: World, case_id: CaseId) -> None:
    taken = 0
    while world.vault.uploads.acquire(blocking=False):
        taken += 1
    with pytest.raises(Unavailable, match="too many"):
        attach(world, case_id, b"Larm.", about("note.txt"))
    for _ in range(taken):
        world.vault.uploads.release()
    attach(world, case_id, b"Larm.", about("note.txt"))


def test_originals_and_deleting_are_permissions_of_their_own(world: World, case_id: CaseId) -> None:
    one = attach(world, case_id, photo())
    read(world, case_id, one, role=R.CASE_WORKER)
    with pytest.raises(NotPermitted, match="original"):
        read(world, case_id, one, Part.ORIGINAL, role=R.CASE_WORKER)
    with pytest.raises(NotPermitted):
        read(world, case_id, one, role=R.INGEST)
    with pytest.raises(NotPermitted):
        world.call(R.INGEST, retention.delete_attachment, case_id, one, Deletion.DUPLICATE)


def test_a_file_stands_in_a_lane_and_is_its_readers_alone(world: World, case_id: CaseId) -> None:
    mediation = world.caller(R.INGEST, purpose="mediation")
    own = about("aftale.txt", lane=Lane.MEDIATION)
    assert world.vault.call(mediation, complaints.expect_attachment, case_id) is None
    with pytest.raises(NotPermitted):
        attach(world, case_id, b"Larm.", own)
    one = attach(world, case_id, b"Vi er enige.", own, role=R.MEDIATOR)
    assert [view.attachment_id for view in listed(world, case_id, R.MEDIATOR)] == [one]
    assert listed(world, case_id, R.CASE_WORKER) == []
    with pytest.raises(NotPermitted):
        read(world, case_id, one, role=R.CASE_WORKER)
    assert read(world, case_id, one, role=R.MEDIATOR) == b"Vi er enige."


def test_nothing_betrays_who_spoke_in_confidence(world: World) -> None:
    """N-01: neither by the file's name, nor by its text, nor by whose photograph it is."""
    told = case(
        party("K", Role.COMPLAINANT, person("Tove Overby"), confidential=True),
        anonymity=Anonymity.CONFIDENTIAL,
    )
    stored = world.store(told)
    mine = attach(world, stored.case_id, photo(), about("Tove Overbys stue.jpg", author_party_id=stored.parties[0]))
    names = attach(world, stored.case_id, b"Tove Overby ringede.", about("note.txt"))
    open_ = attach(world, stored.case_id, b"Der var larm.", about("anden.txt"))
    shown = {one.attachment_id: one for one in listed(world, stored.case_id, R.CASE_WORKER)}
    assert "Overby" not in shown[mine].name
    text = world.call(R.CASE_WORKER, attachment_text, stored.case_id, names).text
    assert text is not None
    assert "Overby" not in text
    for hidden in (mine, names):
        with pytest.raises(NotPermitted):
            read(world, stored.case_id, hidden, role=R.CASE_WORKER)
        assert read(world, stored.case_id, hidden, role=R.DPO)
    assert read(world, stored.case_id, open_, role=R.CASE_WORKER) == b"Der var larm."


def test_a_closed_lane_and_a_stranger_as_author_are_refused(world: World, case_id: CaseId) -> None:
    other = world.store(case(party("K", Role.COMPLAINANT, person("Ib Toft"))))
    with pytest.raises(InvalidInput, match="author_party_id"):
        attach(world, case_id, b"Larm.", about("note.txt", author_party_id=other.parties[0]))
    assert counted(world) == NOTHING


def test_deleting_destroys_the_key_and_is_refused_while_held(world: World, case_id: CaseId) -> None:
    one, two = (attach(world, case_id, photo()) for _ in range(2))
    with pytest.raises(VaultError):
        world.call(R.CASE_WORKER, retention.delete_attachment, case_id, AttachmentId(case_id), Deletion.DUPLICATE)
    world.call(R.CASE_WORKER, retention.delete_attachment, case_id, one, Deletion.DUPLICATE)
    assert [view.attachment_id for view in listed(world, case_id)] == [two]
    assert counted(world)[2] == 1
    deletions = [e for e in world.call(R.AUDITOR, evidence.read_log, limit=500) if e.permission.endswith(":delete")]
    assert any(e.detail == "reason duplicate" and one in e.entities for e in deletions)
    ask(world)
    with pytest.raises(Conflict, match="kept from deletion"):
        world.call(R.CASE_WORKER, retention.delete_attachment, case_id, two, Deletion.NOT_NEEDED)


def ask(world: World) -> subject_requests.OpenedRequest:
    new = NewRequest(
        received_on=date(2026, 11, 2),
        channel=Channel.EMAIL,
        language=Language.DANISH,
        text="Hvad har I?",
        given=Given(name="Vibeke Testrup"),
    )
    return world.call(R.DPO, subject_requests.open_request, new)


def test_a_file_goes_with_its_complaint_and_with_its_lane(world: World) -> None:
    old = world.store(case(party("K", Role.COMPLAINANT, person()), received=date(2020, 1, 2), closed=date(2020, 2, 3)))
    attach(world, old.case_id, photo(), about(dated_on=date(2020, 1, 3)))
    kept = world.store(case(party("K", Role.COMPLAINANT, person("Ib Toft")), documents=(document("Larm."),)))
    mine = attach(world, kept.case_id, b"Larm.", about("note.txt"))
    # A file is an addition, and nothing goes within some days of one.
    world.clock.advance(timedelta(days=8))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    assert [one.attachment_id for one in listed(world, kept.case_id)] == [mine]
    assert counted(world) == (1, 1, 1)


def test_looking_at_a_file_is_one_consultation_however_many_pieces_it_has(world: World) -> None:
    """A-66: the person is told of a look, not of the pieces that it came in."""
    stored = world.store(case(party("K", Role.COMPLAINANT, person())))
    subject = stored.subjects[0]
    assert subject is not None
    one = attach(world, stored.case_id, sound(9_000_000), about("optagelse.mp3"))
    before = len(world.call(R.AUDITOR, evidence.who_saw, subject))
    read(world, stored.case_id, one, Part.ORIGINAL)
    assert len(world.call(R.AUDITOR, evidence.who_saw, subject)) == before + 1


def test_a_truncated_or_changed_stream_is_found_by_whoever_checks_and_whoever_reads(world: World) -> None:
    stored = world.store(case(party("K", Role.COMPLAINANT, person())))
    one = attach(world, stored.case_id, sound(3 * CHUNK_BYTES), about("optagelse.mp3"))
    operator = world.caller(R.OPERATOR, purpose="accountability")
    world.vault.call(operator, recovery.check_every_record)
    with world.vault.storage.engine.begin() as connection:
        connection.execute(attachment_chunk.delete().where(attachment_chunk.c.number == 2))
        connection.execute(attachment_chunk.update().where(attachment_chunk.c.number == 1).values(last=True))
    with pytest.raises(VaultError, match="chunk"):
        world.vault.call(operator, recovery.check_every_record)
    with pytest.raises(VaultError, match="chunk"):
        read(world, stored.case_id, one, Part.ORIGINAL)
