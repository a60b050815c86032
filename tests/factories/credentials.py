"""A certifier, its keys from fixed seeds, and what it grants."""

from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from preuve.domain.credentials.badges import Achievement, Award, EvidenceHash, FrameworkItem, Granted, Issuer
from preuve.domain.credentials.contexts import pinned_contexts
from preuve.domain.credentials.issuers import IssuerKey, did_document, did_web
from preuve.domain.credentials.multibase import public_multikey
from preuve.domain.credentials.proofs import sign
from preuve.domain.credentials.status_lists import StatusPurpose, status_entry, status_list_credential

FILES = Path(__file__).parents[2] / "preuve/data/contexts"
CONTEXTS = pinned_contexts(lambda name: (FILES / name).read_bytes())
DID = did_web("certifieur.example")
KEY_ID = f"{DID}#cle-2026"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ISSUER = Issuer(DID, "Institut Arc Numérique", "https://certifieur.example/")
LIST = "https://certifieur.example/status/1"
SUSPENSIONS = "https://certifieur.example/status/2"
CREATED = "2026-07-01T10:00:00Z"
AT = datetime(2026, 9, 1, tzinfo=UTC)
ITEM = FrameworkItem(
    "https://certifieur.example/case/items/5f0e", "Concevoir des solutions", "C1.1", "Expert en ingénierie"
)


def award(kind=Granted.CERTIFICATION, rank=7):
    achievement = Achievement(
        id=f"https://certifieur.example/achievements/{kind.value}",
        kind=kind,
        name="Expert en ingénierie informatique",
        description="Certification de niveau 7.",
        criteria="Tous les blocs acquis.\nDélibération du jury.",
        code="RNCP38596",
        alignment=(ITEM,),
    )
    return Award(
        id=f"https://certifieur.example/credentials/{kind.value}-{rank}",
        achievement=achievement,
        holder_name="Zoé Ångström-Lefèvre",
        granted_on="2026-06-30T16:00:00Z",
        valid_from=CREATED,
        valid_until="2031-07-01T00:00:00Z",
        result="Acquis",
        licence_number="IAN-2026-000042-K7",
        evidence=(EvidenceHash("Étude de cas", "ab" * 32),),
        status=(
            status_entry(LIST, StatusPurpose.REVOCATION, rank),
            status_entry(SUSPENSIONS, StatusPurpose.SUSPENSION, rank),
        ),
    )


def signed(document, key=KEY, method=KEY_ID, created=CREATED):
    return sign(document, key, method=method, created=created, contexts=CONTEXTS)


def issuer_document(**dates):
    return did_document(DID, [IssuerKey(KEY_ID, public_multikey(KEY.public_key()), **dates)])


def status_list(url, purpose, indexes=(), key=KEY):
    return signed(
        status_list_credential(
            url=url,
            issuer=DID,
            purpose=purpose,
            indexes=indexes,
            valid_from=CREATED,
            valid_until="2026-12-01T00:00:00Z",
        ),
        key,
    )


def lists(revoked=(), suspended=()):
    return [
        status_list(LIST, StatusPurpose.REVOCATION, revoked),
        status_list(SUSPENSIONS, StatusPurpose.SUSPENSION, suspended),
    ]
