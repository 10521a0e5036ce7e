"""What a request's own history changes in its answer: pure.

Documents that stay out as a whole, those that an earlier answer gave already, how the request was understood, who asks
for the person, and that the time was extended.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from vault.crypto import sha256
from vault.ids import DocumentId
from vault.normal import name_key, street
from vault.subject_requests.answer import (
    Answer,
    AnswerCase,
    AnswerDocument,
    AnswerRequest,
    Extension,
    PreviousAnswer,
    Representative,
    Scope,
)
from vault.subject_requests.history.entries import (
    DocumentWithheld,
    Entry,
    Extended,
    Identified,
    Represented,
    ScopeAgreed,
    Withholding,
)
from vault.subject_requests.letter.masks import shown
from vault.subjects import Address

E = TypeVar("E", bound=msgspec.Struct)


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """The newest answer before this one, with SHA-256 of each document as it was shown."""

    reference: str
    answered_on: date
    documents: Mapping[str, str]


def amended(
    answer: Answer,
    history: Sequence[Entry],
    *,
    earlier: Earlier | None = None,
    full_copy: bool = False,
    requests: tuple[AnswerRequest, ...] = (),
    extended_due: date | None = None,
) -> Answer:
    """The answer as its history wants it. What an earlier one gave and shows unchanged is not repeated (A-88)."""
    withheld = {str(one): ground.value for one, ground in kept_out(history).items()}
    there = {document.document_id for case in answer.cases for document in case.documents}
    answer = msgspec.structs.replace(
        answer,
        cases=_without(answer.cases, withheld),
        withheld_documents=tuple(ground for one, ground in withheld.items() if one in there),
        requester_name=_as_recorded(answer),
        requester_address=_on_record(answer),
        identified_by=_identified(answer, history),
        scope=_scope(history),
        extension=_extension(history, extended_due),
        representative=representative(history),
        requests=requests,
    )
    if earlier is None:
        return answer
    now = fingerprints(answer)
    repeated = {one for one, digest in now.items() if earlier.documents.get(one) == digest} if not full_copy else set()
    previous = PreviousAnswer(
        reference=earlier.reference,
        answered_on=earlier.answered_on,
        not_repeated=len(repeated),
        full_copy=full_copy,
    )
    return msgspec.structs.replace(answer, cases=_without(answer.cases, repeated), previous=previous)


def fingerprints(answer: Answer) -> dict[str, str]:
    """SHA-256 of each document as it is shown, by id."""
    return {document.document_id: _fingerprint(document) for case in shown(answer).cases for document in case.documents}


def kept_out(history: Sequence[Entry]) -> dict[DocumentId, Withholding]:
    """The documents that stay out as a whole, each with its ground, as it was decided last."""
    said = {one.document_id: one for one in history if isinstance(one, DocumentWithheld)}
    return {document_id: one.ground for document_id, one in said.items() if not one.taken_back}


def representative(history: Sequence[Entry]) -> Representative | None:
    """Who asks for the person: whoever was recorded last."""
    found = last(history, Represented)
    return None if found is None or found.taken_back else Representative(name=found.name, power=found.power.value)


def last(history: Sequence[Entry], kind: type[E]) -> E | None:
    """The newest entry of a kind."""
    return next((one for one in reversed(history) if isinstance(one, kind)), None)


def _fingerprint(document: AnswerDocument) -> str:
    # Under which name a file goes along depends on the others.
    file = msgspec.structs.replace(document.file, name=None) if document.file is not None else None
    return sha256(msgspec.json.encode(msgspec.structs.replace(document, file=file))).hex()


def _without(cases: tuple[AnswerCase, ...], documents: Collection[str]) -> tuple[AnswerCase, ...]:
    return tuple(
        msgspec.structs.replace(
            case, documents=tuple(one for one in case.documents if one.document_id not in documents)
        )
        for case in cases
    )


def _as_recorded(answer: Answer) -> str:
    """The name as it is on record where the request wrote the same one in another way."""
    asked = " ".join(answer.requester_name.split())
    known = (name for record in answer.records for name in record.names)
    return next((one for one in known if name_key(one) == name_key(asked)), asked)


def _on_record(answer: Answer) -> str | None:
    """Where the letter is addressed to: to no other address than one on record, where there is one (A-80)."""
    asked = street(answer.requester_address or "")
    homes = [one for record in answer.records for one in record.addresses if one.until is None]
    homes.sort(key=lambda one: asked is None or street(one.line) != asked)
    return _on_an_envelope(homes[0]) if homes else answer.requester_address


def _on_an_envelope(home: Address) -> str:
    """The dwelling behind the number of the house, and the town on a line of its own."""
    house, _, town = home.line.partition(",")
    return "\n".join(filter(None, (", ".join(filter(None, (house.strip(), home.unit))), town.strip())))


def _identified(answer: Answer, history: Sequence[Entry]) -> str:
    """How it was recorded that the person is who they say; else what the search itself tells of it."""
    found = last(history, Identified)
    return found.method.value if found is not None and found.established else answer.identified_by


def _scope(history: Sequence[Entry]) -> Scope | None:
    found = last(history, ScopeAgreed)
    return None if found is None else Scope(understood=found.understood, narrowed=found.narrowed)


def _extension(history: Sequence[Entry], due: date | None) -> Extension | None:
    found = last(history, Extended)
    if found is None or due is None:
        return None
    return Extension(on=found.on, ground=found.ground.value, reasons=found.reasons, due_on=due)
