"""Certificates as Open Badges 3.0 credentials, and the learner record that holds them all.

Sources: 1EdTech Open Badges 3.0 (AchievementCredential), Comprehensive Learner Record 2.0 (ClrCredential), on
W3C Verifiable Credentials 2.0. Whole certification, block and competence are three kinds of one thing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from preuve.domain.credentials.contexts import CREDENTIALS, LEARNER_RECORD, OPEN_BADGES


class Granted(StrEnum):
    """What a credential says was granted; the value is Open Badges' `achievementType`.

    A block has no type of its own there: `MicroCredential` is the nearest, a part that stands by itself.
    """

    CERTIFICATION = "Certification"
    BLOCK = "MicroCredential"
    COMPETENCE = "Competency"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues: address of the profile (`did:web:…` or https), legal name, and page."""

    id: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class FrameworkItem:
    """An item of the framework that an achievement is aligned to.

    Attributes:
        uri: CASE address of the item (https, or `urn:uuid:` with its CASE identifier).
        name: its words.
        code: as printed in the framework, `BC1`, `C1.1`; may be empty.
        framework: title of the framework.
    """

    uri: str
    name: str
    code: str
    framework: str


@dataclass(frozen=True, slots=True)
class Achievement:
    """What is granted.

    Attributes:
        id: address of the achievement, the same for everyone who is granted it.
        kind: whole certification, block or competence.
        name: exact title.
        description: in a sentence.
        criteria: what is asked to be granted it.
        code: as printed, `RNCP38596`, `RNCP38596BC01`, `C1.1`; may be empty.
        alignment: items of the framework; may be empty.
    """

    id: str
    kind: Granted
    name: str
    description: str
    criteria: str
    code: str = ""
    alignment: tuple[FrameworkItem, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceHash:
    """A piece of evidence that the jury saw: a label without content, and the SHA-256 of its bytes (hex)."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Award:
    """One achievement granted to one person.

    Attributes:
        id: address or `urn:uuid:` of the credential, never used twice.
        achievement: what is granted.
        holder_name: as on the certificate.
        holder_id: address or DID of the holder; empty when none.
        granted_on: instant of the decision, `YYYY-MM-DDThh:mm:ssZ`.
        valid_from: instant from which the credential is valid.
        valid_until: instant of its end; empty when it has none.
        result: how it was obtained, in words; may be empty.
        licence_number: number of the certificate; may be empty.
        evidence: by hash only.
        status: entries of `status_lists.status_entry`.
    """

    id: str
    achievement: Achievement
    holder_name: str
    granted_on: str
    valid_from: str
    holder_id: str = ""
    valid_until: str = ""
    result: str = ""
    licence_number: str = ""
    evidence: tuple[EvidenceHash, ...] = ()
    status: tuple[Mapping[str, Any], ...] = ()


def badge(award: Award, issuer: Issuer) -> dict[str, Any]:
    """Return the credential of an award, to be signed."""
    envelope = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": award.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.achievement.name,
        "issuer": _profile(issuer),
        "validFrom": award.valid_from,
        "awardedDate": award.granted_on,
        "credentialSubject": _subject(award),
    }
    return envelope | _kept(
        validUntil=award.valid_until,
        evidence=[_evidence(item) for item in award.evidence],
        credentialStatus=[dict(entry) for entry in award.status],
    )


def learner_record(  # noqa: PLR0913 - one keyword for each thing that the record says
    signed: Sequence[Mapping[str, Any]],
    issuer: Issuer,
    *,
    record_id: str,
    name: str,
    holder_name: str,
    valid_from: str,
    status: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the learner record (CLR 2.0) that holds signed credentials, to be signed itself.

    Args:
        signed: credentials with their proofs, one at least, each with an identifier of its own.
        issuer: who issues the record.
        record_id: address or `urn:uuid:` of the record.
        name: title of the record.
        holder_name: as on the certificates.
        valid_from: instant from which the record is valid.
        status: entries of `status_lists.status_entry`.
    """
    subject = {
        "type": ["ClrSubject"],
        "identifier": [_identity(holder_name)],
        "verifiableCredential": [dict(credential) for credential in signed],
    }
    return {
        "@context": [CREDENTIALS, OPEN_BADGES, LEARNER_RECORD],
        "id": record_id,
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": name,
        "issuer": _profile(issuer),
        "validFrom": valid_from,
        "credentialSubject": subject,
    } | _kept(credentialStatus=[dict(entry) for entry in status])


def _profile(issuer: Issuer) -> dict[str, Any]:
    return {"id": issuer.id, "type": ["Profile"], "name": issuer.name, "url": issuer.url}


def _subject(award: Award) -> dict[str, Any]:
    return (
        _kept(id=award.holder_id)
        | {
            "type": ["AchievementSubject"],
            "identifier": [_identity(award.holder_name)],
            "achievement": _achievement(award.achievement, with_result=bool(award.result)),
        }
        | _kept(licenseNumber=award.licence_number, result=_results(award))
    )


def _identity(name: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "ext:name"}


def _achievement(achievement: Achievement, *, with_result: bool) -> dict[str, Any]:
    description = {
        "id": _result_id(achievement),
        "type": ["ResultDescription"],
        "name": "Décision du jury",
        "resultType": "Status",
    }
    return {
        "id": achievement.id,
        "type": ["Achievement"],
        "achievementType": achievement.kind.value,
        "name": achievement.name,
        "description": achievement.description,
        "criteria": {"narrative": achievement.criteria},
    } | _kept(
        humanCode=achievement.code,
        alignment=[_alignment(item) for item in achievement.alignment],
        resultDescription=[description] if with_result else [],
    )


def _result_id(achievement: Achievement) -> str:
    return f"{achievement.id}#decision"


def _results(award: Award) -> list[dict[str, Any]]:
    if not award.result:
        return []
    return [
        {
            "type": ["Result"],
            "resultDescription": _result_id(award.achievement),
            "status": "Completed",
            "value": award.result,
        }
    ]


def _alignment(item: FrameworkItem) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetUrl": item.uri,
        "targetName": item.name,
        "targetFramework": item.framework,
        "targetType": "CFItem",
    } | _kept(targetCode=item.code)


def _evidence(item: EvidenceHash) -> dict[str, Any]:
    return {
        "id": f"urn:sha256:{item.sha256}",
        "type": ["Evidence"],
        "name": item.name,
    }


def _kept(**values: Any) -> dict[str, Any]:
    """Members that are there only when they say something."""
    return {name: value for name, value in values.items() if value}
