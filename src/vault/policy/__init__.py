"""Who may do what, for which purpose. The sole importer of `casbin`.

Roles and rules stand in `policies/` as files that a data protection officer can read. Nothing is allowed that no
rule names; a purpose that does not cover a data category is refused whatever the role says.
"""

from vault.policy.actor import CLIENT, MEMBER, NOT_GIVEN, Actor, RoleName
from vault.policy.circumstance import NONE, Circumstance, Circumstances
from vault.policy.enforcer import InForce, Policy, Verdict
from vault.policy.explaining import AccessQuestion, Explained, explain
from vault.policy.permission import Permission
from vault.policy.purposes import Purpose, Register

__all__ = [
    "CLIENT",
    "MEMBER",
    "NONE",
    "NOT_GIVEN",
    "AccessQuestion",
    "Actor",
    "Circumstance",
    "Circumstances",
    "Explained",
    "InForce",
    "Permission",
    "Policy",
    "Purpose",
    "Register",
    "RoleName",
    "Verdict",
    "explain",
]
