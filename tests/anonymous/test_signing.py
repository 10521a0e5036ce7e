"""What a search passes over in a text without a name: how its writer names themselves, and nothing else (N-10)."""

import pytest

from vault.anonymous.signing import signed


def passed_over(text: str, words: str) -> bool:
    at = text.index(words)
    return any(at in place for place in signed(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Der larmes. Mvh Karla Eskebjerg, 68 14 15 16", "Karla"),
        ("Der larmes. Mvh Karla Eskebjerg, 68 14 15 16", "68 14"),
        ("Der larmes.\nMed venlig hilsen\n\nKarla Eskebjerg\nTangvej 4", "Tangvej"),
        ("Jeg hedder Karla Eskebjerg. Der larmes.", "Karla"),
        ("Det stör. Vänliga hälsningar Karla", "Karla"),
        ("Jag heter Karla och bor här. Det stör.", "Karla"),
        ("Ring till mig: jag nås på 070-111 22 33.", "070"),
        ("My name is Karla; it is loud.", "Karla"),
        ("It is loud. Kind regards, Karla", "Karla"),
    ],
)
def test_how_the_writer_names_themselves_is_passed_over(text: str, words: str) -> None:
    assert passed_over(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Det er Bo Vestergaard i nr. 14, der larmer.", "Bo"),
        ("Jeg så Bo Vestergaard slå på døren.", "Bo"),
        ("Jeg hedder Karla. Bo Vestergaard larmer.", "Bo"),
        ("Mvh til Bo Vestergaard " + "fra os alle i opgangen, som ikke kan sove. " * 4, "Bo"),
        ("Naboens nummer er 68 14 15 16.", "68"),
        ("Hilsenen fra Bo var ikke venlig.", "Bo"),
    ],
)
def test_whoever_else_is_named_is_found(text: str, words: str) -> None:
    assert not passed_over(text, words)
