"""A recogniser of people's names from elsewhere, such as a neural one. None by default, and nothing is fetched.

A package offers one as an entry point of the group `complaint_vault.recognisers`; the setting names the entry point.
What it finds beside everything else is asked and never hidden or kept without a person.
"""

from collections.abc import Iterable
from importlib.metadata import entry_points
from typing import Final, Protocol

from vault.errors import Misconfigured
from vault.language import Language

GROUP: Final = "complaint_vault.recognisers"


class Recogniser(Protocol):
    """Finds where a text names people."""

    def people(self, text: str, language: Language) -> Iterable[tuple[int, int]]:
        """Start and end of each name, in code points, end exclusive."""
        ...


def plugged_in(name: str) -> Recogniser:
    """The recogniser of that name, made by calling its entry point. Raises Misconfigured where no package has one."""
    for found in entry_points(group=GROUP, name=name):
        made: Recogniser = found.load()()
        return made
    raise Misconfigured("no installed package offers the recogniser that is set", hint="CVAULT_RECOGNISER")
