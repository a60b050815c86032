from datetime import date
from itertools import count

import pytest
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.juries.models import Minutes
from tests.factories.certificates import make_certificate
from tests.factories.people import make_person
from tests.factories.sessions import make_enrolment, make_panel, make_session


@pytest.fixture
def manager(db):
    return make_person(Role.CERTIFICATION_MANAGER)


@pytest.fixture
def grant(manager):
    """Return a function that makes a holder: their certificate, of one certification for the whole test."""
    session = make_session()
    panel = make_panel(session)
    ranks = count(1)

    def make(block_code: str = "", *, granted_on: date = date(2026, 1, 31), **fields):
        minutes = Minutes.objects.create(
            session=session,
            panel=panel,
            number=f"PV-SUIVI-{next(ranks)}",
            content={"candidates": []},
            content_hash="0" * 64,
            drawn_up_at=timezone.now(),
            drawn_up_by=manager,
        )
        enrolment = make_enrolment(session, **fields)
        return make_certificate(enrolment, minutes, block_code, granted_on=granted_on)

    return make
