"""A text taken apart into words, and what is remembered of them."""

import pytest

from vault.naming import Recall, parted, words


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Jytte kom. hun gik", ["Jytte", "hun"]),
        ("  indrykket tekst, og mere", ["indrykket"]),
        ("12 dage. \t Så kom\nhan: nej (ikke mig) – jo/tja", ["Så", "han", "nej", "ikke", "jo", "tja"]),
        ('Hun sagde »kom» og "gå', ["Hun", "kom", "og", "gå"]),
        ("a.b c.  d", ["a", "b", "d"]),
        ("3. sal, th.", ["sal"]),
    ],
)
def test_a_word_opens_a_sentence_behind_a_mark_and_blanks(text: str, opening: list[str]) -> None:
    assert [word.text for word in words(text) if word.opens_sentence] == opening


@pytest.mark.parametrize(
    "text", ["", "12 + 3", "Ann-Charlotte's mor, Sørens’ far; l`été", "x", "\n\nÅse\u00a0Ø. ", "3B og B3"]
)
def test_words_and_gaps_make_up_the_text(text: str) -> None:
    apart = parted(text)
    behind = text[apart.words[-1].end :] if apart.words else text
    assert "".join(gap + word for gap, word in zip(apart.gaps, apart.written, strict=True)) + behind == text
    assert [text[word.start : word.end] for word in apart.words] == apart.written
    assert [(one.start, one.capital, one.small) for one in apart.words] == list(
        zip(apart.starts, apart.capital, apart.small, strict=True)
    )


def test_a_recall_asks_once_and_forgets_when_it_holds_too_much() -> None:
    asked: list[str] = []

    def find(word: str) -> int:
        asked.append(word)
        return len(word)

    known = Recall(find, most=2)
    assert [known[word] for word in ("en", "to", "en", "to", "tre", "en")] == [2, 2, 2, 2, 3, 2]
    assert asked == ["en", "to", "tre", "en"]
    assert len(known) == 2
