"""What the words of a request call for, whatever its sender named it: pure (A-04, X-08, X-09, X-24, X-25).

A letter seldom says which rules it relies on. Who asks to see "my case" asks for their own data, also where they call
it by the name of another law. This only points something out; a person decides.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from vault.errors import InvalidInput
from vault.subject_requests.model import NewRequest, Regime, Right


class Hint(StrEnum):
    """What somebody should look at."""

    NAMES_PUBLIC_DOCUMENTS = "names_public_documents"
    """It speaks of documents by the name that laws on public access use."""
    ABOUT_THEMSELVES = "about_themselves"
    """It asks for something of the sender's own: Art. 15 applies, whatever else does."""
    OTHER_RIGHTS = "other_rights"
    """It also asks for something to be corrected, erased, stopped or moved."""


_PUBLIC: Final = (
    *("aktindsigt", "offentlighedsloven", "forvaltningsloven"),
    *(
        "allmän handling",
        "allmänna handlingar",
        "offentlig handling",
        "offentlighetsprincipen",
        "utlämnande av handling",
    ),
    *("public record", "public document", "freedom of information"),
)
_OWN: Final = (
    *("om mig", "min sag", "mine sager", "mine klager", "mine oplysninger", "personoplysninger", "indsigt i mine"),
    *("mitt ärende", "mina uppgifter", "personuppgifter", "registerutdrag"),
    *("about me", "my data", "my case", "my file", "personal data"),
)
_RIGHTS: Final = {
    Right.RECTIFICATION: ("ret det", "rettet", "berigtig", "rätta", "rättelse", "correct", "rectif"),
    Right.ERASURE: ("slet ", "slette", "radera", "ta bort", "erase", "delete"),
    Right.OBJECTION: ("indsigelse", "invänd", "object to"),
    Right.RESTRICTION: ("begrænsning", "begränsning", "restrict"),
    Right.PORTABILITY: ("dataportabilitet", "portab"),
}


def hints(new: NewRequest) -> tuple[Hint, ...]:
    """What the words point to besides what the request was registered as."""
    return tuple(_hints(new))


def refuse_strange_regime(new: NewRequest, *, under_public_access: bool) -> None:
    """Raises InvalidInput where no law on public documents binds the organisation; Art. 15 always does (X-08)."""
    if new.regime is Regime.PUBLIC_DOCUMENTS and not under_public_access:
        raise InvalidInput("regime", "the organisation is under no law on public documents: answer by Art. 15 GDPR")
    if new.regime is Regime.PUBLIC_DOCUMENTS and new.right is not Right.ACCESS:
        raise InvalidInput("regime", "public documents are a matter of access alone")


def _hints(new: NewRequest) -> Iterator[Hint]:
    text = f" {new.text.casefold()} "
    if any(word in text for word in _PUBLIC):
        yield Hint.NAMES_PUBLIC_DOCUMENTS
    if new.regime is Regime.PUBLIC_DOCUMENTS and any(word in text for word in _OWN):
        yield Hint.ABOUT_THEMSELVES
    if any(word in text for right, words in _RIGHTS.items() if right is not new.right for word in words):
        yield Hint.OTHER_RIGHTS
