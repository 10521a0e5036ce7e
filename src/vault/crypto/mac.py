"""Message authentication: HMAC-SHA-256 over a message that leaves the vault, for a receiver who shares the secret."""

import hmac

from vault.crypto.secret import Secret


def message_code(secret: Secret, content: bytes) -> bytes:
    """HMAC-SHA-256, 32 bytes."""
    return hmac.digest(secret.reveal(), content, "sha256")
