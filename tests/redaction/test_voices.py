"""Who speaks where: quoted mails, messages that were taken down, reports and notes. Whose an illness is follows."""

import pytest

from vault.language import Language
from vault.redaction import Decision, Known, Part, Redactor, Standing, Telling

ME = Known(
    ref="me",
    standing=Standing.REQUESTER,
    part=Part.RESPONDENT,
    names=("Malthe Ravnkilde",),
    addresses=(("Engkrogen 15", "1. th."),),
    phones=("67 45 12 90",),
)
OTHER = Known(
    ref="other",
    standing=Standing.OTHER,
    part=Part.COMPLAINANT,
    names=("Yasmin Bech-Amari",),
    addresses=(("Engkrogen 17", "2. tv."),),
    phones=("84 31 77 05",),
)
SMALL = Known(ref="small", standing=Standing.OTHER, names=("Clifford Vang",))
STAFF = Known(ref="staff", standing=Standing.STAFF, names=("Pernille Hauge",))


def shown(
    text: str, author: Standing = Standing.STAFF, language: Language = Language.DANISH, *, masks: str = "█"
) -> str:
    """What the requester can read of a text."""
    redactor = Redactor((ME, OTHER, SMALL, STAFF), language=language)
    for span in reversed(redactor.propose(text, Telling(author=author, language=language))):
        if span.decision is not Decision.KEEP:
            text = text[: span.start] + masks + text[span.end :]
    return text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            Language.DANISH,
            "Hej Malthe\nTak for din mail.\n\nFra: Yasmin Bech-Amari\nTil: Pernille Hauge\nJeg har epilepsi.\n",
        ),
        (
            Language.ENGLISH,
            "Dear Malthe\nthank you.\n\nOn 3 May Yasmin Bech-Amari wrote:\n> I have epilepsy.\n",
        ),
        (Language.SWEDISH, "Hej Malthe\n\nDen 3 maj skrev Yasmin Bech-Amari:\n> Jag har epilepsi.\n"),
    ],
)
def test_a_quoted_mail_speaks_of_who_wrote_it(language: Language, text: str) -> None:
    assert "epilep" not in shown(text, language=language)
    assert "epilep" in shown(text.replace("Yasmin Bech-Amari", "Malthe Ravnkilde"), language=language)


def test_behind_quoted_lines_goes_on_who_wrote_before() -> None:
    text = "Den 3. maj skrev Yasmin Bech-Amari:\n> Jeg har epilepsi.\n\nJeg har talt med hende. Hilsen Pernille"
    assert shown(text).endswith("Jeg har talt med hende. Hilsen Pernille")


def test_a_message_that_staff_took_down_speaks_of_who_left_it() -> None:
    assert "gigt" not in shown("Besked: hej det er Yasmin Bech-Amari, jeg har gigt og kan ikke komme.")
    assert "gigt" in shown("Besked: hej det er Malthe Ravnkilde, jeg har gigt og kan ikke komme.")


def test_a_report_names_people_by_their_part() -> None:
    listed = "Forurettede: Malthe Ravnkilde. Sigtede: Yasmin Bech-Amari. "
    assert "brækkede armen" in shown(listed + "Forurettede faldt og brækkede armen.")
    assert "psykose" not in shown(listed + "Sigtede er indlagt med en psykose.")


def test_a_note_without_a_subject_goes_on_about_whom_it_spoke_of() -> None:
    assert "sclerose" in shown("Malthe ringede. Har fået konstateret sclerose.")
    assert "sclerose" not in shown("Yasmin ringede. Har fået konstateret sclerose.")


def test_in_a_letter_an_order_is_for_whom_it_is_written_to() -> None:
    text = "Kære Malthe. Yasmin har været her. Send os din lægeerklæring."
    assert "lægeerklæring" in shown(text)


@pytest.mark.parametrize(
    "name",
    ["fru B-A", "fru B.", "y. bech-amari", "hun hedder Yasmn", "Hr. Vang", "C. Vang"],
)
def test_a_name_of_which_letters_are_left_is_masked(name: str) -> None:
    assert (
        name.rsplit(maxsplit=1)[-1].strip(".").casefold()
        not in shown(f"Det siger {name} også.", Standing.OTHER).casefold()
    )


def test_letters_that_fit_the_requester_stay() -> None:
    assert "hr. R." in shown("Talt med hr. R. om det.")


@pytest.mark.parametrize("text", ["ja det er rigtigt. cliff hørte det hele. vi blev vrede. så gik han igen"])
def test_a_name_that_is_a_word_is_asked_in_a_text_that_writes_small(text: str) -> None:
    assert "cliff" not in shown(text, Standing.OTHER)


def test_a_number_said_in_words_is_whose_it_is_in_digits() -> None:
    assert "femogfyrre" in shown("Ring seks syv femogfyrre tolv halvfems.")
    assert "enogtredive" not in shown("Ring fireogfirs enogtredive syvoghalvfjerds nul fem.")
    assert "forty" in shown("Ring six seven forty five twelve ninety.", language=Language.ENGLISH)


def test_part_of_a_strangers_full_name_is_masked_again() -> None:
    text = "Til stede: Per Lund og Yasmin. Per spurgte til gulvet. Det var Lund, der sagde det."
    assert "Per" not in shown(text)
    assert "Lund" not in shown(text)


def test_kin_with_which_a_note_begins_is_masked_with_what_it_tells() -> None:
    assert "sygehus" not in shown("Yasmin ringede. Datter arb. på sygehus. Kommer igen.")


def test_where_the_requester_did_it_tells_of_nobody() -> None:
    text = "Malthe hældte maling ned på min altan og slog på døren."
    assert "altan" in shown(text, Standing.OTHER)


def test_a_house_by_its_bare_number_is_a_dwelling_where_somebody_known_lives_there() -> None:
    assert "17" not in shown("Det var hende i 17.", Standing.OTHER)
    assert "18" in shown("Det var hende i 18.", Standing.OTHER)


CHAT = """\
[14.02.2025 22.41] Yasmin: er du vågen
[14.02.2025 22.43] Malthe: jeg har astma
[14.02.2025 22.44] Yasmin: jeg har epilepsi
[14.02.2025 22.45] Malthe: det vidste jeg ikke
"""


def test_each_of_a_row_of_messages_speaks_of_who_wrote_it() -> None:
    read = shown(CHAT, Standing.OTHER)
    assert "astma" in read
    assert "epilepsi" not in read


def test_whoever_writes_a_message_is_not_whom_it_speaks_of() -> None:
    text = "Wed 21:07 Yasmin: Malthe shouts again\nWed 21:09 Yasmin: he hit the door with a hammer\n"
    assert "hit the door" in shown(text, Standing.OTHER, Language.ENGLISH)


@pytest.mark.parametrize(
    ("language", "text", "read"),
    [
        (Language.DANISH, "Malthe har kaldt mig en dårlig far.", "en dårlig far"),
        (Language.ENGLISH, "Malthe called me a stupid old woman.", "a stupid old woman"),
        (Language.SWEDISH, "Malthe kallade mig en gammal kärring.", "en gammal kärring"),
    ],
)
def test_what_somebody_is_called_is_nobody(language: Language, text: str, read: str) -> None:
    assert read in shown(text, Standing.OTHER, language)


@pytest.mark.parametrize(
    ("language", "text", "hidden"),
    [
        (Language.SWEDISH, "Ja har magsår av allt detta.", "magsår"),
        (Language.ENGLISH, "me niece seen it all.", "niece"),
        (Language.SWEDISH, "Clifford ringde. frun hans kan inte sova.", "frun hans"),
        (Language.ENGLISH, "I flew in from Accra on Tuesday.", "Accra"),
        (Language.SWEDISH, "Jag lämnade Iran 2009.", "Iran"),
    ],
)
def test_people_write_as_they_speak(language: Language, text: str, hidden: str) -> None:
    assert hidden not in shown(f"Malthe. {text}", Standing.OTHER, language)


def test_he_who_does_something_to_the_writer_is_no_kin_of_theirs() -> None:
    text = "Malthe larmer hver nat. Min bror sover hos mig om lørdagen. I går smækkede han døren i hovedet på mig."
    assert "smækkede han døren i hovedet på mig" in shown(text, Standing.OTHER)
    ill = "Malthe larmer hver nat. Min bror sover hos mig om lørdagen. Han kørte mig på sygehuset."
    assert "sygehuset" not in shown(ill, Standing.OTHER)


def test_the_man_below_is_who_lives_there_alone() -> None:
    below = Known(
        ref="me",
        standing=Standing.REQUESTER,
        part=Part.COMPLAINANT,
        names=("Malthe Dam",),
        addresses=(("Ny 2", "1. th."),),
    )
    above = Known(
        ref="o", standing=Standing.OTHER, part=Part.RESPONDENT, names=("Eva Lo",), addresses=(("Ny 2", "2. th."),)
    )
    text = "manden nedenunder har astma."
    telling = Telling(author=Standing.OTHER, language=Language.DANISH)
    assert not Redactor((below, above), language=Language.DANISH).propose(text, telling)
    other = Known(ref="b", standing=Standing.OTHER, names=("Bo Ek",), addresses=(("Ny 2", "1. th."),))
    elsewhere = Known(
        ref="me",
        standing=Standing.REQUESTER,
        part=Part.COMPLAINANT,
        names=("Malthe Dam",),
        addresses=(("Ny 2", "st. th."),),
    )
    assert Redactor((elsewhere, above, other), language=Language.DANISH).propose(text, telling)


@pytest.mark.parametrize(
    ("letter", "author", "readable"),
    [
        ("Malthe larmer. Min bror var her i går. Jeg ringede. Han har epilepsi.", Standing.OTHER, True),
        ("Malthe larmer. Min bror var her i går. Han har epilepsi.", Standing.OTHER, False),
        ("Malthe larmer. Min bror var her i går, og han har epilepsi.", Standing.OTHER, False),
        ("Malthe larmer. Clifford Vang var her i går. Jeg ringede. Han har epilepsi.", Standing.OTHER, False),
        ("Malthe larmer. Min bror var her i går. Han har epilepsi.", Standing.WITHHELD, False),
        ("Malthe larmer. Min søster var her i går. Hun har epilepsi.", Standing.OTHER, False),
    ],
)
def test_a_letter_goes_back_to_whom_it_is_about(letter: str, author: Standing, readable: bool) -> None:  # noqa: FBT001
    assert ("epilepsi" in shown(letter, author)) is readable
