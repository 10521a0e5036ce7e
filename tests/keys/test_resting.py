"""A provider that does not answer is not asked by everybody at once, and is asked again a moment later."""

from datetime import timedelta

import pytest
from tests.keys.test_contract import MATERIAL, PLACE
from tests.world import NOW

from vault.clock import StoppedClock
from vault.crypto import Context, Secret
from vault.errors import KeyDestroyed, KeystoreUnavailable
from vault.keys.resting import Resting


class Counting:
    """A provider that counts how often it is asked; it stands for one whose every answer takes a timeout."""

    name, waiting_days = "transit", 7

    def __init__(self) -> None:
        self.asked = 0
        self.error: Exception | None = KeystoreUnavailable("down", hint="wait")

    def _answer(self) -> None:
        self.asked += 1
        if self.error is not None:
            raise self.error

    def create(self, label: str) -> str:
        self._answer()
        return label

    def wrap(self, reference: str, material: Secret, context: Context) -> bytes:
        self._answer()
        return reference.encode() + material.reveal() + context.encode()

    def unwrap(self, reference: str, wrapped: bytes, context: Context) -> Secret:
        self._answer()
        return Secret(reference.encode() + wrapped + context.encode())

    def destroy(self, reference: str) -> None:
        self.create(reference)

    def references(self) -> frozenset[str]:
        self._answer()
        return frozenset({"one"})


def test_who_comes_within_two_seconds_is_answered_without_asking() -> None:
    provider, clock = Counting(), StoppedClock(NOW)
    resting = Resting(provider, clock)
    for _ in range(5):
        with pytest.raises(KeystoreUnavailable, match="down") as refused:
            resting.unwrap("one", b"", PLACE)
        assert refused.value.hint == "wait"
    assert provider.asked == 1
    clock.advance(timedelta(seconds=2))
    with pytest.raises(KeystoreUnavailable):
        resting.references()
    assert provider.asked == 2
    clock.advance(timedelta(seconds=2))
    provider.error = None
    assert resting.create("one") == "one"
    assert resting.references() == {"one"}
    assert resting.unwrap("one", b"x", PLACE).reveal() == b"onex" + PLACE.encode()
    assert resting.wrap("one", MATERIAL, PLACE) == b"one" + MATERIAL.reveal() + PLACE.encode()


def test_a_destroyed_key_is_no_reason_to_rest() -> None:
    provider = Counting()
    provider.error = KeyDestroyed("gone")
    resting = Resting(provider, StoppedClock(NOW))
    for _ in range(2):
        with pytest.raises(KeyDestroyed):
            resting.unwrap("one", b"", PLACE)
    assert provider.asked == 2


def test_destroying_is_tried_whatever_failed_before() -> None:
    provider = Counting()
    resting = Resting(provider, StoppedClock(NOW))
    for _ in range(2):
        with pytest.raises(KeystoreUnavailable):
            resting.destroy("one")
    assert (provider.asked, resting.name, resting.waiting_days) == (2, "transit", 7)
