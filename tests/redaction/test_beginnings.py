"""A capital says nothing where a sentence begins: words that dictionaries know are not asked about, names are."""

import pytest

from vault.language import Language
from vault.redaction import Decision, Kind, Known, Mask, Redactor, Span, Standing, Telling, segments

PEOPLE = (
    Known(ref="asks", standing=Standing.REQUESTER, names=("Solvej Brandt",), addresses=(("Kornvænget 4", "1. tv."),)),
    Known(ref="other", standing=Standing.OTHER, names=("Ivar Juhl",), addresses=(("Kornvænget 6", None),)),
)


def spans(text: str, language: Language) -> tuple[Span, ...]:
    return Redactor(PEOPLE, language=language).propose(text, Telling(author=Standing.STAFF, language=language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.DANISH, "Mangler juli og august. Udebliver raten for oktober, bortfalder ordningen."),
        (Language.DANISH, "Restancen er på 9.210 kr. Opkrævningen kom tilbage. Marts er betalt. Henlagt maj."),
        (Language.DANISH, "Knirker gulvet, så skriv. Misligholdes aftalen, er den slut. Vaskekælderen flyder."),
        (Language.DANISH, "Aftalt: seks rater. Betales den første. Udbedres snarest. Rettes op i maj."),
        (Language.SWEDISH, "Saknar augusti. Uteblir juni, så sägs avtalet upp. Avbetalningen kom i mars."),
        (Language.SWEDISH, "Påminnelsen kom. Skvalpar vatten. Sopnedkastet är fullt. Balkongdörren slår."),
        (Language.ENGLISH, "Missing August and September. Instalments stop. Thudding since May. Gutters leak."),
    ],
)
def test_a_word_that_begins_a_sentence_is_not_asked_about(language: Language, text: str) -> None:
    assert [text[one.start : one.end] for one in spans(text, language) if one.kind is Kind.PERSON] == []


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        (Language.DANISH, "Ivar kom ned. Vi talte om støjen.", "Ivar"),
        (Language.DANISH, "Vi skrev. Bodil svarede ikke.", "Bodil"),
        (Language.DANISH, "Vi skrev. Thorkildsen svarede ikke.", "Thorkildsen"),
        (Language.SWEDISH, "Vi ringde. Gunvor svarade inte.", "Gunvor"),
        (Language.ENGLISH, "We wrote to Mr. Field about it.", "Field"),
        (Language.ENGLISH, "We rang. Gwendolyn did not answer.", "Gwendolyn"),
    ],
)
def test_a_name_that_begins_a_sentence_is_not_shown(language: Language, text: str, name: str) -> None:
    at = text.index(name)
    (found,) = (one for one in spans(text, language) if one.start <= at < one.end)
    assert found.decision is not Decision.KEEP


@pytest.mark.parametrize(
    "name", ["Søndergaard", "Søndergren", "Arvidsson", "Brodersen", "Christiansen", "Axelsson", "Konerup"]
)
@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.DANISH, "Hun har talt med {} om det."),
        (Language.SWEDISH, "Hon har talat med {} om det."),
        (Language.ENGLISH, "She has talked with {} about it."),
    ],
)
def test_a_name_that_begins_like_a_word_is_not_shown(language: Language, text: str, name: str) -> None:
    """Words are known by their beginning too: "søn", "arv", "broder", "christian", "axel", "kone"."""
    at = text.index("{")
    (found,) = (one for one in spans(text.format(name), language) if one.start <= at < one.end)
    assert found.decision is not Decision.KEEP


@pytest.mark.parametrize(
    "text",
    [
        "Kornvænget 6 kom hun fra. Kornvænget 6, st. th. er tom.",
        "Hun bor Birkealle 8 og ringede. Rosengatan 12 B ligger ved torvet.",
        "Ivar kom. I. Juhl kom. Ivar J kom. Ring 61 22 03 48 i dag. Skriv til ivar @ brev.example i dag.",
        "Født 3. maj 1971 i byen. Reg. 1234 konto 0001234567 er hans. Hans mor bor i nr. 7 endnu.",
    ],
)
def test_a_mask_ends_where_the_word_ends(text: str) -> None:
    found = spans(text, Language.DANISH)
    assert found
    assert all(text[one.start : one.end] == text[one.start : one.end].strip() for one in found)


def test_a_mask_leaves_the_quotation_mark_of_what_follows() -> None:
    text = 'Ivar Juhl blev fyret fra trykkeriet i juni, og han er syg. "Solvej ved det endnu ikke."'
    masked = "".join("[…]" if isinstance(one, Mask) else one for one in segments(text, spans(text, Language.DANISH)))
    assert masked.endswith('[…]. "Solvej ved det endnu ikke."')
