"""Sign a certificate as an Open Badges credential, once."""

import secrets
from datetime import UTC, datetime, time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from django.utils import timezone

from preuve.domain.competences.case.items import identifier
from preuve.domain.credentials.badges import Achievement, Award, EvidenceHash, FrameworkItem, Granted, badge
from preuve.domain.credentials.multibase import public_multikey
from preuve.domain.credentials.status_lists import LEAST_BITS, StatusPurpose, status_entry
from preuve.web.accounts.models import Organisation
from preuve.web.credentials.models import Certificate, Credential, IssuerKey, StatusList
from preuve.web.credentials.queries.certificates import holder_names, public_url
from preuve.web.credentials.queries.issuer import (
    KEY_PURPOSE,
    instant_words,
    issuer_did,
    issuer_of,
    key_in_use,
    signed_with,
    status_url,
)
from preuve.web.portfolios.queries.submission import latest_submission
from preuve.web.vault import seal

FULLEST = LEAST_BITS // 2
"""Credentials in a list before a new one is begun: random places are then found at once."""


@transaction.atomic
def make_credential(*, certificate: Certificate, now: datetime) -> Credential:
    """Return the signed credential of a certificate, made if it wasn't: asked twice at once, it is one."""
    Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    made = Credential.objects.filter(certificate=certificate).first()
    if made is not None:
        return made
    issuer = certificate.certification.certifier
    key, status_list = _key(issuer, now), _status_list(issuer, now)
    for _try in range(20):
        index = secrets.randbelow(LEAST_BITS)
        document = signed_with(
            key, badge(_award(certificate, issuer, status_list, index, now), issuer_of(issuer)), now
        )
        try:
            with transaction.atomic():
                return Credential.objects.create(
                    certificate=certificate,
                    key=key,
                    status_list=status_list,
                    status_index=index,
                    document=document,
                    signed_at=now,
                )
        except IntegrityError:  # the place is taken: half of them are free
            continue
    message = f"no free place found in status list {status_list.pk}"
    raise RuntimeError(message)


def _key(issuer: Organisation, now: datetime) -> IssuerKey:
    """The certifier's row is locked: two workers that need the first key make one."""
    Organisation.objects.select_for_update(no_key=True).get(pk=issuer.pk)
    try:
        return key_in_use(issuer)
    except IssuerKey.DoesNotExist:
        private = Ed25519PrivateKey.generate()
        return IssuerKey.objects.create(
            issuer=issuer,
            public=public_multikey(private.public_key()),
            sealed=seal(KEY_PURPOSE, private.private_bytes_raw()),
            created_at=now,
        )


def _status_list(issuer: Organisation, now: datetime) -> StatusList:
    last = StatusList.objects.filter(issuer=issuer).last()
    if last is not None and last.credentials.count() < FULLEST:
        return last
    return StatusList.objects.create(issuer=issuer, created_at=now)


def _award(
    certificate: Certificate, issuer: Organisation, status_list: StatusList, index: int, now: datetime
) -> Award:
    granted = timezone.make_aware(datetime.combine(certificate.granted_on, time(12)))
    return Award(
        id=f"{public_url(certificate)}certificat.json",
        achievement=_achievement(certificate, issuer),
        holder_name=holder_names(certificate.mentions)[0],
        granted_on=instant_words(granted.astimezone(UTC)),
        valid_from=instant_words(now),
        licence_number=certificate.number,
        evidence=_evidence(certificate),
        status=(status_entry(status_url(status_list), StatusPurpose.REVOCATION, index),),
    )


def _achievement(certificate: Certificate, issuer: Organisation) -> Achievement:
    mentions = certificate.mentions
    code = f"{mentions['rncp_code']}{certificate.block_code}"
    place = f"{code}-{mentions['framework_hash'][:16]}"
    return Achievement(
        id=f"{issuer_did(issuer)}#{place}",
        kind=Granted.BLOCK if certificate.block_code else Granted.CERTIFICATION,
        name=mentions["block_title"] or mentions["title"],
        description=_description(mentions),
        criteria="Délibération du jury, consignée au procès-verbal.",
        code=code,
        alignment=tuple(_items(certificate)),
    )


def _description(mentions: dict[str, Any]) -> str:
    registered = f"{mentions['title']}, {mentions['rncp_code']}, niveau {mentions['level']}"
    return f"Bloc de compétences de : {registered}." if mentions["block_code"] else f"{registered}."


def _items(certificate: Certificate) -> list[FrameworkItem]:
    """The blocks granted and their competences, by the identifiers of the framework's CASE package."""
    name, title = certificate.mentions["rncp_code"], certificate.mentions["title"]
    imported = certificate.framework_version.case_publication
    name, kept = imported.get("name", name), imported.get("kept", {})
    blocks = certificate.framework_version.blocks.prefetch_related("competences")
    found = []
    for block in blocks.filter(code=certificate.block_code) if certificate.block_code else blocks:
        parts = [(block.code, block.code, block.title)]
        parts += [(f"{block.code}/{row.code}", row.code, row.statement) for row in block.competences.all()]
        for address, code, words in parts:
            uri = f"urn:uuid:{identifier(name, address)}"
            if address in kept:
                uri = kept[address]["uri"] or f"urn:uuid:{kept[address]['identifier']}"
            found.append(FrameworkItem(uri, words, code, title))
    return found


def _evidence(certificate: Certificate) -> tuple[EvidenceHash, ...]:
    """Each file that the jury could see, once, by its hash: neither its name nor its content."""
    submission = latest_submission(certificate.enrolment.portfolio_id)
    if submission is None:
        return ()
    hashes = dict.fromkeys(item["sha256"] for item in submission.content["evidence"] if item["sha256"])
    return tuple(EvidenceHash(f"Pièce {rank}", sha256) for rank, sha256 in enumerate(hashes, 1))
