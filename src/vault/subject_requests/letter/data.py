"""The answer as data: for a person's own tools, and for whoever checks it."""

from typing import Any

import msgspec

from vault.complaints import Category, DocumentKind
from vault.redaction import Ground, Kind
from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.masks import CODES, count_masks, shown
from vault.subject_requests.letter.rights import RIGHTS
from vault.subject_requests.letter.texts import Texts, texts

FORMAT = "complaint-vault/access-answer/1"

# W3C Data Privacy Vocabulary 2.3: what each part of the answer is, in terms that other tools know.
VOCABULARY = {
    "dpv": "https://w3id.org/dpv#",
    "gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "pd": "https://w3id.org/dpv/pd#",
    "just": "https://w3id.org/dpv/justifications#",
}
TERMS = {
    "answer": "gdpr:SARNotice",
    "answer.controller": "dpv:DataController",
    "answer.processors": "dpv:DataProcessor",
    "answer.purposes": "dpv:hasPurpose",
    "answer.purposes.legal_basis": "dpv:hasLegalBasis",
    "answer.records.name": "pd:Name",
    "answer.records.emails": "pd:EmailAddress",
    "answer.records.phones": "pd:TelephoneNumber",
    "answer.records.addresses": "pd:PhysicalAddress",
    "answer.records.national_id": "pd:OfficialID",
    "answer.cases.documents": "pd:Communication",
    "answer.cases.documents.author_role": "dpv:ThirdPartyDataSource",
    "answer.cases.documents.written_by_requester": "dpv:DataSubjectDataSource",
    "answer.cases.disclosures.recipient": "dpv:Recipient",
    "answer.cases.planned_deletion_on": "dpv:StorageDeletion",
    "answer.cases.retention_rule": "dpv:StorageDuration",
    "withheld": "dpv:DataRedaction",
}
_RIGHT_TERMS = {
    "rectification": "gdpr:A16",
    "erasure": "gdpr:A17",
    "restriction": "gdpr:A18",
    "objection": "gdpr:A21",
    "complaint": "gdpr:A77",
}
# A term stands only where the vocabulary has one that means the same; a code without one is explained in words.
_CODE_TERMS: dict[str, dict[str, str]] = {
    "category": {one.value: "dpv:DisputeManagement" for one in Category}
    | {Category.ARREARS.value: "dpv:PaymentManagement"},
    "document": {one.value: "pd:Communication" for one in DocumentKind},
    "mask": {
        Kind.PERSON: "pd:Name",
        Kind.ADDRESS: "pd:PhysicalAddress",
        Kind.UNIT: "pd:HouseNumber",
        Kind.PHONE: "pd:TelephoneNumber",
        Kind.EMAIL: "pd:EmailAddress",
        Kind.NATIONAL_ID: "pd:OfficialID",
    },
    # The vocabulary also has a term for a confidence kept; to use it would tell more than the letter does.
    "ground": dict.fromkeys(("rights_of_others", "decisive_interest"), "just:ThirdPartyRightsImpaired"),
}
_LEGEND = (
    "category",
    "severity",
    "status",
    "step",
    "role",
    "document",
    "lane",
    "entry",
    "entry_field",
    "entry_code",
    "mask",
    "ground",
    "channel",
    "identified_by",
    "search_source",
    "search_term",
    "right",
    "prolonging",
    "power",
    "withholding",
    "enclosure",
    "passage",
    "passage_decision",
    "passage_ground",
)


def render_json(answer: Answer) -> bytes:
    """The answer as UTF-8 JSON, with every code explained in the person's language and each part in DPV terms.

    A text is a list: kept stretches are strings, a mask is an object with `kind` and `ground`.
    """
    answer = shown(answer)
    say = texts(answer.language)
    document: dict[str, Any] = {
        "format": FORMAT,
        "vocabulary": VOCABULARY,
        "terms": TERMS,
        "holds_data": answer.holds_data,
        "automated_decisions_exist": answer.automated_decisions is not None,
        "third_country_transfers_exist": answer.transfers is not None,
        "answer": answer,
        "withheld": {ground.value: number for ground, number in sorted(count_masks(answer).items())},
        "rights": _rights(answer, say),
        "legend": {table: _codes(table, answer, say) for table in _LEGEND},
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


def _rights(answer: Answer, say: Texts) -> list[dict[str, str]]:
    sentences = {right: say(f"right_{right}") for right in RIGHTS}
    sentences["complaint"] = say("complain", authority=answer.authority.name)
    return [{"right": right, "term": _RIGHT_TERMS[right], "words": sentence} for right, sentence in sentences.items()]


def _codes(table: str, answer: Answer, say: Texts) -> dict[str, dict[str, str]]:
    return {code: _code(table, code, answer, say) for code in say.codes(table) if table != "ground" or code in CODES}


def _code(table: str, code: str, answer: Answer, say: Texts) -> dict[str, str]:
    entry = {
        "words": say.code(table, code),
        "meaning": say.meaning(table, code),
        "term": _CODE_TERMS.get(table, {}).get(code, ""),
    }
    if table == "ground":
        entry |= {"mark": CODES[Ground(code)], "provision": say.code(f"ground_law_{answer.controller.country}", code)}
    return {name: value for name, value in entry.items() if value}
