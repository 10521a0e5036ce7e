"""Adopting an access policy: what gives somebody more than was agreed to takes two people before it counts."""

from vault.adoption.actions import Adoption, adopt, pending
from vault.adoption.explaining import Explained, explain

__all__ = ["Adoption", "Explained", "adopt", "explain", "pending"]
