"""What each signed file of a certificate says, before it is signed. The same certificate, the same words."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.utils import timezone

from preuve.domain.assessment.proposal import Outcome
from preuve.domain.competences.case.items import identifier
from preuve.domain.credentials.badges import (
    Achievement,
    Award,
    EvidenceHash,
    FrameworkItem,
    Granted,
    badge,
    learner_record,
)
from preuve.domain.credentials.status_lists import StatusPurpose, status_entry
from preuve.web.credentials.models import Certificate, Credential, StatusList
from preuve.web.credentials.queries.certificates import holder_names, public_url
from preuve.web.credentials.queries.issuer import (
    instant_words,
    issuer_did,
    issuer_of,
    status_url,
    suspensions_url,
)
from preuve.web.portfolios.queries.submission import latest_submission

FILE_NAMES = {
    Credential.Kind.CERTIFICATE: "certificat.json",
    Credential.Kind.TOKEN: "certificat.jwt",
    Credential.Kind.RECORD: "releve.json",
}
CRITERIA = "Délibération du jury, consignée au procès-verbal."


@dataclass(frozen=True, slots=True)
class FileName:
    """Which of a certificate's files: `competence` is its address in the framework, `BC1/C1.1`, or empty."""

    kind: Credential.Kind
    competence: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a file in a status list, its edition, the moment of signing; what the jury could see."""

    status_list: StatusList
    index: int
    edition: int
    now: datetime
    seen: dict[str, Any] | None


def files_of(certificate: Certificate) -> list[FileName]:
    """Return the files that a certificate has, the record last: it holds the others."""
    kinds = Credential.Kind
    competences = [FileName(kinds.COMPETENCE, address) for address in acquired(certificate)]
    return [FileName(kinds.CERTIFICATE), *competences, FileName(kinds.TOKEN), FileName(kinds.RECORD)]


def seen_by_jury(certificate: Certificate) -> dict[str, Any] | None:
    """Return the frozen copy of the holder's portfolio, or nothing when none was handed in."""
    submission = latest_submission(certificate.enrolment.portfolio_id)
    return submission.content if submission is not None else None


def acquired(certificate: Certificate) -> dict[str, tuple[str, str]]:
    """Return, by address, code and words of the competences of what is granted that its minutes say acquired.

    A block may be granted although one of its competences isn't; those of a block acquired at another session
    are in the certificate of that block.
    """
    candidates = certificate.minutes.content.get("candidates", ())
    said = next((item for item in candidates if item["enrolment_id"] == certificate.enrolment_id), None)
    return {
        f"{row['block']}/{row['code']}": (row["code"], row["statement"])
        for row in (said["competences"] if said else ())
        if row["decided"] == Outcome.ACQUIRED and certificate.block_code in {"", row["block"]}
    }


def unsigned(
    certificate: Certificate, name: FileName, place: Place, held: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return a file without its signature; `held` are the signed credentials that a record holds."""
    issuer = certificate.certification.certifier
    if name.kind is not Credential.Kind.RECORD:
        return badge(_award(certificate, name, place), issuer_of(issuer))
    return learner_record(
        held,
        issuer_of(issuer),
        record_id=_address(certificate, name, place),
        name=f"Relevé de compétences – {certificate.mentions['title']}",
        holder_name=holder_names(certificate.mentions)[0],
        valid_from=instant_words(place.now),
        status=_status(place),
    )


def _address(certificate: Certificate, name: FileName, place: Place) -> str:
    part = FILE_NAMES.get(name.kind) or f"{name.competence.replace('/', '-')}.json"
    again = f"?emission={place.edition}" if place.edition > 1 else ""
    return f"{public_url(certificate)}{part}{again}"


def _status(place: Place) -> tuple[dict[str, Any], ...]:
    rows = place.status_list
    return (
        status_entry(status_url(rows), StatusPurpose.REVOCATION, place.index),
        status_entry(suspensions_url(rows), StatusPurpose.SUSPENSION, place.index),
    )


def _award(certificate: Certificate, name: FileName, place: Place) -> Award:
    granted = timezone.make_aware(datetime.combine(certificate.granted_on, time(12)))
    address = _address(certificate, name, place)
    return Award(
        id=address,
        achievement=_competence(certificate, name.competence)
        if name.competence
        else _achievement(certificate),
        holder_name=holder_names(certificate.mentions)[0],
        # A name of its own for the holder in each file: a record that holds many stays quick to sign.
        holder_id=f"{address}#titulaire",
        granted_on=instant_words(granted.astimezone(UTC)),
        valid_from=instant_words(place.now),
        licence_number=certificate.number,
        evidence=_evidence(place.seen, name.competence.rpartition("/")[2]),
        status=_status(place),
    )


def _achievement(certificate: Certificate) -> Achievement:
    mentions = certificate.mentions
    code = f"{mentions['rncp_code']}{certificate.block_code}"
    return Achievement(
        id=_achievement_id(certificate, code),
        kind=Granted.BLOCK if certificate.block_code else Granted.CERTIFICATION,
        name=mentions["block_title"] or mentions["title"],
        description=_description(mentions),
        criteria=CRITERIA,
        code=code,
        alignment=tuple(_items(certificate)),
    )


def _competence(certificate: Certificate, address: str) -> Achievement:
    mentions = certificate.mentions
    item = identifier(mentions["rncp_code"], address)
    code, words = acquired(certificate)[address]
    return Achievement(
        id=_achievement_id(certificate, item),
        kind=Granted.COMPETENCE,
        name=words,
        description=f"Compétence de : {_registered(mentions)}.",
        criteria=CRITERIA,
        code=code,
        alignment=(FrameworkItem(_item_uri(certificate, address), words, code, mentions["title"]),),
    )


def _achievement_id(certificate: Certificate, name: str) -> str:
    """The same for everyone who is granted it under the same version of the framework."""
    version = certificate.mentions["framework_hash"][:16]
    return f"{issuer_did(certificate.certification.certifier)}#{name}-{version}"


def _description(mentions: dict[str, Any]) -> str:
    registered = _registered(mentions)
    return f"Bloc de compétences de : {registered}." if mentions["block_code"] else f"{registered}."


def _registered(mentions: dict[str, Any]) -> str:
    return f"{mentions['title']}, {mentions['rncp_code']}, niveau {mentions['level']}"


def _items(certificate: Certificate) -> list[FrameworkItem]:
    """The blocks granted and their competences, by the identifiers of the framework's CASE package."""
    title = certificate.mentions["title"]
    blocks = certificate.framework_version.blocks.prefetch_related("competences")
    found = []
    for block in blocks.filter(code=certificate.block_code) if certificate.block_code else blocks:
        parts = [(block.code, block.code, block.title)]
        parts += [(f"{block.code}/{row.code}", row.code, row.statement) for row in block.competences.all()]
        for address, code, words in parts:
            found.append(FrameworkItem(_item_uri(certificate, address), words, code, title))
    return found


def _item_uri(certificate: Certificate, address: str) -> str:
    """The address that an imported framework came with, or one made of the identifier derived here."""
    imported = certificate.framework_version.case_publication
    held = imported.get("kept", {}).get(address)
    if held is None:
        return f"urn:uuid:{identifier(imported.get('name', certificate.mentions['rncp_code']), address)}"
    return str(held["uri"] or f"urn:uuid:{held['identifier']}")


def _evidence(seen: dict[str, Any] | None, competence: str) -> tuple[EvidenceHash, ...]:
    """Each file that the jury could see, once, by its hash: neither its name nor its content.

    Of a competence, those whose claims name one of its criteria; a file keeps its rank in every credential.
    """
    if seen is None:
        return ()
    items = [item for item in seen["evidence"] if item["sha256"]]
    ranks = {sha256: rank for rank, sha256 in enumerate(dict.fromkeys(row["sha256"] for row in items), 1)}
    claimed = {
        claim["evidence"] for claim in seen["claims"] if claim["criterion"].startswith(f"{competence}-")
    }
    kept = dict.fromkeys(row["sha256"] for row in items if not competence or row["id"] in claimed)
    return tuple(EvidenceHash(f"Pièce {ranks[sha256]}", sha256) for sha256 in kept)
