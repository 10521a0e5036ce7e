"""What the requester reads of a text that others wrote or are in: what happened, and not how others live.

Written for this page, with people and matters that stand nowhere else.
"""

from datetime import date

import pytest

from vault.language import Language
from vault.redaction import Decision, Known, Mask, Part, Redactor, Standing, Telling, segments

ESKE = Known(
    ref="eske",
    standing=Standing.REQUESTER,
    part=Part.RESPONDENT,
    names=("Eske Damkjær",),
    addresses=(("Teglbrændervej 40", "1. tv."),),
    date_of_birth=date(1979, 4, 2),
)
ALVA = Known(
    ref="alva",
    standing=Standing.OTHER,
    names=("Alva Damkjær",),
    addresses=(("Teglbrændervej 40", "1. tv."),),
    date_of_birth=date(2013, 6, 9),
)
MERETE = Known(
    ref="merete",
    standing=Standing.NAMED,
    part=Part.COMPLAINANT,
    names=("Merete Skjoldborg",),
    addresses=(("Teglbrændervej 40", "2. tv."),),
)
TORE = Known(ref="tore", standing=Standing.OTHER, names=("Tore Silfverhielm",))

COMPLAINTS = [
    pytest.param(
        Language.DANISH,
        "Jeg klager over Eske Damkjær. Mandag kl. 06.15-07.40 blev der boret i væggen, og tirsdag igen. Jeg har "
        "skrevet til ham to gange og banket på. Jeg er enke og lever af folkepension. Pigen kastede en bold på ruden.",
        ["Mandag kl. 06.15-07.40 blev der boret i væggen", "Jeg har skrevet til ham to gange", "kastede en bold"],
        ["enke", "folkepension"],
        id="complaint-da",
    ),
    pytest.param(
        Language.SWEDISH,
        "Jag klagar på Eske Damkjær. I måndags kl. 06.15-07.40 borrades det i väggen. Jag ringde på, och han öppnade "
        "inte. Jag är änka och har ont i höften. Lampan i trappan har varit sönder sedan i mars.",
        ["I måndags kl. 06.15-07.40 borrades det i väggen", "Jag ringde på", "Lampan i trappan har varit sönder"],
        ["änka", "höften"],
        id="complaint-sv",
    ),
    pytest.param(
        Language.ENGLISH,
        "I complain of Eske Damkjær. On Monday from 06.15 to 07.40 he drilled into the wall. I knocked twice and "
        "nobody came. I am a widow and I have a bad heart. The lamp on the stairs has been broken since March.",
        ["On Monday from 06.15 to 07.40 he drilled into the wall", "I knocked twice", "The lamp on the stairs"],
        ["widow", "bad heart"],
        id="complaint-en",
    ),
    pytest.param(
        Language.DANISH,
        "Der er vand i kælderen igen. Tore Silfverhielm viste mig rummet: hylden er væltet, og tre kasser er våde. Han "
        "arbejder på et slagteri og skylder husleje. Vi pumpede fra 9.00-11.30 og bestilte en ny rist.",
        ["viste mig rummet", "hylden er væltet", "Vi pumpede fra 9.00-11.30", "bestilte en ny rist"],
        ["Tore Silfverhielm", "slagteri", "husleje"],
        id="incident-of-others",
    ),
]


def _read(text: str, telling: Telling, people: tuple[Known, ...] = (ESKE, ALVA, MERETE, TORE)) -> str:
    spans = Redactor(people).propose(text, telling)
    return "".join("▮" if isinstance(one, Mask) else one for one in segments(text, spans))


@pytest.mark.parametrize(("language", "text", "readable", "hidden"), COMPLAINTS)
def test_what_happened_stays_and_how_others_live_goes(
    language: Language, text: str, readable: list[str], hidden: list[str]
) -> None:
    """X-31: the allegation is given, less what belongs to others."""
    seen = _read(text, Telling(author=Standing.NAMED, language=language))
    assert [words for words in readable if words not in seen] == []
    assert [words for words in hidden if words in seen] == []


@pytest.mark.parametrize(
    ("language", "alleged", "author"),
    [
        (
            Language.DANISH,
            "Der bliver kørt på knallert i gården hver nat. Eske Damkjær har savet i beskyttede træer.",
            "Jeg bor nede ved vasken, og jeg er den eneste med gangstativ.",
        ),
        (
            Language.SWEDISH,
            "Det körs moped på gården varje natt. Eske Damkjær har sågat i skyddade träd.",
            "Jag bor nere vid tvättstugan, och jag är den enda med rullator.",
        ),
        (
            Language.ENGLISH,
            "There is a moped in the yard every night. Eske Damkjær has sawn at protected trees.",
            "I live down by the laundry, and I am the only one with a walking frame.",
        ),
    ],
)
def test_what_is_blamed_on_the_requester_stays_and_who_blames_them_goes(
    language: Language, alleged: str, author: str
) -> None:
    """X-03, X-31: of what was said in confidence the accusation is given, in a form that does not show who made it."""
    hidden = Known(ref="who", standing=Standing.WITHHELD, part=Part.COMPLAINANT, names=("Gyrid Fauerby",))
    text = f"{alleged} {author} Gyrid Fauerby"
    seen = _read(text, Telling(author=Standing.WITHHELD, language=language), (ESKE, hidden))
    assert alleged in seen
    assert not any(word in seen for word in (*author.split(), "Gyrid", "Fauerby") if len(word) > 4)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Åbent 16.10-18.25 og 9.00-11.30.", False),
        ("Åbent kl. 19.05 - 20.50", False),
        ("Ring 68 41 09 28", True),
        ("Ring 20.15.18.30", True),
        ("Ring 68-41-09-28", True),
    ],
)
def test_a_time_of_day_is_no_telephone_number(text: str, hidden: bool) -> None:  # noqa: FBT001 -- a truth table
    assert ("▮" in _read(text, Telling(author=Standing.STAFF, language=Language.DANISH))) is hidden


@pytest.mark.parametrize("known", ["Teglbrændervej 40", "teglbrænder vej 40 1tv"])
def test_of_the_requesters_house_only_their_own_dwelling_stays(known: str) -> None:
    """Whoever gives no more than their house is not shown who lives where in it (section 9, point 29)."""
    given = Known(ref="given", standing=Standing.REQUESTER, names=("eske damkjær",), addresses=((known, None),))
    people = (given, MERETE, TORE)
    seen = _read("Besøg i Teglbrændervej 40, 2. tv. og nr. 40, 2. tv.", Telling(author=Standing.STAFF), people)
    assert "2. tv" not in seen
    own = Redactor((ESKE, *people)).propose("Besøg i Teglbrændervej 40, 1. tv.", Telling(author=Standing.STAFF))
    assert {span.decision for span in own} == {Decision.KEEP}
