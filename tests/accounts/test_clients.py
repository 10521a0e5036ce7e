"""API clients: what their keys look like, how long they are valid, and what they are bound to."""

import re
from datetime import date, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.docs.pages import ROOT
from tests.world import NOW, World

from vault import accounts, complaints, evidence
from vault.accounts import NewClient, NewClientKey, Rotation, Shown
from vault.accounts.clients.model import gives_way
from vault.accounts.clients.tables import client_key
from vault.crypto import CREDENTIAL_PATTERN, CredentialKind, mint_credential, parse_credential
from vault.errors import Conflict, InvalidInput, NotFound, NotPermitted, Unauthenticated
from vault.ids import PLATFORM, ClientId, OrganisationId, new_id
from vault.policy import RoleName
from vault.wiring import Caller

R = RoleName
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def made(world: World, **details: Any) -> NewClientKey:
    given: dict[str, Any] = {"label": "case system", "roles": frozenset({R.DPO}), "days_valid": 30}
    new = NewClient(**(given | details))
    return world.call(R.ORG_ADMIN, accounts.create_client, new)


def enters(world: World, key: str | None, *, source: str = "192.0.2.7", purpose: str = "rights_fulfilment") -> bool:
    shown = Shown(key=key, source=ip_address(source))
    try:
        world.vault.call(Caller(shown, purpose), complaints.list_cases, None, 10)
    except Unauthenticated:
        return False
    return True


def test_a_secret_scanner_finds_every_kind_by_the_published_pattern() -> None:
    page = (ROOT / "docs/reference/api.md").read_text("utf-8")
    assert CREDENTIAL_PATTERN in page
    for kind in CredentialKind:
        text, _ = mint_credential(new_id(), new_id(), kind)
        found = re.search(CREDENTIAL_PATTERN, f'key = "{text}"')
        assert found
        assert found.group() == text
        assert parse_credential(text, kind)
        assert not any(parse_credential(text, other) for other in CredentialKind if other is not kind)
        assert not any(parse_credential(other + text[4:], other) for other in CredentialKind if other is not kind)
    assert not re.search(CREDENTIAL_PATTERN, "cvk_" + "A" * 79)
    assert not re.search(CREDENTIAL_PATTERN, "cvk_" + "A" * 81)


def test_both_keys_are_valid_until_the_stated_instant(world: World) -> None:
    first = made(world)
    second = world.call(R.ORG_ADMIN, accounts.rotate_client, first.client_id, Rotation(overlap_hours=2))
    assert second.previous_until == NOW + 2 * HOUR
    assert second.key != first.key
    world.clock.advance(2 * HOUR - timedelta(seconds=1))
    assert (enters(world, first.key), enters(world, second.key)) == (True, True)
    world.clock.advance(timedelta(seconds=1))
    assert (enters(world, first.key), enters(world, second.key)) == (False, True)
    third = world.call(R.ORG_ADMIN, accounts.rotate_client, first.client_id, Rotation(overlap_hours=0))
    assert (enters(world, second.key), enters(world, third.key)) == (False, True)
    with world.vault.storage.engine.connect() as connection:
        assert len(connection.execute(select(client_key.c.until)).all()) <= 2  # what is outlived is not kept for ever


def test_a_rotation_lengthens_no_old_key(world: World) -> None:
    first = made(world, days_valid=1)
    second = world.call(R.ORG_ADMIN, accounts.rotate_client, first.client_id, Rotation(overlap_hours=720))
    world.clock.advance(DAY)
    assert (enters(world, first.key), enters(world, second.key)) == (False, True)


@pytest.mark.parametrize(
    ("until", "client", "overlap", "expected"),
    [(None, 9, 2, 2), (None, 1, 2, 1), (1, 9, 2, 1), (3, 9, 2, 2), (None, 9, 0, 0)],
)
def test_an_old_key_ends_at_the_earliest_of_what_bounds_it(
    until: int | None, client: int, overlap: int, expected: int
) -> None:
    at = None if until is None else NOW + until * HOUR
    given = gives_way(at, client_until=NOW + client * HOUR, overlap_until=NOW + overlap * HOUR)
    assert given == NOW + expected * HOUR


def test_a_client_that_may_not_act_is_not_rotated(world: World) -> None:
    gone, late = made(world), made(world, days_valid=1)
    world.call(R.ORG_ADMIN, accounts.revoke_client, gone.client_id)
    world.clock.advance(DAY)
    for client_id in (gone.client_id, late.client_id, ClientId(new_id())):
        with pytest.raises(NotFound):
            world.call(R.ORG_ADMIN, accounts.rotate_client, client_id, Rotation())


def test_a_key_opens_only_from_its_networks(world: World) -> None:
    bound = made(world, networks=("192.0.2.0/24", "2001:db8:5::/48")).key
    assert enters(world, bound, source="192.0.2.200")
    assert enters(world, bound, source="2001:db8:5::1")
    assert not enters(world, bound, source="198.51.100.1")
    assert not enters(world, bound, source="2001:db8:6::1")
    with pytest.raises(Unauthenticated):
        world.vault.call(Caller(Shown(key=bound), "rights_fulfilment"), complaints.list_cases, None, 10)


def test_a_key_states_only_its_purposes(world: World) -> None:
    key = made(world, purposes=frozenset({"rights_fulfilment"})).key
    assert enters(world, key)
    with pytest.raises(NotPermitted, match="not bound to the purpose"):
        enters(world, key, purpose="complaint_handling")
    assert enters(world, made(world).key, purpose="complaint_handling")


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"networks": ("192.0.2.1/24",)}, "networks[0]"),
        ({"networks": ("192.0.2.0/24", "x")}, "networks[1]"),
        ({"purposes": frozenset({"curiosity"})}, "purpose"),
        ({"certificate": "-----BEGIN"}, "certificate"),
        ({"roles": frozenset({R.SIGN_IN})}, "roles"),
    ],
)
def test_what_a_client_cannot_be_bound_to_is_refused(world: World, details: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        made(world, **details)
    assert refused.value.field == field
    assert world.call(R.ORG_ADMIN, accounts.clients) == []


def test_the_day_of_the_last_use_is_kept_and_nothing_finer(world: World) -> None:
    key = made(world).key
    assert [one.last_used_on for one in world.call(R.ORG_ADMIN, accounts.clients)] == [None]
    assert enters(world, key)
    world.vault.call(world.caller(R.OPERATOR), evidence.seal)  # the writer has done what was queued before
    assert [one.last_used_on for one in world.call(R.ORG_ADMIN, accounts.clients)] == [date(2026, 11, 23)]


def refusals(world: World, organisation: OrganisationId) -> list[tuple[str, str, str, int]]:
    events = world.call_in(organisation, R.AUDITOR, evidence.read_log, limit=100)
    return [
        (one.actor, one.outcome, one.detail, len(one.entities)) for one in events if one.permission == "session:open"
    ]


def test_a_failed_attempt_leaves_an_event_where_it_belongs(world: World) -> None:
    key = made(world, networks=("192.0.2.0/24",)).key
    assert key is not None
    parsed = parse_credential(key)
    assert parsed
    wrong, _ = mint_credential(world.organisation, parsed.client)
    nobody, _ = mint_credential(world.organisation, new_id())
    elsewhere, _ = mint_credential(new_id(), new_id())
    for attempt in ("nonsense", nobody, elsewhere, wrong):
        assert not enters(world, attempt)
    assert not enters(world, key, source="198.51.100.1")
    assert refusals(world, world.organisation) == [
        ("nobody", "denied", "from a network that is not allowed", 1),
        ("nobody", "denied", "wrong key", 1),
    ]
    assert [one[2] for one in refusals(world, PLATFORM)] == ["no such client", "no such client", "no key"]


def test_whoever_knocks_without_end_fills_no_log_and_keeps_nobody_out(world: World) -> None:
    key = made(world).key
    for _ in range(40):
        assert not enters(world, "nonsense")
    assert len(refusals(world, PLATFORM)) == 20
    assert enters(world, key)
    world.clock.advance(timedelta(minutes=1))
    assert not enters(world, "nonsense")
    assert len(refusals(world, PLATFORM)) == 21


def test_a_certificate_stands_in_place_of_a_key(world: World, tmp_path: Path) -> None:
    import ssl

    from tests.accounts.certificates import Authority

    authority = Authority(tmp_path, NOW)
    pair, other = authority.sign("sag", days=5), authority.sign("andet")
    client = made(world, certificate=pair.certificate.read_text())
    assert (client.key, client.expires_at) == (None, NOW + 5 * DAY)

    def shows(path: Path, organisation: OrganisationId) -> bool:
        shown = Shown(certificate=ssl.PEM_cert_to_DER_cert(path.read_text()), organisation=organisation)
        try:
            world.vault.call(Caller(shown, "rights_fulfilment"), complaints.list_cases, None, 10)
        except Unauthenticated:
            return False
        return True

    assert shows(pair.certificate, world.organisation)
    assert not shows(other.certificate, world.organisation)
    assert not shows(pair.certificate, world.another_organisation())
    with pytest.raises(Conflict):
        made(world, certificate=pair.certificate.read_text())
    with pytest.raises(Conflict):
        world.call(R.ORG_ADMIN, accounts.rotate_client, client.client_id, Rotation())
    world.clock.advance(5 * DAY)
    assert not shows(pair.certificate, world.organisation)
