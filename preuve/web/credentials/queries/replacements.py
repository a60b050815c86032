"""Which certificate took the place of which, once a decision was rectified: read from what is kept anyway."""

from dataclasses import dataclass

from preuve.web.credentials.models import Certificate


@dataclass(frozen=True, slots=True)
class Replacements:
    """The certificates that one took the place of, and those that took its own."""

    replaces: list[Certificate]
    replaced_by: list[Certificate]


def replacements_of(certificate: Certificate) -> Replacements:
    """Return what a certificate replaces and what replaces it: one query."""
    rows = list(Certificate.objects.filter(enrolment=certificate.enrolment_id).order_by("pk"))
    return Replacements(
        replaces=[row for row in rows if certificate in _successors(row, rows)],
        replaced_by=_successors(certificate, rows),
    )


def _successors(old: Certificate, rows: list[Certificate]) -> list[Certificate]:
    """Return what the next minutes that granted again some of what `old` certified had issued.

    The whole certification shares something with each of its blocks; two blocks share nothing.
    """
    if old.revoked_at is None:
        return []
    later = [row for row in rows if row.pk > old.pk and _overlap(old, row)]
    return [row for row in later if row.minutes_id == later[0].minutes_id]


def _overlap(one: Certificate, other: Certificate) -> bool:
    return not one.block_code or not other.block_code or one.block_code == other.block_code
