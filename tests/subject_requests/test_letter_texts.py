"""The catalogues: the same in every language, and words for every code that a letter or its data can carry."""

import inspect
from enum import StrEnum
from string import Formatter

import msgspec
import pytest
from tests.subject_requests.answers import answer

from vault.complaints import (
    KINDS,
    Category,
    DocumentKind,
    Lane,
    Outcome,
    RemarkDecision,
    Role,
    Severity,
    Source,
    Status,
    StepKind,
    Track,
)
from vault.complaints.course import codes
from vault.complaints.course.arrears import Instalment
from vault.complaints.course.tenancy import Shown
from vault.deadlines import Country
from vault.language import Language
from vault.redaction import Ground, Kind
from vault.redaction.hygiene import GROUNDS, RemarkKind
from vault.subject_requests.amending import amended
from vault.subject_requests.enclosing import Enclosure
from vault.subject_requests.fulfilling.model import Erasable
from vault.subject_requests.grounds import RefusalGround
from vault.subject_requests.history.entries import IdentityMethod, Prolonging, Withholding
from vault.subject_requests.letter.texts import Catalogue, catalogue, texts
from vault.subject_requests.model import Channel, Right
from vault.subjects import PersonChange, ProtectionKind
from vault.subjects.standing.model import FlagGround, Power

ENUMS: dict[str, type[StrEnum]] = {
    "category": Category,
    "severity": Severity,
    "status": Status,
    "step": StepKind,
    "role": Role,
    "document": DocumentKind,
    "mask": Kind,
    "ground": Ground,
    "ground_law_DK": Ground,
    "ground_law_SE": Ground,
    "channel": Channel,
    "registration": Country,
    "national_id": Country,
    "protection": ProtectionKind,
    "lane": Lane,
    "passage": RemarkKind,
    "passage_decision": RemarkDecision,
    "right": Right,
    "prolonging": Prolonging,
    "power": Power,
    "withholding": Withholding,
    "withholding_law_DK": Withholding,
    "withholding_law_SE": Withholding,
    "refusal": RefusalGround,
    "refusal_law_DK": RefusalGround,
    "refusal_law_SE": RefusalGround,
    "erasable": Erasable,
    "enclosure": Enclosure,
}
EXPLAINED = ("category", "severity", "status", "step", "role", "document", "mask")

languages = pytest.mark.parametrize("language", Language)


def flat(entries: Catalogue) -> dict[str, str]:
    """Every text by its full key."""
    tables = {
        f"{sort}.{table}.{code}": words
        for sort, of_sort in (("code", entries.code), ("meaning", entries.meaning))
        for table, codes in of_sort.items()
        for code, words in codes.items()
    }
    counts = {
        f"count.{key}.{name}": getattr(one, name) for key, one in entries.count.items() for name in ("one", "other")
    }
    return {**{f"sentence.{key}": words for key, words in entries.sentence.items()}, **tables, **counts}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@languages
def test_every_language_has_the_same_keys(language: Language) -> None:
    assert flat(catalogue(language)).keys() == flat(catalogue(Language.ENGLISH)).keys()


@languages
def test_every_translation_fills_the_same_placeholders(language: Language) -> None:
    english = flat(catalogue(Language.ENGLISH))
    assert {key: placeholders(text) for key, text in flat(catalogue(language)).items()} == {
        key: placeholders(text) for key, text in english.items()
    }


@languages
def test_no_text_is_empty(language: Language) -> None:
    assert [key for key, text in flat(catalogue(language)).items() if not text.strip()] == []


@languages
@pytest.mark.parametrize("table", ENUMS)
def test_every_member_of_every_enum_has_words(language: Language, table: str) -> None:
    assert set(catalogue(language).code[table]) == {member.value for member in ENUMS[table]}


@languages
@pytest.mark.parametrize("table", EXPLAINED)
def test_every_code_of_the_legend_is_explained(language: Language, table: str) -> None:
    """Section 9, point 28; A-78."""
    assert set(catalogue(language).meaning[table]) == set(catalogue(language).code[table])


@languages
def test_every_detail_of_a_person_that_can_be_corrected_has_words(language: Language) -> None:
    fields = {field.name for field in msgspec.structs.fields(PersonChange)}
    assert set(catalogue(language).code["person_field"]) | {"national_id"} == fields


@languages
def test_every_field_and_code_of_every_entry_has_words(language: Language) -> None:
    """What the annex shows of an entry is never a code alone (A-78)."""
    say = catalogue(language).code
    shapes: list[type[msgspec.Struct]] = [*KINDS.values(), Shown, Instalment]
    fields = {field.name for shape in shapes for field in msgspec.structs.fields(shape)}
    assert set(say["entry"]) == set(KINDS)
    pointing = {"replaces", "incidents", "documents", "warning", "told_before", "confirmed"}
    assert fields - {"on", "lane", "by"} - pointing <= set(say["entry_field"])
    enums = [one for _, one in inspect.getmembers(codes, inspect.isclass) if issubclass(one, StrEnum)]
    every: list[type[StrEnum]] = [*enums, FlagGround, Power, Track, Outcome, Source, Role, Language]
    members = {member.value for one in every for member in one}
    assert members <= set(say["entry_code"])


@languages
def test_every_ground_on_which_words_are_kept_has_words(language: Language) -> None:
    assert set(catalogue(language).code["passage_ground"]) == {one for grounds in GROUNDS.values() for one in grounds}


@languages
def test_every_author_and_source_is_told_by_role(language: Language) -> None:
    codes = catalogue(language).code
    assert set(codes["author"]) == set(codes["source"]) == {"self", *Role}


@languages
def test_identification_and_search_codes_have_words(language: Language) -> None:
    codes = catalogue(language).code
    assert set(codes["identified_by"]) == {"known_contact", "matching_details", "not_established", *IdentityMethod}
    assert set(codes["search_source"]) == {"people", "cases", "texts"}
    assert {"name", "phone", "email", "street", "national_id", "date_of_birth", "party"} <= set(codes["search_term"])


@languages
def test_a_protected_address_is_explained_as_any_other(language: Language) -> None:
    """S-34: no words may tell that somebody's address is protected."""
    for table in ("ground", "ground_law_DK", "ground_law_SE"):
        words = catalogue(language).code[table]
        assert words[Ground.PROTECTED_ADDRESS] == words[Ground.RIGHTS_OF_OTHERS]


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        (Language.DANISH, 1, "1 sag"),
        (Language.DANISH, 2, "2 sager"),
        (Language.SWEDISH, 1, "1 ärende"),
        (Language.SWEDISH, 0, "0 ärenden"),
        (Language.ENGLISH, 1200, "1,200 cases"),
        (Language.DANISH, 1200, "1.200 sager"),
    ],
)
def test_counts_agree_with_their_number(language: Language, number: int, words: str) -> None:
    assert texts(language).count("cases", number) == words


@pytest.mark.parametrize(
    ("asked", "address", "greeted", "addressed"),
    [
        ("karin  EKDAL", "lærkevej 17, 3.th., køge", "Karin Ekdal", "Lærkevej 17, 3. th.\n4600 Køge"),
        ("Karin Ekdahl", None, "Karin Ekdahl", "Lærkevej 17, 3. th.\n4600 Køge"),
        ("Karin Nygift", "Fremmedgade 1, 1000 Andetsteds", "Karin Nygift", "Lærkevej 17, 3. th.\n4600 Køge"),
    ],
)
def test_whom_a_letter_is_addressed_to(asked: str, address: str | None, greeted: str, addressed: str) -> None:
    """A-80: as the record writes them, and to no other address than one that is on record."""
    written = amended(answer(requester_name=asked, requester_address=address), ())
    assert (written.requester_name, written.requester_address) == (greeted, addressed)


def test_where_nothing_is_on_record_the_letter_goes_where_the_request_says() -> None:
    written = amended(answer(records=(), requester_name="Karin  Ekdal", requester_address="Lærkevej 17"), ())
    assert (written.requester_name, written.requester_address) == ("Karin Ekdal", "Lærkevej 17")
