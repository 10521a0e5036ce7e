"""What `cvault doctor` makes of where the database is; no process is needed for that."""

import pytest
from sqlalchemy import make_url

from vault.settings import normalised_url
from vault_cli.doctor import crosses_a_network


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
