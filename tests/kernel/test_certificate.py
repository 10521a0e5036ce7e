"""A certificate is read in both of its forms, and what is none is none."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from vault.crypto import read_certificate

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
_KEY = Ed25519PrivateKey.generate()
_NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "case system")])
MADE = (x509.CertificateBuilder(_NAME, _NAME, _KEY.public_key(), x509.random_serial_number(), BEGINS, ENDS)).sign(
    _KEY, None
)


@pytest.mark.parametrize("form", [Encoding.DER, Encoding.PEM])
@pytest.mark.parametrize("before", [b"", b"\r\n "])
def test_what_names_a_certificate_and_how_long_it_holds(form: Encoding, before: bytes) -> None:
    given = (before if form is Encoding.PEM else b"") + MADE.public_bytes(form)
    found = read_certificate(given)
    assert found is not None
    assert found.fingerprint == MADE.fingerprint(SHA256())
    assert (found.not_before, found.not_after) == (BEGINS, ENDS)


def test_what_is_no_certificate_is_none() -> None:
    der, pem = MADE.public_bytes(Encoding.DER), MADE.public_bytes(Encoding.PEM)
    for given in (b"", b"-----", b"nothing", der[:-1], der[1:], pem[:60]):
        assert read_certificate(given) is None
    # A chain that was padded to hold a reader up is not read at all.
    assert read_certificate(pem + b"\n" * (16 * 1024 - len(pem))) is not None
    assert read_certificate(pem + b"\n" * (16 * 1024 - len(pem) + 1)) is None
