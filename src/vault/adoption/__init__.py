"""Adopting an access policy: what gives somebody more than was agreed to takes two people before it counts."""

from vault.adoption.actions import Adoption, adopt, pending
from vault.adoption.explaining import Disagreement, Tested, explain_access, test_access

__all__ = ["Adoption", "Disagreement", "Tested", "adopt", "explain_access", "pending", "test_access"]
