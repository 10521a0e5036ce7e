"""Rendering an answer: a letter with its data annex as tagged PDF, the data as JSON, a manifest over both.

Pure: an `Answer` in, bytes out; no database, clock, network or file. `content` says what stands in the letter, as
blocks; `pdf` only sets them. `masks` decides how a mask is shown, once for all three files.
"""

from vault.subject_requests.letter.data import render_json
from vault.subject_requests.letter.manifest import manifest, manifest_with_signature, read_manifest
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
from vault.subject_requests.letter.pdf import render_pdf

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
    "read_manifest",
    "render_json",
    "render_notice",
    "render_pdf",
]
