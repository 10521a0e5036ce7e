"""The shape of the data file as others may rely on it: a JSON Schema, and a JSON-LD context in terms of W3C DPV. Pure.

Both stand under docs/reference; a test compares them with what this gives.
"""

from typing import Any, Final

import msgspec

from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.data import FORMAT, TERMS, VOCABULARY
from vault.subject_requests.letter.masks import CODES

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_PARENTS: Final = {
    "records": "dpv:hasPersonalData",
    "cases": "dpv:hasPersonalData",
    "disclosures": "dpv:DiscloseByTransmission",
}
"""What holds parts that have a term, and has none in the data file itself."""
_TEXTS: Final = {"type": "object", "additionalProperties": {"type": "string"}}


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of `data.json`."""
    (answer,), components = msgspec.json.schema_components([Answer], ref_template="#/$defs/{name}")
    return {
        "$schema": _DRAFT,
        "$id": f"urn:complaint-vault:{FORMAT.partition('/')[2].replace('/', ':')}",
        "title": "The answer to a request for access, as data",
        "type": "object",
        "additionalProperties": False,
        "required": sorted(_properties(answer)),
        "properties": _properties(answer),
        "$defs": {name: _plain(one) for name, one in sorted(components.items())},
    }


def context() -> dict[str, Any]:
    """A JSON-LD 1.1 context: what the keys of `data.json` mean in terms of the Data Privacy Vocabulary."""
    within: dict[str, Any] = {}
    for path, term in sorted(TERMS.items()):
        *parents, key = path.split(".")
        if len(parents) > 1:
            # A name is a person's within a record and the organisation's elsewhere.
            parent = parents[-1]
            own = TERMS.get(".".join(parents), _PARENTS.get(parent))
            scoped = within.setdefault(parent, {"@id": own, "@context": {}})
            scoped = scoped if isinstance(scoped, dict) else {"@id": scoped, "@context": {}}
            scoped["@context"][key] = term
            within[parent] = scoped
        else:
            within.setdefault(key, term)
    return {"@context": {"@version": 1.1, **VOCABULARY, **dict(sorted(within.items()))}}


def _properties(answer: Any) -> dict[str, Any]:
    coded = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _TEXTS}}
    return {
        "format": {"const": FORMAT},
        "vocabulary": _TEXTS,
        "terms": _TEXTS,
        "holds_data": {"type": "boolean"},
        "automated_decisions_exist": {"type": "boolean"},
        "third_country_transfers_exist": {"type": "boolean"},
        "answer": answer,
        "withheld": {
            "type": "object",
            "propertyNames": {"enum": sorted(ground.value for ground in CODES)},
            "additionalProperties": {"type": "integer", "minimum": 1},
        },
        "rights": {"type": "array", "items": _TEXTS},
        "legend": coded,
    }


def _plain(component: dict[str, Any]) -> dict[str, Any]:
    """Without the words that are for readers of the source."""
    return {name: value for name, value in component.items() if name != "description"}
