"""A rehearsal: the signing key is stolen, found out, revoked, and what it signed is sorted and signed again.

Told from the side of a stranger who holds the certificates, the issuer's did.json and its status lists.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from preuve.domain.credentials.badges import badge
from preuve.domain.credentials.issuers import IssuerKey, did_document
from preuve.domain.credentials.multibase import public_multikey
from preuve.domain.credentials.status_lists import StatusPurpose, status_entry, status_list_credential
from preuve.domain.credentials.verification import Check, Outcome, verify
from tests.factories.credentials import CONTEXTS, DID, ISSUER, KEY, KEY_ID, LIST, OTHER_KEY, award, signed

NEW_KEY_ID = f"{DID}#cle-2027"
STOLEN_ON = "2026-09-10T00:00:00Z"
"""Revocation dates from the theft, not from its discovery."""
AFTER = datetime(2026, 10, 1, tzinfo=UTC)
OLD, DOUBTFUL, FORGED = 1, 2, 3
"""Ranks in the status list: signed long before, signed on the eve, forged by the thief."""


def granted(rank, key=KEY, method=KEY_ID, created="2026-07-01T10:00:00Z"):
    entry = (status_entry(LIST, StatusPurpose.REVOCATION, rank),)
    return signed(badge(replace(award(rank=rank), status=entry), ISSUER), key, method, created)


def issuer_after():
    """Both keys stay published; the stolen one says from when it isn't believed."""
    return did_document(
        DID,
        [
            IssuerKey(KEY_ID, public_multikey(KEY.public_key()), revoked=STOLEN_ON),
            IssuerKey(NEW_KEY_ID, public_multikey(OTHER_KEY.public_key())),
        ],
    )


def status_list(revoked, key=OTHER_KEY, method=NEW_KEY_ID, created="2026-09-12T08:00:00Z"):
    listed = status_list_credential(
        url=LIST,
        issuer=DID,
        purpose=StatusPurpose.REVOCATION,
        indexes=revoked,
        valid_from=created,
        valid_until="2026-12-01T00:00:00Z",
    )
    return signed(listed, key, method, created)


def told(credential, status, at=AFTER, issuer=None):
    found = verify(
        credential,
        at=at,
        issuers=[issuer or issuer_after()],
        contexts=CONTEXTS,
        status_lists=[status],
    )
    outcomes = {finding.check: finding.outcome for finding in found.findings}
    return found.valid, outcomes[Check.KEY], outcomes[Check.STATUS]


def test_what_was_signed_before_the_theft_stays_valid_unless_it_is_listed():
    status = status_list([DOUBTFUL, FORGED])
    assert told(granted(OLD), status) == (True, Outcome.PASSED, Outcome.PASSED)
    assert told(granted(DOUBTFUL, created="2026-09-09T23:59:59Z"), status) == (
        False,
        Outcome.PASSED,
        Outcome.REVOKED,
    )


@pytest.mark.parametrize("created", [STOLEN_ON, "2026-09-20T10:00:00Z"])
def test_what_the_thief_signs_from_then_on_is_not_believed(created):
    status = status_list([])
    assert told(granted(FORGED, created=created), status) == (False, Outcome.KEY_REVOKED, Outcome.PASSED)


def test_what_the_thief_dates_back_is_believed_until_it_is_listed():
    """The limit that docs/credentials.md tells, and why the list is needed."""
    back = granted(FORGED, created="2026-07-01T10:00:00Z")
    assert told(back, status_list([]))[0] is True
    assert told(back, status_list([FORGED])) == (False, Outcome.PASSED, Outcome.REVOKED)


def test_what_is_issued_again_with_the_new_key_is_valid():
    again = granted(4, OTHER_KEY, NEW_KEY_ID, created="2026-09-12T09:00:00Z")
    status = status_list([DOUBTFUL, FORGED])
    assert told(again, status) == (True, Outcome.PASSED, Outcome.PASSED)
    # the stolen key under the new key's name
    disguised = granted(4, KEY, NEW_KEY_ID)
    assert (
        verify(disguised, at=AFTER, issuers=[issuer_after()], contexts=CONTEXTS).findings[-1].outcome
        is Outcome.SIGNATURE_WRONG
    )


def test_a_status_list_that_the_thief_signs_is_not_believed():
    clean = status_list([], KEY, KEY_ID, created="2026-09-20T10:00:00Z")
    assert told(granted(OLD), clean) == (False, Outcome.PASSED, Outcome.STATUS_LIST_UNTRUSTED)


def test_a_list_signed_before_the_theft_must_be_signed_again_to_say_more():
    before = status_list([], KEY, KEY_ID, created="2026-09-01T08:00:00Z")
    assert (
        told(granted(DOUBTFUL), before)[0] is True
    )  # nothing newer was given: what it says is what is known
    late = datetime(2026, 12, 1, tzinfo=UTC)
    assert told(granted(OLD), before, at=late)[2] is Outcome.STATUS_LIST_UNTRUSTED  # an old copy ends


def test_nothing_was_wrong_before_the_theft():
    issuer = did_document(DID, [IssuerKey(KEY_ID, public_multikey(KEY.public_key()))])
    status = status_list([], KEY, KEY_ID, created="2026-07-02T08:00:00Z")
    at = datetime(2026, 8, 1, tzinfo=UTC)
    assert told(granted(OLD), status, at=at, issuer=issuer) == (True, Outcome.PASSED, Outcome.PASSED)
