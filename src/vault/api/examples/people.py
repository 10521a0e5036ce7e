"""Bodies about people. Everybody is invented."""

from collections.abc import Mapping
from typing import Any, Final

_PERSON: Final = {
    "name": "Ingemar Lövås",
    "date_of_birth": "1959-07-30",
    "national_id": "590730-9812",
    "national_id_basis": "secure_identification",
    "addresses": [{"line": "Tallbacken 4, 998 21 Furuvik", "unit": "lgh 1102"}],
    "phones": ["070-174 06 33"],
    "emails": ["ingemar@post.example"],
}
GIVEN: Final = {"name": "Ingemar Lövås", "phone": "+46701740633", "date_of_birth": "1959-07-30"}
BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "Person": _PERSON,
    "PersonChange": {"name": "Ingemar Lövås Berg", "former_names": ["Ingemar Lövås"], "minor": False},
    "Given": GIVEN,
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
    "ProtectionCheck": {"on": "2026-10-01", "until": "2027-09-30", "recheck_on": "2027-09-01"},
    "ProtectionEnd": {"on": "2026-10-02"},
}
