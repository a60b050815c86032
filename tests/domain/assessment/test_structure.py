import pytest

from preuve.domain.assessment.errors import StructureError, StructureFault
from preuve.domain.assessment.structure import BlockStructure, CompetenceStructure, Structure


def competence(code, *criteria):
    return CompetenceStructure(code, criteria)


def test_codes_come_in_the_order_of_the_framework():
    structure = Structure(
        (
            BlockStructure("B2", (competence("C3", "z", "a"),)),
            BlockStructure("B1", (competence("C2", "b"), competence("C1", "c"))),
        )
    )
    assert structure.block_codes() == ("B2", "B1")
    assert [block.criteria() for block in structure.blocks] == [("z", "a"), ("b", "c")]


@pytest.mark.parametrize(
    ("build", "fault", "codes"),
    [
        (lambda: competence("C1"), StructureFault.EMPTY, ("C1",)),
        (lambda: competence("C1", "a", "b", "a"), StructureFault.REPEATED_CODE, ("a",)),
        (lambda: BlockStructure("B1", ()), StructureFault.EMPTY, ("B1",)),
        (
            lambda: BlockStructure("B1", (competence("C1", "a"), competence("C1", "b"))),
            StructureFault.REPEATED_CODE,
            ("C1",),
        ),
        (lambda: Structure(()), StructureFault.EMPTY, ("",)),
        (
            lambda: Structure((BlockStructure("B1", (competence("C1", "a"),)),) * 2),
            StructureFault.REPEATED_CODE,
            ("B1",),
        ),
        (
            lambda: Structure(
                (
                    BlockStructure("B1", (competence("C1", "a"),)),
                    BlockStructure("B2", (competence("C1", "b"),)),
                )
            ),
            StructureFault.REPEATED_CODE,
            ("C1",),
        ),
        (
            lambda: Structure(
                (
                    BlockStructure("B1", (competence("C1", "a", "b"),)),
                    BlockStructure("B2", (competence("C2", "b", "a"),)),
                )
            ),
            StructureFault.REPEATED_CODE,
            ("a", "b"),
        ),
    ],
)
def test_empty_or_repeated_is_refused(build, fault, codes):
    with pytest.raises(StructureError) as caught:
        build()
    assert (caught.value.fault, caught.value.codes) == (fault, codes)
