"""AWS KMS: waiting for deletion, the credentials' file, regions, and each refusal."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from tests.keys import kms
from tests.keys.backing import behaving, secret_file
from tests.keys.test_contract import MATERIAL, PLACE

from vault.errors import KeyDestroyed, KeystoreUnavailable
from vault.keys.extras import load
from vault.keys.kms import _ROLES, KmsKeys, _spelt
from vault.settings import KmsSettings


@pytest.fixture
def server() -> Iterator[tuple[str, kms.Service]]:
    with kms.serving() as made:
        yield made


@pytest.fixture
def service(server: tuple[str, kms.Service]) -> kms.Service:
    return server[1]


@pytest.fixture
def settings(server: tuple[str, kms.Service], tmp_path: Path) -> KmsSettings:
    return KmsSettings(
        region=kms.REGION,
        address=server[0],
        credentials_file=secret_file(tmp_path / "credentials", kms.CREDENTIALS),
        timeout=30,
    )


@pytest.fixture
def provider(settings: KmsSettings) -> KmsKeys:
    return KmsKeys(settings)


def key_of(service: kms.Service, reference: str) -> object:
    return service.keys()[reference.rpartition("/")[2]]


@pytest.mark.parametrize("days", [7, 30])
def test_destroying_begins_the_wait_and_the_key_opens_nothing_meanwhile(
    settings: KmsSettings, service: kms.Service, days: int
) -> None:
    provider = KmsKeys(msgspec.structs.replace(settings, waiting_days=days))
    assert provider.waiting_days == days
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    provider.destroy(reference)
    key = key_of(service, reference)
    assert key.key_state == "PendingDeletion"  # type: ignore[attr-defined]
    assert provider.references() == frozenset()
    with pytest.raises(KeyDestroyed):
        provider.unwrap(reference, wrapped, PLACE)


def test_an_administrator_can_bring_it_back_until_the_wait_is_over(provider: KmsKeys, service: kms.Service) -> None:
    """Which is why the bound on erasure that is printed has these days in it."""
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    provider.destroy(reference)
    key = key_of(service, reference)
    key.key_state = "Enabled"  # type: ignore[attr-defined]
    assert provider.unwrap(reference, wrapped, PLACE) == MATERIAL
    del service.keys()[reference.rpartition("/")[2]]
    with pytest.raises(KeyDestroyed):
        provider.unwrap(reference, wrapped, PLACE)
    provider.destroy(reference)


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("down", "does not answer as it should"),
        ("AccessDeniedException", "refuses the credentials"),
        ("UnrecognizedClientException", "refuses the credentials"),
        ("InvalidClientTokenId", "refuses the credentials"),
        ("ExpiredTokenException", "refuses the credentials"),
        ("disabled", "disabled"),
        ("unready", "does not answer as it should"),
    ],
)
def test_each_refusal_is_named(provider: KmsKeys, service: kms.Service, mode: str, said: str) -> None:
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    with behaving(service, mode), pytest.raises(KeystoreUnavailable, match=said):
        provider.unwrap(reference, wrapped, PLACE)
    assert provider.unwrap(reference, wrapped, PLACE) == MATERIAL


def test_silence_is_not_waited_for_longer_than_was_said(
    provider: KmsKeys, settings: KmsSettings, service: kms.Service
) -> None:
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    impatient = KmsKeys(msgspec.structs.replace(settings, timeout=0.1))
    with behaving(service, "silent"), pytest.raises(KeystoreUnavailable, match="cannot be reached"):
        impatient.unwrap(reference, wrapped, PLACE)


def test_a_key_of_another_region_is_not_called_destroyed(provider: KmsKeys, settings: KmsSettings) -> None:
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    elsewhere = KmsKeys(msgspec.structs.replace(settings, region="eu-west-1"))
    for name in (reference, "no ARN at all"):
        with pytest.raises(KeystoreUnavailable, match="region"):
            elsewhere.unwrap(name, wrapped, PLACE)
    with pytest.raises(KeystoreUnavailable, match="region"):
        elsewhere.wrap(reference, MATERIAL, PLACE)
    with pytest.raises(KeystoreUnavailable, match="region"):
        elsewhere.destroy(reference)


def test_keys_are_known_by_the_alias_that_is_written_down(provider: KmsKeys) -> None:
    """Under another one the keys of before would be in no list, and nobody would know that they are there."""
    reference = provider.create("epoch 1")
    ((alias, of),) = provider._aliases()
    before, _, name = alias.rpartition("/")
    assert (before, UUID(name).version, of) == ("alias/complaint-vault", 7, reference)


def test_the_context_is_what_a_policy_can_ask_for_and_nothing_personal(provider: KmsKeys, service: kms.Service) -> None:
    """It stands in AWS's own log."""
    provider.create("epoch 1")
    assert _spelt(PLACE) == {
        "organisation": PLACE.organisation.hex(),
        "table": "epoch",
        "row": PLACE.row.hex(),
        "field": "encryption",
    }
    assert service.keys()


def test_renewed_credentials_are_used_at_once(
    provider: KmsKeys, settings: KmsSettings, service: kms.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And those in the environment never."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAFRAMILJOEET")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "FraMiljoeet")
    monkeypatch.setenv("AWS_PROFILE", "another")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    provider.references()
    assert settings.credentials_file is not None
    secret_file(
        settings.credentials_file, kms.CREDENTIALS.replace(kms.ACCESS_KEY, "AKIADENNYE") + "aws_session_token=x"
    )
    provider.references()
    assert [line.partition("Credential=")[2].partition("/")[0] for line in service.authorisations] == [
        kms.ACCESS_KEY,
        "AKIADENNYE",
    ]


@pytest.mark.parametrize("content", ["not a file of that form", "[default]\naws_access_key_id = A", "[other]\na = b"])
def test_credentials_of_another_form_are_refused_and_not_shown(
    provider: KmsKeys, settings: KmsSettings, content: str
) -> None:
    assert settings.credentials_file is not None
    settings.credentials_file.write_text(content)
    with pytest.raises(KeystoreUnavailable, match="another form"):
        provider.references()
    settings.credentials_file.chmod(0o640)
    with pytest.raises(KeystoreUnavailable, match="read by others"):
        provider.references()


def test_without_a_file_only_a_role_of_the_machine_counts(
    settings: KmsSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAFRAMILJOEET")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "FraMiljoeet")
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(KeystoreUnavailable):
        KmsKeys(msgspec.structs.replace(settings, credentials_file=None)).references()


def test_other_keys_of_the_account_are_not_shown(provider: KmsKeys) -> None:
    provider._ask("create_key")
    reference = provider.create("epoch 1")
    assert provider.references() == {reference}


def test_keys_that_do_not_fit_one_page_are_known_too(provider: KmsKeys, service: kms.Service) -> None:
    service.page = 2
    made = {provider.create(f"epoch {number}") for number in range(5)}
    assert provider.references() == made


def test_an_address_in_the_environment_is_not_where_keys_are(
    settings: KmsSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could be somebody else's, who would be sent every key that is to be wrapped."""
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_KMS"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    client = KmsKeys(msgspec.structs.replace(settings, address=None))._client()
    assert client.meta.endpoint_url == f"https://kms.{kms.REGION}.amazonaws.com"


@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
def test_a_file_that_the_environment_names_is_not_read(
    settings: KmsSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """It could say whose keys are used, or through which address; one that nobody can read shows that nobody did."""
    (tmp_path / "named").write_text("no file of that form\n")
    monkeypatch.setenv(variable, str(tmp_path / "named"))
    provider = KmsKeys(settings)
    reference = provider.create("epoch 1")
    assert provider.references() == {reference}


def test_the_token_of_a_session_is_sent_along(settings: KmsSettings, service: kms.Service, tmp_path: Path) -> None:
    lent = secret_file(tmp_path / "lent", f"{kms.CREDENTIALS}aws_session_token = FraSessionen\n")
    KmsKeys(msgspec.structs.replace(settings, credentials_file=lent)).references()
    assert service.session_tokens == {"FraSessionen"}


def test_the_role_of_a_container_is_used(
    settings: KmsSettings, service: kms.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    lent = {"AccessKeyId": "AKIAROLLE", "SecretAccessKey": "x", "Token": "t", "Expiration": "2099-01-01T00:00:00Z"}
    with answering(json.dumps(lent).encode()) as address:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", address)
        provider = KmsKeys(msgspec.structs.replace(settings, credentials_file=None))
        reference = provider.create("epoch 1")
        assert provider.references() == {reference}
    assert all("Credential=AKIAROLLE/" in one for one in service.authorisations)


def test_the_roles_are_those_that_the_library_knows() -> None:
    """A slip in a name would leave machines with such a role without keys."""
    resolver = load("botocore.session", "kms").Session().get_component("credential_provider")
    assert {one.METHOD for one in resolver.providers} > _ROLES


@contextmanager
def answering(content: bytes) -> Iterator[str]:
    """A server that answers everything alike, and its address."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
