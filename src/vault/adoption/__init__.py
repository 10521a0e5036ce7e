"""Adopting an access policy: what gives somebody more than was agreed to takes two people before it counts."""

from vault.adoption.actions import Adoption, adopt, pending

__all__ = ["Adoption", "adopt", "pending"]
