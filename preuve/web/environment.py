"""The settings that the environment gives, read in one place; `docs/operations.md` lists them all."""

import os
from enum import StrEnum

DEMONSTRATION_SECRET = "demonstration-only-secret-key-never-for-production"  # noqa: S105 (refused in production)


class Mode(StrEnum):
    """How the program runs: with invented people on one's own machine, or for real."""

    DEMONSTRATION = "demonstration"
    PRODUCTION = "production"


class UnsafeSettingsError(RuntimeError):
    """The environment asks for something that must not run in production."""


def text(name: str, default: str = "") -> str:
    """Return the variable `PREUVE_<name>`, stripped."""
    return os.environ.get(f"PREUVE_{name}", default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """Return whether `PREUVE_<name>` says yes (1, true, yes, on)."""
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """Return `PREUVE_<name>` as a whole number; anything else is an error that names the variable."""
    value = text(name, str(default))
    if not value.isdigit():
        message = f"PREUVE_{name}: a whole number is needed, not {value!r}"
        raise UnsafeSettingsError(message)
    return int(value)


def names(name: str, default: str) -> list[str]:
    """Return `PREUVE_<name>` split at its commas."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def refuse_unsafe(mode: Mode, *, debug: bool, secret_key: str, hosts: list[str], base_url: str) -> None:
    """Stop the start in production with demonstration keys, debugging, any host, or an address in clear."""
    if mode is not Mode.PRODUCTION:
        return
    reasons = []
    if debug:
        reasons.append("PREUVE_DEBUG is on")
    if not secret_key or secret_key == DEMONSTRATION_SECRET:
        reasons.append("PREUVE_SECRET_KEY is the demonstration key")
    elif len(secret_key) < 50:  # noqa: PLR2004 (the length Django's own deployment check asks for)
        reasons.append("PREUVE_SECRET_KEY has fewer than 50 characters")
    if not hosts or "*" in hosts:
        reasons.append("PREUVE_ALLOWED_HOSTS names no host, or any")
    if not base_url.startswith("https://"):
        reasons.append("PREUVE_BASE_URL does not begin with https://")
    if not text("DATABASE_URL"):
        reasons.append("PREUVE_DATABASE_URL names no server")
    if reasons:
        raise UnsafeSettingsError("not started in production mode: " + "; ".join(reasons))


def vault_keys(mode: Mode) -> list[str]:
    """Return the keys that seal secrets at rest, the one that seals first; production must bring its own."""
    keys = names("VAULT_KEYS", "")
    if mode is Mode.PRODUCTION:
        if not keys:
            message = "not started in production mode: PREUVE_VAULT_KEYS gives no key"
            raise UnsafeSettingsError(message)
        if any(len(key) < 43 for key in keys):  # noqa: PLR2004 (256 bits in base 64)
            message = (
                "not started in production mode: a key of PREUVE_VAULT_KEYS has fewer than 43 characters"
            )
            raise UnsafeSettingsError(message)
    return keys or [DEMONSTRATION_SECRET]
