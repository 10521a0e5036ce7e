"""Rules that give somebody more count once two people agreed to them, and what narrows counts at once."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.engines import SqliteServer
from tests.policy.policies import copied
from tests.world import NOW, World, settings

from vault import adoption, approvals, complaints, evidence, organisations
from vault.adoption import Adoption
from vault.clock import StoppedClock
from vault.errors import Misconfigured, NotFound, NotPermitted
from vault.ids import PLATFORM
from vault.opening import initialise, open_vault
from vault.policy import Policy, RoleName, approved
from vault.policy.approved import Approved
from vault.policy.comparing import differences
from vault.policy.enforcer import MODEL, RULES
from vault.policy.purposes import PURPOSES
from vault.wiring import Caller

R = RoleName
WIDER = "p, auditor, *, organisation, read, allow  # For their reports.\n"
NARROWER = "p, dpo, *, case, list, deny  # Not while this is looked into.\n"
REASON = "Revisor skal kende organisationen."


@pytest.fixture
def own(tmp_path: Path, sqlite_server: SqliteServer) -> Iterator[World]:
    given = settings(tmp_path / "vault", sqlite_server.new_database())
    given = msgspec.structs.replace(given, policies=copied(tmp_path))
    initialise(given, StoppedClock(NOW))
    with open_vault(given, StoppedClock(NOW)) as vault:
        yield World(vault, StoppedClock(NOW))


def add(world: World, line: str, file: str = RULES) -> None:
    with (world.vault.settings.policies / file).open("a", encoding="utf-8") as rules:
        rules.write(f"\n{line}")


def reads(world: World) -> bool:
    """Whether an auditor reads what the organisation says of itself."""
    try:
        world.vault.call(world.caller(R.AUDITOR, purpose="administration"), organisations.profile)
    except NotPermitted:
        return False
    return True


def adopt(world: World) -> Adoption:
    return world.vault.call(world.by("local:uid-1", R.OPERATOR, PLATFORM), adoption.adopt, REASON)


def pending(world: World) -> Adoption:
    return world.vault.call(world.by("local:uid-2", R.CUSTODIAN, PLATFORM), adoption.pending)


def agree(world: World) -> None:
    waiting = adopt(world).waiting
    assert waiting is not None
    second = world.by("local:uid-2", R.CUSTODIAN, PLATFORM)
    world.vault.call(second, approvals.confirm, waiting.approval_id)
    assert adopt(world).waiting is None


def test_a_rule_that_gives_more_counts_once_two_people_agreed(own: World) -> None:
    assert not reads(own)
    add(own, WIDER)
    assert not reads(own)
    (gain,) = {(one.roles, one.permission.value) for one in pending(own).gains}
    assert gain == ((R.AUDITOR,), "organisation:read")
    assert adopt(own).waiting
    assert not reads(own)
    agree(own)
    assert reads(own)
    assert pending(own).gains == ()


def test_what_is_refused_for_want_of_consent_says_so_in_the_log(own: World) -> None:
    add(own, WIDER)
    with pytest.raises(NotPermitted, match="two people have yet to agree"):
        own.vault.call(own.caller(R.AUDITOR, purpose="administration"), organisations.profile)
    newest = own.call(R.AUDITOR, evidence.read_log)
    assert any(one.detail == "two people have yet to agree to the rule" for one in newest)


def test_what_narrows_counts_at_once_beside_what_waits(own: World) -> None:
    add(own, WIDER + NARROWER)
    assert not reads(own)
    with pytest.raises(NotPermitted, match="Not while this is looked into"):
        own.call(R.DPO, complaints.list_cases)


def test_what_narrows_is_adopted_by_one_and_widening_back_then_takes_two(own: World) -> None:
    rules = own.vault.settings.policies / RULES
    before = rules.read_text("utf-8")
    add(own, NARROWER)
    assert adopt(own).waiting is None
    rules.write_text(before, "utf-8")
    with pytest.raises(NotPermitted, match="two people"):
        own.call(R.DPO, complaints.list_cases)
    agree(own)
    assert own.call(R.DPO, complaints.list_cases) == []


def test_a_rule_that_is_taken_back_before_it_was_adopted_comes_back_without_asking(own: World) -> None:
    """What was agreed to stays agreed to."""
    rules = own.vault.settings.policies / RULES
    before = rules.read_text("utf-8")
    add(own, NARROWER)
    rules.write_text(before, "utf-8")
    assert own.call(R.DPO, complaints.list_cases) == []


def test_a_purpose_that_covers_more_and_a_model_that_allows_more_wait_too(own: World) -> None:
    folder = own.vault.settings.policies
    purposes, model = folder / PURPOSES, folder / MODEL
    text = purposes.read_text("utf-8")
    purposes.write_text(text.replace('covers = ["retention", ', 'covers = ["case", "retention", '), "utf-8")
    add(own, "p, retention_job, *, case, list, allow  # To see them.")
    with pytest.raises(NotPermitted, match="two people"):
        own.call(R.RETENTION_JOB, complaints.list_cases)
    purposes.write_text(text, "utf-8")
    loose = model.read_text("utf-8").replace(" && !some(where (p.eft == deny))", "")
    assert loose != model.read_text("utf-8")
    model.write_text(loose, "utf-8")
    with pytest.raises(NotPermitted):
        own.call(R.BOARD, complaints.list_cases)


def test_consent_is_to_exactly_the_rules_that_were_seen(own: World) -> None:
    add(own, WIDER)
    waiting = adopt(own).waiting
    assert waiting is not None
    own.vault.call(own.by("local:uid-2", R.CUSTODIAN, PLATFORM), approvals.confirm, waiting.approval_id)
    add(own, "p, auditor, *, subject.national_id, read, allow  # Too much.")
    again = adopt(own)
    assert (again.waiting and again.waiting.approval_id) != waiting.approval_id
    assert not reads(own)


def test_only_the_installation_itself_adopts(own: World) -> None:
    for verb, more in ((adoption.adopt, (REASON,)), (adoption.pending, ())):
        with pytest.raises(NotFound):
            own.vault.call(own.by("local:uid-1", R.OPERATOR), verb, *more)


def test_without_anything_agreed_the_rules_count_and_adopting_takes_two(own: World) -> None:
    own.vault.settings.approved_policy.unlink()
    add(own, WIDER)
    assert reads(own)
    assert not pending(own).agreed
    agree(own)
    assert pending(own).agreed


def test_a_consent_that_cannot_be_read_lets_nobody_in(own: World) -> None:
    own.vault.settings.approved_policy.write_text("{", "utf-8")
    with pytest.raises(Misconfigured, match="approved access policy"):
        own.call(R.DPO, complaints.list_cases)


def test_a_place_that_cannot_be_written_changes_nothing(own: World) -> None:
    with pytest.raises(Misconfigured, match="cannot be written"):
        approved.write(own.vault.settings.home / "nowhere" / "x.json", own.vault.policy.approving())


def key(*parts: str) -> tuple[str, ...]:
    return parts


@pytest.mark.parametrize(
    ("rule", "kept", "when"),
    [
        (key("dpo", "*", "case", "list", "allow", ""), True, ()),
        (key("dpo", "*", "case", "list", "allow", "!restricted"), True, ("!restricted",)),
        (key("dpo", "*", "case", "list", "allow", "for:mediation"), True, ("for:mediation",)),
        # What this version does not know allows nothing, and denies whatever it was.
        (key("dpo", "*", "case", "list", "allow", "on_leave"), False, ()),
        (key("dpo", "*", "case", "list", "allow", "!on_leave"), False, ()),
        (key("dpo", "*", "case", "list", "deny", "on_leave restricted"), True, ("restricted",)),
        (key("dpo", "*", "case", "list", "allow", "for:gone"), False, ()),
        (key("janitor", "*", "case", "list", "allow", ""), False, ()),
        (key("dpo", "*", "case", "burn", "allow", ""), False, ()),
        (key("dpo", "*", "case", "list", "perhaps", ""), False, ()),
    ],
)
def test_what_an_older_consent_comes_to(rule: tuple[str, ...], when: tuple[str, ...], *, kept: bool) -> None:
    agreed = Approved(
        format="complaint-vault/approved-policy/1", model="", rules=(rule,), covers={"mediation": ("case",)}
    )
    found = agreed.known_rules()
    assert bool(found) is kept
    assert not found or found[0].when == when


def test_what_is_agreed_to_decides_like_the_rules_themselves(own: World) -> None:
    within = own.vault.policy.within
    assert within is not None
    assert list(differences(within, own.vault.policy.unbounded())) == []
    assert own.vault.policy.approving().digest == within.approving().digest
    covers: dict[str, tuple[str, ...]] = {"mediation": ("case", "gone")}
    strange = Approved(format="complaint-vault/approved-policy/1", model="", rules=(), covers=covers)
    assert [one.covers for one in strange.register()] == [frozenset({"case"})]


def test_the_newest_consent_counts_in_every_process(own: World) -> None:
    """Another vault over the same files obeys what was agreed in this one, with its next call."""
    add(own, WIDER)
    with open_vault(own.vault.settings, own.clock) as other:
        asking = Caller(own.caller(R.AUDITOR).who, "administration")
        with pytest.raises(NotPermitted):
            other.call(asking, organisations.profile)
        agree(own)
        assert other.call(asking, organisations.profile).organisation_id == own.organisation


def test_policies_without_a_consent_are_compared_as_they_are(own: World) -> None:
    """`cvault policy diff` asks what rules come to, not what was agreed."""
    assert Policy.load(own.vault.settings.policies).within is None
