"""What another recogniser finds is asked."""

from collections.abc import Iterable
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from vault.errors import Misconfigured
from vault.language import Language
from vault.naming import plugged_in, recognising
from vault.redaction import Decision, Known, Redactor, Standing

ME = Known(ref="me", standing=Standing.REQUESTER, names=("Aslaug Dybvad",))
TEXT = "Aslaug ringede om Ulrikka igen."


def _decisions(redactor: Redactor, text: str = TEXT) -> dict[str, Decision]:
    return {text[one.start : one.end]: one.decision for one in redactor.propose(text)}


def test_a_name_that_nobody_knows_is_asked() -> None:
    assert _decisions(Redactor([ME]))["Ulrikka"] is Decision.ASK


class Everywhere:
    """Takes the word "igen" for a name."""

    def people(self, text: str, language: Language) -> Iterable[tuple[int, int]]:
        assert language is Language.DANISH
        at = text.index("igen")
        return [(at, at + 4), (0, 6)]


def test_another_recogniser_adds_questions_and_nothing_else() -> None:
    found = _decisions(Redactor([ME], recogniser=Everywhere()))
    assert found == {"Aslaug": Decision.KEEP, "Ulrikka": Decision.ASK, "igen": Decision.ASK}


def test_a_recogniser_is_named_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    here = EntryPoint("everywhere", f"{__name__}:Everywhere", recognising.GROUP)
    monkeypatch.setattr(recognising, "entry_points", lambda **given: EntryPoints([here]).select(**given))
    assert isinstance(plugged_in("everywhere"), Everywhere)
    with pytest.raises(Misconfigured):
        plugged_in("nowhere")
