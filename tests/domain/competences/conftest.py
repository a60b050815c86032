"""The real document, as the project ships it, and what the reader makes of it."""

from pathlib import Path

import pytest

import preuve
from preuve.domain.competences.readers import read_framework

DOCUMENT = Path(preuve.__file__).parent / "data" / "frameworks" / "expert-ingenierie-informatique.txt"


@pytest.fixture(scope="session")
def source():
    return DOCUMENT.read_bytes()


@pytest.fixture(scope="session")
def text(source):
    return source.decode()


@pytest.fixture(scope="session")
def framework(source):
    return read_framework(source, DOCUMENT.name)


@pytest.fixture
def document_path():
    return DOCUMENT
