import pytest

from preuve.domain.competences.readers import read_framework
from preuve.inspection.links import FOLDER


@pytest.fixture(scope="session")
def shipped_framework():
    """The référentiel of the project, as its reader understands it."""
    path = FOLDER.parent / "frameworks" / "expert-ingenierie-informatique.txt"
    return read_framework(path.read_bytes(), path.name)
