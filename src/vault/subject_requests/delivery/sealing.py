"""A package as one encrypted file. Pure: files in, bytes out.

As a PDF that any reader opens with a passphrase (AES-256, PDF 2.0), with data and manifest attached; or in the age
format for somebody who has a key. The plain package inside is byte for byte what was signed.
"""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from vault.crypto import age_encrypt_bytes
from vault.subject_requests.model import LETTER

SEALED_PDF: Final = "answer.pdf"
SEALED_AGE: Final = "answer.zip.age"
_FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)


def sealed_pdf(files: Mapping[str, bytes], passphrase: str) -> bytes:
    """The letter, encrypted, with every file of the package attached: also the letter itself, as it was signed.

    Its tags stay, so that it is read aloud as before; assistive technology may extract text from it.
    """
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files[LETTER])))
    for name in sorted(files):
        writer.add_attachment(name, files[name])
    writer.encrypt(user_password=passphrase, owner_password=None, algorithm="AES-256")
    sealed = io.BytesIO()
    writer.write(sealed)
    return sealed.getvalue()


def sealed_age(files: Mapping[str, bytes], recipient: str) -> bytes:
    """The package as a ZIP file, encrypted to an age recipient. Raises InvalidInput."""
    return age_encrypt_bytes(zipped(files), recipient)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files in one, without the day or anything else of this machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _FIXED_DATE), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()
