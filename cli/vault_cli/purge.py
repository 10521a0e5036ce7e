"""`cvault purge …`: deleting on time."""

from collections import Counter

import click

from vault import retention
from vault.ids import PlanId
from vault.policy import RoleName
from vault.retention import Certificate, Plan
from vault_cli import files, output, session
from vault_cli.exits import Group


@click.group(cls=Group)
def purge() -> None:
    """Retention: see what is due, and erase exactly that."""


@purge.command()
@output.organisation
@output.as_json
def plan(organisation: str | None, *, wants_json: bool) -> None:
    """List what is due today, under which rule. Erases nothing."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.RETENTION_JOB, "storage_limitation")
        made = vault.call(caller, retention.plan)
    output.show(made, _summary(made), wants_json=wants_json)


@purge.command()
@click.argument("plan_id")
@output.organisation
@output.as_json
def apply(plan_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Erase what a plan lists, leave what changed since, and sign a certificate. Safe to run again."""
    wanted = PlanId(session.as_id(plan_id, "PLAN_ID"))
    with session.opened() as vault, output.progress("Erasing") as advance:
        caller = session.acting(session.chosen(vault, organisation), RoleName.RETENTION_JOB, "storage_limitation")
        signed = vault.call(caller, retention.apply_plan, wanted, advance)
    certificate = files.decode(signed.body.encode(), Certificate)
    lines = [f"{sum(certificate.erased.values())} records erased, {certificate.keys_destroyed} data keys destroyed"]
    lines += [f"  {count:>6}  {cluster}" for cluster, count in sorted(certificate.erased.items())]
    lines += [f"  {count:>6}  left: {reason}" for reason, count in sorted(certificate.skipped.items())]
    lines.append(f"Certificate {certificate.certificate_id}, signed")
    output.show(signed, lines, wants_json=wants_json)


def _summary(made: Plan) -> list[str]:
    by_cluster = Counter(item.cluster for item in made.items)
    lines = [f"Plan {made.plan_id}: {len(made.items)} records are due on {made.as_of}"]
    lines += [f"  {count:>6}  {cluster}" for cluster, count in sorted(by_cluster.items())]
    if made.held:
        lines.append(f"{made.held} more are due and on hold")
    if made.unknown:
        lines.append(f"{made.unknown} records are covered by no rule: the schedule has a gap")
    lines.append(f"Digest {made.digest}")
    lines.append(f"Next: cvault purge apply {made.plan_id}" if made.items else "Nothing to do.")
    return lines
