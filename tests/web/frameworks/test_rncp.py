"""A fiche of the RNCP dropped on the site becomes a draft; its plain text stands beside it."""

import pytest

from preuve.web.accounts.models import Role
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.actions import create_draft
from tests.domain.competences.rncp.test_rncp import export
from tests.factories.frameworks import make_framework_version
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def certification():
    found = make_framework_version().certification
    found.rncp_code = "RNCP37674"
    found.save()
    return found


def test_the_fiche_of_the_certification_prefills_a_draft(certification):
    manager = make_person(Role.CERTIFICATION_MANAGER)
    data = export(1, 37674)
    draft = create_draft(actor=manager, certification=certification, data=data, file_name="fiches.xml")
    assert draft.reader == "rncp-xml"
    assert [block["title"] for block in draft.content["blocks"]] == ["Mesurer", "Comparer"]
    assert draft.source.splitlines()[0] == "RNCP37674 – Expert en essais"
    lines = [item["line"] for item in draft.content["warnings"]]
    assert all(1 <= line <= len(draft.source.splitlines()) for line in lines)


@pytest.mark.parametrize(
    ("data", "words"),
    [(export(1), "Aucune fiche de ce numéro n’est dans ce fichier"), (b"<FICHES><FICHE>", "XML bien formé")],
)
def test_a_file_without_it_is_refused(certification, data, words):
    manager = make_person(Role.CERTIFICATION_MANAGER)
    with pytest.raises(ActionRefusedError, match=words):
        create_draft(actor=manager, certification=certification, data=data, file_name="fiches.xml")
