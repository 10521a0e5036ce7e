"""Checkpoints are those of C2SP: others read ours, and we read theirs."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.notes import Cosigner, head, verified_text

from vault.audit import checkpoint, note
from vault.crypto import Secret, SigningKey
from vault.errors import InvalidInput, LogBroken
from vault.ids import OrganisationId, new_id

LOG = OrganisationId(new_id())
SIGNER, EARLIER, STRANGER = (SigningKey(Secret(letter * 32)) for letter in (b"k", b"e", b"s"))
ROOT = b"r" * 32
OURS = checkpoint.sign(LOG, 7, ROOT, SIGNER)

# From golang.org/x/mod/sumdb/note, whose format C2SP signed-note describes.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
# From signed-note and tlog-cosignature; they come without the keys.
SPEC_NOTE = """\
Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""  # noqa: E501 -- a signature is one line
SPEC_CHECKPOINT = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501 -- as above


def test_others_read_our_checkpoints() -> None:
    (key,) = checkpoint.verifiers(LOG, [SIGNER.public()])
    assert head(verified_text(OURS, key.vkey())) == (f"complaint-vault/{LOG}", 7, ROOT)


def test_we_read_the_notes_of_others() -> None:
    key = note.parse_vkey(GO_KEY)
    assert key.vkey() == GO_KEY
    text, by = note.proven(GO_NOTE, [key])
    assert text.endswith("what your problem is.\n")
    assert [one.name for one, _ in by] == ["PeterNeumann"]


def test_we_take_the_examples_of_the_specifications_apart() -> None:
    text, (signature,) = note.parse(SPEC_NOTE)
    assert text.endswith("ed è subito sera.\n")
    assert (signature.name, len(signature.signature)) == ("quasimodo.example/salvatore", 64)
    assert signature.line() in SPEC_NOTE
    found = checkpoint.head_of(SPEC_CHECKPOINT)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    _, (of_log, of_witness) = note.parse(SPEC_CHECKPOINT)
    assert len(of_log.signature) == 64
    assert int.from_bytes(of_witness.signature[:8], "big") == 1679315147


def test_each_checkpoint_names_its_key_among_several() -> None:
    keys = [SIGNER.public(), EARLIER.public()]
    for signer in (SIGNER, EARLIER):
        assert checkpoint.open_note(checkpoint.sign(LOG, 7, ROOT, signer), LOG, keys) == (7, ROOT)
    with pytest.raises(LogBroken):
        checkpoint.open_note(checkpoint.sign(LOG, 7, ROOT, STRANGER), LOG, keys)


def test_what_unknown_keys_signed_is_passed_over() -> None:
    cosigned = OURS + Cosigner("witness.example/w1", b"w" * 32).cosign(OURS, 1_790_000_000)
    assert checkpoint.open_note(cosigned, LOG, [SIGNER.public()]) == (7, ROOT)


def test_a_cosignature_is_checked_and_tells_its_time() -> None:
    witness = Cosigner("witness.example/w1", b"w" * 32)
    key = note.parse_vkey(witness.vkey)
    cosigned = OURS + witness.cosign(OURS, 1_790_000_000)
    assert note.proven(cosigned, [key])[1] == ((key, 1_790_000_000),)
    assert verified_text(cosigned, key.vkey())
    another = checkpoint.sign(LOG, 8, ROOT, SIGNER) + witness.cosign(OURS, 1_790_000_000)
    with pytest.raises(LogBroken):
        note.proven(another, [key])


def test_a_cosignature_alone_is_no_checkpoint_of_the_log() -> None:
    witness = Cosigner(checkpoint.origin(LOG), b"w" * 32)
    text = OURS.rpartition("\n\n")[0] + "\n\n" + witness.cosign(OURS, 1)
    with pytest.raises(LogBroken):
        checkpoint.opened(text, [note.parse_vkey(witness.vkey)])


@pytest.mark.parametrize("size", ["-1", "07", "+7", "7 ", "٧", "", "99999999999999999999"])
def test_a_size_is_written_in_one_way(size: str) -> None:
    body = f"{checkpoint.origin(LOG)}\n{size}\n{base64.b64encode(ROOT).decode()}\n"
    with pytest.raises(LogBroken):
        checkpoint.open_note(note.sign(body, checkpoint.origin(LOG), SIGNER), LOG, [SIGNER.public()])


@pytest.mark.parametrize(
    "key",
    [
        "",
        "name",
        "name+00000000+AAAA",
        GO_KEY.replace("c74f20a3", "c74f20a4"),
        GO_KEY[:-4],
        "a b" + GO_KEY,
        GO_KEY + "A",
    ],
)
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput):
        note.parse_vkey(key)


@given(st.text())
def test_any_text_is_a_key_or_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        note.parse_vkey(text)


def test_a_signature_over_a_note_is_none_over_anything_else() -> None:
    with pytest.raises(ValueError, match="NUL"):
        SIGNER.sign_note(b"complaint-vault/purge-certificate\x00{}")


def test_a_file_holds_several_checkpoints() -> None:
    later = checkpoint.sign(LOG, 8, ROOT, SIGNER)
    assert checkpoint.several(OURS + "\n" + later) == [OURS, later]
    assert checkpoint.several(OURS + later) == [OURS, later]
    assert checkpoint.several(SPEC_CHECKPOINT) == [SPEC_CHECKPOINT]
    with pytest.raises(InvalidInput):
        checkpoint.several("nothing of the kind\n")
