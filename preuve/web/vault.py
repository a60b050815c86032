"""Secrets kept at rest: sealed with keys that the environment gives, never with what is in the database."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class VaultError(Exception):
    """A sealed secret that none of the keys opens, or that was sealed for something else."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        super().__init__(purpose)


def seal(purpose: str, secret: bytes) -> bytes:
    """Return `secret` encrypted and authenticated (Fernet), for one purpose ("nir", "issuer key")."""
    return _vault(purpose).encrypt(secret)


def unseal(purpose: str, sealed: bytes | memoryview) -> bytes:
    """Return the secret; `VaultError` when no key opens it, or when it was sealed for another purpose."""
    try:
        return _vault(purpose).decrypt(bytes(sealed))
    except InvalidToken as error:
        raise VaultError(purpose) from error


def reseal(purpose: str, sealed: bytes) -> bytes:
    """Return the same secret sealed with the first key: what a change of keys does to each row."""
    return _vault(purpose).rotate(bytes(sealed))


def _vault(purpose: str) -> MultiFernet:
    """The first key of `PREUVE_VAULT_KEYS` seals, all open: put a new one first, keep the old ones behind."""
    return MultiFernet([Fernet(_derived(key, purpose)) for key in settings.VAULT_KEYS])


def _derived(key: str, purpose: str) -> bytes:
    derivation = HKDF(hashes.SHA256(), 32, salt=b"preuve-vault", info=purpose.encode())
    return base64.urlsafe_b64encode(derivation.derive(key.encode()))
