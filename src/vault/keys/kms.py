"""Provider keys in AWS KMS.

A destroyed key is scheduled for deletion. AWS waits at least seven days before it deletes; until then the key opens
nothing, and an administrator of the account can still bring it back. Only after that is it gone.
"""

import os
from configparser import ConfigParser, Error
from contextlib import suppress
from threading import local
from typing import Any, Final

from vault.crypto import Context, Secret
from vault.errors import KeyDestroyed, KeystoreUnavailable, Tampered
from vault.ids import new_id
from vault.keys.credentials import CredentialFile, Stamp
from vault.keys.extras import load
from vault.settings import KmsSettings

_LONGEST: Final = 6144
"""Bytes of a ciphertext, as the API has it."""
_ROLES: Final = frozenset({"assume-role-with-web-identity", "container-role", "iam-role"})
_NO_VARIABLES: Final = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
_ALIAS: Final = "alias/complaint-vault/"
_WRONG: Final = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})
_REFUSED: Final = frozenset(
    {"AccessDeniedException", "UnrecognizedClientException", "InvalidClientTokenId", "ExpiredTokenException"}
)


class KmsKeys:
    """A KeyProvider over the symmetric keys of one account and region. A reference is a key's ARN.

    Each key has an alias under `alias/complaint-vault/`, which is how the vault's own are told from others; it goes
    when the key is scheduled for deletion, so `references` shows the keys that still open something.
    """

    name = "kms"

    def __init__(self, settings: KmsSettings) -> None:
        """Raises Misconfigured without the library; asks AWS nothing yet."""
        self._boto3 = load("boto3", "kms")
        self._session = load("botocore.session", "kms")
        self._config = load("botocore.config", "kms")
        self._errors = load("botocore.exceptions", "kms")
        self._settings = settings
        self.waiting_days = settings.waiting_days
        self._credentials = settings.credentials_file and CredentialFile(
            settings.credentials_file, "AWS credentials", "CVAULT_KMS_CREDENTIALS_FILE"
        )
        self._mine = local()

    def create(self, label: str) -> str:
        made = self._ask("create_key", Description=f"complaint-vault {label}", KeySpec="SYMMETRIC_DEFAULT")
        reference: str = made["KeyMetadata"]["Arn"]
        self._ask("create_alias", AliasName=f"{_ALIAS}{new_id()}", TargetKeyId=reference)
        return reference

    def wrap(self, reference: str, material: Secret, context: Context) -> bytes:
        self._refuse_elsewhere(reference)
        answer = self._ask("encrypt", material, KeyId=reference, EncryptionContext=_spelt(context))
        wrapped: bytes = answer["CiphertextBlob"]
        return wrapped

    def unwrap(self, reference: str, wrapped: bytes, context: Context) -> Secret:
        self._refuse_elsewhere(reference)
        with suppress(_WrongCiphertext):
            if not 0 < len(wrapped) <= _LONGEST:
                raise _WrongCiphertext
            answer = self._ask("decrypt", KeyId=reference, CiphertextBlob=wrapped, EncryptionContext=_spelt(context))
            return Secret(answer["Plaintext"])
        raise Tampered(f"{context} fails authentication")

    def destroy(self, reference: str) -> None:
        """Schedules the deletion of a key, which nothing opens with from then on."""
        self._refuse_elsewhere(reference)
        key_id = reference.rpartition("/")[2]
        with suppress(KeyDestroyed):
            self._ask("schedule_key_deletion", KeyId=key_id, PendingWindowInDays=self._settings.waiting_days)
        for name in [name for name, target in self._aliases() if target == reference]:
            with suppress(KeyDestroyed):
                self._ask("delete_alias", AliasName=name)

    def references(self) -> frozenset[str]:
        return frozenset(reference for _, reference in self._aliases())

    def _aliases(self) -> list[tuple[str, str]]:
        """The vault's own aliases, each with the ARN of its key."""
        pages, marker = list[dict[str, Any]](), dict[str, Any]()
        while not pages or pages[-1].get("Truncated"):
            pages.append(self._ask("list_aliases", None, **marker))
            marker = {"Marker": pages[-1].get("NextMarker", "")}
        return [
            (one["AliasName"], f"{one['AliasArn'].partition(':alias/')[0]}:key/{one['TargetKeyId']}")
            for page in pages
            for one in page["Aliases"]
            if one["AliasName"].startswith(_ALIAS)
        ]

    def _refuse_elsewhere(self, reference: str) -> None:
        """A key of another region must not look as if it had been destroyed."""
        _, _, _, region, *_ = [*reference.split(":"), "", "", "", ""]
        if region != self._settings.region:
            raise KeystoreUnavailable("the key is in another AWS region", hint="is CVAULT_KMS_REGION right?")

    def _ask(self, operation: str, material: Secret | None = None, **parameters: Any) -> Any:
        """One call. Raises KeyDestroyed, _WrongCiphertext, KeystoreUnavailable."""
        refusal: Exception
        try:
            call = getattr(self._client(), operation)
            return call(**parameters) if material is None else call(Plaintext=material.reveal(), **parameters)
        except self._errors.ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            refusal = self._refusal(code, parameters)
        except (self._errors.BotoCoreError, OSError):
            refusal = KeystoreUnavailable(
                "AWS KMS cannot be reached", hint="are region, network and credentials right?"
            )
        # Raised out here: what the libraries raised, with the frames that saw credentials and keys, stays behind.
        raise refusal

    def _refusal(self, code: str, parameters: dict[str, Any]) -> Exception:
        if code in _WRONG:
            return _WrongCiphertext()
        if code == "NotFoundException" or (code == "KMSInvalidStateException" and self._pending(parameters["KeyId"])):
            return KeyDestroyed("the key provider no longer holds this key")
        if code in _REFUSED:
            return KeystoreUnavailable(
                "AWS KMS refuses the credentials", hint="are they valid, and does their policy allow this?"
            )
        if code == "DisabledException":
            return KeystoreUnavailable("the key is disabled at AWS KMS", hint="an administrator there can enable it")
        return KeystoreUnavailable("AWS KMS does not answer as it should", hint="try again in a moment")

    def _pending(self, key_id: str) -> bool:
        state: str = self._ask("describe_key", KeyId=key_id)["KeyMetadata"]["KeyState"]
        return state in ("PendingDeletion", "PendingReplicaDeletion")

    def _client(self) -> Any:
        """A client of this thread, made anew after a fork and when the credentials changed."""
        found = self._credentials and self._credentials.present()
        wanted: tuple[int, Stamp | None] = (os.getpid(), found.stamp if found else None)
        if getattr(self._mine, "made_for", None) != wanted:
            self._mine.client = self._new_client(found.secret if found else None)
            self._mine.made_for = wanted
        return self._mine.client

    def _new_client(self, credentials: Secret | None) -> Any:
        """Credentials come from the named file, or from the role that the machine has; never from a variable."""
        core = self._session.Session(session_vars=_NO_VARIABLES)
        if credentials is not None:
            core.set_credentials(*_parsed(credentials))
        else:
            resolver = core.get_component("credential_provider")
            for name in {one.METHOD for one in resolver.providers} - _ROLES:
                resolver.remove(name)
        timeout = self._settings.timeout
        config = self._config.Config(
            connect_timeout=timeout,
            read_timeout=timeout,
            retries={"mode": "standard", "total_max_attempts": 2},
            ignore_configured_endpoint_urls=True,
            proxies={},
        )
        session = self._boto3.Session(botocore_session=core, region_name=self._settings.region)
        return session.client("kms", endpoint_url=self._settings.address, config=config)


class _WrongCiphertext(Exception):
    """AWS says that a ciphertext is not of that key and context."""


def _parsed(credentials: Secret) -> tuple[str, str, str | None]:
    """Access key, secret key and session token of a file as the AWS command line writes it. Raises KeystoreUnavailable.

    Nothing of the content is in the error, nor in what led to it.
    """
    parser = ConfigParser(interpolation=None)
    with suppress(Error, UnicodeDecodeError, KeyError):
        parser.read_string(credentials.reveal().decode())
        section = parser["default"]
        return section["aws_access_key_id"], section["aws_secret_access_key"], section.get("aws_session_token")
    raise KeystoreUnavailable("the AWS credentials have another form", hint="is CVAULT_KMS_CREDENTIALS_FILE right?")


def _spelt(context: Context) -> dict[str, str]:
    """As AWS wants it; it stands in CloudTrail, so it is opaque ids and names from the schema."""
    return {
        "organisation": context.organisation.hex(),
        "table": context.table,
        "row": context.row.hex(),
        "field": context.field,
    }
