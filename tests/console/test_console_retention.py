"""Deletion on its pages: holds, plans applied in the background, certificates, what is overdue, other periods."""

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.accounts.members import joined
from tests.console.test_console_organisation import Desk
from tests.world import World, case, party, person

from vault import backups, retention
from vault.complaints import Role
from vault.complaints.model import StoredCase
from vault.console.holds import in_order
from vault.console.what_if import Supposed, chart, with_periods
from vault.console.wording import tongue
from vault.deadlines import Country
from vault.ids import PLATFORM, HoldId, new_id
from vault.language import Language
from vault.policy import Actor, RoleName
from vault.retention import Change, Comparison, HoldKind, HoldView, read
from vault.wiring import Caller

R = RoleName
LONG_AGO = date(2024, 2, 1)
Sits = Callable[..., Desk]


@pytest.fixture
def sits(served: tuple[World, str]) -> Iterator[Sits]:
    """Somebody at a browser, in some roles."""
    made: list[Desk] = []

    def sit(*roles: RoleName) -> Desk:
        made.append(Desk(served[1], joined(served[0], *roles, email=f"no{len(made)}@proevestenen.example")))
        return made[-1]

    yield sit
    for one in made:
        one.close()


def old_case(world: World) -> StoredCase:
    return world.store(case(party("K", Role.COMPLAINANT, person("Torkild Vest")), received=LONG_AGO, closed=LONG_AGO))


def test_a_hold_is_placed_looked_at_again_and_lifted(served: tuple[World, str], sits: Sits) -> None:
    """T-12: what does not fit is shown again, and a forgotten hold stands out."""
    world, stored = served[0], old_case(served[0])
    officer = sits(R.DPO)
    wanted = {
        "record_id": str(stored.case_id),
        "kind": "police",
        "reason": "The police asked.",
        "review_on": "2027-01-15",
    }
    wrong = officer.send("retention/holds", **wanted | {"reason": "short"})
    assert wrong.status_code == 422
    assert "short</textarea>" in wrong.text
    assert 'aria-invalid="true"' in wrong.text
    assert officer.send("retention/holds", **wanted | {"record_id": str(new_id())}).status_code == 422
    placed = officer.send("retention/holds", **wanted)
    assert "The record is on hold." in placed.text
    assert "The police asked." in placed.text
    world.clock.advance(timedelta(days=60))
    later = sits(R.DPO)
    assert "forgotten</span>" in later.see("retention/holds")
    (held,) = world.vault.call(world.caller(R.DPO, purpose="storage_limitation"), retention.list_holds)
    goes_on = later.send(f"retention/holds/{held.hold_id}/review", review_on="2027-06-01")
    assert "forgotten</span>" not in goes_on.text
    reader = sits(R.AUDITOR)
    assert "The police asked." in reader.see("retention/holds")
    assert 'action="/console/retention/holds' not in reader.see("retention/holds")
    assert reader.send(f"retention/holds/{held.hold_id}/end").status_code == 403
    assert "It is lifted" in later.send(f"retention/holds/{held.hold_id}/end").text


def test_a_plan_is_applied_in_the_background_and_tells_how_far_it_is(served: tuple[World, str], sits: Sits) -> None:
    """The address names the work, so a page that is loaded again still shows it; the certificate can be saved later."""
    stored = old_case(served[0])
    officer, job = sits(R.DPO), sits(R.DPO, R.RETENTION_JOB)
    made = officer.send("retention/plans")
    assert str(stored.case_id) in made.text
    assert "deleted" in made.text
    assert "/apply" not in made.text
    place = str(made.url.path).removeprefix("/console/")
    assert officer.send(f"{place}/apply").status_code == 403
    begun = job.send(f"{place}/apply")
    where = f"{place}?{begun.url.query.decode()}"
    deadline = time.monotonic() + 20
    while "The plan is applied" not in (page := job.see(where)) and time.monotonic() < deadline:
        assert 'data-hx-trigger="every 2s"' in page
        time.sleep(0.1)
    assert "The plan is applied and the certificate signed." in page
    assert f"/console/{place}/certificate.json" in officer.see("retention")
    signed = json.loads(officer.see(f"{place}/certificate.json"))
    assert str(stored.case_id) in json.loads(signed["body"])["records"]


def test_what_is_overdue_and_waits_for_a_decision_is_listed(served: tuple[World, str], sits: Sits) -> None:
    old_case(served[0])
    assert "Look at every record" in sits(R.DPO).see("retention/overdue")
    page = sits(R.DPO).see("retention/overdue?look=1")
    assert "The oldest should have gone after" in page
    assert "Nothing waits for a decision." in page
    officer = sits(R.DPO)
    assert officer.send(f"retention/reviews/{new_id()}", decision="keep").status_code == 404
    assert officer.send(f"retention/reviews/{new_id()}", decision="perhaps").status_code == 422


def test_another_period_shows_whom_it_would_affect(served: tuple[World, str], sits: Sits) -> None:
    """Bars and the same numbers as a table; what was supposed before stays supposed; nothing is changed."""
    world = served[0]
    world.store(case(party("K", Role.COMPLAINANT, person("Ung Sag")), closed=date(2026, 10, 1)))
    officer = sits(R.DPO)
    rules = world.vault.call(world.caller(R.DPO, purpose="storage_limitation"), retention.read_schedule)
    at_once = "".join(officer.send("retention/what-if", cluster=one.cluster, length="1", unit="D").text for one in rules
                      if one.holding == "case")  # fmt: skip
    assert re.search(r'data-counted="at_once"[^>]*><rect width="100.0%"', at_once)
    assert "would be affected" in at_once
    again = officer.send("retention/what-if", cluster=rules[0].cluster, length="2", unit="Y",
                         change=f"{rules[1].cluster}:P9D").text  # fmt: skip
    assert {f'value="{rules[0].cluster}:P2Y"', f'value="{rules[1].cluster}:P9D"'} <= set(
        re.findall(r'value="[^"]+"', again)
    )
    for wrong in ({"length": "x"}, {"unit": "H"}, {"cluster": "none"}, {"change": "'; drop"}):
        asked = {"cluster": rules[0].cluster, "length": "2", "unit": "Y"} | wrong
        assert officer.send("retention/what-if", **asked).status_code == 422
    assert sits(R.AUDITOR).send("retention/what-if", cluster=rules[0].cluster, length="1", unit="D").status_code == 403


def test_rules_read_as_sentences_in_each_language(sits: Sits) -> None:
    page = sits(R.AUDITOR).see("retention/rules")
    assert "Complaint that proved unfounded: deleted 3 months after closing" in page
    assert "Deleted after 3 months." in page
    said = {tongue(one).period("P36M") for one in Language} | {tongue(Language.DANISH).period("P1M2D")}
    assert said == {"3 år", "3 years", "1 måned 2 dage"}


def test_forgotten_holds_come_first_and_ended_ones_last() -> None:
    def hold(review_on: date, *, forgotten: bool = False, until: date | None = None) -> HoldView:
        return HoldView(hold_id=HoldId(new_id()), record_id=new_id(), kind=HoldKind.POLICE, owner="x", until=until,
                        started_at=None, review_on=review_on, cause_id=None, reason=None, forgotten=forgotten)  # type: ignore[arg-type]  # fmt: skip

    soon, late = hold(date(2027, 1, 1)), hold(date(2026, 1, 1), forgotten=True)
    over = hold(date(2025, 1, 1), until=date(2026, 12, 1))
    assert in_order([over, soon, late]) == [late, soon, over]


def test_bars_share_a_scale_and_other_periods_touch_one_rule_and_country(served: tuple[World, str]) -> None:
    change = Change(
        kind="case", cluster="a", new_cluster="a", sooner=4, later=1, due_at_once=(new_id(),), due_no_more=0
    )
    (row,) = chart(Comparison(as_of=LONG_AGO, records=9, affected=5, changes=(change,)))
    assert [(one.number, one.length) for one in row.bars] == [(1, 25.0), (4, 100.0), (1, 25.0), (0, 0.0)]
    rules = list(read(served[0].vault.settings.policies).schedule())
    other = with_periods(rules, [Supposed(rules[0].cluster, "P9Y")], Country.SWEDEN)
    assert other[0].period == rules[0].period | {Country.SWEDEN: "P9Y"}
    assert other[1:] == rules[1:]


def test_today_tells_of_deletion_and_of_backups_as_far_as_somebody_may(
    served: tuple[World, str], sits: Sits, tmp_path: Path
) -> None:
    """Counts and days; whoever keeps the installation safe is asked where a backup is missing."""
    world = served[0]
    old_case(world)
    officer = sits(R.DPO)
    before = officer.see("")
    assert "No plan was made yet" in before
    assert "The log tells of no backup" in before
    officer.send("retention/plans")
    backups.back_up(
        world.vault, Caller(Actor("test", PLATFORM, frozenset({R.OPERATOR})), "administration"), tmp_path / "b"
    )
    after = officer.see("")
    assert "1 record waits to be erased" in after
    assert "Newest backup: 23/11/2026" in after
    assert "Newest backup" not in sits(R.CASE_WORKER).see("")
