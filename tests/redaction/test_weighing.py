"""Weights decide against the rules whom a clause is about: never about names, nor where the rules are sure."""

from collections.abc import Iterator

import msgspec
import pytest
from tests.redaction.__main__ import counted
from tests.redaction.absent import absent
from tests.redaction.learning import DIRECT, TARGET, by_lot, trained, written
from tests.redaction.reading_cases import Case, cases, lots

from vault.language import Language
from vault.redaction import Decision, Known, Mask, Part, Redactor, Standing, Telling, segments, weighing
from vault.redaction.weighing import BIAS, Weights

MALTHE = Known(ref="malthe", standing=Standing.REQUESTER, part=Part.RESPONDENT, names=("Malthe Ravnkilde",))
GRY = Known(ref="gry", standing=Standing.OTHER, part=Part.COMPLAINANT, names=("Gry Sandholt",))
SHOWS: Weights = {BIAS: -2_000}
"""Weights by which every clause is the requester's."""
HIDES: Weights = {BIAS: 2_000}
"""Weights by which every clause is another's."""
UNSEEN = list(cases(unseen=True))


def _shown(text: str, author: Standing | None, weights: Weights, people: tuple[Known, ...] = (MALTHE, GRY)) -> str:
    spans = Redactor(people, weights=weights).propose(text, Telling(author=author, language=Language.DANISH))
    return "".join("▮" if isinstance(one, Mask) else one for one in segments(text, spans))


def _features(text: str, people: tuple[Known, ...]) -> list[list[str]]:
    told = Redactor(people).told(text, Telling(author=Standing.STAFF, language=Language.DANISH))
    return [sorted(told.evidence.of(clause)) for clause in range(len(told.prose.clauses))]


def _totals(documents: list[Case], weights: Weights | None = None) -> tuple[int, int, int]:
    """Readable names and numbers, other readable places, own letters masked."""
    counts = counted(documents, weights)
    direct = sum(found["readable"] for kind, found in counts.hide.items() if kind in DIRECT)
    others = sum(found["readable"] for kind, found in counts.hide.items() if kind not in DIRECT)
    return direct, others, counts.own["hidden"]


@pytest.fixture(scope="module")
def examples() -> dict[tuple[str, bool], list[tuple[tuple[str, ...], bool, float]]]:
    return by_lot()


@pytest.fixture
def without_weights(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from absent(monkeypatch, weighing, weighing.shipped)


def test_what_ships_is_what_the_documents_give(
    examples: dict[tuple[str, bool], list[tuple[tuple[str, ...], bool, float]]],
) -> None:
    weights = trained([one for found in examples.values() for one in found])
    assert written(weights) == TARGET.read_text("utf-8")


def test_documents_that_nobody_looked_at_lose_less_of_the_requesters_own_and_show_no_more_of_others() -> None:
    direct, others, own = _totals(UNSEEN)
    rules_direct, rules_others, rules_own = _totals(UNSEEN, {})
    assert (direct, others) <= (rules_direct, rules_others)
    assert own * 100 <= rules_own * 85


def test_so_does_a_lot_from_which_nothing_was_learnt(
    examples: dict[tuple[str, bool], list[tuple[tuple[str, ...], bool, float]]],
) -> None:
    documents = lots(learnt=True)["twentieth"]
    weights = trained([one for (lot, _), found in examples.items() if lot != "twentieth" for one in found])
    direct, others, own = _totals(documents, weights)
    rules_direct, rules_others, rules_own = _totals(documents, {})
    assert direct <= rules_direct
    assert others <= rules_others
    assert own * 4 <= rules_own * 3
    assert own * 8 <= counted(documents, weights).own["all"]


def test_no_weight_holds_a_name_of_a_document() -> None:
    """Features are classes of words and of people: other names give the same."""
    text = "Malthe larmer. Gry Sandholt er enke og har en hund, siger han."
    other = text.replace("Malthe", "Vagn").replace("Gry Sandholt", "Dagny Overby")
    people = (MALTHE, GRY)
    others = (
        msgspec.structs.replace(MALTHE, names=("Vagn Ravnkilde",)),
        msgspec.structs.replace(GRY, names=("Dagny Overby",)),
    )
    assert _features(text, people) == _features(other, others)
    names = {word for case in cases() for one in case.people for name in one.names for word in name.casefold().split()}
    assert names.isdisjoint(word for feature in weighing.shipped() for word in feature.casefold().split())


@pytest.mark.usefixtures("without_weights")
def test_the_program_runs_without_weights() -> None:
    assert weighing.shipped() == {}
    text = "Malthe larmer. Gry er enke."
    assert _shown(text, Standing.STAFF, {}) == _shown(text, Standing.STAFF, weighing.shipped())


def test_no_weight_shows_a_name_or_a_number() -> None:
    text = "Malthe larmer. Hun hedder Gry Sandholt, bor på Ahornvej 3 og har telefon 22 33 44 55."
    shown = _shown(text, Standing.STAFF, SHOWS)
    assert "Gry" not in shown
    assert "22 33" not in shown


def test_what_the_requester_wrote_is_not_weighed() -> None:
    text = "Jeg bor alene. Gry er enke og har en hund."
    assert _shown(text, Standing.REQUESTER, HIDES) == _shown(text, Standing.REQUESTER, {})
    assert _shown(text, None, HIDES) == _shown(text, None, {})


def test_nothing_is_weighed_where_nobody_asks() -> None:
    """Whoever spoke in confidence is hidden from staff and boards too, and no weight changes that."""
    withheld = Known(ref="gry", standing=Standing.WITHHELD, names=("Gry Sandholt",))
    text = "Gry er enke og har en hund."
    assert _shown(text, Standing.STAFF, SHOWS, (withheld,)) == _shown(text, Standing.STAFF, {}, (withheld,))


def test_an_illness_beside_who_tells_of_it_stays_hidden() -> None:
    text = "Malthe larmer hver nat. Jeg har gigt i hænderne."
    assert "gigt" not in _shown(text, Standing.OTHER, SHOWS)


def test_what_tells_of_who_spoke_in_confidence_stays_hidden() -> None:
    gry = Known(ref="gry", standing=Standing.WITHHELD, part=Part.COMPLAINANT, names=("Gry Sandholt",))
    letter = "Malthe spiller musik om natten. Jeg er enke, og han råber ad mig. Det har jeg sagt til ham."
    shown = _shown(letter, Standing.WITHHELD, SHOWS, (MALTHE, gry))
    assert "enke" not in shown
    assert "råber ad mig" not in shown
    assert "sagt til ham" not in shown
    note = "Malthe larmer. Gry er enke og har en hund."
    assert "enke" not in _shown(note, Standing.STAFF, SHOWS, (MALTHE, gry))


@pytest.mark.parametrize(
    ("letter", "shown", "hidden"),
    [
        ("Malthe larmer. Jeg lukker vinduet, men han råber hele natten.", "han råber hele natten", "vinduet"),
        ("Malthe larmer. Jeg ser det, og han sparker til døren og råber.", "sparker til døren og råber", "ser det"),
        ("Malthe larmer. Jeg passede ham, da han var seks.", "", "da han var seks"),
        ("Malthe larmer. Han og jeg sidder i bestyrelsen.", "", "bestyrelsen"),
        ("Malthe larmer. Han ved godt, hvem der bor ovenpå.", "Han ved godt", "ovenpå"),
        ("Malthe larmer. Han larmer ovenpå hver nat.", "hver nat", "ovenpå"),
        ("Malthe larmer. Han råber ad søsteren hver nat.", "Han råber", "søsteren"),
        ("Malthe larmer. En søster og en bror bor der også.", "", "søster"),
    ],
)
def test_what_hangs_on_no_clause_of_who_spoke_in_confidence_may_be_shown(letter: str, shown: str, hidden: str) -> None:
    gry = Known(ref="gry", standing=Standing.WITHHELD, part=Part.COMPLAINANT, names=("Gry Sandholt",))
    seen = _shown(letter, Standing.WITHHELD, SHOWS, (MALTHE, gry))
    assert shown in seen
    assert hidden not in seen


def test_a_thing_and_what_the_requesters_home_did_are_not_hidden() -> None:
    text = "Gry viste mig rummet: hylden er væltet, og tre kasser er våde."
    assert "hylden er væltet" in _shown(text, Standing.STAFF, HIDES)


def test_what_is_weighed_is_hidden_as_a_guess() -> None:
    text = "Malthe larmer. Gry passede børnebørn i går."
    spans = Redactor((MALTHE, GRY), weights=HIDES).propose(
        text, Telling(author=Standing.STAFF, language=Language.DANISH)
    )
    guess = next(one for one in spans if "rather said" in one.reason)
    assert guess.decision is Decision.HIDE
    assert guess.confidence.value == "possible"
