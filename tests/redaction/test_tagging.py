"""Names that no register knows are told by what stands around them; without the weights the program runs as well."""

from collections.abc import Iterator

import pytest
from tests.redaction.absent import absent

from vault.naming import likelihood, tagging, words
from vault.redaction import Decision, Known, Redactor, Standing

ME = Known(ref="me", standing=Standing.REQUESTER, names=("Aslaug Dybvad",))


def _of(text: str, word: str) -> float:
    row = list(words(text))
    return likelihood(text, row, next(at for at, one in enumerate(row) if one.text == word)) or 0


@pytest.fixture
def without_weights(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from absent(monkeypatch, tagging, tagging._weights)


@pytest.mark.parametrize(
    ("text", "name", "thing"),
    [
        ("Så sagde Torvild Krumhøj, at Vaskeriet var lukket.", "Krumhøj", "Vaskeriet"),
        ("Då ringde Torgny Hallbäck från Tvättstugan.", "Hallbäck", "Tvättstugan"),
        ("Then Barnaby Tolliver called about the Laundry.", "Tolliver", "Laundry"),
    ],
)
def test_a_name_is_likelier_than_a_thing_with_a_capital(text: str, name: str, thing: str) -> None:
    assert _of(text, name) > 5 * _of(text, thing)


def test_what_reads_as_a_name_is_hidden_without_a_question() -> None:
    text = "Det siger Torvild Krumhøj til Aslaug."
    found = {text[one.start : one.end]: one.decision for one in Redactor([ME]).propose(text)}
    assert found == {"Torvild Krumhøj": Decision.HIDE, "Aslaug": Decision.KEEP}


@pytest.mark.usefixtures("without_weights")
def test_without_weights_a_name_that_no_register_knows_is_asked() -> None:
    assert _of("Så kom Krumhøj forbi.", "Krumhøj") == 0
    text = "Så kom Krumhøj forbi hos Aslaug."
    found = {text[one.start : one.end]: one.decision for one in Redactor([ME]).propose(text)}
    assert found["Krumhøj"] is Decision.ASK
