"""What is made of where the database is; no process is needed for that."""

import pytest
from sqlalchemy import make_url

from vault.errors import Misconfigured
from vault.settings import from_environment, normalised_url
from vault.storage.engine import crosses_a_network, open_engine


@pytest.mark.parametrize(
    ("url", "crosses"),
    [
        ("sqlite:////var/lib/cvault/vault.db", False),
        ("postgresql:///cvault", False),
        ("postgresql:///cvault?host=/run/postgresql", False),
        ("postgresql://cvault@localhost/cvault", False),
        ("postgresql://cvault@127.0.0.1:5433/cvault", False),
        ("postgresql://cvault@db.internal/cvault", True),
        ("postgresql://cvault@db.internal/cvault?sslmode=require", True),
        ("postgresql:///cvault?host=db.internal", True),
        ("postgresql://cvault@db.internal/cvault?sslmode=verify-full", False),
    ],
)
def test_a_database_on_another_machine_has_to_prove_itself(url: str, crosses: bool) -> None:  # noqa: FBT001
    assert crosses_a_network(make_url(normalised_url(url))) is crosses
    if crosses:
        with pytest.raises(Misconfigured, match="must prove itself"):
            open_engine(normalised_url(url))


def test_files_go_to_no_scanner_over_a_network() -> None:
    """Clamd knows no TLS."""
    assert from_environment({"CVAULT_CLAMD": "tcp://[::1]:3310"}).clamd is not None
    with pytest.raises(Misconfigured, match="another machine"):
        from_environment({"CVAULT_CLAMD": "tcp://scanner.internal:3310"})
