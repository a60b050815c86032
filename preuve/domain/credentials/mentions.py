"""What a certificate must say, and what it must never say.

Source: certification.md §1, "Certificate (parchemin)": the decision of France compétences with its date and
duration, the certifier's legal name, the exact registered title, level and NSF code, the holder's identity,
date and place, signature, whole or block; never "Titre professionnel". The framework's version and hash are
ours: they say against what the holder was assessed.
"""

from collections.abc import Mapping
from enum import StrEnum


class Mention(StrEnum):
    """Keys of the mentions of a certificate, in the order in which people are told what is missing."""

    TITLE = "title"
    RNCP_CODE = "rncp_code"
    LEVEL = "level"
    NSF_CODES = "nsf_codes"
    DECISION_REFERENCE = "decision_reference"
    DECISION_DATE = "decision_date"
    VALID_UNTIL = "valid_until"
    CERTIFIER = "certifier"
    FRAMEWORK_VERSION = "framework_version"
    FRAMEWORK_HASH = "framework_hash"
    HOLDER_FIRST_NAMES = "holder_first_names"
    HOLDER_BIRTH_NAME = "holder_birth_name"
    HOLDER_LAST_NAME = "holder_last_name"
    BIRTH_DATE = "birth_date"
    BIRTH_PLACE = "birth_place"
    PLACE = "place"
    GRANTED_ON = "granted_on"
    SIGNATORY_NAME = "signatory_name"
    SIGNATORY_QUALITY = "signatory_quality"
    BLOCK_CODE = "block_code"
    BLOCK_TITLE = "block_title"


BLOCK_ONLY = frozenset({Mention.BLOCK_CODE, Mention.BLOCK_TITLE})
"""Mentions of a block's certificate, which one for the whole certification never bears."""

FORBIDDEN_WORDS = ("titre professionnel",)
"""In lower case. Kept for the titles of the ministry of Labour."""


def missing_mentions(mentions: Mapping[str, object], *, block: bool) -> tuple[Mention, ...]:
    """Return the mentions that a certificate lacks, in the order of `Mention`; empty when it may be issued.

    Args:
        mentions: value by key, as kept with the certificate; other keys are not looked at.
        block: whether the certificate is for one block (then its code and title are asked for too).

    A mention is missing when its key is, or when its value is null or a blank text.
    """
    asked = (mention for mention in Mention if block or mention not in BLOCK_ONLY)
    return tuple(mention for mention in asked if _is_blank(mentions.get(mention.value)))


def forbidden_words(mentions: Mapping[str, object]) -> tuple[str, ...]:
    """Return the words that a certificate of ours may not bear, of those found in the texts of `mentions`."""
    texts = " ".join(" ".join(str(value).casefold().split()) for value in mentions.values())
    return tuple(words for words in FORBIDDEN_WORDS if words in texts)


def _is_blank(value: object) -> bool:
    return value is None or not str(value).strip()
