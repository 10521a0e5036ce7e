"""`cvault purge …`: deleting on time."""

import sys
from collections import Counter
from pathlib import Path

import click

from vault import retention
from vault.errors import VaultError
from vault.ids import PlanId
from vault.policy import RoleName
from vault.retention import Certificate, Overdue, Plan, PlanItem, ReviewDecision, Rule, SignedCertificate
from vault_cli import files, output, schedules, session
from vault_cli.exits import OVERDUE, Group, code_of, tell

_rate = click.option(
    "--rate", type=click.IntRange(min=1), metavar="N", help="At most so many records a second, beside live traffic."
)


@click.group(cls=Group)
def purge() -> None:
    """Retention: see what is due, and erase exactly that."""


@purge.command()
@output.organisation
@output.as_json
def plan(organisation: str | None, *, wants_json: bool) -> None:
    """List what is due today, under which rule. Erases nothing."""
    with session.opened() as vault:
        caller = session.job(vault, organisation)
        made = vault.call(caller, retention.plan)
        rules = vault.call(caller, retention.read_schedule)
    output.show(made, _summary(made, rules), wants_json=wants_json)


@purge.command()
@click.argument("plan_id")
@output.organisation
@output.as_json
def show(plan_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """List every record of a plan, since when it is due, and what became of it."""
    wanted = PlanId(session.as_id(plan_id, "PLAN_ID"))
    with session.opened() as vault:
        made = vault.call(session.job(vault, organisation), retention.read_plan, wanted)
    if wants_json:
        output.show(made, [], wants_json=True)
        return
    rows: list[tuple[str, ...]] = [
        (str(one.record_id), one.kind, one.cluster, one.action.value, str(one.due_on), _became(one))
        for one in made.items
    ]
    output.table(("record", "kind", "rule", "action", "last day", ""), rows)


@purge.command()
@output.organisation
@output.as_json
def plans(organisation: str | None, *, wants_json: bool) -> None:
    """List the newest plans in numbers, and which of them are certified."""
    with session.opened() as vault:
        found = vault.call(session.job(vault, organisation), retention.list_plans)
    if wants_json:
        output.show(found, [], wants_json=True)
        return
    rows: list[tuple[str, ...]] = [
        (str(one.plan_id), str(one.as_of), str(one.planned), str(one.erased), str(one.certificate_id or ""))
        for one in found
    ]
    output.table(("plan", "day", "planned", "erased", "certificate"), rows)


@purge.command()
@click.argument("plan_id")
@output.organisation
def certificate(plan_id: str, organisation: str | None) -> None:
    """Print the signed certificate of a finished plan, as JSON."""
    wanted = PlanId(session.as_id(plan_id, "PLAN_ID"))
    with session.opened() as vault:
        signed = vault.call(session.job(vault, organisation), retention.read_certificate, wanted)
    output.show(signed, [], wants_json=True)


@purge.command()
@click.argument("plan_id")
@_rate
@output.organisation
@output.as_json
def apply(plan_id: str, rate: int | None, organisation: str | None, *, wants_json: bool) -> None:
    """Erase what a plan lists, leave what changed since, and sign a certificate. Safe to run again."""
    wanted = PlanId(session.as_id(plan_id, "PLAN_ID"))
    with session.opened() as vault, output.progress("Erasing") as advance:
        signed = vault.call(session.job(vault, organisation), retention.apply_plan, wanted, advance, rate)
    output.show(signed, _certified(signed), wants_json=wants_json)


@purge.command()
@click.option("--anyway", is_flag=True, help="Also where far more is due than usual: you looked, and it is right.")
@click.option("--certificates", type=click.Path(file_okay=False, path_type=Path), help="Write each certificate here.")
@_rate
@output.organisation
@output.as_json
def run(
    certificates: Path | None, rate: int | None, organisation: str | None, *, anyway: bool, wants_json: bool
) -> None:
    """Plan and apply in one, for timers. Stops and asks where far more is due than usual.

    An organisation where it stops or fails keeps no other from its turn; the first failure is the exit code.
    """
    done: list[SignedCertificate] = []
    failed: list[VaultError] = []
    with session.opened() as vault, output.progress("Erasing") as advance:
        wanted = [session.chosen(vault, organisation)] if organisation else session.every(vault)
        for one in wanted:
            caller = session.acting(one, RoleName.RETENTION_JOB, "storage_limitation")
            try:
                signed = vault.call(caller, retention.run_purge, advance, anyway=anyway, rate=rate)
            except VaultError as error:
                tell(error, f"organisation {one}: ")
                failed.append(error)
                continue
            _write(signed, certificates)
            done += signed
    output.show(done, [line for signed in done for line in _certified(signed)], wants_json=wants_json)
    if failed:
        sys.exit(code_of(failed[0]))


@purge.command()
@output.organisation
@output.as_json
def overdue(organisation: str | None, *, wants_json: bool) -> None:
    """Report what should have been erased by now. It must be empty; exit code 11 says that it is not."""
    with session.opened() as vault:
        report = vault.call(session.job(vault, organisation), retention.report_overdue)
    output.show(report, _overdue(report), wants_json=wants_json)
    if not report.empty:
        sys.exit(OVERDUE)


@purge.command()
@click.argument("schedule", type=click.Path(exists=True, file_okay=False, path_type=Path))
@output.organisation
@output.as_json
def simulate(schedule: Path, organisation: str | None, *, wants_json: bool) -> None:
    """Show what a folder of policies would change, against the schedule in force. Erases nothing."""
    schedules.compared(None, schedule, organisation, wants_json=wants_json)


@purge.command()
@output.organisation
@output.as_json
def reviews(organisation: str | None, *, wants_json: bool) -> None:
    """List the records about which a person is to decide; each goes after its last day anyway."""
    with session.opened() as vault:
        found = vault.call(session.officer(vault, organisation), retention.list_reviews)
    if wants_json:
        output.show(found, [], wants_json=True)
        return
    rows: list[tuple[str, ...]] = [
        (str(one.record_id), one.kind, one.cluster, str(one.due_on), str(one.last_day)) for one in found
    ]
    output.table(("record", "kind", "rule", "due", "last day"), rows)


@purge.command()
@click.argument("record_id")
@click.option("--erase/--keep", required=True, help="Let it go with the next purge, or stay until its last day.")
@output.organisation
@output.as_json
def review(record_id: str, organisation: str | None, *, erase: bool, wants_json: bool) -> None:
    """Decide about a record that is due for review."""
    wanted = session.as_id(record_id, "RECORD_ID")
    with session.opened() as vault:
        vault.call(session.officer(vault, organisation), retention.decide_review, wanted, ReviewDecision(erase=erase))
    said = "It goes with the next purge." if erase else "It stays until its last day."
    output.show({"record_id": wanted, "erase": erase}, [said], wants_json=wants_json)


def _summary(made: Plan, rules: list[Rule]) -> list[str]:
    titles = {one.cluster: one.title["en"] for one in rules}
    by_rule = Counter((item.cluster, item.action.value) for item in made.items)
    lines = [f"Plan {made.plan_id}: {len(made.items)} of {made.records} records are due on {made.as_of}"]
    for (cluster, action), count in sorted(by_rule.items()):
        lines.append(f"  {count:>6}  {cluster}  {action}")
        lines.append(f"          {titles.get(cluster, '')}")
    stays = {
        "due, and kept by a hold: cvault hold list": made.held,
        "due, and changed a short while ago": made.waiting,
        "due for a person's decision: cvault purge reviews": made.to_review,
        "covered by no rule: the schedule has a gap": made.unknown,
    }
    if any(stays.values()):
        lines.append("Not in the plan:")
        lines += [f"  {count:>6}  {why}" for why, count in stays.items() if count]
    lines.append(f"Digest {made.digest}")
    if not made.items:
        return [*lines, "Nothing to do."]
    return [*lines, f"Each of them: cvault purge show {made.plan_id}", f"Next: cvault purge apply {made.plan_id}"]


def _became(item: PlanItem) -> str:
    if item.outcome is None:
        return ""
    return item.outcome.value if item.reason is None else f"{item.outcome.value}: {item.reason}"


def _certified(signed: SignedCertificate) -> list[str]:
    certificate = files.decode(signed.body.encode(), Certificate)
    lines = [f"{sum(certificate.erased.values())} records erased, {certificate.keys_destroyed} data keys destroyed"]
    lines += [f"  {count:>6}  {cluster}" for cluster, count in sorted(certificate.erased.items())]
    lines += [
        f"  {count:>6}  of which something anonymous may stay: {cluster}"
        for cluster, count in sorted(certificate.anonymised.items())
    ]
    lines += [f"  {count:>6}  left: {reason}" for reason, count in sorted(certificate.skipped.items())]
    lines.append(f"Certificate {certificate.certificate_id}, signed")
    return lines


def _overdue(report: Overdue) -> list[str]:
    lines = [f"{count:>6}  {cluster}: should have been erased" for cluster, count in report.records.items()]
    if report.oldest_due_on is not None:
        lines.append(f"The oldest is due since {report.oldest_due_on}: cvault purge run")
    if report.unknown:
        lines.append(f"{report.unknown} records are covered by no rule: the schedule has a gap")
    lines += [f"Hold {hold} should have been looked at: cvault hold list" for hold in report.forgotten_holds]
    if report.to_review:
        lines.append(f"{report.to_review} records wait for a person's decision: cvault purge reviews")
    return lines if not report.empty else [f"Nothing is overdue on {report.as_of}.", *lines]


def _write(signed: list[SignedCertificate], folder: Path | None) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for one in signed:
        certificate = files.decode(one.body.encode(), Certificate)
        (folder / f"{certificate.plan_id}.json").write_text(output.as_text(one), "utf-8")
