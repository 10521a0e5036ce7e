"""Bodies about the organisation, its staff and systems, and what goes when. Everybody is invented."""

from collections.abc import Mapping
from typing import Any, Final

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
BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "ReportOf": {"year": 2026},
    "AccessQuestion": {
        "roles": ["case_worker"],
        "resource": "case.narrative",
        "action": "read",
        "holds": ["restricted"],
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
    "NewWebhook": {
        "url": "https://cases.example/hooks/complaint-vault",
        "types": ["case.erased", "subject.erased"],
        "label": "case system",
    },
    "SecretRotation": {"overlap_hours": 24},
    "Replay": {"state": "dead"},
    "Profile": _PROFILE,
    "Rotation": {"overlap_hours": 24, "days_valid": 365},
    "NewClient": {"label": "case system", "roles": ["ingest"], "days_valid": 365},
    "NewStaff": {
        "name": "Inge Mortensen",
        "email": "inge.mortensen@strandkrogen.example",
        "roles": ["case_worker"],
        "departments": ["Afdeling 3"],
    },
    "RolesGiven": {"roles": ["case_worker", "adviser"]},
    "DepartmentsGiven": {"departments": ["Afdeling 3", "Afdeling 7"]},
    "NewLeaving": {"revoke_clients": True},
    "NewEmergency": {"roles": ["dpo"], "reason": "Politiet spørger i nat, og ingen med adgang er at få fat i."},
    "EmergencyReview": {"justified": True, "finding": "Opslaget gjaldt kun den sag, som politiet spurgte om."},
}
