"""How people write in messages, forms and haste: names, numbers and homes are found all the same."""

import pytest

from vault.language import Language
from vault.redaction import Decision, Kind, Known, Part, Redactor, Span, Standing, Telling

ME = Known(
    ref="me",
    standing=Standing.REQUESTER,
    part=Part.RESPONDENT,
    names=("Torsten Almkvist",),
    addresses=(("Pilestien 110", "3. th."),),
)
OTHER = Known(
    ref="other",
    standing=Standing.OTHER,
    part=Part.COMPLAINANT,
    names=("Rajeswaran Poulsen",),
    addresses=(("Pilestien 112", "2. tv."),),
)
TERRACE = Known(
    ref="terrace", standing=Standing.OTHER, names=("Yrsa Fjeldsted",), addresses=(("Pilestien 41 C", None),)
)
SWEDE = Known(ref="swede", standing=Standing.OTHER, names=("Lovisa Granath",), addresses=(("Almgatan 3", "lgh 1204"),))
STAFF = Known(ref="staff", standing=Standing.STAFF, names=("Lotta Sandvik",))
PEOPLE = (ME, OTHER, TERRACE, SWEDE, STAFF)


def proposed(text: str, author: Standing = Standing.OTHER, language: Language = Language.DANISH) -> tuple[Span, ...]:
    return Redactor(PEOPLE, language=language).propose(text, Telling(author=author, language=language))


def masked(text: str, words: str, spans: tuple[Span, ...]) -> bool:
    """Whether no letter or digit of some words can be read."""
    start = text.index(words)
    hidden = {at for one in spans if one.decision is not Decision.KEEP for at in range(one.start, one.end)}
    return all(at in hidden for at in range(start, start + len(words)) if text[at].isalnum())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Jeg talte med Raj om det.", "Raj"),
        ("ring til raj i aften", "raj"),
        ("Det var P0ulsen, der ringede.", "P0ulsen"),
        ("Så kom R POULSEN ned.", "R POULSEN"),
        ("Hilsen Rajeswaran P.K.", "Rajeswaran P.K."),
        ("Det kan hun bevidne.\nRaj", "Raj"),
        ("Ring på seks syv atten toogtyve fire fem.", "seks syv atten toogtyve fire fem"),
        ("Ring 67 fyrre, nej: seks otte nul nul elleve tolv.", "seks otte nul nul elleve tolv"),
        ("Han bor i 41 C for enden.", "41 C"),
        ("Vh Yrsa, 41c", "41c"),
        ("Flyttet fra Pilestien 112 2. tv.", "Pilestien 112 2. tv"),
        ("Hans advokat, Benedikte Ravnholt, har skrevet.", "Benedikte Ravnholt"),
        ("Advokat Benedikte Ravnholt har skrevet.", "Benedikte Ravnholt"),
        ("Min bror Vita var her.", "Vita"),
        ("Spørg Hans Otto Bisgaard om det.", "Hans Otto Bisgaard"),
        ("Det var Jesper Bank, der ringede.", "Jesper Bank"),
        ("Ring til ham på tlf61223344eller skriv.", "61223344"),
        ("Skriv til anna punktum lo snabel-a post punktum example.", "anna punktum lo snabel-a post punktum example"),
        ("Hun flyttede til\nNørre Allé 7\n2200 KBH N\ni maj.", "Nørre Allé 7\n2200 KBH N"),
        ("Spørg Jytte fra 21, hun ved det.", "fra 21"),
        ("Det siger jeg bare.\nR.", "R"),
        ("Så råbte hun.\n/Y", "Y"),
    ],
)
def test_others_cannot_be_read_however_they_are_written(text: str, words: str) -> None:
    assert masked(text, words, proposed(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sätt in det på 8327-9, 994 412 031-7.", "8327-9, 994 412 031-7"),
        ("Clearing 8105-9 konto 123 456 789-0 gäller.", "8105-9 konto 123 456 789-0"),
        ("Ring noll sju noll ett sjuttiofyra noll sex.", "noll sju noll ett sjuttiofyra noll sex"),
        ("Det är Lovisa, 1204", "1204"),
        ("Dottern Ann-Charlotte ringde.", "Ann-Charlotte"),
        ("Hon bor på nedre botten.", "nedre botten"),
    ],
)
def test_so_in_swedish(text: str, words: str) -> None:
    assert masked(text, words, proposed(text, language=Language.SWEDISH))


@pytest.mark.parametrize("text", ["Yrsa i 3 timer", "Yrsa fra 12. maj", "Yrsa i 20 minutter", "Yrsa in 2019"])
def test_a_count_behind_a_name_is_no_house(text: str) -> None:
    assert not any(one.kind is Kind.UNIT for one in proposed(f"Jeg ventede på {text}, så gik jeg."))


def test_strokes_that_a_scanner_took_for_other_letters_are_read() -> None:
    text = "KIage over st0j. leg har astma og s0ver darligt. Med venIig hi1sen"
    assert masked(text, "leg har astma", proposed(text))


def test_a_house_with_a_high_number_is_the_requesters() -> None:
    text = "Advarsel. Torsten Almkvist, Pilestien 110, 3. th. Du har larmet."
    assert not masked(text, "Pilestien 110", proposed(text, Standing.STAFF))


@pytest.mark.parametrize(
    "text", ["Min bror kommer i sin røde Toyota, BX 45 123.", "Jeg holder ved siden af, BX 45 123."]
)
def test_a_number_beside_the_authors_own_words_is_not_laid_to_the_requester(text: str) -> None:
    whole = f"Torsten Almkvist larmer. {text}"
    assert masked(whole, "BX 45 123", proposed(whole, Standing.WITHHELD))


@pytest.mark.parametrize(
    "text",
    [
        "Da jeg flyttede vognen, sparkede han til mit stativ.",
        "I går slog han på min dør.",
        "Han har stjålet avisen fra fru Poulsen.",
    ],
)
def test_what_the_requester_is_blamed_for_is_theirs_to_read(text: str) -> None:
    whole = f"Torsten Almkvist er umulig. {text}"
    spans = proposed(whole)
    assert not any(masked(whole, word, spans) for word in ("sparkede", "slog", "stjålet") if word in whole)
