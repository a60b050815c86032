"""Collections of cycles wait while a file is inspected, and go on afterwards, whatever happened."""

import gc

import pytest

from preuve.domain.evidence.contract import Artefact
from preuve.domain.evidence.reading import collecting
from tests.factories.evidence import artefact


class Inspector:
    @collecting.without_collections
    def inspect(self, artefacts, context):
        """Say whether collections go on."""
        if context == "broken":
            raise LookupError
        return [each.name for each in artefacts], gc.isenabled()


def file_of(size):
    return Artefact("f", size, "", lambda: None)


def test_collections_wait_for_the_end_of_an_inspection():
    assert Inspector().inspect([artefact(b"a", name="f")], "") == (["f"], False)
    assert gc.isenabled()
    assert Inspector.inspect.__name__ == "inspect"


def test_a_file_too_large_to_be_held_whole_is_read_as_usual():
    at_most, beyond = file_of(collecting.LARGEST), file_of(collecting.LARGEST + 1)

    assert Inspector().inspect([at_most], "") == (["f"], False)
    assert Inspector().inspect([at_most, beyond], "") == (["f", "f"], True)


def test_an_error_leaves_collections_on():
    with pytest.raises(LookupError):
        Inspector().inspect([artefact(b"a")], "broken")

    assert gc.isenabled()


def test_one_inspection_inside_another_leaves_collections_off():
    gc.disable()
    try:
        assert Inspector().inspect([artefact(b"a", name="f")], context="") == (["f"], False)
        assert not gc.isenabled()
    finally:
        gc.enable()
