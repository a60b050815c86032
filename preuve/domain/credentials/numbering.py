"""Numbers of certificates: `IAN-2026-000042-K7`, where the last two characters catch mistyping.

Source: ISO 7064, MOD 1271-36, the pure system for letters and digits with two check characters. It catches
every wrong character, every swap of two neighbours and nearly every other error; MOD 97-10 is for
digits only.
"""

import re
import unicodedata

from preuve.domain.credentials.errors import NumberError, NumberFault

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MODULUS = 1271
RADIX = 36
LONGEST_PREFIX = 5
LEAST_PREFIX = 2
SMALL_WORDS = frozenset(
    ("A", "AND", "AU", "AUX", "D", "DE", "DES", "DU", "EN", "ET", "L", "LA", "LE", "LES", "OF", "THE")
)
"""Words of a name that an acronym leaves out, in French and English."""

IGNORED = frozenset({"Zs", "Pd", "Cf", "Cc"})
"""Unicode categories that a typed number may hold anywhere: spaces, dashes, what is invisible."""

_BODY = re.compile(r"[A-Z0-9]{2,5}[0-9]{10}")
_CHECK = re.compile(r"[A-Z0-9]{2}")


def check_characters(text: str) -> str:
    """Return the two check characters of `text` by ISO 7064 MOD 1271-36.

    `text` holds digits and capital letters only, one at least (else `ValueError`). Letters count 10 to 35.
    """
    if not text:
        raise ValueError(text)
    value = 0
    for character in text:
        value = (value * RADIX + ALPHABET.index(character)) % MODULUS
    first, second = divmod((1 - value * RADIX * RADIX) % MODULUS, RADIX)
    return ALPHABET[first] + ALPHABET[second]


def issuer_prefix(name: str) -> str:
    """Return the letters that open the numbers of an issuer: `Institut Arc Numérique` gives `IAN`.

    The initials of its words (2 to 5 letters or digits, accents and small words left out); when there is one
    word only, its first letters. A name without letters of the Latin alphabet gives `XX`.
    """
    parts = unicodedata.normalize("NFKD", name).upper()
    plain = "".join(character for character in parts if not unicodedata.combining(character))
    words = re.findall(r"[A-Z0-9]+", plain)
    kept = [word for word in words if word not in SMALL_WORDS] or words
    initials = "".join(word[0] for word in kept)[:LONGEST_PREFIX]
    if len(initials) >= LEAST_PREFIX:
        return initials
    return "".join(kept)[:LONGEST_PREFIX].ljust(LEAST_PREFIX, "X")


def certificate_number(prefix: str, year: int, rank: int) -> str:
    """Return the number of the certificate of `rank` (from 1) in `year`, under an issuer's prefix.

    `NumberError` (SHAPE) when a part doesn't fit: prefix of 2 to 5 capitals or digits, year of four digits,
    rank of six digits at most.
    """
    body = f"{prefix}{year:04d}{rank:06d}"
    if _BODY.fullmatch(body) is None:
        raise NumberError(NumberFault.SHAPE, body)
    return canonical_number(body + check_characters(body))


def canonical_number(text: str) -> str:
    """Return the number that a person typed as it is printed: capitals, parts set apart by hyphens.

    Case, spaces, and dashes of any kind don't count. `NumberError`: SHAPE when the parts are not there, CHECK
    when the check characters are wrong.
    """
    joined = "".join(
        character for character in text.upper() if unicodedata.category(character) not in IGNORED
    )
    body, check = joined[:-2], joined[-2:]
    if _BODY.fullmatch(body) is None or _CHECK.fullmatch(check) is None:
        raise NumberError(NumberFault.SHAPE, text)
    if check_characters(body) != check:
        raise NumberError(NumberFault.CHECK, text)
    return f"{body[:-10]}-{body[-10:-6]}-{body[-6:]}-{check}"
