"""A form as its page shows it: what stands in each field, and in words what does not fit. Pure.

Every form of the console is one of these. One that was refused is shown again on its own page with what was typed;
where somebody else changed the record meanwhile, what is stored now stands beside each field that says otherwise.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import wraps
from inspect import signature
from typing import Any, Final

from vault.console.forms import Form
from vault.errors import Conflict, InvalidInput, Outdated, VaultError

FITS_NOT: Final = (InvalidInput, Conflict)
"""What whoever fills a form in can mend, or has to see where they are."""
_NEVER_SHOWN: Final = frozenset({"form_token", "password", "present_password", "new_password", "again"})
Default = str | Collection[str]


class Sent:
    """A form that was sent and is shown again; with what was wrong, if anything was, and whether the page said so."""

    def __init__(self, name: str, form: Form, error: VaultError | None = None) -> None:
        self.name = name
        self.form = form
        self.error = error
        self.told = error is None


class Sheet:
    """A form of a page. `defaults` is what its fields hold before anybody types: a text, or what is ticked."""

    def __init__(self, name: str, defaults: Mapping[str, Default], sent: Sent | None) -> None:
        self.name = name
        self._defaults = defaults
        self._sent = sent if sent is not None and sent.name == name else None

    @property
    def refused(self) -> bool:
        return self._sent is not None and self._sent.error is not None

    def id(self, field: str) -> str:
        """By which a page names a field: no two forms of a page share one."""
        return f"{self.name}-{field}"

    def value(self, field: str) -> str:
        """What stands in a field: as it was typed, or what is stored."""
        if self._sent is None or field in _NEVER_SHOWN or not self._sent.form.holds(field):
            return self._stored(field)
        return self._sent.form.raw(field)

    def has(self, field: str, value: object) -> bool:
        """Whether something is ticked or chosen."""
        if self._sent is not None:
            return str(value) in self._sent.form.every(field)
        kept = self._defaults.get(field, ())
        return str(value) == kept if isinstance(kept, str) else str(value) in kept

    def wrong(self, field: str) -> VaultError | None:
        """What does not fit in a field."""
        return self._sent.error if self._sent is not None and field_of(self._sent.error) == field else None

    def stored(self, field: str) -> str | None:
        """What somebody else stored meanwhile, where what was typed says otherwise."""
        if self._sent is None or not isinstance(self._sent.error, Outdated) or field not in self._defaults:
            return None
        same = self._sent.form.raw(field).split() == self._stored(field).split()
        return None if same else self._stored(field)

    def error(self) -> VaultError | None:
        """What was wrong; whoever asks says so on the page."""
        if self._sent is None:
            return None
        self._sent.told = True
        return self._sent.error

    def _stored(self, field: str) -> str:
        kept = self._defaults.get(field, "")
        return kept if isinstance(kept, str) else ""


def field_of(error: VaultError | None) -> str | None:
    """The field that an error is about, by the name that it has in a form."""
    return error.field.split(".")[-1].split("[")[0] if isinstance(error, InvalidInput) else None


def shown_again(name: str, page: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A handler whose form is shown again on its page where something does not fit.

    In the form's `name`, ids of the address and hidden fields fill in: `hold-{hold_id}`.
    """
    takes = signature(page).parameters

    def around(handler: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(handler)
        async def asked(visit: Any, **ids: Any) -> Any:
            try:
                return await handler(visit, **ids)
            except FITS_NOT as error:
                sent = (await visit.form()).shown()
                await visit.shows_again(name.format_map(defaultdict(str, sent | ids)), error)
                return await page(visit, **{id_: value for id_, value in ids.items() if id_ in takes})

        return asked

    return around
