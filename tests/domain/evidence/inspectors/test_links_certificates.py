"""Certificates: every signature is verified anew, and what a chain lacks is named with its serial number."""

import ipaddress
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa, x25519
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from preuve.domain.evidence.contract import Context, PlaceKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors import links
from preuve.domain.evidence.inspectors.links import INSPECTOR, bags, certificates, chains, pem
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of, spoiled

START = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = [ec.generate_private_key(ec.SECP256R1()) for _ in range(3)]
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)] if text else [])


def issue(subject, key, issuer="", issuer_key=None, **how):
    """A certificate; without an issuer it signs itself."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer or subject))
        .public_key(key.public_key())
        .serial_number(how.get("serial", 0x1000))
        .not_valid_before(how.get("start", START))
        .not_valid_after(how.get("end", START + timedelta(days=730)))
    )
    for extension in how.get("extensions", ()):
        builder = builder.add_extension(extension, critical=False)
    algorithm = None if isinstance(issuer_key or key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(issuer_key or key, how.get("hash", algorithm), rsa_padding=how.get("padding"))


def authority(limit=None):
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    return [x509.BasicConstraints(ca=True, path_length=limit), usage]


def identified(key, issuer_key):
    return [
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
    ]


LEAF = [
    x509.BasicConstraints(ca=False, path_length=None),
    x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]),
    x509.SubjectAlternativeName(
        [
            x509.DNSName("www.exemple.invalid"),
            x509.IPAddress(ipaddress.ip_address("2001:db8::1")),
            x509.RFC822Name("a@exemple.invalid"),
            x509.UniformResourceIdentifier("https://exemple.invalid"),
            x509.DirectoryName(x509.Name([])),
        ]
    ),
]
ROOT = issue("Racine", KEYS[0], serial=1, extensions=authority())
MIDDLE = issue("Inter", KEYS[1], "Racine", KEYS[0], serial=2, extensions=authority(0))
SERVER = issue("www", KEYS[2], "Inter", KEYS[1], serial=0x1000, extensions=LEAF)


def text(*of):
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in of)


def revocation(issuer, key, serials=(), *, number=7, until=START + timedelta(days=700), reason=None):
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(name(issuer))
        .last_update(START)
        .next_update(until)
    )
    if number:
        builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    for serial in serials:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(START)
        if reason:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(key, hashes.SHA256())


def read(*contents, context=CONTEXT):
    return INSPECTOR.inspect([artefact(each, f"piece-{n}.pem") for n, each in enumerate(contents)], context)


def plainly(sentence):
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_a_chain_is_verified_whatever_its_order(order):
    found = read(text(*([SERVER, MIDDLE, ROOT][each] for each in order)))
    chain = fact_of(found, "links.chain")
    assert chain.value == ["www ← Inter ← Racine"]
    assert chain.strength is Strength.RECOMPUTED
    assert chain.fr == "3 signatures vérifiées avec la clé de l’émetteur : www ← Inter ← Racine."
    assert [(place.kind, place.path) for place in chain.places] == [
        (PlaceKind.CERTIFICATE, "1000"),
        (PlaceKind.CERTIFICATE, "02"),
        (PlaceKind.CERTIFICATE, "01"),
    ]
    assert ("links.chain_order" in codes_of(found)) == (order != (0, 1, 2))
    assert fact_of(found, "links.rooted").value == 1
    assert fact_of(found, "links.authorities").value == 2


def test_a_sound_chain_has_facts_and_no_finding():
    found = read(text(SERVER, MIDDLE, ROOT))
    assert codes_of(found) == [
        "links.certificates",
        "links.validity",
        "links.keys",
        "links.signature_hashes",
        "links.names",
        "links.authorities",
        "links.chain",
        "links.rooted",
        "links.usages",
    ]
    assert fact_of(found, "links.keys").value == {"EC secp256r1": 3}
    assert fact_of(found, "links.names").value == [
        "www.exemple.invalid",
        "2001:db8::1",
        "email:1",
        "URI:https://exemple.invalid",
        "other:DirectoryName",
    ]
    assert plainly(fact_of(found, "links.validity").fr) == (
        "Le premier certificat à expirer est « www » (n° 1000), valable du 1er janvier 2026 au 1er "
        "janvier 2028."
    )
    assert found.artefact.format == "x509-pem"
    assert [limit.code for limit in found.limits] == [
        "links.limit.trust",
        "links.limit.no_revocation_list",
        "links.limit.key_protection",
    ]


def test_the_place_of_a_certificate_is_the_line_of_its_block():
    found = read(b"un texte\n" + text(SERVER) + b"\n" + text(MIDDLE, ROOT))
    lines = text(SERVER).count(b"\n")
    assert [place.line for place in fact_of(found, "links.certificates").places][:2] == [2, lines + 3]


def test_one_expired_leaf_is_named_with_its_date_and_serial():
    old = issue(
        "ancien", KEYS[2], "Inter", KEYS[1], serial=0x1001, end=START + timedelta(days=30), extensions=LEAF
    )
    found = fact_of(read(text(old, MIDDLE, ROOT)), "links.expired")
    assert plainly(found.fr) == (
        "Certificat expiré au 23 novembre 2026 : « ancien » (n° 1001), fin de validité le 31 janvier 2026 "
        "à 00:00 UTC."
    )
    assert found.en == (
        "Certificate expired as of 23 November 2026: “ancien” (no. 1001), valid until 31 January 2026 at "
        "00:00 UTC."
    )
    assert (found.value, found.places[0].line, found.places[0].path) == (1, 1, "1001")


def test_several_expired_and_early_certificates_are_listed():
    old = [
        issue(
            f"ancien{n}", KEYS[2], "Inter", KEYS[1], serial=n, end=START + timedelta(days=30), extensions=LEAF
        )
        for n in (5, 6)
    ]
    early = issue("futur", KEYS[2], "Inter", KEYS[1], start=START + timedelta(days=400), extensions=LEAF)
    found = read(text(*old, early, MIDDLE, ROOT))
    assert fact_of(found, "links.expired").value == [
        "ancien5 (0x05), 2026-01-31",
        "ancien6 (0x06), 2026-01-31",
    ]
    assert fact_of(found, "links.not_yet_valid").value == ["futur (0x1000), 2027-02-05 00:00"]


def test_a_self_signed_server_is_not_an_authority():
    alone = issue("intranet", RSA_KEY, extensions=[x509.BasicConstraints(ca=False, path_length=None)])
    found = read(text(alone))
    assert fact_of(found, "links.self_signed_leaf").value == ["intranet (0x1000)"]
    assert fact_of(found, "links.missing_names").value == ["intranet (0x1000)"]
    named = issue("intranet", RSA_KEY, extensions=[x509.BasicConstraints(ca=True, path_length=None), LEAF[2]])
    assert fact_of(read(text(named)), "links.authority_on_leaf").value == ["intranet (0x1000)"]


def test_the_name_of_a_person_is_not_repeated():
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION])
    mail = x509.SubjectAlternativeName([x509.RFC822Name("jean@exemple.invalid")])
    found = read(
        text(issue("Jean DUPONT", KEYS[2], "Inter", KEYS[1], extensions=[usage, mail]), MIDDLE, ROOT)
    )
    assert fact_of(found, "links.chain").value == ["client ← Inter ← Racine"]
    assert fact_of(found, "links.names").value == ["email:1"]
    assert not [word for word in ("Jean", "jean") if word in str(found)]


def test_a_root_alone_and_a_store_of_roots_have_no_finding():
    other = issue("Autre", KEYS[1], extensions=[x509.BasicConstraints(ca=True, path_length=None)])
    assert not read(text(ROOT)).findings
    assert not read(text(ROOT, other)).findings
    assert not read(text(other)).findings  # an authority without keyUsage may sign


def test_a_leaf_without_its_issuer_is_incomplete():
    found = read(text(SERVER))
    assert fact_of(found, "links.incomplete_chain").value == ["www (0x1000) ← Inter"]
    der = read(SERVER.public_bytes(serialization.Encoding.DER))
    assert "links.incomplete_chain" not in codes_of(der)
    assert der.artefact.format == "x509-der"
    assert der.limits[0].code == "links.limit.alone"
    assert fact_of(der, "links.certificates").places[0].words() == "certificat n° 1000"
    helped = read(SERVER.public_bytes(serialization.Encoding.DER), text(MIDDLE, ROOT))
    assert fact_of(helped, "links.chain").value == ["www ← Inter ← Racine"]
    assert [each.name for each in helped.companions] == ["piece-1.pem"]


def test_companions_of_another_kind_or_unreadable_are_left_out():
    broken = text(MIDDLE)[:-60]
    found = read(text(SERVER), b"port 1194\n", broken)
    assert found.companions == ()


def test_a_chain_without_its_root_says_where_it_stops():
    found = read(text(SERVER, MIDDLE))
    assert fact_of(found, "links.chain").value == ["www ← Inter"]
    assert "links.rooted" not in codes_of(found)
    assert (
        found.limits[0].fr
        == "Le haut de la chaîne n’a pas été vérifié : le certificat de Racine n’est pas fourni."
    )


def test_a_forged_signature_is_found_by_the_key_identifiers():
    middle = issue(
        "Inter",
        KEYS[1],
        "Racine",
        KEYS[0],
        serial=2,
        extensions=[*authority(), *identified(KEYS[1], KEYS[0])],
    )
    forged = issue("www", KEYS[2], "Inter", KEYS[0], extensions=[*LEAF, *identified(KEYS[2], KEYS[1])])
    found = read(text(forged, middle, ROOT))
    assert fact_of(found, "links.bad_signature").value == ["www (0x1000) ← Inter"]
    assert "links.incomplete_chain" not in codes_of(found)


def test_names_alone_do_not_make_a_forgery():
    other = issue("www", KEYS[2], "Inter", KEYS[0], extensions=LEAF)
    found = read(text(other, MIDDLE, ROOT))
    assert "links.bad_signature" not in codes_of(found)
    assert fact_of(found, "links.incomplete_chain").value == ["www (0x1000) ← Inter"]


def test_path_length_and_the_right_to_sign_are_checked():
    lower = issue("Sous", KEYS[2], "Inter", KEYS[1], serial=3, extensions=authority())
    leaf = issue("www", RSA_KEY, "Sous", KEYS[2], extensions=LEAF)
    found = read(text(leaf, lower, MIDDLE, ROOT))
    assert fact_of(found, "links.path_too_long").value == ["Inter (0x02), pathlen 0"]
    client = issue("nomade", KEYS[1], "Racine", KEYS[0], serial=4, extensions=LEAF[:1])
    signed = issue("www", KEYS[2], "nomade", KEYS[1], extensions=LEAF)
    assert fact_of(read(text(signed, client, ROOT)), "links.not_entitled").value == ["nomade (0x04)"]
    bare = issue("nomade", KEYS[1], "Racine", KEYS[0], serial=4)
    assert fact_of(read(text(signed, bare, ROOT)), "links.not_entitled").value == ["nomade (0x04)"]
    only_ca = issue("nomade", KEYS[1], "Racine", KEYS[0], serial=4, extensions=authority()[:1])
    assert "links.not_entitled" not in codes_of(read(text(signed, only_ca, ROOT)))


def test_a_leaf_that_outlives_its_issuer_is_named():
    late = issue("www", KEYS[2], "Inter", KEYS[1], end=START + timedelta(days=900), extensions=LEAF)
    assert fact_of(read(text(late, MIDDLE, ROOT)), "links.outlives_issuer").value == [
        "www (0x1000) (2028-06-19 > 2028-01-01)"
    ]


def test_short_keys_are_named_by_kind():
    weak = ec.generate_private_key(ec.SECP192R1())
    found = read(text(issue("petite", weak, "Inter", KEYS[1], extensions=LEAF), MIDDLE, ROOT))
    assert fact_of(found, "links.weak_key").value == ["petite (0x1000), EC secp192r1"]
    old = dsa.generate_private_key(1024)  # noqa: S505 - what the test is about
    assert certificates.key_of(old.public_key()) == ("DSA 1024", 1024)
    assert certificates.key_of(x25519.X25519PrivateKey.generate().public_key()) == ("X25519", 0)


@pytest.mark.parametrize(
    ("key", "how"),
    [
        (ed25519.Ed25519PrivateKey.generate(), {}),
        (RSA_KEY, {}),
        (RSA_KEY, {"padding": padding.PSS(padding.MGF1(hashes.SHA256()), 32)}),
    ],
)
def test_other_algorithms_of_signature_verify(key, how):
    root = issue("Racine", key, serial=1, extensions=authority(), **how)
    leaf = issue("www", KEYS[2], "Racine", key, extensions=LEAF, **how)
    assert fact_of(read(text(leaf, root)), "links.rooted").value == 1


def test_a_signature_of_an_unknown_kind_is_neither_right_nor_wrong():
    rsa_root = issue("Racine", RSA_KEY, serial=1, extensions=authority())
    assert chains.verify(SERVER, rsa_root) is None
    ed = issue("Racine", ed25519.Ed25519PrivateKey.generate(), extensions=authority())
    assert chains.verify(ed, rsa_root) is None
    agreed = x25519.X25519PrivateKey.generate()
    exchange = issue("Echange", agreed, "Racine", KEYS[0])
    assert chains.verify(SERVER, exchange) is None


class Unsupported:
    """A certificate whose algorithm the library does not know."""

    @property
    def signature_algorithm_parameters(self):
        raise certificates.UnsupportedAlgorithm("?")

    @property
    def signature_hash_algorithm(self):
        raise certificates.UnsupportedAlgorithm("?")

    signature = tbs_certificate_bytes = b""


def test_an_unsupported_algorithm_is_not_stated():
    assert chains.verify(Unsupported(), ROOT) is None
    assert certificates.hash_of(Unsupported()) == ""

    class Odd(Unsupported):
        signature_algorithm_parameters = "?"
        signature_hash_algorithm = hashes.SHA256()

    assert chains.verify(Odd(), issue("r", RSA_KEY)) is None


def test_a_key_that_the_library_does_not_know_is_named_by_its_identifier():
    ours = issue("Racine", ed25519.Ed25519PrivateKey.generate(), serial=1, extensions=authority())
    der = ours.public_bytes(serialization.Encoding.DER).replace(b"\x2b\x65\x70", b"\x2b\x65\x63")
    found = read(der)
    assert fact_of(found, "links.keys").value == {"1.3.101.99": 1}
    assert "links.chain" not in codes_of(found)


def test_sha1_is_weak_but_for_a_root():
    pairs = json.loads(Path(__file__).with_name("links_certificates_sha1.json").read_text(encoding="ascii"))
    found = read(pairs["leaf"].encode())
    assert fact_of(found, "links.weak_hash").value == ["vieux (0x09), SHA1"]
    assert fact_of(found, "links.weak_key").value == ["vieux (0x09), RSA 1024"]
    assert "links.weak_hash" not in codes_of(read(pairs["root"].encode()))


def test_a_loop_of_issuers_ends():
    first = issue("A", KEYS[0], "B", KEYS[1], serial=1, extensions=authority())
    second = issue("B", KEYS[1], "A", KEYS[0], serial=2, extensions=authority())
    leaf = issue("www", KEYS[2], "A", KEYS[0], extensions=LEAF)
    assert fact_of(read(text(leaf, first, second)), "links.chain").value == ["www ← A ← B"]


def element(tag, *parts):
    content = b"".join(parts)
    size = len(content).to_bytes(2).lstrip(b"\0") or b"\0"
    return bytes([tag]) + (bytes([0x80 + len(size)]) if len(content) > 127 else b"") + size + content


SIGNED_DATA, DATA = (b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07" + last for last in (b"\x02", b"\x01"))


def bag_with_lists(certificates, lists):
    signed = element(
        0x30,
        element(0x02, b"\x01"),
        element(0x31),
        element(0x30, DATA),
        element(0xA0, *(each.public_bytes(serialization.Encoding.DER) for each in certificates)),
        element(0xA1, *(each.public_bytes(serialization.Encoding.DER) for each in lists)),
        element(0x31),
    )
    return element(0x30, SIGNED_DATA, element(0xA0, signed))


def test_a_revocation_list_inside_a_bag_is_read():
    found = read(bag_with_lists([MIDDLE, SERVER], [revocation("Inter", KEYS[1], (SERVER.serial_number,))]))
    assert found.artefact.format == "pkcs7"
    assert fact_of(found, "links.revocation_list").value == 1
    assert fact_of(found, "links.revoked").value[0].startswith("www (0x1000)")
    assert "links.limit.no_revocation_list" not in [limit.code for limit in found.limits]


@pytest.mark.parametrize(
    "data", [b"", b"\x30", b"\x30\x80\xa0\x80", b"\x30\x82\xff\xff\x00", b"\x30\x02\xa0\x00"]
)
def test_a_bag_that_cannot_be_followed_has_no_list(data):
    assert bags.lists_of(data) == []


def test_a_bag_and_a_request_and_a_private_key():
    bag = pkcs7.serialize_certificates([SERVER, MIDDLE], serialization.Encoding.PEM)
    found = read(bag)
    assert (found.artefact.format, fact_of(found, "links.certificates").value) == ("pkcs7", 2)
    for encoding in (serialization.Encoding.PEM, serialization.Encoding.DER):
        request = (
            x509.CertificateSigningRequestBuilder()
            .subject_name(name("vpn"))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("vpn.exemple.invalid")]), critical=False)
            .sign(KEYS[0], hashes.SHA256())
            .public_bytes(encoding)
        )
        found = read(request)
        assert found.artefact.format == "csr"
        assert fact_of(found, "links.requests").fr == (
            "1 demande de certificat : vpn ; clés EC secp256r1 ; noms vpn.exemple.invalid."
        )
    broken = bytearray(request)
    broken[-4] ^= 1
    assert fact_of(read(bytes(broken)), "links.bad_request").value == ["vpn"]
    secret = KEYS[0].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    found = fact_of(read(text(SERVER) + secret), "links.private_key")
    assert (found.value, found.fr) == (1, "1 clé privée ou secret partagé figure dans le fichier.")
    alone = read(secret)
    assert codes_of(alone) == ["links.private_key"]
    assert "MIG" not in str(alone)


def test_a_request_without_names_says_unknown():
    request = x509.CertificateSigningRequestBuilder().subject_name(name("")).sign(KEYS[0], hashes.SHA256())
    found = read(request.public_bytes(serialization.Encoding.PEM))
    assert fact_of(found, "links.requests").en == (
        "1 certificate request: ; keys EC secp256r1; names unknown."
    )


def test_a_revocation_list_alone():
    found = read(text(revocation("Inter", KEYS[1], [0x1002, 0x1003])))
    assert plainly(fact_of(found, "links.revocation_list").fr) == (
        "Liste de révocation de « Inter » : 2 certificats révoqués, numéro 7, publiée le 1er janvier 2026 "
        "à 00:00 UTC, "
        "prochaine le 2 décembre 2027 à 00:00 UTC."
    )
    assert fact_of(found, "links.revoked_serials").value == ["1002", "1003"]
    assert [limit.code for limit in found.limits] == [
        "links.limit.list_issuer_not_given",
        "links.limit.key_protection",
    ]
    assert found.artefact.produced_at == "2026-01-01T00:00:00+00:00"
    many = read(text(revocation("Inter", KEYS[1], range(1, 301))))
    assert len(fact_of(many, "links.revoked_serials").value) == 200


def test_a_stale_list_and_one_without_number():
    crl = revocation("Inter", KEYS[1], number=0, until=START + timedelta(days=30))
    found = read(crl.public_bytes(serialization.Encoding.DER), text(MIDDLE))
    assert fact_of(found, "links.stale_revocation_list").value == "2026-01-31T00:00:00+00:00"
    assert "numéro inconnu" in fact_of(found, "links.revocation_list").fr
    assert fact_of(found, "links.revocation_signature").value == 1


def test_a_revoked_leaf_is_found_with_its_reason():
    crl = revocation("Inter", KEYS[1], [0x1000], reason=x509.ReasonFlags.key_compromise)
    found = read(text(SERVER, MIDDLE, ROOT), text(crl))
    assert fact_of(found, "links.revoked").value == ["www (0x1000), 2026-01-01, keyCompromise"]
    assert fact_of(found, "links.revocation_checked").fr == (
        "1 certificat confronté à la liste de révocation de son émetteur : 1 révoqué."
    )
    bare = read(text(SERVER, MIDDLE, ROOT, revocation("Inter", KEYS[1], [0x1000])))
    assert fact_of(bare, "links.revoked").value == ["www (0x1000), 2026-01-01"]


def test_a_list_that_revokes_others_leaves_the_chain():
    found = read(text(SERVER, MIDDLE, ROOT), text(revocation("Inter", KEYS[1], [0x1002])))
    assert fact_of(found, "links.revocation_checked").en == (
        "1 certificate held against its issuer’s revocation list: 0 revoked."
    )
    assert "links.revoked" not in codes_of(found)


def test_a_list_that_its_issuer_did_not_sign_is_not_believed():
    crl = revocation("Inter", KEYS[0], [0x1000])
    found = read(text(SERVER, MIDDLE, ROOT, crl))
    assert fact_of(found, "links.bad_revocation_list").value == ["Inter"]
    assert "links.revoked" not in codes_of(found)
    assert "links.limit.no_revocation_list" not in [limit.code for limit in found.limits]


def test_serial_numbers_have_two_digits_a_byte():
    assert [certificates.serial_text(each) for each in (0, 5, 0x1000, -5)] == ["00", "05", "1000", "-05"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n", Unreadable.MALFORMED),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", Unreadable.MALFORMED),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n", Unreadable.MALFORMED),
        (b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", Unreadable.MALFORMED),
        (b"\x30\x82\x00\x01x", Unreadable.UNKNOWN_FORMAT),
        (b"", Unreadable.UNKNOWN_FORMAT),
    ],
)
def test_what_is_no_certificate_is_told_so(content, reason):
    with pytest.raises(UnreadableArtefactError) as caught:
        read(content)
    assert caught.value.reason is reason


def test_a_der_file_that_is_none_and_a_text_without_blocks():
    bundle = certificates.Bundle()
    with pytest.raises(UnreadableArtefactError) as caught:
        certificates.read(artefact(b"\x30\x82\x00\x01x"), bundle)
    assert caught.value.reason is Unreadable.MALFORMED
    reader = links.inspector._READERS[0]
    with pytest.raises(UnreadableArtefactError) as caught:
        reader.state(
            artefact(b"-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----\n"), (), CONTEXT
        )
    assert caught.value.reason is Unreadable.MISSING_FIELD


def test_too_many_blocks_are_refused(monkeypatch):
    monkeypatch.setattr(pem, "MAX_BLOCKS", 2)
    with pytest.raises(UnreadableArtefactError) as caught:
        read(text(SERVER, MIDDLE, ROOT))
    assert caught.value.reason is Unreadable.TOO_MANY


def test_an_end_of_another_block_is_no_end():
    odd = text(SERVER).replace(b"-----END CERTIFICATE-----", b"-----END X509 CRL-----")
    with pytest.raises(UnreadableArtefactError):
        read(odd)


def test_recognition_of_each_encoding():
    crl = revocation("Inter", KEYS[1])
    heads = {
        "pem": Head(text(SERVER)),
        "der": Head(SERVER.public_bytes(serialization.Encoding.DER)),
        "crl": Head(text(crl)),
        "mixed": Head(text(crl, SERVER)),
        "long": Head(b"\x30\x83" + b"x" * 50, "liste.crl", 10**7),
        "openvpn": Head(b"client\ndev tun\nremote vpn 1194\nproto udp\n<ca>\n" + text(SERVER) + b"</ca>\n"),
        "json": Head(b'{"a": "\n-----BEGIN CERTIFICATE-----\n"}'),
    }
    assert {key: INSPECTOR.format_of(head).id for key, head in heads.items() if key != "json"} == {
        "pem": "x509-pem",
        "der": "x509-der",
        "crl": "crl",
        "mixed": "crl",
        "long": "crl",
        "openvpn": "openvpn",
    }
    assert INSPECTOR.sniff(heads["json"]) == 0


def test_two_chains_are_compared():
    old = issue(
        "www", KEYS[2], "Inter", KEYS[1], serial=0x1001, end=START + timedelta(days=30), extensions=LEAF
    )
    before, after = artefact(text(old, MIDDLE, ROOT), "avant"), artefact(text(SERVER, MIDDLE, ROOT), "après")
    found = INSPECTOR.compare(before, after, CONTEXT)
    assert found.same_scope
    assert {fact.code: fact.value for fact in found.facts} == {
        "links.compare.weaknesses": 0,
        "links.compare.closed": ["expired: www (0x1001)"],
        "links.compare.added": ["www (0x1000)"],
        "links.compare.removed": ["www (0x1001)"],
    }
    back = INSPECTOR.compare(after, before, CONTEXT)
    assert fact_of(back, "links.compare.new").value == ["expired: www (0x1001)"]
    assert (
        fact_of(back, "links.compare.new").en
        == "1 weakness stated after and not before: expired certificate: www (0x1001)."
    )
    same = INSPECTOR.compare(before, before, CONTEXT)
    assert fact_of(same, "links.compare.remaining").value == ["expired: www (0x1001)"]


@pytest.mark.parametrize(
    "content",
    [
        text(SERVER, MIDDLE, ROOT),
        SERVER.public_bytes(serialization.Encoding.DER),
        text(revocation("Inter", KEYS[1], [2])),
    ],
)
def test_spoiled_files_never_break(content):
    whole = artefact(text(ROOT))
    for _, data in spoiled(content):
        with suppress(UnreadableArtefactError):
            INSPECTOR.inspect([artefact(data), whole], CONTEXT)
        with suppress(UnreadableArtefactError):
            INSPECTOR.compare(artefact(data), whole, CONTEXT)


def test_every_code_has_its_line_of_links():
    root = Path(links.__file__).parents[4]
    lines = json.loads(
        (root / "data/links/expert-ingenierie-informatique/links.json").read_text(encoding="utf-8")
    )
    kinds = [
        value.code
        for module in (links.certificate_statements, links.statements, links.comparing)
        for value in vars(module).values()
        if type(value).__name__ in {"FactKind", "FindingKind"}
    ]
    assert sorted(set(kinds)) == list(lines)


def test_a_certificate_is_valid_at_the_moment_that_is_asked():
    later = Context(as_of=START + timedelta(days=800))
    assert len(fact_of(read(text(SERVER, MIDDLE, ROOT), context=later), "links.expired").value) == 3
