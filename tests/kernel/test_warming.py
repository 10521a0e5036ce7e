"""What is made later is made once, and what goes wrong then is seen."""

import gc
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.world import World

from vault.errors import Misconfigured
from vault.memory import loading
from vault.serving import Server
from vault.warming import Later, Warming


def test_many_who_come_at_once_find_one_thing() -> None:
    made: list[object] = []

    def make() -> object:
        time.sleep(0.05)
        made.append(object())
        return made[-1]

    later = Later(make)
    assert later.made is None
    with ThreadPoolExecutor(8) as everybody:
        found = [one.result() for one in [everybody.submit(later) for _ in range(8)]]
    assert (len(made), set(map(id, found)), later.made) == (1, {id(made[0])}, made[0])


def test_what_could_not_be_made_is_tried_again() -> None:
    attempts = iter([Misconfigured("no"), None])

    def make() -> str:
        if (error := next(attempts)) is not None:
            raise error
        return "there"

    later = Later(make)
    with pytest.raises(Misconfigured):
        later()
    assert (later(), later.made) == ("there", "there")


def test_a_step_that_fails_is_told_of_and_ends_the_rest() -> None:
    done: list[str] = []
    failed = threading.Event()

    def fail() -> None:
        raise ImportError("a library is broken")

    warming = Warming((lambda: done.append("first"), fail, lambda: done.append("third")), failed.set)
    warming.start()
    assert failed.wait(10)
    with pytest.raises(ImportError, match="a library is broken"):
        warming.stop()
    assert done == ["first"]
    assert gc.isenabled()


def test_warming_that_never_began_or_is_not_over_can_be_stopped() -> None:
    Warming((), lambda: None).stop()
    begun, go_on, done = threading.Event(), threading.Event(), []

    def first() -> None:
        begun.set()
        go_on.wait(10)

    warming = Warming((first, lambda: done.append("second")), lambda: None)
    warming.start()
    assert begun.wait(10)
    threading.Timer(0.05, go_on.set).start()
    warming.stop()
    assert done == []


def test_a_console_that_cannot_be_made_ends_the_server(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it did when it was made before the server listened: whoever started it hears why."""

    def broken(_vault: object) -> None:
        raise Misconfigured("the pages are not there")

    monkeypatch.setattr("vault.console.app.create_console", broken)
    listened: list[int] = []
    with pytest.raises(Misconfigured, match="the pages are not there"):
        Server(world.vault, "127.0.0.1", 0, listened.append).run()
    assert len(listened) == 1


def test_nothing_is_collected_while_modules_load() -> None:
    def fail() -> None:
        with loading():
            assert not gc.isenabled()
            raise ImportError("a library is broken")

    with pytest.raises(ImportError):
        fail()
    assert gc.isenabled()
