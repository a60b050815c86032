"""A rectified decision: what is revoked, what is issued, and which took the place of which."""

from datetime import timedelta

import pytest
from django.urls import reverse

from preuve.domain.assessment.proposal import Outcome
from preuve.web.credentials.actions import publish_results
from preuve.web.credentials.models import Certificate
from preuve.web.credentials.queries.replacements import replacements_of
from tests.factories.people import make_person
from tests.web.credentials.conftest import NOW

pytestmark = pytest.mark.django_db

FAILED = {
    "whole": (),
    "one": ("BC2",),
    "other": ("BC1",),
    "none": ("BC1", "BC2"),
}
GRANTED = {"whole": [""], "one": ["BC1"], "other": ["BC2"], "none": []}


def publish(hearing, minutes, now):
    return publish_results(actor=hearing.manager, minutes=minutes, now=now)


def correct(hearing, minutes, enrolment, state, now):
    """Correct the decision so that the blocks of `state` fail, and publish."""
    hearing.reopen(minutes, enrolment, now)
    rulings = {
        code: Outcome.NOT_ACQUIRED if code in FAILED[state] else Outcome.ACQUIRED for code in ("BC1", "BC2")
    }
    hearing.rule(enrolment, rulings, now)
    second = hearing.minute(corrects=minutes, now=now)
    publish(hearing, second, now)
    return second


def in_force(enrolment):
    rows = Certificate.objects.filter(enrolment=enrolment, revoked_at=None)
    return sorted(rows.values_list("block_code", flat=True))


@pytest.mark.parametrize("before", FAILED)
@pytest.mark.parametrize("after", FAILED)
def test_every_change_of_a_decision(hearing, before, after):
    """All sixteen: what is still deserved is left alone, the rest revoked for the minutes, the new issued."""
    later = NOW + timedelta(hours=1)
    enrolment, other = hearing.hear(failed=FAILED[before]), hearing.hear()
    first = hearing.minute()
    publish(hearing, first, NOW)
    kept = dict(Certificate.objects.filter(enrolment=enrolment).values_list("block_code", "pk"))
    untouched = list(Certificate.objects.filter(enrolment=other).values())
    assert in_force(enrolment) == GRANTED[before]
    second = correct(hearing, first, enrolment, after, later)
    assert in_force(enrolment) == GRANTED[after]
    assert list(Certificate.objects.filter(enrolment=other).values()) == untouched
    for code, pk in kept.items():
        row = Certificate.objects.get(pk=pk)
        if code in GRANTED[after]:
            assert (row.revoked_at, row.revocation_reason, row.minutes_id) == (None, "", first.pk)
        else:
            reason = f"Rectifié par le procès-verbal {second.number}."
            assert (row.revoked_at, row.revocation_reason) == (later, reason)
    lost = [code for code in kept if code not in GRANTED[after]]
    new = [code for code in GRANTED[after] if code not in kept]
    links = {
        (old, row.block_code)
        for old in lost
        for row in replacements_of(Certificate.objects.get(pk=kept[old])).replaced_by
    }
    shared = {(old, code) for old in lost for code in new if not old or not code or old == code}
    assert links == shared
    for row in Certificate.objects.filter(enrolment=enrolment, minutes=second):
        replaced = {item.block_code for item in replacements_of(row).replaces}
        assert replaced == {old for old, code in shared if code == row.block_code}


def test_granted_refused_and_granted_again_keeps_the_whole_history(hearing):
    enrolment = hearing.hear()
    minutes = hearing.minute()
    publish(hearing, minutes, NOW)
    refused = correct(hearing, minutes, enrolment, "none", NOW + timedelta(hours=1))
    correct(hearing, refused, enrolment, "whole", NOW + timedelta(hours=2))
    first, again = Certificate.objects.filter(enrolment=enrolment).order_by("pk")
    assert replacements_of(first).replaced_by == [again]
    assert replacements_of(again).replaces == [first]
    assert replacements_of(again).replaced_by == []


def test_a_block_taken_back_where_another_session_built_on_it(hearing, new_hearing):
    """The other session's minutes are corrected first: its whole certificate becomes its own block's."""
    later = NOW + timedelta(hours=1)
    first_time = hearing.hear(block_codes=["BC1"])
    first = hearing.minute()
    publish(hearing, first, NOW)
    again = new_hearing(hearing.session.framework_version, number="S-SUITE")
    second_time = again.hear(block_codes=["BC2"], candidate=first_time.candidate)
    second = again.minute()
    (whole,) = publish(again, second, NOW)
    hearing.reopen(first, first_time, later)
    hearing.rule(first_time, {"BC1": Outcome.NOT_ACQUIRED}, later)
    correction = hearing.minute(corrects=first, now=later)
    again.reopen(second, second_time, later)
    again.rule(second_time, {"BC2": Outcome.ACQUIRED}, later)
    publish(again, again.minute(corrects=second, now=later), later)
    publish(hearing, correction, later)
    assert (in_force(first_time), in_force(second_time)) == ([], ["BC2"])
    (block,) = replacements_of(Certificate.objects.get(pk=whole.pk)).replaced_by
    assert block.block_code == "BC2"


def test_pages_say_number_and_date(hearing, signed_in, client):
    enrolment = hearing.hear(failed=("BC2",))
    minutes = hearing.minute()
    (old,) = publish(hearing, minutes, NOW)
    plain = client.get(reverse("verify", args=[old.public_id])).content.decode()
    assert "Rempla" not in plain
    correct(hearing, minutes, enrolment, "whole", NOW + timedelta(days=1))
    new = Certificate.objects.get(enrolment=enrolment, revoked_at=None)
    replaced = f"Remplacé par le certificat n° {new.number}, délivré le 13 mars 2027."
    replaces = f"Remplace le certificat n° {old.number}, révoqué le 13 mars 2027."
    page = client.get(reverse("verify", args=[old.public_id])).content.decode()
    assert replaced in page
    assert new.public_id not in page
    page = client.get(reverse("verify", args=[new.public_id])).content.decode()
    assert replaces in page
    assert old.public_id not in page
    for person in (enrolment.candidate, hearing.manager):
        shown = signed_in(person).get(reverse("certificate", args=[old.pk])).content.decode()
        assert f'<a href="{reverse("certificate", args=[new.pk])}">{new.number}</a>' in shown
        shown = signed_in(person).get(reverse("certificate", args=[new.pk])).content.decode()
        assert f'<a href="{reverse("certificate", args=[old.pk])}">{old.number}</a>' in shown
    stranger = signed_in(make_person("candidate"))
    assert stranger.get(reverse("certificate", args=[old.pk])).status_code == 404
