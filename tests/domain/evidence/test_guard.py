"""The guard sees what must not be shown, in any file, and repeats none of it.

Keys and hashes are made here, at the moment of the test, by the libraries that make real ones.
"""

import base64
import io
import json
import zipfile

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from hypothesis import given
from hypothesis import strategies as st

from preuve.domain.evidence.guard import hit_json, scan, scanning
from preuve.domain.evidence.guard.identifiers import is_iban, is_nir
from tests.factories.evidence import artefact, sample

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.generate()
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
OLD, NEW, SSH = (
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.PrivateFormat.PKCS8,
    serialization.PrivateFormat.OpenSSH,
)
PLAIN, SECRET = serialization.NoEncryption(), serialization.BestAvailableEncryption(b"phrase")


def codes(content, name="f"):
    return [(hit.code, hit.blocking, hit.count, hit.place.line) for hit in scan(artefact(content, name))]


KEYS = {
    "PKCS#8": RSA.private_bytes(PEM, NEW, PLAIN),
    "PKCS#1": RSA.private_bytes(PEM, OLD, PLAIN),
    "PKCS#1 with a phrase": RSA.private_bytes(PEM, OLD, SECRET),
    "PKCS#8 with a phrase": EC.private_bytes(PEM, NEW, SECRET),
    "SEC 1": EC.private_bytes(PEM, OLD, PLAIN),
    "OpenSSH": ED.private_bytes(PEM, SSH, PLAIN),
    "Ed25519": ED.private_bytes(PEM, NEW, PLAIN),
    "on one line of JSON": json.dumps({"private_key": RSA.private_bytes(PEM, NEW, PLAIN).decode()}).encode(),
    "JSON in JSON": json.dumps(json.dumps({"k": EC.private_bytes(PEM, OLD, PLAIN).decode()})).encode(),
    "indented in YAML": b"key: |\n    " + ED.private_bytes(PEM, NEW, PLAIN).replace(b"\n", b"\n    "),
    "ssh.com": b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: x\n",
    "PuTTY": b"PuTTY-User-Key-File-3: ssh-ed25519\nPublic-Lines: 1\nAA\nPrivate-Lines: 1\nAA\n",
    "OpenVPN static": b"-----BEGIN OpenVPN Static key V1-----\n" + b"0123456789abcdef" * 2 + b"\n",
    "WireGuard": b"[Interface]\nPrivateKey = " + base64.b64encode(bytes(range(32))) + b"\n",
    "age": b"AGE-SECRET-KEY-1" + b"Q" * 58,
    "XML": b"<RSAKeyValue><Modulus>AA==</Modulus><D>" + base64.b64encode(bytes(64)) + b"</D></RSAKeyValue>",
    "JWK": b'{"kty":"EC","crv":"P-256","d":"' + b"a" * 43 + b'"}',
    "JWK, other order": b'{"d":"' + b"a" * 43 + b'","kty":"OKP"}',
    "tls-crypt-v2": b"-----BEGIN OpenVPN tls-crypt-v2 client key-----\n" + b"l" * 64 + b"\n",
    "base64 of PKCS#8": b"tls.key: " + base64.b64encode(RSA.private_bytes(PEM, NEW, PLAIN)),
    "base64 of PKCS#1": b"client-key-data: " + base64.b64encode(RSA.private_bytes(PEM, OLD, PLAIN)),
    "base64 of SEC 1": b"client-key-data: " + base64.b64encode(EC.private_bytes(PEM, OLD, PLAIN)),
    "base64 of OpenSSH": b"x: " + base64.b64encode(ED.private_bytes(PEM, SSH, PLAIN)),
    "base64 with a phrase": b"x: " + base64.b64encode(EC.private_bytes(PEM, NEW, SECRET)),
    "PGP": b"-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n" + b"l" * 64 + b"\n",
}  # fmt: skip


@pytest.mark.parametrize("content", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_private_key_blocks_with_its_line_in_any_text(content, encoding):
    content = b"line one\n" + content

    (code, blocking, count, line) = codes(content.decode().encode(encoding))[0]

    assert (code, blocking, count) == ("guard.private-key", True, 1)
    assert line in {2, 3}


@pytest.mark.parametrize(
    "content",
    [
        RSA.private_bytes(DER, NEW, PLAIN),
        RSA.private_bytes(DER, OLD, PLAIN),
        EC.private_bytes(DER, NEW, PLAIN),
        EC.private_bytes(DER, OLD, PLAIN),
        ED.private_bytes(DER, NEW, PLAIN),
        ec.generate_private_key(ec.SECP384R1()).private_bytes(DER, OLD, PLAIN),
        pkcs12.serialize_key_and_certificates(b"n", RSA, None, None, PLAIN),
        b"\xfe\xed\xfe\xed\x00\x00\x00\x02",
        b"\xce\xce\xce\xce\x00\x00\x00\x02",
        RSA.private_bytes(DER, NEW, SECRET),
        EC.private_bytes(DER, NEW, SECRET),
        ed448.Ed448PrivateKey.generate().private_bytes(DER, NEW, PLAIN),
        b"\x1e\xf1\xb5\xb0\x00\x00\x00\x00\x02",
        b"\x95\x03\x98\x04\x65\x00\x00\x00\x01\x08\x00",
    ],
    ids=range(14),  # bytes made anew in each process make no stable name
)
def test_a_private_key_in_binary_form_blocks(content):
    assert codes(content)[0] == ("guard.private-key", True, 1, 0)


@pytest.mark.parametrize(
    "content",
    [
        RSA.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
        RSA.public_key().public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo),
        ED.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH),
        b"PublicKey = " + base64.b64encode(bytes(range(32))),
        b'{"kty":"EC","crv":"P-256","x":"' + b"a" * 43 + b'"}',
        b"",
        b"POSTGRES_PASSWORD=${POSTGRES_PASSWORD:?absent}",
        b"MYSQL_PASSWORD_FILE: /run/secrets/db",
        b"API_KEY=<votre cle>",
        b"Failed password for root from 192.0.2.1",
        b"12345678901234567890 1 23 45",
        b"git+ssh://git@github.com/x.git https://exemple.fr:443/@scope",
        b"deploy ALL=(root) NOPASSWD: /usr/bin/systemctl",
        b"POSTGRES_PASSWORD_FILE=/srv/secrets/db",
        b"TOKEN_URL=https://sso.exemple.fr/token",
        b"DB_PASSWORD = os.environ['DB_PASSWORD']",
        b"TOKEN_LENGTH: Final[int] = 32",
        b"PASSWORD = 0x00000002",
        b"UNEXPECTED_TOKEN = /^Unexpected token/",
        b"PASSWORD=var.db_password",
        b"password = password:sub(1,8)",
        b"http://user:password@exemple.fr/ ftp://user:pass@mirror",
        b"password: String!\nsecret: db-credentials\ntoken = request.token\npassword: 'Mot de passe'",
        b"password: '{{ vault_password1 }}'\npassword: ${DB_PASSWORD1}\npassword = getpass1()\n",
        b"api_key: 20240101\nmax_token: 4096000",
        b"define('AUTH_KEY', 'put your unique phrase here');",
        b"12231 12286 12341",
        base64.b64encode(ED.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)),
    ],
    ids=range(28),
)
def test_what_is_public_or_empty_is_let_through(content):
    assert codes(content) == []


def test_a_header_without_its_key_warns_only():
    assert codes(b'"match": "-----BEGIN RSA PRIVATE KEY-----"') == [("guard.key-mention", False, 1, 1)]


NIR = "2 69 05 49 588 157 80"
IBAN = "FR14 2004 1010 0505 0001 3M02 606"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"userPassword: {SSHA}" + base64.b64encode(bytes(24)), "guard.password-hash"),
        (b"userPassword:: " + base64.b64encode(b"{SSHA}xxxx"), "guard.password-hash"),
        (b"x:$6$saltsalt$" + b"a" * 86 + b":", "guard.password-hash"),
        (b"x:$2b$12$" + b"a" * 53, "guard.password-hash"),
        (b"$argon2id$v=19$m=65536", "guard.password-hash"),
        (b"pbkdf2_sha256$1000000$salt$", "guard.password-hash"),
        (b"PASSWORD 'SCRAM-SHA-256$4096:c2FsdA=='", "guard.password-hash"),
        (b"CREATE ROLE x PASSWORD 'md5" + b"0123456789abcdef" * 2 + b"'", "guard.password-hash"),
        (b"alice:1001:" + b"a" * 32 + b":" + b"b" * 32 + b":::", "guard.password-hash"),
        (b"alter role x with password 'secret1'", "guard.password"),
        (b"CREATE USER x IDENTIFIED BY 'abc'", "guard.password"),
        (b"MYSQL_ROOT_PASSWORD: somewordpress", "guard.password"),
        (b'"clientSecret": "abcdef123"', "guard.password"),
        (b"postgres://user:motdepasse@bd.exemple/x", "guard.password"),
        (b"spring:\tx\n".replace(b"\n", b" ") + b"DB_SECRET='abc/def1'", "guard.password"),
        (b"    password: hunter2secret", "guard.password"),
        (b"spring.datasource.password=S3cret!x\r\n", "guard.password"),
        (b'client-secret = "abc123def";', "guard.password"),
        (b"auth_token: 'a1b2c3d4'", "guard.password"),
        (b"define( 'DB_PASSWORD', 'motdepasse' );", "guard.password"),
        (b"web:$apr1$" + b"a" * 8 + b"$" + b"b" * 22, "guard.password-hash"),
        (b"IDENTIFIED BY PASSWORD '*" + b"2470C0C0" * 5 + b"'", "guard.password-hash"),
        (b"mysql://root:password@db/x", "guard.password"),
        (b"postgres://user:Tr0ub4dor@db/x", "guard.password"),
        (b"sk-proj-" + b"a" * 40, "guard.token"),
        (b"dckr_pat_" + b"a" * 27, "guard.token"),
        (b"ghp_" + b"a" * 36, "guard.token"),
        (b"https://hooks.slack.com/services/T00000000/B00000000/" + b"X" * 24, "guard.token"),
        (b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ." + b"a" * 43, "guard.token"),
        (b"Authorization: Bearer abcdefghijklmnop", "guard.token"),
        (b"carte+7f3@boards.trello.com", "guard.token"),
        (b"AKIAIOSFODNN7EXAMPLE", "guard.cloud-key"),
        (b"aws_secret_access_key = " + b"a" * 40, "guard.cloud-key"),
        (b"AIza" + b"a" * 35, "guard.cloud-key"),
        (b"AccountKey=" + b"a" * 86 + b"==", "guard.cloud-key"),
        (b'"private_key_id": "' + b"a" * 40 + b'"', "guard.cloud-key"),
        (b"jpegPhoto:: " + b"a" * 60, "guard.photo"),
        (NIR.encode(), "guard.nir"),
        (NIR.replace(" ", "").encode(), "guard.nir"),
        (IBAN.encode(), "guard.iban"),
        (b",".join(b"p%d@exemple.fr" % n for n in range(10)), "guard.addresses"),
    ],
)  # fmt: skip
def test_what_must_be_looked_at_warns_with_its_line(content, code):
    (hit,) = [hit for hit in scan(artefact(b"\n\n" + content)) if hit.code == code]

    assert (hit.blocking, hit.place.line) == (False, 3)
    assert not any(word in hit.fr + hit.en for word in ("secret1", "motdepasse", "AKIA", NIR, "p1@"))


def test_nine_addresses_and_names_of_algorithms_are_no_list_of_people():
    assert codes(b",".join(b"p%d@exemple.fr" % (n % 9) for n in range(100))) == []
    assert codes(b",".join(b"algo%d@openssh.com" % n for n in range(100))) == []


def test_a_hit_says_how_often_and_keeps_twenty_places():
    (hit,) = scan(artefact(b"AKIAIOSFODNN7EXAMPLE\n" * 30))

    assert (hit.count, len(hit.places), hit.fr) == (30, 20, "30 clés d’accès à un nuage")
    assert hit_json(hit)["places"][19]["line"] == 20
    assert {key: hit_json(hit)[key] for key in ("code", "blocking", "count", "en")} == {
        "code": "guard.cloud-key",
        "blocking": False,
        "count": 30,
        "en": "30 cloud access keys",
    }


@given(st.integers(0, 300), st.integers(40, 200), st.integers(16, 4096))
def test_nothing_hides_between_two_blocks(before, after, block):
    key = KEYS["Ed25519"]
    content = b"x" * before + b"\n" + key + b"y" * after
    size, scanning._BLOCK = scanning._BLOCK, block
    try:
        (hit,) = [hit for hit in scan(artefact(content)) if hit.code == "guard.private-key"]
    finally:
        scanning._BLOCK = size

    assert (hit.count, hit.place.line) == (1, 2)


def zipped(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_files_inside_archives_are_scanned_with_their_names():
    inner = zipped({"cle.pem": KEYS["PKCS#8"], "autre.txt": b"AKIAIOSFODNN7EXAMPLE"})

    hits = scan(artefact(zipped({"dedans.zip": inner}), "tout.zip"))

    assert [(hit.code, hit.place.name, hit.place.line) for hit in hits] == [
        ("guard.private-key", "tout.zip!dedans.zip!cle.pem", 1),
        ("guard.cloud-key", "tout.zip!dedans.zip!autre.txt", 1),
    ]


def test_what_cannot_be_opened_safely_blocks():
    nested = b"x"
    for _ in range(5):
        nested = zipped({"a.zip": nested})

    (hit,) = scan(artefact(nested, "poupees.zip"))
    assert (hit.code, hit.blocking, hit.fr) == (
        "guard.unsafe",
        True,
        "le fichier n’est pas ouvert : le contenu est imbriqué trop profondément",
    )
    (hit,) = scan(artefact(b"PK\x03\x04broken", "x.zip"))
    assert hit.en == "the file is not opened: the file is malformed or cut short"


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (NIR, True),  # a worked example of INSEE: 97 - 2690549588157 mod 97 = 80
        ("2 69 05 49 588 157 81", False),
        ("3 69 05 49 588 157 80", False),
        ("2 69 13 49 588 157 80", False),
        ("1 85 05 78 006 084", False),
        ("2 69 05 4X 588 157 80", False),
    ],
)
def test_numbers_of_social_security_carry_their_key(text, valid):
    assert is_nir(text) is valid


@pytest.mark.parametrize(("department", "counts_as"), [("2A", 19), ("2B", 18), ("2b", 18)])
def test_corsica_counts_as_19_and_18(department, counts_as):
    key = 97 - int(f"18505{counts_as}006084") % 97

    assert is_nir(f"1 85 05 {department} 006 084 {key:02}")


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (IBAN, True),  # the examples of the ISO 13616 registry
        ("GB29NWBK60161331926819", True),
        ("BE68539007547034", True),
        ("DE89370400440532013000", True),
        ("DE89370400440532013001", False),
        ("FR1420041010050500013M0260", False),
        ("US64SVBKUS6S3300958879", False),
        ("FRé420041010050500013M02606", False),
    ],
)
def test_account_numbers_carry_their_check(text, valid):
    assert is_iban(text) is valid


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("annuaire/ldif-personne-avec-photo.ldif", {"guard.password-hash", "guard.photo"}),
        ("annuaire/slapcat-annuaire-fictif.ldif", {"guard.password-hash"}),
        ("journaux/postgresql-connexions.log", {"guard.password"}),
        ("performance/pg_stat_statements.csv", {"guard.password"}),
        ("schema/pg_dumpall-roles-avec-empreinte.sql", {"guard.password-hash"}),
        ("tickets/trello-fr-pseudonymise.json", {"guard.token"}),
        ("tests/pytest-apres.xml", set()),
        ("scans/nmap-plusieurs-ports.xml", set()),
        ("pki-liaisons/made-chaine-complete-feuille-inter-racine.pem", set()),
        ("pki-liaisons/ssh-audit.json", set()),
        ("depot/sbom-apres.cdx.json", set()),
    ],
)
def test_real_files(path, expected):
    assert {hit.code for hit in scan(sample(path))} == expected
