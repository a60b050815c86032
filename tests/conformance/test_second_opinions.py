"""Other people's libraries verify what we issue, and we verify what they issue."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from openbadgeslib.ob3.clr import bundled_clr_contexts
from openbadgeslib.ob3.ldp import add_data_integrity_proof, verify_data_integrity_proof
from openvc.status.bitstring import decode_bitstring, encode_bitstring, get_status_bit

from preuve.domain.credentials.badges import Granted, badge, learner_record
from preuve.domain.credentials.proofs import signature_holds
from preuve.domain.credentials.status_lists import decoded_list, encoded_list, set_indexes
from tests.factories.credentials import (
    CONTEXTS,
    CREATED,
    ISSUER,
    KEY,
    KEY_ID,
    award,
    issuer_document,
    lists,
    signed,
)

HERE = Path(__file__).parent
PUBLIC = KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
SECRET = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)


def record():
    return signed(
        learner_record(
            [signed(badge(award(kind), ISSUER)) for kind in Granted],
            ISSUER,
            record_id="urn:uuid:0b1c",
            name="Relevé",
            holder_name="Zoé",
            valid_from=CREATED,
        )
    )


def ours():
    return [*(signed(badge(award(kind), ISSUER)) for kind in Granted), *lists([3]), record()]


@pytest.mark.parametrize("rank", range(6))
def test_openbadgeslib_verifies_what_we_issue(rank):
    verify_data_integrity_proof(ours()[rank], PUBLIC, extra_contexts=bundled_clr_contexts())


def test_we_verify_what_openbadgeslib_issues():
    theirs = add_data_integrity_proof(badge(award(), ISSUER), SECRET, KEY_ID)
    assert signature_holds(theirs, KEY.public_key(), CONTEXTS) is True


def test_openvc_reads_our_lists_and_we_read_theirs():
    bits = decode_bitstring(encoded_list([0, 9, 131_071]))
    assert [index for index in (0, 1, 8, 9, 131_071) if get_status_bit(bits, index)] == [0, 9, 131_071]
    assert set_indexes(decoded_list(encode_bitstring(bits))) == (0, 9, 131_071)


def test_digitalbazaar_verifies_what_we_issue(tmp_path):
    if shutil.which("node") is None or not (HERE / "node_modules/.package-lock.json").is_file():
        pytest.skip("needs node, and its packages: run tools/fetch-test-needs.sh")
    given = {
        "credentials": ours(),
        "revoking": lists(revoked=[7]),
        "issuer": issuer_document(),
        "contexts": dict(CONTEXTS.by_url),
    }
    (tmp_path / "given.json").write_text(json.dumps(given))
    run = subprocess.run(
        ["node", str(HERE / "verify.mjs"), str(tmp_path / "given.json")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert json.loads(run.stdout) == {
        "verified": [True] * 6,
        "before": [],
        "after": ["revocation"],
        "forged": False,
        "changed": False,
    }


def test_the_lock_file_names_no_registry():
    assert "resolved" not in (HERE / "package-lock.json").read_text()
