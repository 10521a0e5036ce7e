"""Schedules as files: what is read from them, and that whatever cannot be meant is refused with file and line."""

from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest

from vault import resources
from vault.deadlines import Country
from vault.errors import Misconfigured
from vault.holdings import Terms
from vault.ids import OrganisationId
from vault.policy import Register
from vault.records import sealed_columns
from vault.retention import HoldKind, check_terms, read
from vault.retention.schedule import longer
from vault.retention.sources import Sources
from vault.storage import metadata
from vault.wiring import HOLDINGS

DK, SE = Country.DENMARK, Country.SWEDEN
MINE = OrganisationId(UUID("01890000-0000-7000-8000-000000000001"))
HEAD = '[schedule]\napprover = "The board, 12 March 2026"\nvalid_from = 2026-04-01\n'
RULE: Final = """
[[rule]]
cluster = "{cluster}"
holding = "case"
purpose = "complaint_handling"
start = {start}
period = {{ DK = "{period}", SE = "P1Y" }}
basis = "a reason"
certainty = "L"
{further}
[rule.title]
da = "a"
sv = "b"
en = "c"
"""
USUAL = {"cluster": "one", "period": "P1Y", "further": "", "start": '["closed"]'}
SHIPPED = resources.folder("policies")


def written(folder: Path, *rules: dict[str, str], limits: str = "", mine: str = "", head: str = HEAD) -> Path:
    retention = folder / "retention"
    (retention / "organisations").mkdir(parents=True)
    (retention / "own.toml").write_text(head + "".join(RULE.format(**(USUAL | rule)) for rule in rules), "utf-8")
    (retention / "limits.toml").write_text(limits, "utf-8")
    if mine:
        (retention / "organisations" / f"{MINE}.toml").write_text(mine, "utf-8")
    return folder


def test_a_rule_carries_who_decided_and_since_when(tmp_path: Path) -> None:
    rules = list(read(written(tmp_path, {"further": 'when = { status = ["closed"] }'}, {"cluster": "two"})).schedule())
    assert [(one.cluster, one.approver, one.valid_from) for one in rules] == [
        ("one", "The board, 12 March 2026", date(2026, 4, 1)),
        ("two", "The board, 12 March 2026", date(2026, 4, 1)),
    ]
    assert rules[0].holds == tuple(HoldKind)


NARROW = {"further": 'when = { status = ["closed"], severity = ["mild"] }'}
WIDE = {"cluster": "two", "further": 'when = { status = ["closed"] }'}


@pytest.mark.parametrize(
    ("rules", "where", "because"),
    [
        ([{"period": "two years"}], "own.toml:10", "ISO 8601"),
        ([{"period": "P"}], "own.toml:10", "ISO 8601"),
        ([{"further": "unknown = 1"}], "own.toml:5", "unknown"),
        ([{"further": 'action = "shred"'}], "own.toml:13", "shred"),
        ([{"further": 'certainty = "X"', "cluster": "two"}], "own.toml", "cannot be read"),
        ([{"cluster": "same"}, {"cluster": "same"}], "own.toml:20", "own.toml:5"),
        ([{"cluster": '"broken'}], "own.toml", "cannot be read"),
        # Contradictory: it could never begin, or never fit.
        ([{"start": "[]"}], "own.toml:9", "never begin"),
        ([{"further": 'before_all = ["closed"]'}], "own.toml:9", "never begin"),
        ([{"further": 'after_any = ["decision"]\nbefore_all = ["decision"]'}], "own.toml:14", "contradicts"),
        ([{"further": "when = { status = [] }"}], "own.toml:13", "no value"),
        # A review without an end would be kept for ever.
        ([{"further": 'action = "review"'}], "own.toml:13", "final"),
        ([{"further": 'action = "review"\nfinal = { DK = "P6M", SE = "P2Y" }'}], "own.toml:14", "not longer"),
        # Overlaps: what stands before takes everything.
        ([{}, {"cluster": "two"}], "own.toml:19", "overlaps own.toml:5"),
        ([WIDE, NARROW], "own.toml:19", "overlaps"),
        ([{}, {"cluster": "two", "further": 'after_any = ["decision"]'}], "own.toml:19", "overlaps"),
    ],
)
def test_a_schedule_that_cannot_be_meant_is_refused_with_its_line(
    tmp_path: Path, rules: list[dict[str, str]], where: str, because: str
) -> None:
    """A rule that is silently ignored would keep data for ever."""
    with pytest.raises(Misconfigured, match="retention schedule") as refused:
        read(written(tmp_path, *rules))
    assert where in refused.value.detail
    assert because in refused.value.detail


def test_a_country_without_a_period_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, {})
    path = folder / "retention" / "own.toml"
    path.write_text(path.read_text("utf-8").replace(', SE = "P1Y"', ""), "utf-8")
    with pytest.raises(Misconfigured, match=r"own.toml:10: is missing for SE"):
        read(folder)


def test_the_particular_may_stand_before_the_general(tmp_path: Path) -> None:
    assert [one.cluster for one in read(written(tmp_path, NARROW, WIDE)).schedule()] == ["one", "two"]


LIMIT = (
    '[[limit]]\ncluster = "one"\nat_least = { DK = "P6M" }\nat_most = { DK = "P2Y" }\nbasis = "law"\ncertainty = "H"\n'
)


@pytest.mark.parametrize(
    ("period", "refused"),
    [("P2Y", None), ("P24M", None), ("P25M", "longer than P2Y"), ("P731D", "longer"), ("P5M", "shorter than P6M")],
)
def test_nothing_is_kept_longer_than_its_legal_maximum_nor_shorter_than_it_must(
    tmp_path: Path, period: str, refused: str | None
) -> None:
    folder = written(tmp_path, {"period": period}, limits=LIMIT)
    if refused is None:
        read(folder)
        return
    with pytest.raises(Misconfigured, match=rf"own\.toml:10: {period} is .*{refused}"):
        read(folder)


def mine(country: str = "DK", **fields: str) -> str:
    said = "".join(f"{name} = {value}\n" for name, value in ({"cluster": '"one"', "period": '"P6M"'} | fields).items())
    return f'[schedule]\napprover = "Us"\nvalid_from = 2026-06-01\ncountry = "{country}"\n\n[[override]]\n{said}'


def test_an_organisation_decides_for_itself_from_a_day_on(tmp_path: Path) -> None:
    sources = read(written(tmp_path, {}, mine=mine()))
    before, after = sources.schedule(MINE, date(2026, 5, 31)), sources.schedule(MINE, date(2026, 6, 1))
    assert [next(iter(one)).period for one in (before, after)] == [{DK: "P1Y", SE: "P1Y"}, {DK: "P6M", SE: "P1Y"}]
    assert [next(iter(one)).approver for one in (before, after)] == ["The board, 12 March 2026", "Us"]
    other = OrganisationId(UUID(int=2))
    assert next(iter(sources.schedule(other, date(2026, 6, 1)))).period[DK] == "P1Y"


def test_the_newest_decision_that_counts_already_is_the_one(tmp_path: Path) -> None:
    later = '\n[[override]]\ncluster = "one"\nperiod = "P3M"\nvalid_from = 2027-01-01\n'
    sources = read(written(tmp_path, {}, mine=mine() + later))
    periods = [next(iter(sources.schedule(MINE, on))).period[DK] for on in (date(2026, 12, 31), date(2027, 1, 1))]
    assert periods == ["P6M", "P3M"]


@pytest.mark.parametrize(
    ("decided", "limits", "because"),
    [
        (mine(period='"P13M"'), "", "no wider limit"),
        (mine(period='"P25M"'), LIMIT, "longer than P2Y"),
        (mine(period='"P5M"'), LIMIT, "shorter than P6M"),
        (mine(cluster='"none"'), "", "no cluster none"),
        (mine(period='"soon"'), "", "ISO 8601"),
        (mine(start='["received"]'), "", "unknown"),
        (mine(final='"P2Y"'), "", "not reviewed"),
        (mine() + '\n[[override]]\ncluster = "one"\nperiod = "P3M"\n', "", "twice from the same day"),
    ],
)
def test_an_organisation_decides_within_limits(tmp_path: Path, decided: str, limits: str, because: str) -> None:
    with pytest.raises(Misconfigured, match=rf"organisations/{MINE}\.toml:\d+.*{because}"):
        read(written(tmp_path, {}, limits=limits, mine=decided))


def test_an_organisation_may_go_up_to_its_limit(tmp_path: Path) -> None:
    sources = read(written(tmp_path, {}, limits=LIMIT, mine=mine(period='"P24M"')))
    assert next(iter(sources.schedule(MINE, date(2027, 1, 1)))).period[DK] == "P24M"


TERMS = {
    "case": Terms(tables=frozenset(), events=frozenset({"closed"}), codes={"status": frozenset({"open", "closed"})})
}
PURPOSES = {"complaint_handling": ("one", "two")}


@pytest.mark.parametrize(
    ("rule", "because"),
    [
        ({"start": '["ended"]'}, "own.toml:9: no such thing happens to a case: ended"),
        ({"further": 'when = { colour = ["red"] }'}, "own.toml:13: a case has no code colour"),
        ({"further": 'when = { status = ["lost"] }'}, "own.toml:13: status is never lost"),
        ({"cluster": "three"}, "own.toml:8: is complaint_handling, which does not name three"),
        # Gaps: an open case has no rule; nor has one to which nothing happened yet.
        ({"further": 'when = { status = ["closed"] }'}, "no rule for case with status open"),
        ({"further": 'after_any = ["closed"]'}, "no rule for case"),
    ],
)
def test_what_no_record_has_and_what_no_rule_covers_is_refused(
    tmp_path: Path, rule: dict[str, str], because: str
) -> None:
    with pytest.raises(Misconfigured, match=because):
        check_terms(read(written(tmp_path, rule)), TERMS, PURPOSES)


def test_a_kind_of_record_that_no_rule_speaks_of_is_refused(tmp_path: Path) -> None:
    terms = TERMS | {"photo": Terms(tables=frozenset(), events=frozenset({"taken"}))}
    with pytest.raises(Misconfigured, match="no rule for photo"):
        check_terms(read(written(tmp_path, {})), terms, PURPOSES)


def shipped() -> Sources:
    return read(SHIPPED)


def test_what_ships_is_whole() -> None:
    """Every kind of record, whatever its codes, has a rule that a purpose of the register names (T-20, T-24)."""
    purposes = {one.code: one.retention for one in Register.load(SHIPPED)}
    check_terms(shipped(), {one.kind: one.terms for one in HOLDINGS}, purposes)


def test_every_table_with_sealed_columns_belongs_to_exactly_one_kind_of_record() -> None:
    """What stood in none would never be erased on time, and what stood in two would have two rules."""
    owners = [(table, one.kind) for one in HOLDINGS for table in one.terms.tables]
    assert sorted(table for table, _ in owners) == sorted({table for table, _ in owners})
    assert {table for table, _ in owners} >= {one.name for one in metadata.sorted_tables if sealed_columns(one)}


def test_every_cluster_is_of_one_kind_and_of_none_twice() -> None:
    rules = [placed.what for placed in shipped().rules]
    assert len({rule.cluster for rule in rules}) == len(rules)
    assert {rule.holding for rule in rules} == {one.kind for one in HOLDINGS if one.terms.events}


@pytest.mark.parametrize(
    ("one", "other", "is_longer"),
    [
        ("P12M", "P1Y", False),
        ("P1Y", "P12M", False),
        ("P13M", "P1Y", True),
        ("P30D", "P1M", True),
        ("P1M", "P30D", True),
        ("P28D", "P1M", False),
        ("P32D", "P1M", True),
        ("P1M", "P31D", False),
        ("P52W", "P1Y", False),
    ],
)
def test_periods_are_compared_by_the_calendar(one: str, other: str, *, is_longer: bool) -> None:
    """P30D may end after P1M (from 1 February) and P1M after P30D (from 1 January)."""
    assert longer(one, other) is is_longer
