"""A realistic body for each kind of request and refusal, as the OpenAPI document shows it. Everybody is invented."""

from collections.abc import Mapping
from typing import Any, Final

from vault.api.problems import TYPE_ROOT

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
_PERSON: Final = {
    "name": "Ingemar Lövås",
    "date_of_birth": "1959-07-30",
    "national_id": "590730-9812",
    "addresses": [{"line": "Tallbacken 4, 998 21 Furuvik", "unit": "lgh 1102"}],
    "phones": ["070-174 06 33"],
    "emails": ["ingemar@post.example"],
}
_GIVEN: Final = {"name": "Ingemar Lövås", "phone": "+46701740633", "date_of_birth": "1959-07-30"}
_PROFILE: Final = {
    "name": "Boligforeningen Strandkrogen",
    "registration_number": "99004170",
    "country": "DK",
    "language": "da",
    "address": "Strandkrogen 1, 8799 Kringelsted",
    "contact": "persondata@strandkrogen.example",
    "data_protection_officer": "dpo@strandkrogen.example",
    "processors": ["Nordisk Datacenter ApS (drift)"],
}

REQUEST_BODIES: Final[Mapping[str, Any]] = {
    "ReportOf": {"year": 2026},
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
    "PersonChange": {"name": "Ingemar Lövås Berg", "former_names": ["Ingemar Lövås"], "minor": False},
    "NewFlag": {"kind": "restriction", "ground": "accuracy_contested", "on": "2026-11-03"},
    "FlagEnd": {"on": "2026-11-20", "told_on": "2026-11-18", "decision": "Oplysningerne var rigtige."},
    "NewTie": {
        "kind": "representative",
        "other": "019384f2-7b1c-7c3e-9a55-0d2c7a6b1e44",
        "authority": "power_of_attorney",
        "scope": "sager om lejemålet",
        "until": "2027-06-30",
    },
    "NewJoining": {"same_as": "019384f2-7b1c-7c3e-9a55-0d2c7a6b1e44"},
    "TextCheck": {"text": "Han larmer hver nat og er helt forvirret. CPR 040370-9914.", "language": "da"},
    "NewStep": {"step": {"kind": "closed", "on": "2026-10-20"}, "status": "closed"},
    "NewDisclosure": {
        "disclosed_on": "2026-09-22",
        "recipient": "Kringelsted Kommune, borgerservice",
        "legal_basis": "almenlejeloven § 92, stk. 2",
        "content": "Lejerens navn og adresse, og at huslejen ikke er betalt.",
    },
    "Person": _PERSON,
    "Given": _GIVEN,
    "NewRequest": {
        "received_on": "2026-11-02",
        "channel": "email",
        "language": "sv",
        "text": "Jag begär att få veta vilka uppgifter ni har om mig.",
        "given": _GIVEN,
    },
    "NewApproval": {
        "act": "confidential_identity_open",
        "concerned": ["01999d3a-6f10-7c3e-9a53-0f6a5b1c2d3e", "01999d3a-6f10-7c3e-9a53-1f6a5b1c2d3e"],
        "reason": "The tribunal wants to hear the witness.",
    },
    "NewHold": {
        "record_id": "01999d3a-6f10-7c3e-9a53-0f6a5b1c2d3e",
        "kind": "tribunal",
        "reason": "Beboerklagenævnet har bedt om sagen; den behandles i februar.",
        "review_on": "2027-03-01",
    },
    "HoldReview": {"review_on": "2027-06-01"},
    "HoldEnd": {"until": None},
    "ReviewDecision": {"erase": False},
    "NewOpening": {"reason": "The tribunal wants to hear the witness."},
    "Profile": _PROFILE,
    "Rotation": {"overlap_hours": 24, "days_valid": 365},
    "NewClient": {"label": "case system", "roles": ["ingest"], "days_valid": 365},
}
"""By the name of the schema. Each is accepted by the API as it stands; a test sends them all."""

PROBLEMS: Final[Mapping[str, Any]] = {
    "401": {
        "type": f"{TYPE_ROOT}unauthenticated",
        "title": "No valid credential was presented",
        "status": 401,
        "detail": "no valid API key was presented",
        "hint": "send it as a header: Authorization: Bearer KEY",
    },
    "403": {
        "type": f"{TYPE_ROOT}not-permitted",
        "title": "This is not permitted",
        "status": 403,
        "detail": "case:list is not permitted: no rule allows it",
        "permission": "case:list",
    },
    "404": {
        "type": f"{TYPE_ROOT}not-found",
        "title": "There is no such thing here",
        "status": 404,
        "detail": "no such case",
    },
    "409": {
        "type": f"{TYPE_ROOT}idempotency-conflict",
        "title": "The idempotency key was used for a different request",
        "status": 409,
        "detail": "this idempotency key came with a different request before",
    },
    "412": {
        "type": f"{TYPE_ROOT}outdated",
        "title": "It was changed by somebody else",
        "status": 412,
        "detail": "the case was changed since it was looked at",
        "hint": "look again",
    },
    "413": {"type": "about:blank", "title": "The body is too large", "status": 413},
    "415": {"type": "about:blank", "title": "The body is not declared to be application/json", "status": 415},
    "422": {
        "type": f"{TYPE_ROOT}invalid-input",
        "title": "The input is not valid",
        "status": 422,
        "detail": "parties[0].role: is not one of the allowed values",
        "field": "parties[0].role",
        "rule": "is not one of the allowed values",
    },
    "428": {
        "type": f"{TYPE_ROOT}version-needed",
        "title": "The change does not say what it is of",
        "status": 428,
        "detail": "the change needs the ETag of what it changes",
        "hint": "send it as a header: If-Match",
    },
    "503": {
        "type": f"{TYPE_ROOT}unavailable",
        "title": "The vault cannot answer right now",
        "status": 503,
        "detail": "too much work is waiting",
        "hint": "try again in a second",
    },
}
"""By status. Each is what the API answers; a test provokes them."""
