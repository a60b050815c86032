"""Algorithms that the IETF or the ANSSI set aside, for TLS, IPsec, OpenVPN and SSH, and how names are read.

Only what a published document sets aside by name, or by a rule that leaves no choice, is listed:

- null encryption, anonymous exchange, export and “LOW” suites, RC4: RFC 9325 (BCP 195) §4.1, RFC 7465;
- RC4 in SSH: RFC 8758; blocks of 64 bits (DES, 3DES, Blowfish, CAST, IDEA, RC2, RC5): ANSSI-PG-083, “Guide
  des mécanismes cryptographiques”, rule on the size of blocks (128 bits); in ESP and IKEv2 also RFC 8221 §5
  (DES, Blowfish: MUST NOT), RFC 8247 §2.1 (DES: MUST NOT) and RFC 9395;
- MD5 in any use: RFC 6151, RFC 8221 §6 and RFC 8247 §2.3 (AUTH_HMAC_MD5_96: MUST NOT);
- Diffie-Hellman groups below 2,048 bits: ANSSI-PG-083 (rule on discrete logarithms), RFC 8247 §2.4 (768 bits
  MUST NOT, 1,024 bits SHOULD NOT), RFC 9142 §3 (diffie-hellman-group1-sha1 and group-exchange-sha1: SHOULD
  NOT, rsa1024-sha1: MUST NOT);
- signatures with SHA-1: RFC 9155 (TLS 1.2), ANSSI-PG-083 (collisions), in SSH `ssh-rsa` (RFC 8332 §1) and DSA
  (1,024 bits; ANSSI DAT-NT-007, “Usage sécurisé d’(Open)SSH”);
- SSL 2, SSL 3, TLS 1.0 and TLS 1.1: RFC 6176, RFC 7568, RFC 8996; ANSSI-PA-035, “Recommandations de sécurité
  relatives à TLS”.

AES-CBC, HMAC-SHA-1 and RSA key exchange are discouraged and not prohibited: they are not listed.
"""

# ruff: noqa: SIM905 - lists of keywords read better as words than one a line

from __future__ import annotations

import re

#: Smallest keys, in bits (ANSSI-PG-083: RSA 2,048 until 2030; curves 250, which P-256 and 25519 meet).
MIN_RSA = 2048
MIN_CURVE = 250

#: Versions set aside, by the name used in facts.
OLD_VERSIONS = frozenset({"SSLv2", "SSLv3", "TLS 1.0", "TLS 1.1"})
VERSIONS = ("SSLv2", "SSLv3", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")

_SUITE_WORDS = frozenset(
    (
        "null enull anull export export40 export56 exp exp1024 low rc4 rc2 des 3des cbc3 md5 adh aecdh "
        "anon idea dh_anon"
    ).split()
)
_WORD = re.compile(r"[a-z0-9]+")

_SSH = frozenset(
    (
        "3des-cbc des-cbc des-cbc@ssh.com blowfish-cbc cast128-cbc idea-cbc rc4 arcfour arcfour128 "
        "arcfour256 none hmac-md5 hmac-md5-96 hmac-md5-etm@openssh.com hmac-md5-96-etm@openssh.com "
        "diffie-hellman-group1-sha1 diffie-hellman-group-exchange-sha1 rsa1024-sha1 "
        "ssh-rsa ssh-dss ssh-rsa-cert-v01@openssh.com ssh-dss-cert-v01@openssh.com "
        "ssh-rsa-cert-v00@openssh.com ssh-dss-cert-v00@openssh.com"
    ).split()
)
#: Names of exchanges by GSS-API go on with the mechanism (RFC 4462 §2.3); set aside by RFC 9142 §3.
_SSH_GSS = ("gss-group1-sha1-", "gss-gex-sha1-")
_IPSEC = frozenset(
    (
        "null des 3des blowfish blowfish128 blowfish192 blowfish256 cast128 idea md5 md5_128 modp768 "
        "modp1024 modp1024s160 modpnull prfmd5"
    ).split()
)
_OPENVPN = re.compile(r"(none|bf-|des-|des3|desx|rc2-|rc4|rc5-|cast5-|idea-|md4|md5)", re.IGNORECASE)


def weak_suite(name: str) -> bool:
    """Say whether a TLS suite (OpenSSL's or IANA's name) is set aside."""
    return not _SUITE_WORDS.isdisjoint(_WORD.findall(name.lower().replace("cbc3", "3des")))


def weak_suite_string(text: str) -> list[str]:
    """Return the words of an OpenSSL cipher string that let suites in that are set aside.

    ``!RC4`` and ``-RC4`` exclude; a word excluded for good (``!``) anywhere is not let in by another;
    ``+RC4`` only reorders (ciphers(1) of OpenSSL).
    """
    tokens = [token for token in re.split(r"[:, ]+", text.strip("'\"")) if token]
    barred = {token[1:].lower() for token in tokens if token.startswith("!")}
    found = []
    for token in tokens:
        words = set(_WORD.findall(token.lower().replace("cbc3", "3des"))) & _SUITE_WORDS
        if token[0] not in "!-+@" and words and not words & barred:
            found.append(token)
    return found


def weak_ssh(name: str) -> bool:
    """Say whether an algorithm of SSH is set aside; a list's first sign (``+``, ``-``, ``^``) is no part."""
    return name in _SSH or name.startswith(_SSH_GSS)


def weak_ipsec(name: str) -> bool:
    """Say whether a keyword of a strongSwan or Libreswan proposal is set aside."""
    return name.lower() in _IPSEC


def weak_openvpn(name: str) -> bool:
    """Say whether a cipher or digest of OpenVPN is set aside; ``none`` is."""
    return _OPENVPN.match(name) is not None
