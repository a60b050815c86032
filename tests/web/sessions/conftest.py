from datetime import date

import pytest

from preuve.web.accounts.models import Role
from preuve.web.sessions.models import Accreditation
from tests.factories.people import make_person
from tests.factories.sessions import make_juror, make_panel, make_session


@pytest.fixture
def manager(db):
    return make_person(Role.CERTIFICATION_MANAGER)


@pytest.fixture
def session(db):
    """A session in a centre that may hold it."""
    row = make_session()
    Accreditation.objects.create(
        centre=row.centre, certification=row.framework_version.certification, since=date(2025, 1, 1)
    )
    return row


@pytest.fixture
def panel(session):
    """Three jurors of three companies, qualified for all blocks; the first chairs."""
    return make_panel(session, make_juror(session), make_juror(session, sex="M"), make_juror(session))
