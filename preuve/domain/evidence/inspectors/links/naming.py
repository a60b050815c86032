"""What a weakness is called in a comparison: the codes of findings, in words of both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Codes of findings without their inspector's id.
NAMES: Mapping[str, tuple[str, str]] = {
    "authority_on_leaf": ("CA:TRUE sur un certificat de machine", "CA:TRUE on a machine’s certificate"),
    "bad_request": ("signature de la demande non vérifiée", "signature of the request not verified"),
    "bad_revocation_list": (
        "signature de la liste de révocation non vérifiée",
        "signature of the revocation list not verified",
    ),
    "bad_signature": ("signature non vérifiée", "signature not verified"),
    "chain_order": ("certificats dans un autre ordre", "certificates in another order"),
    "client_not_verified": ("certificat du client non exigé", "client’s certificate not required"),
    "compression": ("compression avant chiffrement", "compression before encryption"),
    "expired": ("certificat expiré", "expired certificate"),
    "incomplete_chain": ("chaîne incomplète", "incomplete chain"),
    "local_target": ("mesure sur la machine elle-même", "measured on the machine itself"),
    "missing_names": ("aucun nom alternatif", "no alternative name"),
    "no_forward_secrecy": ("clés renouvelées sans Diffie-Hellman", "keys renewed without Diffie-Hellman"),
    "no_revocation_check": ("révocation non vérifiée", "revocation not checked"),
    "not_entitled": ("émetteur non habilité à signer", "issuer not entitled to sign"),
    "not_yet_valid": ("certificat pas encore valable", "certificate not yet valid"),
    "null_cipher": ("liaison sans chiffrement", "link without encryption"),
    "outlives_issuer": ("validité au-delà de celle de l’émetteur", "valid for longer than its issuer"),
    "path_too_long": ("chaîne plus longue que permis", "chain longer than allowed"),
    "private_key": ("clé privée ou secret dans le fichier", "private key or secret in the file"),
    "revoked": ("certificat révoqué", "revoked certificate"),
    "self_signed_leaf": ("certificat autosigné", "self-signed certificate"),
    "shared_key": ("secret partagé", "shared secret"),
    "ssh_certificate_expired": ("certificat SSH hors de validité", "SSH certificate out of validity"),
    "ssh_empty_password": ("mot de passe vide admis", "empty password accepted"),
    "ssh_password": ("connexion SSH par mot de passe", "SSH login by password"),
    "ssh_root": ("connexion directe de root", "direct login of root"),
    "stale_revocation_list": ("liste de révocation périmée", "revocation list out of date"),
    "stated_vulnerable": ("déclaré vulnérable ou insuffisant", "stated as vulnerable or insufficient"),
    "tls_old_version": ("version de TLS retirée", "withdrawn TLS version"),
    "unmeasured": ("serveur non mesuré", "server not measured"),
    "weak_algorithm": ("algorithme écarté", "algorithm set aside"),
    "weak_hash": ("empreinte écartée", "hash set aside"),
    "weak_key": ("clé trop courte", "key too short"),
}


def said(weaknesses: Iterable[str]) -> dict[str, list[str]]:
    """Return ``code`` and ``code: what`` as words: a list in French, one in English."""
    parts = [each.partition(": ") for each in weaknesses]
    return {
        f"listed_{language}": [
            f"{NAMES[code][index]}{between}{what}" if what else NAMES[code][index] for code, _, what in parts
        ]
        for language, index, between in (("fr", 0, " : "), ("en", 1, ": "))
    }
