"""Encryption of the few fields that must not be readable in the database, blind indexes to find them by, and token hashes.

Keys live in settings, outside the database. What is sealed is bound to its place: moved to another row, or read as
something else, it cannot be opened.
"""

import hashlib
import hmac
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

FORMAT = b"\x01"
NONCE_BYTES = 12


class CannotOpen(ValueError):
    """The sealed bytes are damaged, sealed with another key, or bound to another place."""


def seal(plain: bytes, *, bound_to: str) -> bytes:
    """AES-256-GCM: one format byte, a 12-byte nonce, ciphertext and tag. `bound_to` names the row and what it holds."""
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(bytes.fromhex(settings.CIPHER_KEY)).encrypt(nonce, plain, bound_to.encode())


def open_sealed(sealed: bytes, *, bound_to: str) -> bytes:
    """What `seal` was given; raises CannotOpen without saying why."""
    if sealed[:1] != FORMAT:
        raise CannotOpen
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(bytes.fromhex(settings.CIPHER_KEY)).decrypt(nonce, ciphertext, bound_to.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def blind_index(text: str, *, kind: str) -> bytes:
    """Thirty-two bytes by which an equal text of the same kind is found, useless without the index key."""
    return hmac.new(bytes.fromhex(settings.INDEX_KEY), f"{kind}\0{text}".encode(), hashlib.sha256).digest()


def new_token() -> str:
    """A bearer token with 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """SHA-256, unsalted: the token is random and long, so there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()
