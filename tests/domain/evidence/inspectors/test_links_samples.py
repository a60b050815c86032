"""The facts of the manifest for certificates and secured links, each as a literal."""

from datetime import UTC, datetime

import pytest

from preuve.domain.evidence.contract import Context
from preuve.domain.evidence.inspectors.links import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import fact_of, manifest, sample

#: The certificates of the samples begin at 13:14 on that day.
CONTEXT = Context(as_of=datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
FOLDER = "pki-liaisons"


def read(name, *with_it):
    return INSPECTOR.inspect([sample(f"{FOLDER}/{each}") for each in (name, *with_it)], CONTEXT)


CHAIN = "www.exemple.invalid ← Exemple Intermediaire I1 ← Exemple Racine R1"


@pytest.mark.parametrize(
    ("name", "code", "value"),
    [
        ("made-autosigne-rsa1024-sha1.pem", "links.keys", {"RSA 1024": 1}),
        ("made-autosigne-rsa1024-sha1.pem", "links.signature_hashes", {"sha1": 1}),
        (
            "made-autosigne-rsa1024-sha1.pem",
            "links.weak_key",
            ["intranet (0x55826C605C60F7020EF28FF399853D23F89CC6B0), RSA 1024"],
        ),
        (
            "made-autosigne-rsa1024-sha1.pem",
            "links.weak_hash",
            ["intranet (0x55826C605C60F7020EF28FF399853D23F89CC6B0), SHA1"],
        ),
        ("made-chaine-complete-feuille-inter-racine.pem", "links.certificates", 3),
        ("made-chaine-complete-feuille-inter-racine.pem", "links.chain", [CHAIN]),
        ("made-chaine-complete-feuille-inter-racine.pem", "links.rooted", 1),
        (
            "made-chaine-complete-feuille-inter-racine.pem",
            "links.validity",
            "2027-10-01T00:00:00+00:00",
        ),
        ("made-chaine-desordonnee.pem", "links.certificates", 3),
        ("made-chaine-desordonnee.pem", "links.chain", [CHAIN]),
        (
            "made-chaine-desordonnee.pem",
            "links.chain_order",
            ["www.exemple.invalid", "Exemple Racine R1", "Exemple Intermediaire I1"],
        ),
        ("made-chaine-feuille-expiree.pem", "links.certificates", 3),
        ("made-chaine-feuille-expiree.pem", "links.expired", 1),
        ("made-chaine-feuille-expiree.pem", "links.validity", "2025-01-01T00:00:00+00:00"),
        ("made-chaine.p7b", "links.certificates", 2),
        ("made-client-ec.der", "links.keys", {"EC secp256r1": 1}),
        ("made-demande.csr", "links.requests", 1),
        (
            "made-feuille-sans-intermediaire.pem",
            "links.incomplete_chain",
            ["www.exemple.invalid (0x1000) ← Exemple Intermediaire I1"],
        ),
        ("made-inter.crl.pem", "links.revocation_list", 1),
        ("made-inter.crl.pem", "links.revoked_serials", ["1002"]),
        ("made-racine.crl.pem", "links.revocation_list", 0),
        ("openvpn-server.conf", "links.directives", 14),
        ("openvpn-server.conf", "links.no_revocation_check", ["ca"]),
        ("openvpn-status.log", "links.sessions", 6),
        ("openvpn-status.log", "links.routes", 11),
        ("openvpn-status.log", "links.traffic", {"received": 2_709_524, "sent": 35_331_654}),
        ("ssh-audit.json", "links.ssh_algorithms", {"kex": 10, "key": 4, "enc": 6, "mac": 10}),
        ("sshd-T.out", "links.directives", 92),
        ("sshd-T.out", "links.ssh_password", ["passwordauthentication yes"]),
        ("swanctl-net2net-cert.conf", "links.authentication", ["local pubkey", "remote pubkey"]),
        (
            "swanctl-net2net-cert.conf",
            "links.lifetimes",
            [
                "rekey_time 5400",
                "rekey_bytes 500000000",
                "rekey_packets 1000000",
                "reauth_time 10800",
            ],
        ),
        ("testssl-demo.csv", "links.tls_severities", {"OK": 21, "INFO": 12}),
        ("testssl-demo.csv", "links.tls_versions", ["TLS 1.2", "TLS 1.3"]),
        ("x509-letsencrypt.pem", "links.validity", "2022-09-13T02:40:35+00:00"),
        ("x509-letsencrypt.pem", "links.expired", 1),
    ],
)
def test_a_sample_gives_the_facts_of_the_manifest(name, code, value):
    assert fact_of(read(name), code).value == value


def test_a_small_authority_alone_has_a_weak_key_and_hash_and_nothing_else():
    found = read("made-autosigne-rsa1024-sha1.pem")
    assert [each.code for each in found.findings] == ["links.weak_key", "links.weak_hash"]


def test_the_expired_leaf_is_named_with_its_date_and_serial():
    found = fact_of(read("made-chaine-feuille-expiree.pem"), "links.expired")
    assert found.fr.replace("\N{NO-BREAK SPACE}", " ") == (
        "Certificat expiré au 23 novembre 2026 : « ancien.exemple.invalid » (n° 1001), fin de validité le "
        "1er janvier 2025 à 00:00 UTC."
    )
    assert (found.places[0].line, found.places[0].path) == (1, "1001")


def test_lists_of_revocation_say_that_the_chain_is_not_revoked():
    found = read("made-chaine-complete-feuille-inter-racine.pem", "made-inter.crl.pem", "made-racine.crl.pem")
    checked = fact_of(found, "links.revocation_checked")
    assert (checked.value, checked.en) == (
        2,
        "2 certificates held against their issuer’s revocation list: 0 revoked.",
    )
    assert [each.format for each in found.companions] == ["crl", "crl"]


def test_the_target_of_ssh_audit_and_the_product_of_testssl():
    assert read("ssh-audit.json").artefact.target == "1.1.1.1:22"
    assert read("testssl-demo.csv").artefact.target == "demo.defectdojo.org/104.131.110.75:443"


def test_samples_of_this_folder_are_claimed_and_no_other():
    rows = manifest()
    if not rows:
        pytest.skip("no samples")
    claimed = {
        row["file"]: INSPECTOR.sniff(Head.of(sample(row["file"])))
        for row in rows
        if not row["file"].endswith("/")
    }
    assert {name for name, sure in claimed.items() if sure >= 0.9} == {
        name for name in claimed if name.startswith(f"{FOLDER}/")
    }
    assert not [name for name, sure in claimed.items() if 0.3 <= sure < 0.9]
