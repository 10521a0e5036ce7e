"""Rendering an answer: a letter with its data annex as tagged PDF, the data as JSON, a manifest over both.

Pure: an `Answer` in, bytes out; no database, clock, network or file. `content` says what stands in the letter, as
blocks; `pdf` only sets them. `masks` decides how a mask is shown, once for all three files.
"""

from collections.abc import Mapping

from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.data import render_json
from vault.subject_requests.letter.html import render_html
from vault.subject_requests.letter.lists import render_lists
from vault.subject_requests.letter.manifest import manifest, manifest_with_signature, media_type, read_manifest
from vault.subject_requests.letter.masks import count_masks, shown
from vault.subject_requests.letter.notices import (
    About,
    Acknowledgement,
    Code,
    Decision,
    Extension,
    Lifting,
    Notice,
    Question,
    render_notice,
)
from vault.subject_requests.letter.pdf import render_annexes, render_pdf
from vault.subject_requests.model import DATA, LETTER, PAGE

__all__ = [
    "About",
    "Acknowledgement",
    "Code",
    "Decision",
    "Extension",
    "Lifting",
    "Notice",
    "Question",
    "manifest",
    "manifest_with_signature",
    "masked_places",
    "media_type",
    "read_manifest",
    "render_files",
    "render_html",
    "render_json",
    "render_lists",
    "render_notice",
    "render_pdf",
]


def masked_places(answer: Answer) -> int:
    """In how many places something is masked, as the letter counts them."""
    return count_masks(shown(answer)).total()


def render_files(answer: Answer, enclosed: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """Every file of a package but its manifest, by name; `enclosed` are those that go along as they are.

    Raises VaultError where a letter cannot be set.
    """
    return {
        LETTER: render_pdf(answer),
        **dict(render_annexes(answer)),
        PAGE: render_html(answer),
        DATA: render_json(answer),
        **render_lists(answer),
        **(enclosed or {}),
    }
