"""What a complete answer under Art. 15 contains, points 10 to 21 of the checklist (law, section 9).

Why their data are held, who had them, how long, and what rights there are.
"""

from datetime import date

from tests.articles.packages import (
    SOLVEJ,
    SWEDISH,
    TRANSFERRING,
    Estate,
    asked,
    shown,
)

from vault.language import Language
from vault.subject_requests.letter.texts import texts

DANISH = texts(Language.DANISH)


def test_10_purposes_of_what_is_held_and_of_nothing_else(estate: Estate) -> None:
    purposes = [one["purpose"] for one in estate.solvej.answer["purposes"]]
    assert len(purposes) == 2
    assert not any("husleje" in one for one in purposes)
    assert estate.solvej.says(*purposes)


def test_11_the_legal_basis_of_each_purpose_with_the_national_provision(estate: Estate) -> None:
    bases = [one["legal_basis"] for one in estate.solvej.answer["purposes"]]
    assert all("artikel 6" in one for one in bases)
    assert "almenlejelovens § 80" in bases[0]


def test_12_categories_with_the_sensitive_ones_marked(estate: Estate) -> None:
    for kind in ("identity", "national_id", "offences", "special"):
        assert estate.solvej.says(DANISH.code("data_kind", kind))
    assert not estate.solvej.says(DANISH.code("data_kind", "money"))
    assert "artikel 9" in DANISH.code("data_kind", "special")


def test_13_recipients_by_name_with_day_basis_and_content(estate: Estate) -> None:
    told = estate.solvej.cases[0]["disclosures"][0]
    assert shown(told["recipient"]) == "Prøveby Kommune"
    assert (told["disclosed_on"], shown(told["legal_basis"])) == ("2026-09-21", "almenlejeloven § 92")
    assert estate.solvej.says("Prøveby Kommune", "Navn og adresse på Solvej Kragelund.")


def test_14_processors_are_named_and_staff_are_no_recipients(estate: Estate) -> None:
    assert estate.solvej.says("Driftsselskabet Eksempel A/S")
    recipients = [shown(one["recipient"]) for held in estate.solvej.cases for one in held["disclosures"]]
    assert not any("Lindgård" in one for one in recipients)


def test_15_who_received_data_by_a_breach_is_a_recipient(estate: Estate) -> None:
    astray = estate.solvej.cases[0]["disclosures"][1]
    assert "Eksempelbutikken" in shown(astray["recipient"])
    assert "brud på persondatasikkerheden" in shown(astray["legal_basis"])


def test_16_transfers_are_said_also_where_there_are_none(estate: Estate) -> None:
    assert estate.solvej.data["third_country_transfers_exist"] is False
    assert estate.solvej.says(DANISH("no_transfers"))
    abroad = estate.elsewhere(TRANSFERRING)
    assert abroad.data["third_country_transfers_exist"] is True
    assert abroad.says("EU og EØS: ja. Kanada")
    assert not abroad.says(DANISH("no_transfers"))


def test_17_when_each_case_goes_and_what_holds_it(estate: Estate) -> None:
    first, second, _ = estate.solvej.cases
    assert first["planned_deletion_on"] == "2028-10-11"
    assert second["planned_deletion_on"] is None
    assert all(one["retention_rule"] for one in (first, second))
    assert all(one["on_hold"] for one in estate.solvej.cases)
    assert estate.solvej.says(DANISH.day(date(2028, 10, 11)), DANISH("deletion_open"), "sat i bero")


def test_18_the_rights_and_what_is_realistic(estate: Estate) -> None:
    for right in ("rectification", "erasure", "restriction", "objection"):
        assert estate.solvej.says(DANISH(f"right_{right}"))


def test_19_the_authority_of_the_controllers_country(estate: Estate) -> None:
    assert estate.solvej.says("Datatilsynet", "Carl Jacobsens Vej 35")
    elsewhere = estate.world.another_organisation(SWEDISH)
    swedish = estate.answered(asked(SOLVEJ, Language.SWEDISH), elsewhere)
    assert swedish.says("Integritetsskyddsmyndigheten", "Box 8114")
    assert "Datatilsynet" not in swedish.letter


def test_20_the_source_of_each_item(estate: Estate) -> None:
    sources = [
        (one["author_role"], one["written_by_requester"]) for held in estate.solvej.cases for one in held["documents"]
    ]
    assert sources[:3] == [("complainant", False), ("staff", False), ("complainant", True)]
    for who in ("self", "complainant", "staff"):
        assert estate.solvej.says(DANISH.code("source", who))


def test_21_automated_decisions_yes_or_no(estate: Estate) -> None:
    assert estate.solvej.data["automated_decisions_exist"] is False
    assert estate.solvej.says(DANISH("no_automated"))
    automatic = estate.elsewhere(TRANSFERRING)
    assert automatic.data["automated_decisions_exist"] is True
    assert automatic.says("Rykkere sendes, når huslejen er en uge forsinket.")
    assert not automatic.says(DANISH("no_automated"))
