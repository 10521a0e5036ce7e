"""An organisation as controller: public facts about it, which an access answer must state."""

from typing import Annotated

import msgspec
from msgspec import Meta

from vault.crypto import sha256
from vault.deadlines import Country
from vault.ids import OrganisationId
from vault.language import Language

Text = Annotated[str, Meta(min_length=1, max_length=500)]

__all__ = ["Country", "Organisation", "Profile"]


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an organisation says about itself. Nothing here is personal data; a DPO is named by function."""

    name: Text
    registration_number: Annotated[str, Meta(min_length=1, max_length=40, description="CVR or org.nr.")]
    country: Country
    language: Language
    address: Text
    contact: Annotated[Text, Meta(description="Where residents reach the organisation about their data.")]
    data_protection_officer: Text | None = None
    public_access: Annotated[
        bool, Meta(description="Whether a law on public documents binds it, as it does Swedish municipal companies.")
    ] = False
    processors: tuple[Text, ...] = ()
    transfers: Annotated[Text, Meta(description="Third countries and safeguards; null if none.")] | None = None
    automated_decisions: Annotated[Text, Meta(description="Logic and effects (Art. 22); null if none.")] | None = None
    homes: Annotated[
        dict[Annotated[str, Meta(min_length=1, max_length=300)], Annotated[int, Meta(ge=0, le=1_000_000)]],
        Meta(
            max_length=2_000,
            description="How many homes each department has; statistics show a department by itself from twenty on.",
        ),
    ] = {}


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    organisation_id: OrganisationId
    profile: Profile

    @property
    def version(self) -> str:
        """A name for what the profile says, for whoever changes it: another profile has another."""
        return sha256(msgspec.json.encode(self.profile, order="sorted")).hex()[:16]
