"""What stays readable may still point to one household: then a person is warned."""

from datetime import date

from vault.redaction import Decision, Fact, Known, Redactor, Standing, Telling, infer

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


def test_where_somebody_is_heard_from_leaves_few() -> None:
    found = infer("Der bliver trampet, siger beboeren ovenpå.", (), HOUSE)
    assert found.facts == (Fact.HOUSE, Fact.ABOVE)
    assert (found.fitting, found.warns) == (2, True)


def test_the_sex_of_the_complainant_narrows_it_to_one() -> None:
    found = infer("Klager bor ovenpå. Hun kan ikke sove.", (), HOUSE)
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
    found = infer("En ældre beboer, der bor alene, har klaget.", (), [ME, old, young])
    assert found.facts == (Fact.HOUSE, Fact.ALONE, Fact.OLD)
    assert (found.fitting, found.warns) == (1, True)


def test_a_door_that_stays_readable_points_to_who_lives_there() -> None:
    found = infer("Det kommer fra 1. th.", (), HOUSE)
    assert found.facts == (Fact.HOUSE, Fact.DWELLING)
    assert found.fitting == 1


def test_what_is_masked_tells_nothing() -> None:
    text = "Jeg bor lige ovenpå. Han larmer hver nat."
    spans = Redactor([ME, ABOVE]).propose(text, Telling(author=Standing.WITHHELD))
    assert any(span.decision is Decision.HIDE for span in spans)
    assert infer(text, spans, HOUSE).facts == (Fact.HOUSE,)


def test_a_house_alone_warns_nobody() -> None:
    assert not infer("Der er klaget over støj.", (), HOUSE[:3]).warns


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
    assert not infer("Klagen kommer ovenpå.", (), crowd).warns
    assert infer("Klagen kommer ovenpå.", (), crowd[:-1]).warns


def test_a_resident_whose_floor_is_not_known_may_live_anywhere() -> None:
    unknown = Known(ref="u", standing=Standing.OTHER, names=("Peter Lund",), addresses=(("Lindegade 4", None),))
    assert infer("Klagen kommer ovenpå.", (), [ME, unknown]).fitting == 1
