"""What Art. 30(1) GDPR asks a controller to keep a record of (C-10), in one language; pure."""

import msgspec

from vault.errors import Misconfigured
from vault.language import Language
from vault.organisations import Profile
from vault.policy import Purpose, Register
from vault.processing.words import Words
from vault.retention import Schedule


class TimeLimit(msgspec.Struct, frozen=True, kw_only=True):
    """When a cluster is erased: in words, and as an ISO 8601 period from its start event."""

    cluster: str
    period: str
    words: str


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """One purpose. `articles` and `dpv` are for programs."""

    code: str
    purpose: str
    legal_basis: str
    articles: tuple[str, ...]
    dpv: str
    subjects: tuple[str, ...]
    data: tuple[str, ...]
    recipients: tuple[str, ...]
    retention: tuple[TimeLimit, ...]


class ProcessingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The record of one controller. `transfers` is null where nothing leaves the Union."""

    language: Language
    controller: str
    registration_number: str
    address: str
    contact: str
    data_protection_officer: str | None
    processors: tuple[str, ...]
    transfers: str | None
    activities: tuple[Activity, ...]
    measures: tuple[str, ...]


def record_of(
    profile: Profile, register: Register, schedule: Schedule, words: Words, language: Language
) -> ProcessingRecord:
    """The record. Raises Misconfigured where a purpose names a cluster or a word that does not exist."""
    return ProcessingRecord(
        language=language,
        controller=profile.name,
        registration_number=profile.registration_number,
        address=profile.address,
        contact=profile.contact,
        data_protection_officer=profile.data_protection_officer,
        processors=profile.processors,
        transfers=profile.transfers,
        activities=tuple(_activity(one, profile, schedule, words, language) for one in register),
        measures=tuple(one[language] for one in words.measures.values()),
    )


def _activity(one: Purpose, profile: Profile, schedule: Schedule, words: Words, language: Language) -> Activity:
    country = profile.country.value
    return Activity(
        code=one.code,
        purpose=one.title[language],
        legal_basis=one.legal_basis[country][language],
        articles=one.articles[country],
        dpv=one.dpv,
        subjects=words.said("subjects", one.subjects, language),
        data=words.said("data", sorted(one.covers), language),
        recipients=words.said("recipients", one.recipients, language),
        retention=tuple(_limit(cluster, profile, schedule, language) for cluster in one.retention),
    )


def _limit(cluster: str, profile: Profile, schedule: Schedule, language: Language) -> TimeLimit:
    for rule in schedule:
        if rule.cluster == cluster:
            return TimeLimit(cluster=cluster, period=rule.period[profile.country], words=rule.title[language])
    raise Misconfigured(f"the register of purposes names a cluster that no schedule has: {cluster}")
