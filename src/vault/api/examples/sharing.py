"""Bodies about recipients, consents and what is told to whom. Everybody is invented."""

from collections.abc import Mapping
from typing import Any, Final

BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "NewRecipient": {
        "kind": "municipality",
        "name": "Kringelsted Kommune",
        "unit": "Visitationen",
        "address": "Rådhuspladsen 1, 8799 Kringelsted",
    },
    "RecipientChange": {"unit": "Boligrådgivningen"},
    "NewEnding": {"on": "2026-10-31"},
    "NewAgreement": {
        "recipient_id": "019384f2-7b1c-7c3e-9a55-0d2c7a6b1e44",
        "title": "Samarbejdsaftale om udsættelsestruede lejere",
        "started_on": "2026-01-01",
        "homes": ["Afdeling 3, Strandkrogen"],
        "target_group": "Lejere, der risikerer at miste boligen",
        "roles": ["Boligforeningen henvender sig", "Kommunen kontakter lejeren"],
        "legal_basis": "samtykke; almenlejeloven § 92, stk. 2",
        "arrangement": "Hver er dataansvarlig for sin del",
        "contact": "En indgang, enindgang@kringelsted.example",
        "substitute": "Vagttelefonen, 68 10 00 10",
        "response_days": 5,
    },
    "AgreementChange": {"homes": ["Afdeling 3, Strandkrogen", "Afdeling 4, Engen"], "substitute": None},
    "NewConsent": {
        "recipient_id": "019384f2-7b1c-7c3e-9a55-0d2c7a6b1e44",
        "purpose": "tenancy_support",
        "health": True,
        "wording": "Må vi fortælle hjemmeplejen, at du ønsker hjælp, og hvorfor?",
        "wording_version": "2026-1",
        "given_on": "2026-09-20",
        "channel": "writing",
        "evidence": "journalnotat 17",
    },
    "Withdrawal": {"on": "2026-10-02", "channel": "spoken"},
    "NewSharing": {
        "scenario": "dk_support",
        "recipient_id": "019384f2-7b1c-7c3e-9a55-0d2c7a6b1e44",
        "words": {"agreed": "Lejeren ønsker hjælp til oprydning."},
    },
    "NewDispatch": {
        "sharing": {
            "scenario": "dk_eviction_request",
            "recipient_id": "019384f2-7b1c-7c3e-9a55-0d2c7a6b1e44",
        },
        "digest": "3f0a1c5d7b92e8640f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70",
        "channel": "digital_post",
    },
    "DisclosureAnswer": {"on": "2026-10-05", "receipt": "SAG-2026-88", "words": "Vi har kontaktet lejeren."},
    "NewInformation": {
        "party_id": "019384f2-7b1c-7c3e-9a55-0d2c7a6b1e44",
        "kind": "told",
        "on": "2026-10-05",
        "channel": "letter",
    },
    "NoticeOutcome": {"state": "sent", "on": "2026-10-05", "channel": "digital_post"},
    "NewConcern": {
        "recipient_id": "019384f2-7b1c-7c3e-9a55-0d2c7a6b1e44",
        "child": "Dreng på omkring fem år",
        "address": "Strandkrogen 12, 3. tv., 8799 Kringelsted",
        "observed_on": "2026-10-03",
        "observation": "Sad alene på trappen fra klokken 20 til 23.",
        "reporter": "Boligforeningens vagttelefon, 68 10 00 10",
    },
    "NewConfirmation": {"on": "2026-10-08", "receipt": "UND-2026-3310"},
    "NewGuide": {
        "kind": "guide",
        "code": "naboklage",
        "version": "2026-1",
        "language": "da",
        "text": "Sådan klager du, og sådan behandler vi dine oplysninger.",
    },
}
