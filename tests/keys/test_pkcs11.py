"""Keys in a token never leave it; a wrong PIN does not lock it; other keys in it are left alone."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pkcs11
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pkcs11 import Attribute, KeyType, MechanismFlag, ObjectClass
from tests.keys import softhsm
from tests.keys.test_contract import MATERIAL, PLACE

from vault.errors import KeyDestroyed, KeystoreUnavailable, Misconfigured
from vault.keys.pkcs11 import Pkcs11Keys
from vault.keys.token import module
from vault.settings import Pkcs11Settings


@pytest.fixture
def settings(tmp_path: Path) -> Pkcs11Settings:
    made = softhsm.new_token(tmp_path)
    module(str(made.module)).begin_anew()
    return made


@pytest.fixture
def provider(settings: Pkcs11Settings) -> Pkcs11Keys:
    return Pkcs11Keys(settings)


@pytest.fixture
def session(provider: Pkcs11Keys) -> Any:
    """The token's own view, from the session that the provider has."""
    return provider._token.use(lambda open_one: open_one)


def key_of(session: Any, reference: str) -> Any:
    return session.get_key(object_class=ObjectClass.SECRET_KEY, id=UUID(reference).bytes)


def test_a_key_is_made_in_the_token_and_cannot_be_taken_out(provider: Pkcs11Keys, session: Any) -> None:
    """Neither read, nor wrapped under another key, nor made extractable afterwards."""
    key = key_of(session, provider.create("epoch 1"))
    marks = (Attribute.SENSITIVE, Attribute.ALWAYS_SENSITIVE, Attribute.NEVER_EXTRACTABLE, Attribute.LOCAL)
    assert all(key[mark] for mark in marks)
    assert not any(key[mark] for mark in (Attribute.EXTRACTABLE, Attribute.WRAP, Attribute.UNWRAP))
    with pytest.raises(pkcs11.AttributeSensitive):
        key[Attribute.VALUE]
    wrapper = session.generate_key(KeyType.AES, 256, capabilities=MechanismFlag.WRAP | MechanismFlag.UNWRAP)
    with pytest.raises(pkcs11.PKCS11Error):
        wrapper.wrap_key(key)
    for mark, value in ((Attribute.EXTRACTABLE, True), (Attribute.SENSITIVE, False)):
        with pytest.raises(pkcs11.PKCS11Error):
            key[mark] = value
    with pytest.raises(pkcs11.PKCS11Error):
        key.copy({Attribute.EXTRACTABLE: True})


def test_a_key_has_256_bits_and_is_seen_and_changed_by_nobody_without_the_pin(
    provider: Pkcs11Keys, session: Any
) -> None:
    """Nor does anybody with it give it another label, under which the vault would no longer know it."""
    key = key_of(session, provider.create("epoch 1"))
    assert (key[Attribute.VALUE_LEN], key[Attribute.PRIVATE], key[Attribute.MODIFIABLE]) == (32, True, False)
    with pytest.raises(pkcs11.PKCS11Error):
        key[Attribute.LABEL] = "another's"


class Lenient:
    """A session of a token that does not keep to the template it is given."""

    def __init__(self, session: Any, marks: dict[Attribute, bool]) -> None:
        self._session = session
        self._marks = marks

    def generate_key(self, kind: KeyType, bits: int, **details: Any) -> Any:
        return self._session.generate_key(kind, bits, **details | {"template": self._marks})


@pytest.mark.parametrize(("sensitive", "extractable"), [(False, True), (True, True), (False, False)])
def test_a_token_whose_keys_could_leave_it_is_refused(
    provider: Pkcs11Keys, session: Any, *, sensitive: bool, extractable: bool
) -> None:
    """In the clear, or wrapped under another key."""
    marks = {Attribute.SENSITIVE: sensitive, Attribute.EXTRACTABLE: extractable}
    with pytest.raises(KeystoreUnavailable, match="could leave"):
        provider._create(Lenient(session, marks), "epoch 1")
    assert provider.references() == frozenset()


def test_what_was_wrapped_before_opens(provider: Pkcs11Keys, session: Any) -> None:
    """The form and the key's label as they are written down; with others, nothing of before would open."""
    reference, material, nonce = UUID(int=7), bytes(range(32)), bytes(range(12))
    session.create_object(
        {
            Attribute.CLASS: ObjectClass.SECRET_KEY,
            Attribute.KEY_TYPE: KeyType.AES,
            Attribute.VALUE: material,
            Attribute.ID: reference.bytes,
            Attribute.LABEL: "complaint-vault epoch 1",
            Attribute.TOKEN: True,
            Attribute.DECRYPT: True,
        }
    )
    header = b"\x01\x01" + nonce
    sealed = AESGCM(material).encrypt(nonce, MATERIAL.reveal(), header + reference.bytes + PLACE.encode())
    assert provider.references() == {str(reference)}
    assert provider.unwrap(str(reference), header + sealed, PLACE) == MATERIAL
    assert provider.wrap(provider.create("epoch 2"), MATERIAL, PLACE)[:2] == header[:2]


class Failing:
    """A key of a token that wraps and no longer unwraps."""

    def __init__(self, key: Any) -> None:
        self.id = key.id
        self.encrypt = key.encrypt

    def decrypt(self, *_: object, **__: object) -> bytes:
        raise pkcs11.DeviceError


def test_a_token_that_fails_is_not_taken_for_tampering(
    provider: Pkcs11Keys, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads of tampering goes looking for who did it; here the token must be mended."""
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    with monkeypatch.context() as broken:
        broken.setattr(provider, "_one", lambda _, wanted: Failing(session.get_key(id=wanted)))
        with pytest.raises(KeystoreUnavailable):
            provider.unwrap(reference, wrapped, PLACE)
    assert provider.unwrap(reference, wrapped, PLACE) == MATERIAL


def test_other_keys_in_the_token_are_neither_shown_nor_destroyed(provider: Pkcs11Keys, session: Any) -> None:
    session.generate_key(KeyType.AES, 256, id=b"a database", label="a database's", store=True)
    assert provider.references() == frozenset()
    ours = provider.create("epoch 1")
    assert provider.references() == {ours}
    provider.destroy(ours)
    assert len(list(session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY}))) == 1


def test_a_nonce_is_never_used_twice(provider: Pkcs11Keys) -> None:
    reference = provider.create("epoch 1")
    nonces = {provider.wrap(reference, MATERIAL, PLACE)[2:14] for _ in range(50)}
    assert len(nonces) == 50


def test_a_wrong_pin_is_tried_once_until_its_file_changes(
    settings: Pkcs11Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tokens lock themselves after a few wrong ones, and a server would send one with every request.

    SoftHSM locks nothing, so what reaches it is counted.
    """
    reference = Pkcs11Keys(settings).create("epoch 1")
    shared = module(str(settings.module))
    shared.begin_anew()
    provider, tried, of = Pkcs11Keys(settings), list[str](), shared.token

    class Counting:
        def __init__(self, label: str) -> None:
            self._token = of(label)

        def open(self, **given: Any) -> Any:
            tried.append(given["user_pin"])
            return self._token.open(**given)

    monkeypatch.setattr(shared, "token", Counting)
    settings.pin_file.write_text("0000-forkert\n")
    for _ in range(30):
        with pytest.raises(KeystoreUnavailable, match="PIN"):
            provider.references()
    assert tried == ["0000-forkert"]
    settings.pin_file.write_text(softhsm.PIN + "\n")
    assert provider.references() == {reference}
    assert tried == ["0000-forkert", softhsm.PIN]


def test_a_child_works_although_a_thread_of_its_parent_was_using_the_token(
    provider: Pkcs11Keys, settings: Pkcs11Settings
) -> None:
    """The lock that the thread holds is held for ever in the child, in which there is no such thread."""
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    using, done = threading.Event(), threading.Event()

    def use() -> None:
        with module(str(settings.module)).lock:
            using.set()
            done.wait(60)

    thread = threading.Thread(target=use)
    thread.start()
    using.wait(60)
    child = os.fork()
    if child == 0:
        signal.alarm(30)
        os._exit(0 if provider.unwrap(reference, wrapped, PLACE) == MATERIAL else 1)
    done.set()
    thread.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the library, over the lost session
def test_a_session_that_was_lost_is_opened_anew(provider: Pkcs11Keys) -> None:
    """As after a token was taken out and put back, or its server was started again."""
    reference = provider.create("epoch 1")
    wrapped = provider.wrap(reference, MATERIAL, PLACE)
    for _ in range(2):
        provider._token.use(lambda session: session.close())
        assert provider.unwrap(reference, wrapped, PLACE) == MATERIAL
    provider._token.use(lambda session: session.close())
    assert {reference, provider.create("epoch 2")} == provider.references()


def test_two_vaults_of_a_process_both_make_keys(settings: Pkcs11Settings) -> None:
    """A login counts for every session of the process, and the second one finds that it is there."""
    one, other = Pkcs11Keys(settings), Pkcs11Keys(settings)
    assert {one.create("epoch 1"), other.create("epoch 2"), one.create("epoch 3")} == other.references()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_pin_that_others_can_read_is_refused(settings: Pkcs11Settings, mode: int) -> None:
    settings.pin_file.chmod(mode)
    with pytest.raises(KeystoreUnavailable, match="PIN can be read by others"):
        Pkcs11Keys(settings).references()


@pytest.mark.parametrize(
    "wrong",
    [{"token": "there-is-none"}, {"module": Path("/nowhere/libpkcs11.so")}, {"pin_file": Path("/nowhere/pin")}],
    ids=str,
)
def test_what_is_not_there_is_said_to_be_so(settings: Pkcs11Settings, wrong: dict[str, Any]) -> None:
    provider = Pkcs11Keys(msgspec.structs.replace(settings, **wrong))
    for _ in range(2):
        with pytest.raises(KeystoreUnavailable):
            provider.references()


def test_a_reference_that_no_token_could_have_is_of_no_key(provider: Pkcs11Keys) -> None:
    with pytest.raises(KeyDestroyed):
        provider.wrap("epoch 1", MATERIAL, PLACE)
    provider.destroy("epoch 1")


def test_without_the_library_one_line_says_what_to_install(
    settings: Pkcs11Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(Misconfigured) as refused:
        Pkcs11Keys(settings)
    assert "complaint-vault[pkcs11]" in (refused.value.hint or "")
