"""How masks are shown: several in a row are one."""

from tests.subject_requests.test_letter import NAME_A, PHONE_B, answer, case, document

from vault.subject_requests.letter.masks import shown


def test_several_masks_in_a_row_become_one() -> None:
    """How many there are would tell how much was said of somebody; a paragraph, another kind and a word part them."""
    row = document(NAME_A, ", ", NAME_A, ". ", NAME_A, " ", PHONE_B, NAME_A, "\n\n", NAME_A, " x ", NAME_A)
    (delivered,) = shown(answer(case(row))).cases[0].documents
    assert delivered.segments == (NAME_A, " ", PHONE_B, NAME_A, "\n\n", NAME_A, " x ", NAME_A)
