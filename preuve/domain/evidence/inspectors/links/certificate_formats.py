"""The encodings of certificates, requests and revocation lists; `stating` reads them all."""

from __future__ import annotations

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.links.recognising import (
    sniff_bag,
    sniff_chain,
    sniff_der,
    sniff_list,
    sniff_request,
)
from preuve.domain.evidence.inspectors.links.report import Reader
from preuve.domain.evidence.inspectors.links.stating import state

READERS = (
    Reader(
        Format(
            "x509-pem",
            "Certificats X.509 (PEM)",
            "openssl s_client -showcerts -connect HÔTE:443 </dev/null > chaine.pem",
            sniff_chain,
        ),
        "certificates",
        state,
    ),
    Reader(
        Format(
            "x509-der",
            "Certificat X.509 (DER)",
            "openssl x509 -in certificat.pem -outform der -out certificat.cer",
            sniff_der,
        ),
        "certificates",
        state,
    ),
    Reader(
        Format(
            "pkcs7",
            "Certificats PKCS#7 (p7b)",
            "openssl crl2pkcs7 -nocrl -certfile chaine.pem -out chaine.p7b",
            sniff_bag,
        ),
        "certificates",
        state,
    ),
    Reader(
        Format(
            "csr",
            "Demande de certificat (PKCS#10)",
            "openssl req -new -key cle.pem -out demande.csr",
            sniff_request,
        ),
        "certificates",
        state,
    ),
    Reader(
        Format(
            "crl",
            "Liste de révocation (CRL)",
            "openssl ca -gencrl -out liste.crl",
            sniff_list,
        ),
        "certificates",
        state,
    ),
)
