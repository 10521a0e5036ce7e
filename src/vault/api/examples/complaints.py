"""Bodies that store and change complaints. Everybody is invented."""

from collections.abc import Mapping
from typing import Any, Final

_CASE: Final = {
    "reference": "2026-0417",
    "department": "Afdeling 3, Strandkrogen",
    "category": "noise",
    "severity": "mild",
    "anonymity": "identified",
    "language": "da",
    "received_on": "2026-09-14",
    "steps": [{"kind": "received", "on": "2026-09-14"}],
    "parties": [
        {
            "label": "K",
            "role": "complainant",
            "person": {
                "name": "Karin Ekdal",
                "date_of_birth": "1968-02-11",
                "addresses": [{"line": "Strandkrogen 12, 8799 Kringelsted", "unit": "2. tv."}],
                "phones": ["68 10 22 31"],
                "emails": ["k.ekdal@brev.example"],
            },
        },
        {"label": "I", "role": "respondent", "description": "beboeren i Strandkrogen 12, 3. tv."},
    ],
    "documents": [
        {
            "kind": "complaint",
            "author_role": "complainant",
            "author": "K",
            "language": "da",
            "dated_on": "2026-09-13",
            "text": "Der er høj musik ovenpå hver nat til klokken tre. Jeg har banket på to gange.",
        }
    ],
    "disclosures": [],
    "assigned_to": "kn-14",
    "ground": "dk_noise",
    "witness_count": 2,
    "entries": [
        {
            "kind": "incident",
            "on": "2026-09-12",
            "time": "01:15",
            "what": "music",
            "own_observation": True,
            "text": "Høj musik til klokken tre.",
        }
    ],
}
BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "NewCase": _CASE,
    "AddedDocument": {
        "document": {
            "kind": "journal_note",
            "author_role": "staff",
            "language": "da",
            "dated_on": "2026-09-16",
            "text": "Ringet til klager. Hun fører støjskema i to uger.",
        }
    },
    "NewEntry": {
        "entry": {
            "kind": "track_choice",
            "on": "2026-09-16",
            "track": "dialogue",
            "reason": "Begge parter vil gerne tale sammen først.",
            "clear_legal_answer": False,
            "parties_want_dialogue": True,
        }
    },
    "CaseQuery": {"department": ["Afdeling 3, Strandkrogen"], "status": ["open"], "complete": False},
    "CaseChange": {"assigned_to": "kn-15", "severity": "serious"},
    "NewParty": {
        "label": "V",
        "role": "witness",
        "description": "beboeren i Strandkrogen 12, 1. th.",
        "knowledge": "Hørte musikken den 12. september.",
    },
    "PartyChange": {"named_to_respondent": True},
    "NewClosing": {"on": "2026-10-20", "outcome": "settled", "text": "Parterne har lavet en aftale."},
    "NewReopening": {"on": "2026-10-21", "reason": "Det er sket igen."},
    "NewLaneClosing": {"on": "2026-10-20"},
    "NewRemarkDecision": {
        "text_id": "019384f2-7b1c-7c3e-9a55-0d2c7a6b1e44",
        "start": 7,
        "end": 10,
        "kind": "health",
        "decision": "kept",
        "ground": "legal_claims",
    },
    "TextCheck": {"text": "Han larmer hver nat og er helt forvirret. CPR 040370-9914.", "language": "da"},
    "NewAttachment": {
        "description": "Vandskaden i trappeopgangen",
        "author_role": "complainant",
        "dated_on": "2026-09-14",
    },
    "NewDeletion": {"reason": "duplicate"},
    "NewStep": {"step": {"kind": "closed", "on": "2026-10-24"}, "status": "closed"},
    "NewDisclosure": {
        "disclosed_on": "2026-09-22",
        "recipient": "Kringelsted Kommune, borgerservice",
        "legal_basis": "almenlejeloven § 92, stk. 2",
        "content": "Lejerens navn og adresse, og at huslejen ikke er betalt.",
    },
    "NewOpening": {"reason": "The tribunal wants to hear the witness."},
    "NewReport": {
        "terms": "2026-11",
        "state": "pseudonymous",
        "language": "da",
        "department": "Afdeling 3, Strandkrogen",
        "category": "noise",
        "about": "The flat on the second floor of no. 14",
        "text": "Musik hver nat fra midnat til klokken to.",
        "seen_on": "2026-09-12",
        "own_observation": True,
        "witness_count": 2,
    },
    "MailboxQuestion": {"text": "Hvilke nætter var det?", "language": "da", "by": "cw-17"},
    "NewImport": {"dry_run": True},
    "RowMapping": {
        "key": "Sagsnr",
        "columns": {
            "Afdeling": {"field": "department"},
            "Modtaget": {"field": "received_on"},
            "Klager": {"field": "parties.0.person.name"},
            "Klage": {"field": "documents.0.text"},
        },
        "constants": {
            "category": "noise",
            "severity": "mild",
            "anonymity": "identified",
            "language": "da",
            "parties.0.label": "K",
            "parties.0.role": "complainant",
            "documents.0.kind": "complaint",
            "documents.0.author_role": "complainant",
            "documents.0.author": "K",
            "documents.0.language": "da",
            "documents.0.dated_on": "2026-09-14",
        },
        "date_formats": ["%d-%m-%Y"],
        "delimiter": ";",
    },
    "ImportLine": {"key": "2026-0417", "case": _CASE},
}
