"""Which providers there are, as the environment names them: what is missing or unsafe is refused in one line."""

import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.engines import SqliteServer
from tests.keys import softhsm
from tests.keys.backing import secret_file
from tests.keys.test_contract import MATERIAL, PLACE
from tests.world import NOW, THE_OPERATOR, World

from vault import backups
from vault.clock import StoppedClock
from vault.errors import InvalidInput, KeystoreUnavailable, Misconfigured
from vault.keys import open_providers
from vault.keys.pkcs11 import Pkcs11Keys
from vault.keys.token import module
from vault.opening import initialise, open_vault
from vault.settings import KmsSettings, Pkcs11Settings, Settings, TransitSettings, from_environment

PKCS11 = {
    "CVAULT_PKCS11_MODULE": "/usr/lib/hsm.so",
    "CVAULT_PKCS11_TOKEN": "cvault",
    "CVAULT_PKCS11_PIN_FILE": "/etc/cvault/pin",
}
TRANSIT = {
    "CVAULT_TRANSIT_ADDRESS": "https://bao.internal:8200/",
    "CVAULT_TRANSIT_TOKEN_FILE": "/etc/cvault/token",
}
KMS = {"CVAULT_KMS_REGION": "eu-north-1"}


def test_nothing_set_is_the_file_alone(tmp_path: Path) -> None:
    settings = from_environment({"CVAULT_HOME": str(tmp_path)})
    assert (settings.key_provider, settings.pkcs11, settings.transit, settings.kms) == ("file", None, None, None)
    assert [one.name for one in open_providers(settings, StoppedClock(NOW))] == ["file"]


def test_each_is_configured_by_its_first_variable(tmp_path: Path) -> None:
    given = {"CVAULT_HOME": str(tmp_path), "CVAULT_KEY_PROVIDER": "kms", **PKCS11, **TRANSIT, **KMS}
    settings = from_environment(given)
    assert settings.pkcs11 == Pkcs11Settings(
        module=Path("/usr/lib/hsm.so"), token="cvault", pin_file=Path("/etc/cvault/pin")
    )
    assert settings.transit == TransitSettings(
        address="https://bao.internal:8200", token_file=Path("/etc/cvault/token"), mount="transit", timeout=5
    )
    assert settings.kms == KmsSettings(region="eu-north-1", waiting_days=7, timeout=5)
    providers = open_providers(settings, StoppedClock(NOW))
    assert [one.name for one in providers] == ["file", "pkcs11", "transit", "kms"]
    assert providers.new.name == "kms"
    waits = {name: providers.waiting_days(name) for name in ("file", "pkcs11", "transit", "kms", "another")}
    assert waits == {"file": 0, "pkcs11": 0, "transit": 0, "kms": 7, "another": None}


def test_all_of_it_can_be_said(tmp_path: Path) -> None:
    more = {
        **TRANSIT,
        "CVAULT_TRANSIT_ADDRESS": "http://[::1]:8200",
        "CVAULT_TRANSIT_MOUNT": "complaints",
        "CVAULT_TRANSIT_NAMESPACE": "housing",
        "CVAULT_TRANSIT_CA_FILE": "/etc/ssl/ours.pem",
        "CVAULT_TRANSIT_TIMEOUT": "0.5",
        **KMS,
        "CVAULT_KMS_ADDRESS": "http://localhost:4566",
        "CVAULT_KMS_CREDENTIALS_FILE": "/etc/cvault/aws",
        "CVAULT_KMS_WAITING_DAYS": "30",
        "CVAULT_KMS_TIMEOUT": "20",
    }
    settings = from_environment({"CVAULT_HOME": str(tmp_path), **more})
    assert settings.transit == TransitSettings(
        address="http://[::1]:8200",
        token_file=Path("/etc/cvault/token"),
        mount="complaints",
        namespace="housing",
        ca_file=Path("/etc/ssl/ours.pem"),
        timeout=0.5,
    )
    assert settings.kms == KmsSettings(
        region="eu-north-1",
        credentials_file=Path("/etc/cvault/aws"),
        address="http://localhost:4566",
        waiting_days=30,
        timeout=20,
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"CVAULT_PKCS11_TOKEN": ""}, "CVAULT_PKCS11_TOKEN is not set"),
        ({"CVAULT_PKCS11_PIN_FILE": ""}, "CVAULT_PKCS11_PIN_FILE is not set"),
        ({"CVAULT_TRANSIT_TOKEN_FILE": ""}, "CVAULT_TRANSIT_TOKEN_FILE is not set"),
        ({"CVAULT_TRANSIT_ADDRESS": "http://bao.internal:8200"}, "not protected by TLS"),
        ({"CVAULT_TRANSIT_ADDRESS": "ftp://127.0.0.1"}, "not protected by TLS"),
        ({"CVAULT_TRANSIT_ADDRESS": "https://token@bao.internal"}, "is not an address"),
        ({"CVAULT_TRANSIT_ADDRESS": "https://bao.internal:port"}, "is not an address"),
        ({"CVAULT_TRANSIT_ADDRESS": "bao.internal"}, "is not an address"),
        ({"CVAULT_TRANSIT_TIMEOUT": "soon"}, "is not a number from 0.1 to 60"),
        ({"CVAULT_KMS_WAITING_DAYS": "6"}, "is not a number from 7 to 30"),
        ({"CVAULT_KMS_WAITING_DAYS": "31"}, "is not a number from 7 to 30"),
        ({"CVAULT_KMS_TIMEOUT": "0"}, "is not a number from 0.1 to 60"),
    ],
    ids=str,
)
def test_what_is_missing_or_unsafe_is_refused(tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        from_environment({"CVAULT_HOME": str(tmp_path), **PKCS11, **TRANSIT, **KMS, **wrong})


def test_new_keys_are_made_where_a_provider_is(tmp_path: Path) -> None:
    settings = from_environment({"CVAULT_HOME": str(tmp_path), "CVAULT_KEY_PROVIDER": "pkcs11"})
    with pytest.raises(Misconfigured, match="pkcs11, which is not configured"):
        open_providers(settings, StoppedClock(NOW))


def test_a_backup_is_refused_where_a_credential_lies(world: World, tmp_path: Path) -> None:
    """Who holds a backup and a PIN, token or passphrase has half of the way to reading it."""
    pin = tmp_path / "secrets" / "pin"
    settings: Settings = world.vault.settings
    world.vault.settings = msgspec.structs.replace(
        settings, pkcs11=Pkcs11Settings(module=Path("/usr/lib/hsm.so"), token="t", pin_file=pin)
    )
    for folder in (tmp_path / "secrets" / "backup", tmp_path / "secrets", tmp_path):
        with pytest.raises(InvalidInput, match="credentials"):
            backups.back_up(world.vault, THE_OPERATOR, folder)
    assert not (tmp_path / "secrets").exists()


def test_a_lock_that_nobody_will_open_again_does_not_outlive_a_fork(tmp_path: Path) -> None:
    """As when another thread of the parent held it; here the handler of the fork is called by itself."""
    settings = softhsm.new_token(tmp_path)
    shared = module(str(settings.module))
    shared.begin_anew()
    provider = Pkcs11Keys(settings)
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    held: Any = shared.lock
    shared._forked()
    assert shared.lock is not held
    assert provider.unwrap(reference, wrapped, PLACE) == MATERIAL


def test_one_line_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    settings = softhsm.new_token(tmp_path)
    settings.pin_file.chmod(0o644)
    with pytest.raises(KeystoreUnavailable) as refused:
        Pkcs11Keys(settings).references()
    assert os.linesep not in refused.value.detail
    assert str(settings.pin_file) not in str(refused.value)


def test_a_passphrase_that_is_named_seals_the_keystore(tmp_path: Path, sqlite_server: SqliteServer) -> None:
    """From the first key on, and nobody opens the vault without it."""
    phrase = secret_file(tmp_path / "passphrase", "tolv tegn eller flere")
    named = {"CVAULT_HOME": str(tmp_path / "home"), "CVAULT_DATABASE_URL": sqlite_server.new_database()}
    with_it = from_environment(named | {"CVAULT_PASSPHRASE_FILE": str(phrase)})
    initialise(with_it, StoppedClock(NOW))
    assert b"complaint-vault/keystore-sealed/1" in with_it.keystore.read_bytes()
    with open_vault(with_it, StoppedClock(NOW)) as vault:
        World(vault, StoppedClock(NOW))
    with (
        open_vault(from_environment(named), StoppedClock(NOW)) as vault,
        pytest.raises(KeystoreUnavailable, match="sealed by a passphrase"),
    ):
        vault.keyring.check()
