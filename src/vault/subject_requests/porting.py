"""What somebody provided, to be taken elsewhere (Art. 20 GDPR): contact details as they stand, and their own words.

Only what the person gave belongs here. What others said of them, what staff noted and how a case went is part of an
answer to a request for access and not of this; so is everything in which somebody else is masked.
"""

from typing import Any, Final

import msgspec

from vault.errors import Conflict
from vault.ids import RequestId
from vault.policy import Permission
from vault.subject_requests import store
from vault.subject_requests.answer import Answer, AnswerDocument
from vault.subject_requests.answering import compose_answer
from vault.subject_requests.letter.masks import shown
from vault.subject_requests.model import Right
from vault.work import Run, Work, process, reads

FORMAT: Final = "complaint-vault/portable/1"


@process
def export_portable(run: Run, request_id: RequestId) -> bytes:
    """The data of a request for portability, as JSON. Raises NotFound; Conflict for a request of another right."""
    run(require_portability, request_id)
    return portable(run(compose_answer, request_id).answer)


@reads
def require_portability(work: Work, request_id: RequestId) -> None:
    """Raises NotFound, and Conflict unless the request is one for portability."""
    work.permit(Permission.REQUEST_ANSWER, request_id)
    if store.load_request(work, request_id)[0].request.right is not Right.PORTABILITY:
        raise Conflict("the request is not one for portability")


def portable(answer: Answer) -> bytes:
    """UTF-8 JSON: `person` as they are on record, and each text that they wrote, by case. Deterministic."""
    answer = shown(answer)
    statements = [
        {"case_id": case.case_id, "reference": case.reference} | _statement(document)
        for case in answer.cases
        for document in case.documents
        if document.written_by_requester
    ]
    content: dict[str, Any] = {
        "format": FORMAT,
        "controller": answer.controller,
        "composed_at": answer.composed_at,
        "person": [
            {
                "names": record.names,
                "date_of_birth": record.date_of_birth,
                "addresses": record.addresses,
                "phones": record.phones,
                "emails": record.emails,
            }
            for record in answer.records
        ],
        "statements": statements,
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1)


def _statement(document: AnswerDocument) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "dated_on": document.dated_on,
        "language": document.language,
        "text": document.segments,
    }
