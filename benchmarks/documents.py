"""Certificates as signed PDFs for each second of one core: drawn by typst, credential attached, sealed.

    .venv/bin/python benchmarks/documents.py [--count 40]

Bare, in the same run: typst alone on the same template and data. Neither database nor disk is asked.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

ROOT = __file__.rpartition("/benchmarks/")[0] or "."
sys.path[0] = ROOT  # beside us, `import inspect` would find that benchmark
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preuve.web.settings")

import json

from preuve.domain.credentials.badges import badge
from preuve.web.documents import Attachment, compile_pdf
from preuve.web.seals.authorities import new_root, new_signer
from preuve.web.seals.signing import Signer, sealed
from tests.factories.credentials import ISSUER, award, signed

if TYPE_CHECKING:
    from collections.abc import Callable

TEMPLATE = "credentials/templates/credentials/certificate.typ"
MENTIONS = {
    "title": "Expert(e) en ingénierie informatique",
    "rncp_code": "RNCP37674",
    "level": 7,
    "nsf_codes": "326",
    "decision_reference": "enregistrement sur demande",
    "certifier": "Institut Arc Numérique",
    "framework_version": 1,
    "framework_hash": "0" * 64,
    "place": "Lyon",
    "signatory_name": "Hélène Vasseur",
    "signatory_quality": "Responsable de certification",
    "block_code": "",
    "block_title": "",
}
DATA: dict[str, Any] = {
    "number": "IAN-2026-000001-VQ",
    "hash": "0" * 64,
    "url": "https://certificats.example/verifier/aaaaaaaaaaaaaaaaaaaaaaaaaa/",
    "qr": '<svg xmlns="http://www.w3.org/2000/svg" width="37" height="37"><path d="M0 0h9v9h-9z"/></svg>',
    "name": "Camille ROUSSELET",
    "usage_name": "",
    "born": "née le 4 mars 1999 à Bourg-en-Bresse",
    "decision_date": "1er juin 2026",
    "valid_until": "1er juin 2029",
    "granted_on": "9 novembre 2026",
    "minutes": "PV-EII-31-01",
    "issued": [2026, 11, 9],
    "mentions": MENTIONS,
}


def per_second_of_core(act: Callable[[], object], count: int) -> float:
    act()  # fonts and templates are read once
    start = time.process_time()
    for _ in range(count):
        act()
    return count / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=40)
    count = parser.parse_args().count
    now = datetime.now(UTC)
    root = new_root("Institut Arc Numérique", now)
    signer = Signer(*new_signer("Institut Arc Numérique", "Institut Arc Numérique", root, now), root[0])
    credential = json.dumps(signed(badge(award(), ISSUER)), ensure_ascii=False)
    attached = [Attachment("certificat.json", credential, "Ce certificat comme attestation signée")]
    bare = per_second_of_core(lambda: compile_pdf(TEMPLATE, DATA), count)
    ours = per_second_of_core(
        lambda: sealed(compile_pdf(TEMPLATE, DATA, attached), signer, reason="Certificat"), count
    )
    print(f"typst alone {bare:.1f} /s of one core; signed certificates {ours:.1f} /s ({ours / bare:.2f})")


if __name__ == "__main__":
    main()
