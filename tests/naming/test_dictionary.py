"""The packed words are the listed ones, all of them and no other."""

from hypothesis import given
from hypothesis import strategies as st

from vault.naming.dictionary import is_listed, is_word
from vault.naming.words import PackedWords, packed_list, unpacked


def test_every_listed_word_is_known_and_nothing_beside_it() -> None:
    forms = set(unpacked("word_forms"))
    every = forms | packed_list("small_words") | packed_list("common_words")
    packed = PackedWords(forms)
    assert all(is_listed(word) for word in every)
    for strange in (word + "q" for word in sorted(every)[::7]):
        assert is_listed(strange) is (strange in every)
        assert (strange in packed) is (strange in forms)
    assert not is_listed("")
    assert not is_word("Fnugbert")


@given(st.sets(st.text("abæ", min_size=1, max_size=5)), st.text("abæ", max_size=6))
def test_what_is_packed_is_found_again(words: set[str], other: str) -> None:
    packed = PackedWords(words)
    assert all(word in packed for word in words)
    assert (other in packed) is (other in words)
