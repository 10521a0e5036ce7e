"""Passwords are stretched at no cost to speak of, since these tests are about what follows from them."""

import pytest

from vault.crypto import PassphraseCost


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.crypto.password.COST", PassphraseCost(bytes(16), memory_kib=8, passes=1, lanes=1))
