"""A vault with an officer's working day in it: cases, people who share names, requests at every stage."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.accounts.members import Member, joined
from tests.world import World, case, document, party, person

from vault import subject_requests
from vault.complaints import NewCase, Role
from vault.complaints.codes import Anonymity, Category, Severity
from vault.ids import CaseId, RequestId
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given

KARIN: dict[str, Any] = {
    "name": "Karin Holmegaard",
    "date_of_birth": date(1984, 3, 9),
    "address": "Tangvej 14, 8799 Prøveby",
    "phones": ("+45 20 11 22 33",),
}
_NOTES = (
    "Karin Holmegaard ringede om støj fra lejligheden ovenover. Naboen {other} har tidligere fået en henstilling.",
    "{other} oplyser, at hans søster Mette passer børnene om aftenen, og at de larmer mest om torsdagen.",
    "Vicevært besøgte opgangen. Karin Holmegaard og {other} var begge hjemme. Ingen støj ved besøget.",
    "Brev fra {other}: Jeg er kørestolsbruger og kan ikke flytte møblerne stille. Ring til mig på 20 99 88 77.",
    "Opfølgning. Musik efter kl. 23 er bekræftet af Bruun i nr. 16. Karin Holmegaard er informeret.",
)


@dataclass
class Desk:
    """Who works here, and what waits."""

    world: World
    officer: Member
    colleague: Member
    request_id: RequestId
    case_id: CaseId


_STRANGERS = ("Toftegaard", "Lindeblad", "Ravnborg", "Askelund", "Birkemose", "Hedegaard", "Søndergren", "Vangsted")


def karins_case(number: int = 0, documents: int = 5, *, strangers: bool = False) -> NewCase:
    """A case of hers with somebody else in it, in so many documents; in each somebody whom nobody knows, if wanted."""
    other = ("Bo Vestergaard", "Lis Ravnkilde", "Per Skovsen")[number % 3]
    texts = [_NOTES[at % len(_NOTES)].format(other=other) for at in range(documents)]
    if strangers:
        texts = [
            f"{text} Det er bekræftet af {_STRANGERS[at % len(_STRANGERS)]} over for Karin Holmegaard."
            for at, text in enumerate(texts)
        ]
    return case(
        party("k", Role.COMPLAINANT, person(**KARIN)),
        party("n", Role.RESPONDENT, person(other, address="Tangvej 16, 8799 Prøveby")),
        documents=tuple(
            document(text, author="k" if at == 0 else None, role=Role.COMPLAINANT if at == 0 else Role.STAFF)
            for at, text in enumerate(texts)
        ),
        received=date(2026, 9, 1 + number),
    )


def karins_request(received: date = date(2026, 11, 2)) -> NewRequest:
    return NewRequest(
        received_on=received,
        channel=Channel.EMAIL,
        language=Language.DANISH,
        text="Jeg vil gerne se alt, hvad I har om mig.\nVenlig hilsen Karin",
        given=Given(
            name="Karin Holmegaard",
            date_of_birth=date(1984, 3, 9),
            address="Tangvej 14, 8799 Prøveby",
            phone="20112233",
        ),
    )


def furnish(world: World, documents: int = 5, *, strangers: bool = False) -> Desk:
    """Stores it all."""
    stored = world.store(karins_case(0, documents, strangers=strangers))
    world.store(
        case(
            party("a", Role.COMPLAINANT, person("Karin Holmegård", address="Møllebakken 2, 8799 Prøveby")),
            party("b", Role.RESPONDENT, person("Ole Dam", address="Møllebakken 4, 8799 Prøveby")),
            documents=(document("Hund gør om natten.", author="a", role=Role.COMPLAINANT),),
            category=Category.PETS,
        )
    )
    world.store(
        case(
            party("c", Role.COMPLAINANT, person("Sofus Ibsen"), confidential=True),
            party("d", Role.RESPONDENT, person("Ida Kruse", address="Tangvej 20, 8799 Prøveby")),
            documents=(document("Trusler på trappen. Karin Holmegaard fra nr. 14 så det hele."),),
            category=Category.THREATS_OR_HARASSMENT,
            severity=Severity.SERIOUS,
            anonymity=Anonymity.CONFIDENTIAL,
        )
    )
    officer = joined(world, RoleName.DPO, email="dpo@proevestenen.example")
    colleague = joined(world, RoleName.DPO, email="kollega@proevestenen.example")
    opened = world.call(RoleName.DPO, subject_requests.open_request, karins_request())
    for day in (date(2026, 10, 20), date(2026, 11, 20)):
        late = NewRequest(
            received_on=day,
            channel=Channel.LETTER,
            language=Language.SWEDISH,
            text="Allt om mig.",
            given=Given(name="Ole Dam"),
        )
        world.call(RoleName.DPO, subject_requests.open_request, late)
    return Desk(world, officer, colleague, opened.request_id, stored.case_id)
