"""Sign what a certificate needs as files, each once; and again what a stolen key signed."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from preuve.domain.credentials.status_lists import LEAST_BITS
from preuve.web.accounts.models import Organisation
from preuve.web.credentials.awards import FileName, Place, files_of, seen_by_jury, unsigned
from preuve.web.credentials.keys import Algorithm, key_to_sign, signed_token
from preuve.web.credentials.models import Certificate, Credential, StatusList
from preuve.web.credentials.queries.issuer import signed_with
from preuve.web.credentials.queries.signed import current_credentials

FULLEST = LEAST_BITS // 2
"""Credentials in a list before a new one is begun: random places are then found at once."""
KIND = Credential.Kind


def make_credential(*, certificate: Certificate, now: datetime) -> Credential:
    """Return the credential of the certificate itself, made with all its other files if it wasn't."""
    rows = make_credentials(certificate=certificate, now=now)
    return next(row for row in rows if row.kind == KIND.CERTIFICATE)


@transaction.atomic
def make_credentials(*, certificate: Certificate, now: datetime) -> list[Credential]:
    """Return every signed file of a certificate, those that it lacked made: asked twice at once, each is one.

    A credential for the certificate and for each competence in it, the first as a JWT too, and the learner
    record that holds them all.
    """
    Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    made = _current(certificate)
    missing = [name for name in files_of(certificate) if name not in made]
    return [*made.values(), *_sign(certificate, dict.fromkeys(missing, 1), made, now)]


@transaction.atomic
def sign_again(*, certificate: Certificate, stale: Iterable[int], now: datetime) -> list[Credential]:
    """Return new editions of the files in `stale` (primary keys) that are still the current ones.

    A record is signed again whenever a credential that it holds is. A file replaced meanwhile is left alone:
    run again, this changes nothing.
    """
    Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    kept, wanted = _current(certificate), set(stale)
    again = {name: row.edition + 1 for name, row in kept.items() if row.pk in wanted}
    record = FileName(KIND.RECORD)
    if record in kept and any(name.kind != KIND.TOKEN for name in again):
        again[record] = kept[record].edition + 1
    for name in again:
        del kept[name]
    return _sign(certificate, again, kept, now)


def _current(certificate: Certificate) -> dict[FileName, Credential]:
    rows = current_credentials().filter(certificate=certificate).order_by("pk")
    return {FileName(KIND(row.kind), row.competence): row for row in rows}


def _sign(
    certificate: Certificate, editions: dict[FileName, int], made: dict[FileName, Credential], now: datetime
) -> list[Credential]:
    """Sign files in editions given; the certifier's row stays locked, so that no place is taken twice."""
    if not editions:
        return []
    issuer = certificate.certification.certifier
    Organisation.objects.select_for_update(no_key=True).get(pk=issuer.pk)
    status_list = _status_list(issuer, now)
    indexes = _free_places(status_list, len(editions))
    known, seen = dict(made), seen_by_jury(certificate)
    for (name, edition), index in zip(sorted(editions.items(), key=_record_last), indexes, strict=True):
        held = [row.document for key, row in known.items() if key.kind in {KIND.CERTIFICATE, KIND.COMPETENCE}]
        place = Place(status_list, index, edition, now, seen)
        known[name] = _signed(certificate, name, place, held)
    return Credential.objects.bulk_create([known[name] for name in editions])


def _record_last(item: tuple[FileName, int]) -> bool:
    return item[0].kind == KIND.RECORD


def _signed(certificate: Certificate, name: FileName, place: Place, held: list[dict[str, Any]]) -> Credential:
    issuer, is_token = certificate.certification.certifier, name.kind is KIND.TOKEN
    key = key_to_sign(issuer, Algorithm.RSA if is_token else Algorithm.ED25519, place.now)
    document = unsigned(certificate, name, place, held)
    return Credential(
        certificate=certificate,
        kind=name.kind,
        competence=name.competence,
        edition=place.edition,
        key=key,
        status_list=place.status_list,
        status_index=place.index,
        document=document if is_token else signed_with(key, document, place.now),
        token=signed_token(key, document) if is_token else "",
        signed_at=place.now,
    )


def _status_list(issuer: Organisation, now: datetime) -> StatusList:
    last = StatusList.objects.filter(issuer=issuer).last()
    if last is not None and last.credentials.count() < FULLEST:
        return last
    return StatusList.objects.create(issuer=issuer, created_at=now)


def _free_places(status_list: StatusList, count: int) -> list[int]:
    """Random places that nobody has: at least nearly half of them are free."""
    free: dict[int, None] = {}
    while len(free) < count:
        drawn = [secrets.randbelow(LEAST_BITS) for _ in range(count - len(free))]
        taken = status_list.credentials.filter(status_index__in=drawn).values_list("status_index", flat=True)
        free |= dict.fromkeys(index for index in drawn if index not in set(taken))
    return list(free)
