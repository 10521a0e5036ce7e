"""Art. 30 GDPR: the record says what register and schedule say, in three languages, and misses nothing (C-10, C-11)."""

import re

import msgspec
import pytest
from tests.world import PROFILE, World

from vault import processing, resources
from vault.complaints.codes import Category, Lane
from vault.language import Language
from vault.policy import Register, RoleName
from vault.processing.words import Words
from vault.retention import read

POLICIES = resources.folder("policies")


@pytest.mark.parametrize("language", Language)
def test_the_record_names_every_purpose_with_all_that_the_article_asks_for(
    sqlite_world: World, language: Language
) -> None:
    found = sqlite_world.call(RoleName.DPO, processing.read_record, language)
    assert [one.code for one in found.activities] == [one.code for one in Register.load(POLICIES)]
    assert (found.controller, found.contact) == (PROFILE.name, PROFILE.contact)
    assert all(one.subjects and one.data and one.articles for one in found.activities)
    # What is counted is of nobody, and has no end.
    assert [one.code for one in found.activities if not one.retention] == ["statistics"]
    page = processing.markdown(found, Words.load(POLICIES))
    for said in (found.contact, *found.measures, *(one.purpose for one in found.activities)):
        assert said in page
    assert all(limit.words in page for one in found.activities for limit in one.retention)


def test_every_cluster_of_the_schedule_is_of_a_purpose() -> None:
    named = {cluster for one in Register.load(POLICIES) for cluster in one.retention}
    assert named == {rule.cluster for rule in read(POLICIES).schedule()}


def test_every_kind_of_case_and_every_lane_is_held_for_a_purpose() -> None:
    register = list(Register.load(POLICIES))
    assert {category for one in register for category in one.categories} == set(Category)
    assert {lane for one in register for lane in one.lanes} == set(Lane) - {Lane.TENANCY}


def test_the_articles_for_programs_are_those_that_the_words_tell_people() -> None:
    """Each number of an article or paragraph stands in the words in every language."""
    for one in Register.load(POLICIES):
        for country, articles in one.articles.items():
            for article in articles:
                (first, *_) = re.findall(r"\d+", article.removeprefix("GDPR "))
                for language in Language:
                    assert first in one.legal_basis[country][language], (one.code, article, language)


def test_the_record_is_json_with_codes_for_programs(sqlite_world: World) -> None:
    found = sqlite_world.call(RoleName.DPO, processing.read_record)
    read = msgspec.json.decode(msgspec.json.encode(found))
    assert read["language"] == PROFILE.language
    assert {one["dpv"].partition(":")[0] for one in read["activities"]} == {"dpv"}
