"""The number of a person in the national register (NIR), with its key.

Source: INSEE; 13 characters (sex, year, month, department, commune, rank), then the key: 97 less the number
modulo 97, where the Corsican departments 2A and 2B count as 19 and 18.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from preuve.domain.reporting.errors import NirError, NirFault

WHOLE_LENGTH = 15
NUMBER = re.compile(r"[12][0-9]{4}(?:2[AB]|[0-9]{2})[0-9]{6}")
_MODULUS = 97


@dataclass(frozen=True, slots=True)
class Nir:
    """A NIR without its key; its text shows in no representation.

    Attributes:
        number: 13 characters, letters in capitals.

    Raises:
        NirError: LENGTH or SHAPE.
    """

    number: str = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.number) != WHOLE_LENGTH - 2:
            raise NirError(NirFault.LENGTH, len(self.number))
        if not NUMBER.fullmatch(self.number):
            raise NirError(NirFault.SHAPE, len(self.number))

    @property
    def key(self) -> int:
        """The key that belongs to the number, 1 to 97."""
        digits = self.number.replace("2A", "19").replace("2B", "18")
        return _MODULUS - int(digits) % _MODULUS


def read_nir(text: str) -> Nir:
    """The NIR as a person enters it: 15 characters with the key, spaces anywhere, letters in any case.

    Raises:
        NirError: LENGTH (not 15), SHAPE, or KEY when the key is not that of the number.
    """
    written = "".join(text.split()).upper()
    if len(written) != WHOLE_LENGTH:
        raise NirError(NirFault.LENGTH, len(written))
    if not written[-2:].isascii() or not written[-2:].isdigit():
        raise NirError(NirFault.SHAPE, len(written))
    nir = Nir(written[:-2])
    if nir.key != int(written[-2:]):
        raise NirError(NirFault.KEY, len(written))
    return nir
