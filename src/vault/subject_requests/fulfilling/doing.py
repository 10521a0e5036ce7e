"""Doing each deed, and telling what came of it. Part of verbs that asked; all in one transaction with the decision."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from vault import retention, subjects
from vault.clock import legal_day
from vault.complaints import CaseFile, add_statement
from vault.complaints.store import cases_with
from vault.complaints.store.lanes import lane_rows
from vault.disclosures.store import consents, notices
from vault.errors import Conflict, InvalidInput, NotFound
from vault.holdings import Holding
from vault.ids import RequestId, SubjectId
from vault.language import Language
from vault.organisations import Profile
from vault.retention import store as holds
from vault.subject_requests.fulfilling.model import (
    AddStatement,
    CorrectPerson,
    Deed,
    EndFlag,
    Erasable,
    EraseRecord,
    NoteObjection,
    Restrict,
    Staying,
    deed_of,
)
from vault.subject_requests.history.entries import Done, Entry, LiftAnnounced, Stayed
from vault.subject_requests.locating import Located
from vault.subjects import FlagEnd, NewFlag
from vault.subjects import store as people
from vault.subjects.standing import store as standing
from vault.subjects.standing.model import FlagGround, FlagKind
from vault.work import Work


class Doing:
    """What it takes to do the deeds of one request: whose it is, what was found, what was told before."""

    def __init__(
        self,
        work: Work,
        request_id: RequestId,
        located: Located,
        history: Sequence[Entry],
        profile: Profile,
        language: Language,
    ) -> None:
        self._work = work
        self._request_id = request_id
        self._same = set(located.same)
        self._history = history
        self._country = profile.country
        self._language = language
        self._files = {
            file.case.case_id: file
            for file in located.files
            if any(party.subject_id in self._same for party in file.parties)
        }

    def do(self, deed: Deed) -> Done:
        """Raises NotFound for what is not the requester's; Conflict, InvalidInput, Outdated where it cannot be done."""
        owed = self._owed()
        done = _DO[type(deed)](self, deed)
        return msgspec.structs.replace(done, deed=deed_of(deed), notices=tuple(sorted(self._owed() - owed)))

    def stay(self, staying: Staying) -> Stayed:
        """What stays, with the day on which it goes by its schedule. Raises NotFound."""
        file, record_id = self._found(staying)
        facts = next(self._holding(staying.kind).facts(self._work, record_id), None)
        rule = retention.schedule_of(self._work).rule_for(facts) if facts is not None else None
        return Stayed(
            kind=staying.kind.value,
            record_id=record_id,
            ground=staying.ground.value,
            until=retention.due_on(rule, facts, self._country) if rule is not None and facts is not None else None,
            **_case(file),
        )

    def correct(self, deed: CorrectPerson) -> Done:
        self._require(deed.subject_id)
        before = people.load(self._work, [deed.subject_id])[deed.subject_id]
        subjects.change_subject(self._work, deed.subject_id, deed.change, deed.seen)
        after = people.load(self._work, [deed.subject_id])[deed.subject_id]
        given = [name for name, value in msgspec.structs.asdict(deed.change).items() if value is not UNSET]
        changed = tuple(name for name in given if getattr(before, name) != getattr(after, name))
        if not changed:
            raise InvalidInput("deeds", "corrects nothing: the record says so already")
        return Done(
            deed="",
            records=(deed.subject_id,),
            fields=changed,
            before={name: msgspec.to_builtins(getattr(before, name)) for name in changed},
            after={name: msgspec.to_builtins(getattr(after, name)) for name in changed},
        )

    def state(self, deed: AddStatement) -> Done:
        file = self._file(deed.case_id)
        if deed.about is not None and deed.about not in {one.document_id for one in file.documents}:
            raise NotFound("document")
        party = next(one.party_id for one in file.parties if one.subject_id in self._same)
        document_id = add_statement(self._work, deed.case_id, party, deed.text, self._language)
        contested = () if deed.about is None else (deed.about,)
        return Done(deed="", records=(document_id, *contested), **_case(file))

    def restrict(self, deed: Restrict) -> Done:
        return self._flag(deed.subject_id, FlagKind.RESTRICTION, deed.ground, deed.reason)

    def note(self, deed: NoteObjection) -> Done:
        return self._flag(deed.subject_id, FlagKind.OBJECTION, FlagGround.OWN_SITUATION, deed.reason)

    def end(self, deed: EndFlag) -> Done:
        """A restriction ends on the day that the person was told of, or later; an objection with its answer."""
        self._require(deed.subject_id)
        today = legal_day(self._work.now)
        flag = standing.find_flag(self._work, deed.subject_id, deed.flag_id).flag
        told = today
        if flag.kind is FlagKind.RESTRICTION:
            said = [one for one in self._history if isinstance(one, LiftAnnounced) and one.flag_id == deed.flag_id]
            if not said or said[-1].on > today:
                raise Conflict("the person is told before a restriction is lifted", hint="announce it, with its day")
            told = min(said[-1].on, today)
        subjects.end_flag(
            self._work, deed.subject_id, deed.flag_id, FlagEnd(on=today, told_on=told, decision=deed.decision)
        )
        return Done(deed="", records=(deed.subject_id, deed.flag_id), kind=flag.kind.value)

    def erase(self, deed: EraseRecord) -> Done:
        """Destroys the keys of a record. Raises Conflict while anything but this request keeps it."""
        file, record_id = self._found(deed)
        if deed.kind is Erasable.SUBJECT and cases_with(self._work, [SubjectId(record_id)]):
            raise Conflict("the person stands in cases that live on", hint="erase those, or the person in each of them")
        # A consent is in no case, and kept with whoever gave it.
        facts = next(self._holding(deed.kind).facts(self._work, record_id), None)
        wholes = (None if file is None else file.case.case_id, None if facts is None else facts.within)
        concerned = [record_id, *(one for one in wholes if one is not None)]
        if holds.held(self._work, legal_day(self._work.now), concerned, but=self._request_id):
            raise Conflict(
                "it is kept from deletion", hint="wait until the hold has ended, or say on which ground it stays"
            )
        erased = self._holding(deed.kind).erase(self._work, record_id)
        self._work.audit.involve(*erased.entities)
        return Done(
            deed="",
            records=tuple(sorted({record_id, *erased.entities})),
            kind=deed.kind.value,
            ground=deed.ground.value,
            keys=erased.keys,
            **_case(file),
        )

    def _flag(self, subject_id: SubjectId, kind: FlagKind, ground: FlagGround, reason: str | None) -> Done:
        self._require(subject_id)
        new = NewFlag(kind=kind, ground=ground, on=legal_day(self._work.now), reason=reason)
        flag_id = subjects.add_flag(self._work, subject_id, new)
        return Done(deed="", records=(subject_id, flag_id), kind=kind.value, ground=ground.value)

    def _require(self, subject_id: SubjectId) -> None:
        if subject_id not in self._same:
            raise NotFound("subject")

    def _file(self, case_id: UUID) -> CaseFile:
        for known, file in self._files.items():
            if known == case_id:
                return file
        raise NotFound("case")

    def _holding(self, kind: Erasable) -> Holding:
        return next(one for one in self._work.holdings if one.kind == kind.value)

    def _found(self, named: EraseRecord | Staying) -> tuple[CaseFile | None, UUID]:
        """The case to which something belongs, and its own id. Raises NotFound, InvalidInput."""
        if (named.kind is Erasable.LANE) != (named.lane is not None):
            raise InvalidInput("lane", "is for a lane of a case, which needs one")
        if named.lane is None:
            return self._owner(named.kind, named.record_id), named.record_id
        file = self._file(named.record_id)
        for row in lane_rows(self._work, [file.case.case_id]):
            if row.lane == named.lane.value:
                return file, row.lane_id
        raise NotFound("lane")

    def _owner(self, kind: Erasable, record_id: UUID) -> CaseFile | None:
        """The case to which a record belongs, None for what belongs to none. Raises NotFound unless it is theirs."""
        if kind is Erasable.CASE:
            return self._file(record_id)
        if record_id in self._own(kind):
            return None
        for file in self._files.values():
            if record_id in self._within(kind, file):
                return file
        raise NotFound(kind.value)

    def _own(self, kind: Erasable) -> set[UUID]:
        """What of this kind is the requester's and in no case."""
        if kind is Erasable.SUBJECT:
            return set(self._same)
        if kind is Erasable.CONSENT:
            found = consents.of(self._work, sorted(self._same))
            return {one.consent_id for given in found.values() for one in given}
        return set()

    def _within(self, kind: Erasable, file: CaseFile) -> set[UUID]:
        """The ids of what of a kind stands in a case; of people only the requester."""
        if kind is Erasable.PARTY:
            return {one.party_id for one in file.parties if one.subject_id in self._same}
        if kind is Erasable.ATTACHMENT:
            return {one.view.attachment_id for one in file.attachments}
        return set()

    def _owed(self) -> set[UUID]:
        return {one.notice_id for one in notices.find(self._work, settled=True)}


def _case(file: CaseFile | None) -> dict[str, Any]:
    """How a case is named to the person."""
    if file is None:
        return {}
    return {"case": file.reference or str(file.case.case_id), "case_received_on": file.case.received_on}


def told_recipients(work: Work, done: Sequence[Done]) -> Iterator[str]:
    """Who must hear of these deeds, by name, each once (Art. 19, second sentence)."""
    owed = {notice_id for one in done for notice_id in one.notices}
    yield from sorted({one.told.recipient for one in notices.find(work, settled=True) if one.notice_id in owed})


_DO: Final[Mapping[type[Any], Callable[[Doing, Any], Done]]] = {
    CorrectPerson: Doing.correct,
    AddStatement: Doing.state,
    Restrict: Doing.restrict,
    NoteObjection: Doing.note,
    EndFlag: Doing.end,
    EraseRecord: Doing.erase,
}
