"""What every key provider promises, tried on each of them."""

import os
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.keys.backing import NAMES, Backing, backing

from vault.crypto import Context, Secret
from vault.errors import KeyDestroyed, KeystoreUnavailable, Tampered
from vault.keys import KeyProvider

PLACE = Context(b"o" * 16, "epoch", b"e" * 16, "encryption")
MATERIAL = Secret(b"the epoch key, 32 bytes of it...")


@pytest.fixture(params=NAMES)
def backed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backing]:
    with backing(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def provider(backed: Backing) -> KeyProvider:
    return backed.provider


def test_what_was_wrapped_is_unwrapped_by_whoever_opens_the_provider(backed: Backing) -> None:
    reference = backed.provider.create("epoch 1")
    wrapped = backed.provider.wrap(reference, MATERIAL, PLACE)
    assert len(reference) <= 200
    assert backed.provider.unwrap(reference, wrapped, PLACE) == MATERIAL
    assert backed.again().unwrap(reference, wrapped, PLACE) == MATERIAL
    assert MATERIAL.reveal() not in wrapped


def test_wrapping_twice_gives_two_ciphertexts(provider: KeyProvider) -> None:
    reference = provider.create("epoch 1")
    assert provider.wrap(reference, MATERIAL, PLACE) != provider.wrap(reference, MATERIAL, PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        PLACE._replace(organisation=b"p" * 16),
        PLACE._replace(table="signing_key"),
        PLACE._replace(row=b"f" * 16),
        PLACE._replace(field="index"),
        PLACE._replace(table="epoc", row=b"h" + b"e" * 16),
    ],
)
def test_it_opens_in_its_place_alone(provider: KeyProvider, elsewhere: Context) -> None:
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    with pytest.raises(Tampered):
        provider.unwrap(reference, wrapped, elsewhere)
    assert provider.unwrap(reference, wrapped, PLACE) == MATERIAL


def test_it_opens_under_its_key_alone(provider: KeyProvider) -> None:
    reference, other = provider.create("epoch 1"), provider.create("epoch 2")
    with pytest.raises(Tampered):
        provider.unwrap(other, provider.wrap(reference, MATERIAL, PLACE), PLACE)


def test_whatever_byte_is_changed_it_opens_no_more(provider: KeyProvider) -> None:
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    for place in range(len(wrapped)):
        changed = wrapped[:place] + bytes([wrapped[place] ^ 0x01]) + wrapped[place + 1 :]
        with pytest.raises(Tampered):
            provider.unwrap(reference, changed, PLACE)


@pytest.mark.parametrize("cut", [b"", b"\0", bytes(40), bytes(7000), b"vault:v1:AAAA", "nøgle".encode("latin-1")])
def test_what_is_no_ciphertext_is_refused(provider: KeyProvider, cut: bytes) -> None:
    reference = provider.create("epoch 1")
    with pytest.raises(Tampered):
        provider.unwrap(reference, cut, PLACE)
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    with pytest.raises(Tampered):
        provider.unwrap(reference, wrapped[:-1], PLACE)


def test_a_destroyed_key_opens_nothing_and_leaves_the_others(backed: Backing) -> None:
    provider, other_process = backed.provider, backed.again()
    gone, kept = provider.create("epoch 1"), provider.create("epoch 2")
    wrapped, still = provider.wrap(gone, MATERIAL, PLACE), provider.wrap(kept, MATERIAL, PLACE)
    assert other_process.unwrap(gone, wrapped, PLACE) == MATERIAL
    assert provider.references() == {gone, kept}
    provider.destroy(gone)
    provider.destroy(gone)
    for one in (provider, other_process, backed.again()):
        assert one.references() == {kept}
        assert one.unwrap(kept, still, PLACE) == MATERIAL
        with pytest.raises(KeyDestroyed):
            one.unwrap(gone, wrapped, PLACE)
        with pytest.raises(KeyDestroyed):
            one.wrap(gone, MATERIAL, PLACE)
        assert one.references() == {kept}
    provider.destroy(kept)
    assert provider.references() == frozenset()


def operations(provider: KeyProvider, reference: str, wrapped: bytes) -> dict[str, Callable[[], Any]]:
    return {
        "create": lambda: provider.create("epoch 2"),
        "wrap": lambda: provider.wrap(reference, MATERIAL, PLACE),
        "unwrap": lambda: provider.unwrap(reference, wrapped, PLACE),
        "destroy": lambda: provider.destroy(reference),
        "references": provider.references,
    }


@pytest.mark.parametrize("fresh", [False, True])
def test_a_provider_that_is_down_says_so_loses_nothing_and_recovers_by_itself(backed: Backing, *, fresh: bool) -> None:
    reference = backed.provider.create("epoch 1")
    wrapped = backed.provider.wrap(reference, MATERIAL, PLACE)
    provider = backed.again() if fresh else backed.provider
    with backed.down():
        for operation in operations(provider, reference, wrapped).values():
            with pytest.raises(KeystoreUnavailable):
                operation()
    assert provider.unwrap(reference, wrapped, PLACE) == MATERIAL
    assert provider.references() == {reference}


def test_nothing_that_goes_wrong_shows_a_secret(backed: Backing) -> None:
    """Neither a message nor a traceback, and not even the variables of the frames that it carries along."""
    provider = backed.provider
    reference, other = provider.create("epoch 1"), provider.create("epoch 2")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    told = [repr(provider), *(repr(one) for one in vars(provider).values())]
    with backed.down():
        told += [shown(operation) for operation in operations(provider, reference, wrapped).values()]
    told.append(shown(lambda: provider.unwrap(other, wrapped, PLACE)))
    provider.destroy(other)
    told.append(shown(lambda: provider.wrap(other, MATERIAL, PLACE)))
    for secret in (MATERIAL.reveal(), *backed.secrets):
        assert secret.decode() not in "".join(told)


def shown(operation: Callable[[], Any]) -> str:
    """Everything that a reporter of errors could show of a failure."""
    try:
        operation()
    except Exception as error:  # noqa: BLE001 -- which one is another test's matter
        whole = traceback.TracebackException.from_exception(error, capture_locals=True)
        # What was suppressed is still there for whoever looks.
        whole.__suppress_context__ = False
        return "".join(whole.format())
    raise AssertionError("nothing went wrong")


def test_threads_do_not_disturb_each_other(provider: KeyProvider) -> None:
    def work(number: int) -> None:
        place = PLACE._replace(row=number.to_bytes(16, "big"))
        reference = provider.create(f"epoch {number}")
        wrapped = provider.wrap(reference, MATERIAL, place)
        for _ in range(3):
            assert provider.unwrap(reference, wrapped, place) == MATERIAL
        with pytest.raises(Tampered):
            provider.unwrap(reference, wrapped, PLACE)
        if number % 2:
            provider.destroy(reference)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(12)))
    assert len(provider.references()) == 6


def test_a_fork_leaves_a_working_provider_on_both_sides(provider: KeyProvider) -> None:
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    child = os.fork()
    if child == 0:
        try:
            good = provider.unwrap(reference, wrapped, PLACE) == MATERIAL
            good = good and provider.unwrap(reference, provider.wrap(reference, MATERIAL, PLACE), PLACE) == MATERIAL
            os._exit(0 if good else 1)
        except BaseException:  # noqa: BLE001 -- the child must end here whatever happens
            os._exit(2)
    assert provider.unwrap(reference, wrapped, PLACE) == MATERIAL
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert provider.unwrap(reference, wrapped, PLACE) == MATERIAL
