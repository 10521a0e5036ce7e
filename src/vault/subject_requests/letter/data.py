"""The answer as data: for a person's own tools, and for whoever checks it."""

from typing import Any

import msgspec

from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.texts import Texts, texts

FORMAT = "complaint-vault/access-answer/1"

# W3C Data Privacy Vocabulary 2.3: what each part of the answer is, in terms that other tools know.
_VOCABULARY = {
    "dpv": "https://w3id.org/dpv#",
    "gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "pd": "https://w3id.org/dpv/pd#",
}
_TERMS = {
    "answer": "gdpr:A15",
    "controller": "dpv:DataController",
    "cases.disclosures": "dpv:Recipient",
    "cases.planned_deletion_on": "dpv:StorageDuration",
    "purposes": "dpv:Purpose",
    "records.name": "pd:Name",
    "records.emails": "pd:EmailAddress",
    "records.phones": "pd:TelephoneNumber",
    "records.addresses": "pd:PhysicalAddress",
    "records.national_id": "pd:OfficialID",
    "masked": "dpv:DataRedaction",
}
_LEGEND = (
    "category",
    "severity",
    "status",
    "step",
    "role",
    "document",
    "mask",
    "ground",
    "channel",
    "identified_by",
)


def render_json(answer: Answer) -> bytes:
    """The answer as UTF-8 JSON, with every code explained in the person's language and each part in DPV terms.

    A text is a list: kept stretches are strings, a mask is an object with `kind` and `ground`.
    """
    document: dict[str, Any] = {
        "format": FORMAT,
        "vocabulary": _VOCABULARY,
        "terms": _TERMS,
        "answer": answer,
        "automated_decisions_exist": answer.automated_decisions is not None,
        "third_country_transfers_exist": answer.transfers is not None,
        "legend": _legend(texts(answer.language)),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


def _legend(say: Texts) -> dict[str, dict[str, str]]:
    return {table: say.codes(table) for table in _LEGEND}
