"""What anyone may know of a certificate: what is printed on it, and whether it still stands."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from preuve.domain.credentials.numbering import canonical_number
from preuve.web.credentials.models import Certificate
from preuve.web.credentials.queries.certificates import certificate_hash, holder_names
from preuve.web.credentials.queries.replacements import Replacements, replacements_of
from preuve.web.credentials.queries.signed import file_kinds, with_file_kinds


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """The public page of a certificate: no reason of a revocation, no date or place of birth."""

    status: str
    number: str
    holder: str
    usage_name: str
    title: str
    block_code: str
    block_title: str
    rncp_code: str
    level: int
    certifier: str
    granted_on: date
    revoked_at: datetime | None
    suspended_at: datetime | None
    content_hash: str
    files: frozenset[str]
    replacements: Replacements


def public_facts(public_id: str) -> PublicFacts | None:
    """Return what is public of a certificate, or nothing when none has this address."""
    if not public_id.isalnum():  # never asked of the database, which refuses some characters with an error
        return None
    row = with_file_kinds(Certificate.objects.filter(public_id=public_id.lower())).first()
    return facts_of(row) if row is not None else None


def facts_of(row: Certificate) -> PublicFacts:
    """Return what is public of a certificate, read with the kinds of its files."""
    mentions = row.mentions
    holder, usage_name = holder_names(mentions)
    return PublicFacts(
        status="revoked" if row.revoked_at else "suspended" if row.suspended_at else "valid",
        number=row.number,
        holder=holder,
        usage_name=usage_name,
        title=mentions["title"],
        block_code=mentions["block_code"],
        block_title=mentions["block_title"],
        rncp_code=mentions["rncp_code"],
        level=mentions["level"],
        certifier=mentions["certifier"],
        granted_on=row.granted_on,
        revoked_at=row.revoked_at,
        suspended_at=row.suspended_at,
        content_hash=certificate_hash(row),
        files=file_kinds(row),
        replacements=replacements_of(row),
    )


def certificate_of_holder(number: str, family_name: str) -> Certificate | None:
    """Return the certificate of that number if the family name is its holder's, by birth or in use.

    `NumberError` when the text can't be a number. Nothing tells an unknown number from another person's.
    """
    row = Certificate.objects.filter(number=canonical_number(number)).first()
    mentions = row.mentions if row is not None else {"holder_birth_name": "", "holder_last_name": ""}
    names = {plain_name(mentions["holder_birth_name"]), plain_name(mentions["holder_last_name"])}
    return row if plain_name(family_name) in names - {""} else None


def plain_name(name: str) -> str:
    """Return a name without accents, case, spaces or punctuation: how it was typed must not matter."""
    parts = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in parts if character.isalnum())
