"""What a requester reads of a text: their own data and the staff's stay, what belongs to others goes.

Each row of a table gives a text in which `[…]` marks what must be masked and `{…}` what is left to a person.
"""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.redaction import Decision, Ground, Kind, Known, Mask, Redactor, Segment, Span, Standing, segments

ME, NEIGHBOUR, REPORTER, CARETAKER, PROTECTED = "me", "neighbour", "reporter", "caretaker", "protected"
PEOPLE = [
    Known(
        ref=ME,
        standing=Standing.REQUESTER,
        names=("Aslaug Dybvad Thomsen",),
        addresses=(("Rosengangen 14", "2. th."),),
        phones=("68 10 20 30",),
        emails=("aslaug@brev.example",),
        national_ids=("110382-9918",),
        date_of_birth=date(1982, 3, 11),
    ),
    Known(
        ref=NEIGHBOUR,
        standing=Standing.OTHER,
        names=("Jørgen Hedelund",),
        addresses=(("Rosengangen 16", "st. tv."),),
        phones=("+45 68 77 66 55",),
        emails=("jhed@brev.example",),
        national_ids=("050555-9911",),
        date_of_birth=date(1955, 5, 5),
    ),
    Known(ref=REPORTER, standing=Standing.WITHHELD, names=("Pernille Frost",), phones=("68 44 33 22",)),
    Known(ref=CARETAKER, standing=Standing.STAFF, names=("Keld Overgaard",), phones=("67 00 11 22",)),
    Known(
        ref=PROTECTED,
        standing=Standing.OTHER,
        names=("Nadja Vang",),
        addresses=(("Æblestien 3", None),),
        protected_address=True,
    ),
]
REDACTOR = Redactor(PEOPLE, familiar=frozenset({"rosenbo"}))

TEXTS = [
    # names: whole, in part, in the genitive, misspelt, spelt the Swedish way, as initials, in capitals
    "Aslaug Thomsen ringede, og [Jørgen Hedelund] svarede.",
    "Det var [Hedelunds] bil, ikke Aslaugs.",
    "[Jørgens] hund, sagde [hedelund].",
    "[Joergen Hedelund] og [Jörgen Hedelund] er den samme.",
    "Det er [Hedelumd] igen.",
    "Talt med [JH] og AT i går.",
    "[JØRGEN HEDELUND] var der.",
    "[Pernille] kom forbi.",
    "Keld Overgaard så på det; Kelds rapport følger.",
    # numbers
    "Ring på [68776655] eller 68 10 20 30.",
    "Ring på [+45 68 77 66 55].",
    "Skriv til [jhed@brev.example] eller aslaug@brev.example.",
    "Skriv til [jhed (at) brev.example].",
    "Cpr [050555-9911], mit er 110382-9918.",
    "Personnummer [19820311-9876].",
    "Født [5.5.1955], jeg selv 11-03-1982.",
    "Bilen er [AB 12 345].",
    "Konto: [DK50 0040 0440 1162 43].",
    # places
    "Han bor Rosengangen [16], og jeg i Rosengangen 14, 2. th.".replace("Rosengangen [16]", "[Rosengangen 16]"),
    "Det sker i Rosengangen 14.",
    "Larmen kommer fra [Rosengangen 14, 1. tv.]",
    "[Nadja] [er flyttet til] [Æblestien 3].",
    # strangers: a capital that nothing explains waits for a person
    "Jeg så også {Ulrikka} på trappen.",
    "Rosenbo har svaret i mandags.",
    # ordinary words are no names
    "Der var frost i nat, og vejen lå øde hen.",
    "{Frost} om natten gjorde trappen glat.".replace("{Frost}", "[Frost]"),
]


def marked(text: str) -> tuple[str, list[tuple[str, Decision]]]:
    """The bare text, and what is marked in it."""
    found = [
        (match.group()[1:-1], Decision.ASK if match.group()[0] == "{" else Decision.HIDE)
        for match in re.finditer(r"\[[^\]]*\]|\{[^}]*\}", text)
    ]
    return re.sub(r"[\[\]{}]", "", text), found


@pytest.mark.parametrize("row", TEXTS)
def test_what_is_masked_and_what_stays(row: str) -> None:
    text, expected = marked(row)
    spans = REDACTOR.propose(text)
    masked = [(text[one.start : one.end], one.decision) for one in spans if one.decision is not Decision.KEEP]
    assert masked == expected


@pytest.mark.parametrize(
    ("text", "kind", "ground"),
    [
        ("Betal til reg. 0099 konto 1211048823.", Kind.ACCOUNT, Ground.RIGHTS_OF_OTHERS),
        ("Det var Jørgen.", Kind.PERSON, Ground.RIGHTS_OF_OTHERS),
        ("Det var Pernille.", Kind.PERSON, Ground.DECISIVE_INTEREST),
        ("Ring på 68 44 33 22.", Kind.PHONE, Ground.DECISIVE_INTEREST),
        ("Hun bor Æblestien 3.", Kind.ADDRESS, Ground.PROTECTED_ADDRESS),
        ("Så kom Ulrikka.", Kind.PERSON, Ground.UNDECIDED),
    ],
)
def test_every_mask_has_a_ground(text: str, kind: Kind, ground: Ground) -> None:
    masks = [one for one in segments(text, REDACTOR.propose(text)) if isinstance(one, Mask)]
    assert masks == [Mask(kind=kind, ground=ground)]


def test_an_address_does_not_swallow_the_line_before_it() -> None:
    text = "Venlig hilsen\nAslaug Thomsen\nRosengangen 14, 2. th."
    assert segments(text, REDACTOR.propose(text)) == (text,)


def test_a_house_with_a_protected_home_in_it() -> None:
    """The dwelling decides whose home it is; without one, the protected neighbour's."""
    house = Redactor(
        [
            Known(ref=ME, standing=Standing.REQUESTER, names=("A B",), addresses=(("Rosengangen 14", "2. th."),)),
            Known(ref="w", standing=Standing.WITHHELD, names=("C D",), addresses=(("Rosengangen 14", "1. th."),)),
            Known(
                ref="p",
                standing=Standing.OTHER,
                names=("E F",),
                addresses=(("Rosengangen 14", "3. th."),),
                protected_address=True,
            ),
        ]
    )
    grounds = {
        unit: next(iter(house.propose(f"Det er Rosengangen 14, {unit}"))).ground
        for unit in ("1. th.", "2. th.", "3. th.", "4. th.")
    }
    assert grounds == {
        "1. th.": Ground.DECISIVE_INTEREST,
        "2. th.": None,
        "3. th.": Ground.PROTECTED_ADDRESS,
        "4. th.": Ground.PROTECTED_ADDRESS,
    }


def test_a_reason_never_repeats_the_text() -> None:
    text = "Jørgen Hedelund, 68 77 66 55, jhed@brev.example, Rosengangen 16, Ulrikka"
    for span in REDACTOR.propose(text):
        assert text[span.start : span.end] not in span.reason


def _shown(text: str) -> str:
    return "".join(one for one in segments(text, REDACTOR.propose(text)) if isinstance(one, str))


WORDS = st.sampled_from(
    [
        "Jørgen Hedelund",
        "68 77 66 55",
        "jhed@brev.example",
        "050555-9911",
        "Aslaug",
        "og",
        "Keld",
        "i går",
        "\n",
        ",",
        "…",
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_no_identifier_of_another_survives_in_any_company(text: str) -> None:
    shown = _shown(text)
    for theirs in ("Jørgen", "Hedelund", "68 77 66 55", "jhed", "050555-9911"):
        assert theirs not in shown


@given(st.text(max_size=200))
def test_any_text_is_taken_apart_and_nothing_is_added(text: str) -> None:
    """Spans are in order, apart, and within the text; what is shown stands in it in this order."""
    spans = REDACTOR.propose(text)
    at = 0
    for span in spans:
        assert at <= span.start < span.end <= len(text)
        at = span.end
    kept = [text[one.start : one.end] for one in _between(text, spans)]
    assert [one for one in segments(text, spans) if isinstance(one, str)] == kept


def _between(text: str, spans: tuple[Span, ...]) -> list[Span]:
    """The stretches that no mask covers, as spans without content."""
    gaps: list[Span] = []
    at = 0
    for span in (one for one in spans if one.decision is not Decision.KEEP):
        if at < span.start:
            gaps.append(_gap(at, span.start))
        at = span.end
    if at < len(text):
        gaps.append(_gap(at, len(text)))
    return gaps


def _gap(start: int, end: int) -> Span:
    return Span(start=start, end=end, kind=Kind.PERSON, decision=Decision.KEEP, ground=None, ref=None, reason="")


def test_somebody_who_was_named_to_the_requester_stays_named_and_no_more() -> None:
    told = Known(
        ref="told",
        standing=Standing.NAMED,
        names=("Jørgen Hedelund",),
        phones=("68 77 66 55",),
        emails=("j@b.example",),
    )
    text, expected = marked("Jørgen Hedelund skrev: ring på [68 77 66 55].")
    spans = Redactor([told]).propose(text)
    assert [(text[one.start : one.end], one.decision) for one in spans if one.decision is not Decision.KEEP] == expected


DOUBLE = Redactor(
    [
        Known(ref=ME, standing=Standing.REQUESTER, names=("Aslaug Thomsen",)),
        Known(ref="double", standing=Standing.OTHER, names=("Aslaug Thomsen",)),
        Known(ref="husband", standing=Standing.OTHER, names=("Erling Thomsen",)),
        Known(ref="colleague", standing=Standing.STAFF, names=("Erling Overgaard",)),
    ]
)


@pytest.mark.parametrize(
    "row",
    [
        "Det var {Aslaug Thomsen}, ikke {Aslaug}.",
        "Familien Thomsen har fået svar.",
        "Talt med [Erling] og [Erling Thomsen], men Erling Overgaard var der ikke.",
    ],
)
def test_a_name_that_two_people_bear(row: str) -> None:
    """A name double is asked about, a household's surname stays, a first name goes with whoever needs protection."""
    text, expected = marked(row)
    spans = DOUBLE.propose(text)
    assert [(text[one.start : one.end], one.decision) for one in spans if one.decision is not Decision.KEEP] == expected


def test_a_mask_says_nothing_of_the_length_of_what_it_hides() -> None:
    short: tuple[Segment, ...] = segments("Jørgen", REDACTOR.propose("Jørgen"))
    long: tuple[Segment, ...] = segments("Jørgen Hedelund", REDACTOR.propose("Jørgen Hedelund"))
    assert short == long


def test_what_joins_two_people_stays_between_their_names() -> None:
    text = "Aslaug Dybvad Thomsen og Jørgen Hedelund var begge syge."
    hidden = [text[one.start : one.end] for one in REDACTOR.propose(text) if one.decision is not Decision.KEEP]
    assert hidden[0] == "Jørgen Hedelund"
    assert "og" not in hidden
