"""Who may do what, by which rule: the matrix, a question to the rules, and whether they say what was agreed."""

from typing import Any, Final

from litestar import Response, get, post

from vault import adoption
from vault.console.forms import convert
from vault.console.sheets import shown_again
from vault.console.visiting import ADMINISTRATION, Looking, Visit
from vault.policy import AccessQuestion, Circumstance, Permission, RoleName
from vault.policy.rules import Effect

_NOBODY: Final = frozenset({RoleName.SIGN_IN})
"""A role that only the door itself has."""
_ROLES: Final = tuple(one for one in RoleName if one not in _NOBODY)


_REASONS: Final = (
    ("no rule allows it", "none"),
    ("the purpose ", "purpose"),
    ("two people have yet to agree", "second"),
    ("the caller is not bound", "bound"),
)


def reason_of(reason: str) -> str | None:
    """The code of a verdict's reason that the console has words for; None for what a rule says of itself."""
    return next((code for begins, code in _REASONS if reason.startswith(begins)), None)


async def page(visit: Visit, *, question: Any = None, said: Any = ()) -> Response[Any]:
    """Which role may do what, by category, and why."""
    await visit.enter()
    policy = visit.vault.policy
    rows: dict[str, list[dict[str, Any]]] = {}
    for permission in Permission:
        allowed = {one.role: one for one in policy.of(permission) if one.effect is Effect.ALLOW}
        rows.setdefault(permission.resource, []).append({"action": permission.action, "rules": allowed})
    may_ask = visit.may(Permission.POLICY_EXPLAIN, ADMINISTRATION)
    return visit.page(
        "policy.html",
        roles=_ROLES,
        rows=rows,
        circumstances=list(Circumstance),
        may_ask=may_ask,
        tested=await visit.reads(ADMINISTRATION, adoption.test_access) if may_ask else None,
        question=question,
        answers=said,
        reason_of=reason_of,
    )


@get("/policy")
async def policy_page(visit: Looking) -> Response[Any]:
    """The rules, and a question to them."""
    return await page(visit)


@post("/policy", status_code=200)
@shown_again("f", page)
async def ask_policy(visit: Looking) -> Response[Any]:
    """Whether some roles may do something, for each purpose, and by which rule."""
    form = await visit.form()
    resource, _, action = (form.get("permission") or "").partition(":")
    given = {"roles": form.every("roles"), "resource": resource, "action": action, "holds": form.every("holds")}
    question = convert(given, AccessQuestion)
    said = await visit.reads(ADMINISTRATION, adoption.explain_access, question)
    await visit.shows_again("f")
    return await page(visit, question=question, said=said)


HANDLERS = (policy_page, ask_policy)
