"""What stays readable may still point to one household: then a person is warned."""

from collections.abc import Sequence
from datetime import date

import pytest

from vault.language import Language
from vault.redaction import Decision, Fact, Inference, Known, Reader, Redactor, Span, Standing, Telling, infer

ME = Known(ref="me", standing=Standing.REQUESTER, names=("Jens Holt",), addresses=(("Lindegade 4", "2. tv."),))
ABOVE = Known(ref="a", standing=Standing.WITHHELD, names=("Kirsten Vig",), addresses=(("Lindegade 4", "3. tv."),))
HOUSE = [
    ME,
    ABOVE,
    *(
        Known(ref=f"n{number}", standing=Standing.OTHER, names=("Peter Lund",), addresses=(("Lindegade 4", unit),))
        for number, unit in enumerate(("st. tv.", "st. th.", "1. tv.", "1. th.", "2. th.", "3. th."))
    ),
]

ON = date(2026, 3, 2)


def _alone(
    text: str, spans: Sequence[Span], people: Sequence[Known], on: date = ON, language: Language | None = None
) -> Inference:
    return infer(text, spans, people, on, language).inference


def test_where_somebody_is_heard_from_leaves_few() -> None:
    found = _alone("Der bliver trampet, siger beboeren ovenpå.", (), HOUSE, ON)
    assert found.facts == (Fact.HOUSE, Fact.ABOVE)
    assert (found.fitting, found.warns) == (2, True)


def test_the_sex_of_the_complainant_narrows_it_to_one() -> None:
    found = _alone("Klager bor ovenpå. Hun kan ikke sove.", (), HOUSE, ON)
    assert found.facts == (Fact.HOUSE, Fact.ABOVE, Fact.WOMAN)
    assert (found.fitting, found.warns) == (1, True)


def test_age_and_living_alone_narrow_it_down() -> None:
    old = Known(
        ref="o",
        standing=Standing.OTHER,
        names=("Peter Lund",),
        addresses=(("Lindegade 4", "4. tv."),),
        date_of_birth=date(1940, 1, 1),
    )
    young = Known(
        ref="y",
        standing=Standing.OTHER,
        names=("Peter Lund",),
        addresses=(("Lindegade 4", "4. th."),),
        date_of_birth=date(1999, 1, 1),
    )
    found = _alone("En ældre beboer, der bor alene, har klaget.", (), [ME, old, young], ON)
    assert found.facts == (Fact.HOUSE, Fact.ALONE, Fact.OLD)
    assert (found.fitting, found.warns) == (1, True)


def test_a_door_that_stays_readable_points_to_who_lives_there() -> None:
    found = _alone("Det kommer fra 1. th.", (), HOUSE, ON)
    assert found.facts == (Fact.HOUSE, Fact.DWELLING)
    assert found.fitting == 1


def test_what_is_masked_tells_nothing() -> None:
    text = "Jeg bor lige ovenpå. Han larmer hver nat."
    spans = Redactor([ME, ABOVE]).propose(text, Telling(author=Standing.WITHHELD))
    assert any(span.decision is Decision.HIDE for span in spans)
    assert _alone(text, spans, HOUSE, ON).facts == (Fact.HOUSE,)


def test_a_house_alone_warns_nobody() -> None:
    assert not _alone("Der er klaget over støj.", (), HOUSE[:3], ON).warns


def test_five_who_fit_are_enough() -> None:
    crowd = [
        ME,
        *(
            Known(
                ref=f"c{number}", standing=Standing.OTHER, names=("Peter Lund",), addresses=(("Lindegade 4", "3. th."),)
            )
            for number in range(5)
        ),
    ]
    assert not _alone("Klagen kommer ovenpå.", (), crowd, ON).warns
    assert _alone("Klagen kommer ovenpå.", (), crowd[:-1], ON).warns


def test_a_resident_whose_floor_is_not_known_may_live_anywhere() -> None:
    unknown = Known(ref="u", standing=Standing.OTHER, names=("Peter Lund",), addresses=(("Lindegade 4", None),))
    assert _alone("Klagen kommer ovenpå.", (), [ME, unknown], ON).fitting == 1


def lived(ref: str, unit: str, since: date | None, until: date | None = None) -> Known:
    return Known(
        ref=ref,
        standing=Standing.OTHER,
        names=("Peter Lund",),
        addresses=(("Lindegade 4", unit),),
        stays=((since, until),),
    )


def test_who_lived_elsewhere_on_that_day_is_not_counted() -> None:
    gone = [lived(f"g{number}", "3. th.", None, date(2020, 1, 1)) for number in range(4)]
    to_come = lived("t", "3. th.", date(2026, 3, 3))
    found = _alone("Klagen kommer ovenpå.", (), [ME, ABOVE, *gone, to_come], ON)
    assert found.facts == (Fact.HOUSE, Fact.ABOVE, Fact.THEN)
    assert (found.fitting, found.warns) == (1, True)
    before = _alone("Klagen kommer ovenpå.", (), [ME, ABOVE, *gone], date(2019, 5, 5))
    assert (before.fitting, before.warns) == (5, False)


def test_where_others_lived_meanwhile_tells_nothing_by_itself() -> None:
    assert not _alone("Der er klaget.", (), [ME, ABOVE, lived("g", "3. th.", None, date(2020, 1, 1))], ON).warns


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.DANISH, "Klager har boet her siden 2014."),
        (Language.DANISH, "Hun flyttede ind i maj 2014."),
        (Language.DANISH, "En nabo på 82 år, som har boet her i tolv år."),
        (Language.SWEDISH, "Grannen har bott här i 12 år."),
        (Language.SWEDISH, "De klagande flyttade in 2013."),
        (Language.ENGLISH, "The tenant moved in in 2015."),
        (Language.ENGLISH, "They have lived here for twelve years."),
    ],
)
def test_since_when_somebody_lives_there_narrows_it_down(language: Language, text: str) -> None:
    long = lived("l", "1. tv.", date(2014, 5, 1))
    short = lived("s", "1. th.", date(2023, 5, 1))
    others = [lived(f"o{number}", "st. th.", date(2021, 1, number)) for number in range(1, 8)]
    found = _alone(text, (), [ME, long, short, *others], ON, language)
    assert Fact.MOVED_IN in found.facts
    assert (found.fitting, found.warns) == (1, True)


def test_since_when_the_requester_lives_there_says_nothing_of_others() -> None:
    found = _alone("Jens Holt har boet her siden 2014.", (), HOUSE, ON)
    assert found.facts == (Fact.HOUSE,)


def test_what_two_texts_say_of_a_neighbour_is_put_together() -> None:
    """Neither says enough: eight live in the house, and four of six women of it one floor up."""
    crowd = [
        ME,
        *(
            Known(
                ref=f"{name} {unit} {one}", standing=Standing.OTHER, names=(name,), addresses=(("Lindegade 4", unit),)
            )
            for name, unit, many in (
                ("Kirsten Vig", "3. tv.", 4),
                ("Peter Lund", "3. th.", 3),
                ("Kirsten Vig", "1. th.", 2),
            )
            for one in range(many)
        ),
    ]
    above, woman = (infer(text, (), crowd, ON) for text in ("Klager bor ovenpå.", "Klager er træt. Hun kan ikke sove."))
    assert not above.inference.warns
    assert not woman.inference.warns
    for first, second in ((above, woman), (woman, above)):
        reader = Reader()
        assert reader.reads(first) == first.inference
        found = reader.reads(second)
        assert found == Inference(facts=(Fact.HOUSE, Fact.ABOVE, Fact.WOMAN), fitting=4, texts=2)
        assert found.warns


def test_what_cannot_be_of_one_person_is_not_put_together() -> None:
    """Who lives above and who lives below are two; a third text joins the one of whom it leaves fewer."""
    reader = Reader()
    above, below, door = (
        infer(text, (), HOUSE, ON)
        for text in ("Klager bor ovenpå.", "Det kommer nedefra, fra beboeren under.", "3. tv.")
    )
    reader.reads(above)
    assert reader.reads(below).texts == 1
    assert reader.reads(door) == door.inference


def test_a_text_that_tells_nothing_is_not_warned_of_for_those_before_it() -> None:
    reader = Reader()
    assert reader.reads(infer("Klager bor ovenpå.", (), HOUSE, ON)).warns
    assert not reader.reads(infer("Der er klaget over støj.", (), HOUSE, ON)).warns
