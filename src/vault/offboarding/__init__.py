"""An organisation leaves: its records are returned to it, then erased with its keys, and that is certified."""

from vault.offboarding.actions import (
    Sink,
    agree,
    certify,
    destroy_keys,
    erase,
    erase_again,
    export,
    finish,
    keep_export,
    offboard,
)
from vault.offboarding.model import Certificate, Export, Offboarding, SignedCertificate, Stage, check
from vault.offboarding.store import unfinished

__all__ = [
    "Certificate",
    "Export",
    "Offboarding",
    "SignedCertificate",
    "Sink",
    "Stage",
    "agree",
    "certify",
    "check",
    "destroy_keys",
    "erase",
    "erase_again",
    "export",
    "finish",
    "keep_export",
    "offboard",
    "unfinished",
]
