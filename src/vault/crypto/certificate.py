"""A client's certificate (X.509): what names it, and until when it holds. Whoever ended TLS has verified it."""

from datetime import datetime
from typing import Final, NamedTuple

from vault.crypto.digest import sha256

_LARGEST: Final = 16 * 1024


class Certificate(NamedTuple):
    """`fingerprint` is SHA-256 over the DER form, 32 bytes."""

    fingerprint: bytes
    not_before: datetime
    not_after: datetime


def read_certificate(given: bytes) -> Certificate | None:
    """A certificate in DER or PEM, or None where it is none."""
    if len(given) > _LARGEST:
        return None
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        if given.lstrip().startswith(b"-----"):
            found = x509.load_pem_x509_certificate(given)
        else:
            found = x509.load_der_x509_certificate(given)
    except ValueError:
        return None
    fingerprint = sha256(found.public_bytes(Encoding.DER))
    return Certificate(fingerprint, found.not_valid_before_utc, found.not_valid_after_utc)
