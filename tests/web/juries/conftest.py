import pytest

from tests.factories.juries import Scene, make_scene


@pytest.fixture
def scene(db) -> Scene:
    return make_scene()
