"""Identifiers of persons that carry their own check: a chance run of digits is not one."""

from __future__ import annotations


def is_nir(text: str) -> bool:
    """Say whether `text` is a French social security number with its key.

    15 characters, spaces aside: sex, year, month, department (2A and 2B in Corsica), commune, order, key =
    97 - (number modulo 97); Corsica's letters count as 19 and 18 (INSEE, « Le numéro d’inscription au
    répertoire »). Months 20 to 42 and 50 to 99 exist for births whose month is unknown.
    """
    compact = "".join(text.split()).upper()
    if len(compact) != 15:
        return False
    department = {"2A": "19", "2B": "18"}.get(compact[5:7], compact[5:7])
    body, key = compact[:5] + department + compact[7:13], compact[13:]
    if not (body.isdecimal() and key.isdecimal() and body.isascii() and key.isascii()):
        return False
    month = int(body[3:5])
    if body[0] not in "12" or not (1 <= month <= 12 or 20 <= month <= 42 or month >= 50):
        return False
    return int(key) == 97 - int(body) % 97


#: Length of an IBAN by country, ISO 13616 registry (SWIFT, release 99), for the countries of SEPA.
_IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26,
    "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28,
    "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}  # fmt: skip


def is_iban(text: str) -> bool:
    """Say whether `text` is an IBAN of the SEPA with its check digits (ISO 13616, modulo 97 of ISO 7064)."""
    compact = "".join(text.split()).upper()
    if _IBAN_LENGTHS.get(compact[:2]) != len(compact) or not (compact.isascii() and compact.isalnum()):
        return False
    digits = "".join(str(int(character, 36)) for character in compact[4:] + compact[:4])
    return int(digits) % 97 == 1
