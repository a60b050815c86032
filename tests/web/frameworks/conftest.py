from copy import deepcopy

import pytest

from preuve.web.accounts.models import Role
from preuve.web.frameworks.models import FrameworkDraft
from tests.factories.frameworks import make_certification
from tests.factories.people import make_person

SOURCE = """Expert en essais

Bloc 1 : Concevoir des essais
- Écrire un plan d’essai
- Choisir les outils du banc
C1.1 Concevoir un essai en :
Écrivant le protocole de mesure
Réglant le banc
La clarté du plan : il est compris de tous
La tenue du délai
"""


def criterion(number: int, label: str, expectation: str = "") -> dict:
    text = f"{label} : {expectation}" if expectation else label
    return {"id": f"C1.1-{number}", "label": label, "expectation": expectation, "text": text}


CONTENT = {
    "title": "Expert en essais",
    "certifier": "Essais SA",
    "blocks": [
        {
            "code": "BC1",
            "title": "Concevoir des essais",
            "introduction": "",
            "activities": ["Écrire un plan d’essai", "Choisir les outils du banc"],
            "assessment_methods": [
                {"stated_range": "C1.1", "applies_to": ["C1.1"], "steps": ["Soutenance devant un jury"]}
            ],
            "competences": [
                {
                    "code": "C1.1",
                    "statement": "Concevoir un essai en :",
                    "practices": ["Écrivant le protocole de mesure", "Réglant le banc"],
                    "criteria": [
                        criterion(1, "La clarté du plan", "il est compris de tous"),
                        criterion(2, "La tenue du délai"),
                    ],
                }
            ],
        }
    ],
    "warnings": [
        {"code": "label-without-colon", "line": 10, "message": "Le critère C1.1-2 n’a pas de deux-points."}
    ],
    "unassigned": [{"line": 1, "text": "Expert en essais"}],
}


@pytest.fixture
def content():
    return deepcopy(CONTENT)


@pytest.fixture
def manager():
    return make_person(Role.CERTIFICATION_MANAGER)


@pytest.fixture
def certification():
    return make_certification()


@pytest.fixture
def draft(manager, certification, content):
    return FrameworkDraft.objects.create(
        certification=certification,
        file_name="essais.txt",
        reader="essai",
        source=SOURCE,
        content=content,
        created_by=manager,
    )
