"""The transit engine behind real HTTP: each way in which it refuses, and what must not be sent where."""

import base64
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from tests.accounts.certificates import Authority
from tests.keys.backing import behaving, secret_file
from tests.keys.test_contract import MATERIAL, PLACE
from tests.keys.transit import TOKEN, Engine, serving

from vault.errors import KeyDestroyed, KeystoreUnavailable, Tampered
from vault.keys.transit import TransitKeys, _associated
from vault.settings import TransitSettings


@pytest.fixture
def settings(server: tuple[str, Engine], tmp_path: Path) -> TransitSettings:
    return TransitSettings(address=server[0], token_file=secret_file(tmp_path / "token", TOKEN), timeout=30)


@pytest.fixture
def provider(settings: TransitSettings) -> TransitKeys:
    return TransitKeys(settings)


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("sealed", "sealed"),
        ("forbidden", "refuses the token"),
        ("limited", "too often"),
        ("broken", "does not answer as it should"),
        ("gone", "cannot be reached"),
        ("other", "no transit engine"),
        ("elsewhere", "no transit engine"),
    ],
)
def test_each_refusal_is_named(provider: TransitKeys, engine: Engine, mode: str, said: str) -> None:
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    with behaving(engine, mode):
        with pytest.raises(KeystoreUnavailable, match=said):
            provider.unwrap(reference, wrapped, PLACE)
        with pytest.raises(KeystoreUnavailable, match=said):
            provider.references()
        with pytest.raises(KeystoreUnavailable, match=said):
            provider.destroy(reference)
    assert provider.unwrap(reference, wrapped, PLACE) == MATERIAL


def test_silence_is_not_waited_for_longer_than_was_said(
    provider: TransitKeys, settings: TransitSettings, engine: Engine
) -> None:
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    impatient = TransitKeys(msgspec.structs.replace(settings, timeout=0.1))
    with behaving(engine, "silent"), pytest.raises(KeystoreUnavailable, match="cannot be reached"):
        impatient.unwrap(reference, wrapped, PLACE)


def test_nobody_listening_is_said_to_be_so(settings: TransitSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    provider = TransitKeys(msgspec.structs.replace(settings, address=f"http://127.0.0.1:{port}"))
    with pytest.raises(KeystoreUnavailable, match="cannot be reached"):
        provider.references()


def test_a_renewed_token_is_used_at_once(provider: TransitKeys, settings: TransitSettings, engine: Engine) -> None:
    """Whatever renews it writes the file anew; nothing is restarted."""
    engine.token = "hvs.DetNye"
    with pytest.raises(KeystoreUnavailable, match="refuses the token"):
        provider.references()
    settings.token_file.write_text("hvs.DetNye\n")
    assert provider.references() == frozenset()


@pytest.mark.parametrize("content", ["", "\n", "æøå"])
def test_a_token_that_is_none_is_refused(provider: TransitKeys, settings: TransitSettings, content: str) -> None:
    settings.token_file.write_text(content)
    with pytest.raises(KeystoreUnavailable):
        provider.references()


def test_a_token_that_others_can_read_is_not_sent(
    provider: TransitKeys, settings: TransitSettings, engine: Engine
) -> None:
    settings.token_file.chmod(0o644)
    with pytest.raises(KeystoreUnavailable, match="token can be read by others"):
        provider.references()
    assert engine.tokens_seen == []


def test_the_token_is_not_taken_along_a_redirect(provider: TransitKeys, engine: Engine) -> None:
    with behaving(engine, "elsewhere"), pytest.raises(KeystoreUnavailable):
        provider.references()
    assert engine.tokens_seen == [TOKEN]


def test_no_variable_of_the_environment_is_heeded(
    provider: TransitKeys, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "VAULT_ADDR"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("VAULT_TOKEN", "hvs.FraMiljoeet")
    provider.create("epoch 1")
    assert set(engine.tokens_seen) == {TOKEN}


def test_a_key_is_of_the_kind_that_cannot_be_exported(provider: TransitKeys, engine: Engine) -> None:
    _, about = engine.keys[provider.create("epoch 1")]
    assert (about["type"], about["exportable"], about["allow_plaintext_backup"]) == ("aes256-gcm96", False, False)


def test_wrapping_under_a_destroyed_key_does_not_bring_it_back(provider: TransitKeys, engine: Engine) -> None:
    """The server makes a missing key when asked to encrypt under it; what was destroyed must stay so."""
    reference = provider.create("epoch 1")
    provider.destroy(reference)
    with pytest.raises(KeyDestroyed):
        provider.wrap(reference, MATERIAL, PLACE)
    assert engine.keys == {}


def test_other_keys_of_the_engine_are_not_shown(provider: TransitKeys, engine: Engine) -> None:
    engine.answer("POST", ["keys", "another-programs"], {})
    assert provider.references() == frozenset()
    assert provider.references() != {provider.create("epoch 1")}


def test_a_ciphertext_of_one_key_renamed_to_another_does_not_open(provider: TransitKeys, engine: Engine) -> None:
    """Who can write at the server can give a key another name; the name is bound with what is wrapped."""
    reference, other = provider.create("epoch 1"), provider.create("epoch 2")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    engine.keys[other] = (engine.keys[reference][0], engine.keys[other][1])
    with pytest.raises(Tampered):
        provider.unwrap(other, wrapped, PLACE)


def test_keys_are_known_by_the_name_that_is_written_down(provider: TransitKeys) -> None:
    """Under another one the keys of before would be in no list, and nobody would know that they are there."""
    before, number = provider.create("epoch 1")[:16], provider.create("epoch 2")[16:]
    assert (before, UUID(number).version) == ("complaint-vault-", 7)


def test_what_is_bound_with_a_ciphertext_is_as_it_always_was() -> None:
    """Two bytes for how long the name is, the name, the place. Bound otherwise, nothing of before would open."""
    assert base64.b64decode(_associated("kf", PLACE)) == b"\x00\x02kf" + PLACE.encode()


def test_a_server_that_nobody_vouches_for_is_told_nothing(tmp_path: Path) -> None:
    """The token that every call carries opens every key."""
    known = Authority(tmp_path, datetime.now(UTC))
    (tmp_path / "other").mkdir()
    stranger = Authority(tmp_path / "other", datetime.now(UTC))
    pair = known.sign("engine")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pair.certificate, pair.key)
    token = secret_file(tmp_path / "token", TOKEN)
    with serving(tls) as (address, engine):
        trusting = TransitSettings(address=address, token_file=token, ca_file=known.pem, timeout=30)
        assert TransitKeys(trusting).create("epoch 1") in engine.keys
        for nobody in (None, stranger.pem):
            with pytest.raises(KeystoreUnavailable, match="cannot be reached"):
                TransitKeys(msgspec.structs.replace(trusting, ca_file=nobody)).create("epoch 2")
        assert len(engine.keys) == 1
