"""Which passwords are taken: any that are long, and neither obvious nor leaked."""

import pytest
from tests.accounts.members import PASSWORD, invited, knock
from tests.world import World

from vault import accounts
from vault.accounts.factors.passwords import prepared, refuse_weak
from vault.errors import InvalidInput
from vault.policy import RoleName

KNOWN = ("Inge Mortensen", "inge@proevestenen.example", "Boligforeningen Prøvestenen")
"""What anybody would try for her: name, address, organisation."""


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("kort", "has 12 to 128 characters"),
        ("x" * 129, "has 12 to 128 characters"),
        ("aaaaaaaaaaaaaaaa", "repeats itself or counts"),
        ("123456789012", "repeats itself or counts"),
        ("abcdefghijklmnop", "repeats itself or counts"),
        ("Password123456!", "is little more than a word that anybody would try"),
        ("L0senord202612", "is little more than a word that anybody would try"),
        ("IngeMortensen2026", "is little more than a word that anybody would try"),
        ("inge@proevestenen", "is little more than a word that anybody would try"),
        ("Prøvestenen2026!", "is little more than a word that anybody would try"),
        ("1q2w3e4r5t6y", "stands in lists of leaked passwords"),
        ("1Q2W3E4R5T6Y", "stands in lists of leaked passwords"),
        ("trustno1trustno1", "stands in lists of leaked passwords"),
        ("correcthorsebatterystaple", "stands in lists of leaked passwords"),
        ("jegelskerdig", "stands in lists of leaked passwords"),
    ],
)
def test_an_obvious_or_leaked_password_is_refused(password: str, rule: str) -> None:
    with pytest.raises(InvalidInput, match=rule):
        refuse_weak(password, KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "Ål og ørred 7 gange",
        "correct horse battery staple",
        "k9#mQ2!vLx8$",
        "alle bogstaver er små",
        "\ud800 et halvt tegn",
        "ordene er lange " * 8,
    ],
)
def test_any_other_is_taken_whatever_it_is_made_of(password: str) -> None:
    refuse_weak(password, KNOWN)


def test_a_password_is_compared_as_it_came_but_for_how_a_keyboard_writes_a_letter() -> None:
    """Neither shortened nor trimmed nor in other letters; NFKC alone (NIST SP 800-63B-4, section 3.1.1.2)."""
    assert prepared("e\u0301n lang nat").reveal() == prepared("\u00e9n lang nat").reveal()
    long = "en lang nat ved havnen " * 5
    different = (long, long.strip(), long.upper(), long[:72], f" {long}")
    assert len({prepared(one).reveal() for one in different}) == len(different)


def test_the_door_refuses_them_and_the_invitation_stays_good(sqlite_world: World) -> None:
    invitation = invited(sqlite_world, "inge@proevestenen.example", RoleName.DPO).invitation
    for password in ("kort", "trustno1trustno1", "IngeMortensen2026"):
        with pytest.raises(InvalidInput, match="password"):
            knock(sqlite_world, accounts.accept_invitation, invitation, password)
    assert knock(sqlite_world, accounts.accept_invitation, invitation, PASSWORD).token
