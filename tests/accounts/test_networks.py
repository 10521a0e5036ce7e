"""Where a caller comes from: only a trusted proxy may say."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.world import NOW

from vault.accounts.budget import Budget
from vault.accounts.networks import address, network, origin, source_of, within
from vault.errors import InvalidInput

PROXY = [ip_network("10.0.0.0/24"), ip_network("fd00::/64")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", [], "203.0.113.7"),
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),  # not a proxy of ours: whatever it says is its own
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.99, 198.51.100.1"], "198.51.100.1"),  # the caller wrote the first
        ("10.0.0.1", ["192.0.2.99", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("::ffff:10.0.0.1", ["2001:db8::5"], "2001:db8::5"),
        ("fd00::1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["nonsense"], None),
        ("10.0.0.1", ["198.51.100.1, "], None),
        ("10.0.0.1", ["198.51.100.1:4711"], None),
        ("10.0.0.1", ["fe80::1%eth0"], None),
        (None, ["198.51.100.1"], None),
        ("a-socket", ["198.51.100.1"], None),
    ],
)
def test_who_really_called(peer: str | None, forwarded: list[str], expected: str | None) -> None:
    found = origin(peer, forwarded, PROXY)
    assert found == (None if expected is None else ip_address(expected))


@given(st.lists(st.text(max_size=30), max_size=4), st.ip_addresses(v=4))
def test_whoever_is_no_proxy_cannot_change_where_they_come_from(forwarded: list[str], peer: object) -> None:
    assert origin(str(peer), forwarded, []) == peer


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_an_address(text: str) -> None:
    found = address(text)
    assert found is None or address(str(found)) == found


def test_a_network_holds_its_own_and_nothing_of_the_other_kind() -> None:
    networks = [network("192.0.2.0/24", "n"), network("2001:db8::/48", "n")]
    for inside in ("192.0.2.1", "192.0.2.255", "2001:db8:0:ffff::1", "::ffff:192.0.2.9"):
        assert within(address(inside), networks), inside
    for outside in ("192.0.3.1", "2001:db8:1::1", "::192.0.2.1"):
        assert not within(address(outside), networks), outside
    assert not within(None, [network("0.0.0.0/0", "n")])


@pytest.mark.parametrize("text", ["", "192.0.2.1/24", "192.0.2.0/33", "everywhere", "192.0.2.0/255.0.255.0"])
def test_what_is_no_network_is_refused_by_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        network(text, "networks[0]")
    assert refused.value.field == "networks[0]"


def test_a_household_is_one_source() -> None:
    assert source_of(ip_address("2001:db8::1")) == source_of(ip_address("2001:db8::ffff:1"))
    assert source_of(ip_address("2001:db8:0:1::1")) != source_of(ip_address("2001:db8::1"))
    assert source_of(ip_address("192.0.2.1")) != source_of(ip_address("192.0.2.2"))


def test_a_budget_is_for_a_minute_each_and_together() -> None:
    from datetime import timedelta

    budget, here, there = Budget(each=2, together=3), ip_address("192.0.2.1"), ip_address("192.0.2.2")
    assert [budget.spend(here, NOW) for _ in range(3)] == [True, True, False]
    assert [budget.spend(there, NOW) for _ in range(2)] == [True, False]
    assert budget.spend(here, NOW + timedelta(minutes=1))
