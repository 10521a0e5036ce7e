"""Bodies of a subject's request and of its review. Everybody is invented."""

from collections.abc import Mapping
from typing import Any, Final

from vault.api.examples.people import GIVEN

BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "NewRequest": {
        "received_on": "2026-11-02",
        "channel": "email",
        "language": "sv",
        "text": "Jag begär att få veta vilka uppgifter ni har om mig.",
        "given": GIVEN,
    },
    "NewQuestion": {
        "doubt": "identity",
        "on": "2026-11-04",
        "reason": "Brevet kommer från en adress som vi inte känner, och namnet delas av två hyresgäster.",
        "question": "Vilken adress bodde du på när du flyttade in hos oss?",
    },
    "Resolved": {"doubt": "scope", "on": "2026-11-09"},
    "NewExtension": {
        "ground": "complexity",
        "reasons": "Ärendena omfattar sex pärmar från tio år, med uppgifter om många andra.",
    },
    "ScopeAgreed": {"understood": "Ärendet om störningar från 2025.", "narrowed": True},
    "Identified": {"method": "call_back", "on": "2026-11-05", "established": True},
    "NewCode": {"subject_id": "01999d3a-6f10-7c3e-9a53-0f6a5b1c2d3e", "by_letter": True},
    "TypedCode": {"code": "7K3M-Q9XD"},
    "Represented": {
        "name": "Advokat Exempel",
        "power": "lawyer",
        "authority": "Fullmakt av den 1 november 2026, uppvisad",
        "until": "2027-11-01",
    },
    "DocumentWithheld": {
        "document_id": "01999d3a-6f10-7c3e-9a53-0f6a5b1c2d3e",
        "ground": "lawyer_correspondence",
        "facts": "Vår advokats bedömning av utsikterna i hyresnämnden.",
    },
    "HitAllowed": {
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "reason": "Hon är kommunens kontaktperson och nämns som sådan.",
    },
    "NewDecision": {
        "outcome": "refused",
        "grounds": ["not_identifiable"],
        "reasons": "Vi har frågat två gånger och inte fått något svar som visar vem som frågar.",
    },
    "FileDecided": {
        "attachment_id": "01999d3a-6f10-7c3e-9a53-2f6a5b1c2d3e",
        "enclose": True,
        "facts": "Bara hon själv hörs på inspelningen.",
    },
    "NewFulfilment": {
        "deeds": [
            {
                "deed": "restrict",
                "subject_id": "01999d3a-6f10-7c3e-9a53-0f6a5b1c2d3e",
                "ground": "accuracy_contested",
                "reason": "Hon säger att hon var bortrest.",
            }
        ]
    },
    "NewAnnouncement": {
        "subject_id": "01999d3a-6f10-7c3e-9a53-0f6a5b1c2d3e",
        "flag_id": "01999d3a-6f10-7c3e-9a53-1f6a5b1c2d3e",
        "on": "2026-12-15",
        "reasons": "Uppgifterna är granskade och riktiga.",
    },
    "NewDelivery": {"method": "encrypted_pdf", "address": "on_record"},
    "Collected": {"how": "Kvittens i digital brevlåda"},
    "Closed": {"reason": "done"},
    "PickUp": {"code": "7K3M-Q9XD"},
    "Started": {"two_readers": False},
    "NewMaskDecision": {
        "places": [{"text_id": "01999d3a-6f10-7c3e-9a53-2f6a5b1c2d3e", "start": 14, "end": 22}],
        "choice": "hide",
        "reach": "string",
        "ground": "rights_of_others",
        "interest": "the neighbour who is named",
        "facts": "Is no party and was told nothing.",
    },
    "NewSpan": {
        "place": {"text_id": "01999d3a-6f10-7c3e-9a53-2f6a5b1c2d3e", "start": 40, "end": 57},
        "kind": "circumstance",
        "reach": "place",
    },
    "NewJudgement": {"judgement": "same", "reason": "The same date of birth on the lease."},
    "NewReviewApproval": {"reason": "Every document was read to its end."},
}
