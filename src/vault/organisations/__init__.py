"""Controllers: the organisations whose complaints these are, and what they tell people about themselves."""

from vault.organisations.actions import change, create, profile
from vault.organisations.model import Country, Organisation, Profile
from vault.organisations.store import everyone

__all__ = ["Country", "Organisation", "Profile", "change", "create", "everyone", "profile"]
