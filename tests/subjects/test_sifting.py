"""Whom a walk through everybody holds back before they are compared: nobody who could be meant."""

from datetime import date

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vault import normal
from vault.linkage import Level, ordered_words
from vault.linkage.names import agreement
from vault.sieves import PeopleSieve, SoughtPerson
from vault.subjects import Address, Person
from vault.subjects.linking import Sieve, traits
from vault.subjects.model import contact_of, identity_of

NAMES = (
    *"Solvej Solveig solvejs Kragelund Kraglund Krakelund Karin Katarina Kaja Jørgen Joergen Iørgen Yrgen".split(),
    *"Mohammed Muhamad Mohamed Birgitte Gitte Bitten Anna-Karin AnnaKarin Per-Olof P. O. de la von Ærø Aeroe".split(),
    *"D’Angelo D'Angelo Zülfü Zulfu Ø. Şükrü Sukru Groß Gross Möller Miller Philip Filip ŁUKASZ Lukas Ekdal,".split(),
    *"Ｓｏｌｖｅｊ Kra\u0308gelund ²Karin Ka½rin ℡ ｱﾈ".split(),
)
LETTERS = "abcdeghijklmnoprstuvyæøåäöéüSKJIY"
NAME = st.one_of(st.sampled_from(NAMES), st.text(LETTERS, min_size=1, max_size=9), st.text(max_size=4))
FULL = st.lists(NAME, min_size=1, max_size=4).map(" ".join)
PHONE = st.sampled_from(
    ("68908070", "+45 68 90 80 70", "0045-68 90 80 71", "(68)908070", "٦٨٩٠٨٠٧٠", "070-123 45 67", "²2")
)
EMAIL = st.sampled_from(
    ("s@x.example", "S@X.EXAMPLE", "ſ@x.example", "K@x.example", "K@x.example", "ﬁn@x.example", "fin@x.example", "ß@x")
)
NUMBER = st.sampled_from((None, "140277-1234", "19770214-1234", "1402771234", "12"))
PERSON = st.builds(
    Person,
    name=st.one_of(st.none(), FULL),
    former_names=st.lists(FULL, max_size=2).map(tuple),
    date_of_birth=st.just(date(1977, 2, 14)),
    national_id=NUMBER,
    addresses=st.sampled_from(((), (Address("Ærøgade 68, 90 Søby", "3. th."),))),
    phones=st.lists(PHONE, max_size=2).map(tuple),
    emails=st.lists(EMAIL, max_size=2).map(tuple),
)
HARD = settings(max_examples=3000, deadline=None)


def sieve_for(asked: Person) -> PeopleSieve:
    found = traits(asked, "DK")
    words = tuple(word for name in found.names for word in name)
    return PeopleSieve(SoughtPerson(words=words, phones=found.phones, emails=found.emails, ids=found.ids))


def lets_through(sieve: PeopleSieve, person: Person) -> bool:
    """As a walk asks: of the packed parts of a person."""
    said = sieve.names_in(msgspec.msgpack.encode(identity_of(person)))
    sieve.learn(said)
    return (
        sieve.knows(said)
        or (sieve.asks_how_to_reach and sieve.knows_how_to_reach(msgspec.msgpack.encode(contact_of(person))))
        or (
            sieve.asks_for_id
            and person.national_id is not None
            and sieve.knows_id(msgspec.msgpack.encode(person.national_id))
        )
    )


@HARD
@given(asked=PERSON, others=st.lists(PERSON, min_size=1, max_size=3))
@example(asked=Person(name="Karin Ekdal"), others=[Person(name="Ekdal, Karin")])
@example(asked=Person(emails=("s@x.example",)), others=[Person(emails=("ſ@x.example",))])
def test_nobody_who_could_be_meant_is_held_back(asked: Person, others: list[Person]) -> None:
    sieve, slow = sieve_for(asked), Sieve(traits(asked, "DK"))
    for one in (*others, *others, asked):
        assert lets_through(sieve, one) or not slow.lets_through(one)


@HARD
@given(own=NAME, said=st.lists(NAME, min_size=1, max_size=6))
def test_words_learnt_together_are_judged_as_each_is(own: str, said: list[str]) -> None:
    """The same words are let through, and no others: what is quick is no other rule."""
    words = tuple(word for word in ordered_words(own) if len(word) > 1)
    sieve = PeopleSieve(SoughtPerson(words=words, phones=(), emails=(), ids=()))
    split = [word for one in said for word in one.split()]
    sieve.learn(split)
    for one in split:
        alike = any(
            agreement(word, mine) is not Level.DIFFERENT
            for word in normal.name_words(one)
            if len(word) > 1
            for mine in words
        )
        assert sieve.knows([one]) is alike
