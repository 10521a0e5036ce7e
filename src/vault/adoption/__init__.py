"""Adopting an access policy: what gives somebody more than was agreed to takes two people before it counts."""

from vault.adoption.actions import Adoption, adopt, pending
from vault.adoption.explaining import Tested, UnmetLine, explain_access, test_access

__all__ = ["Adoption", "Tested", "UnmetLine", "adopt", "explain_access", "pending", "test_access"]
