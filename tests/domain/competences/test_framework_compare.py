"""What a new version changes."""

import time
from dataclasses import replace

from preuve.domain.competences.compare import Change, ChangeKind, Comparison, Element, Subject, compare
from preuve.domain.competences.model import Criterion


def changed(framework, block=0, competence=None, **changes):
    """The framework with fields of one block or one of its competences replaced."""
    blocks = list(framework.blocks)
    if competence is None:
        blocks[block] = replace(blocks[block], **changes)
    else:
        competences = list(blocks[block].competences)
        competences[competence] = replace(competences[competence], **changes)
        blocks[block] = replace(blocks[block], competences=tuple(competences))
    return replace(framework, blocks=tuple(blocks))


def renumbered(code, criteria):
    return tuple(replace(c, id=f"{code}-{rank}") for rank, c in enumerate(criteria, start=1))


def summary(comparison):
    return [
        (
            str(c.kind),
            str(c.subject),
            c.old and (c.old.code or c.old.pointer),
            c.new and (c.new.code or c.new.pointer),
        )
        for c in comparison.changes
    ]


def test_a_framework_is_identical_to_itself(framework):
    comparison = compare(framework, replace(framework, warnings=(), unassigned=()))
    assert comparison == Comparison(())
    assert comparison.identical


def test_title_and_certifier(framework):
    comparison = compare(framework, replace(framework, title="T", certifier="C"))
    assert comparison.changes[1] == Change(
        ChangeKind.REWORDED,
        Subject.CERTIFIER,
        Element("/certifier", "", "AFIP FORMATIONS"),
        Element("/certifier", "", "C"),
    )
    assert (comparison.count(ChangeKind.REWORDED), comparison.count(ChangeKind.ADDED)) == (2, 0)


def test_reworded_by_id(framework):
    criteria = list(framework.competences[0].criteria)
    text = criteria[1].text.replace("législation", "loi")
    criteria[1] = Criterion("C1.1-2", "x", "y", text)
    new = changed(
        framework,
        competence=0,
        criteria=tuple(criteria),
        statement="Concevoir des solutions pour le client en :",
    )
    assert summary(compare(framework, new)) == [
        ("reworded", "competence", "C1.1", "C1.1"),
        ("reworded", "criterion", "C1.1-2", "C1.1-2"),
    ]


def test_reworded_by_likeness_where_there_is_no_id(framework):
    block = framework.blocks[0]
    activities = (
        *block.activities[:4],
        block.activities[4].replace("technique", "technique et sobre"),
        *block.activities[5:],
    )
    practices = list(block.competences[0].practices)
    practices[0] = "Délimitant le périmètre du travail"
    new = changed(changed(framework, activities=activities), competence=0, practices=tuple(practices))
    assert summary(compare(framework, new)) == [
        ("reworded", "activity", "/blocks/0/activities/4", "/blocks/0/activities/4"),
        (
            "reworded",
            "practice",
            "/blocks/0/competences/0/practices/0",
            "/blocks/0/competences/0/practices/0",
        ),
    ]


def test_a_criterion_inserted_first_recodes_the_others(framework):
    first = Criterion("", "Une idée neuve", "", "Une idée neuve")
    criteria = renumbered("C1.1", (first, *framework.competences[0].criteria))
    assert summary(compare(framework, changed(framework, competence=0, criteria=criteria))) == [
        ("recoded", "criterion", "C1.1-1", "C1.1-2"),
        ("recoded", "criterion", "C1.1-2", "C1.1-3"),
        ("recoded", "criterion", "C1.1-3", "C1.1-4"),
        ("recoded", "criterion", "C1.1-4", "C1.1-5"),
        ("added", "criterion", None, "C1.1-1"),
    ]


def test_removed_and_moved(framework):
    a, b, c, *rest = framework.blocks[0].activities
    new = changed(framework, activities=(c, a, *rest), introduction="")
    assert summary(compare(framework, new)) == [
        ("removed", "introduction", "/blocks/0/introduction", None),
        ("moved", "activity", "/blocks/0/activities/0", "/blocks/0/activities/1"),
        ("removed", "activity", "/blocks/0/activities/1", None),
    ]
    assert b == "Respect des contraintes législatives, techniques."


def test_moved_to_another_parent(framework):
    moved = framework.blocks[1].activities[3]
    new = changed(framework, 1, activities=tuple(a for a in framework.blocks[1].activities if a != moved))
    new = changed(new, 0, activities=(*framework.blocks[0].activities, moved))
    assert summary(compare(framework, new)) == [
        ("moved", "activity", "/blocks/1/activities/3", "/blocks/0/activities/13"),
    ]


def test_moved_to_another_parent_and_reworded(framework):
    practice = framework.competences[0].practices[6]
    new = changed(
        framework,
        competence=0,
        practices=tuple(p for p in framework.competences[0].practices if p != practice),
    )
    new = changed(new, competence=1, practices=(*framework.competences[1].practices, f"{practice} du client"))
    assert summary(compare(framework, new)) == [
        (kind, "practice", "/blocks/0/competences/0/practices/6", "/blocks/0/competences/1/practices/10")
        for kind in ("moved", "reworded")
    ]


def test_a_renamed_code_is_not_a_new_competence(framework):
    last = framework.blocks[3].competences[4]
    renamed = replace(last, code="C4.9", criteria=renumbered("C4.9", last.criteria))
    new = changed(framework, 3, competences=(*framework.blocks[3].competences[:4], renamed))
    assert summary(compare(framework, new)) == [("recoded", "competence", "C4.5", "C4.9")]


def test_blocks_recoded_and_reordered(framework):
    a, b, c, d = framework.blocks
    new = replace(framework, blocks=(b, a, replace(c, code="BC7"), d))
    assert summary(compare(framework, new)) == [
        ("moved", "block", "BC1", "BC1"),
        ("recoded", "block", "BC3", "BC7"),
    ]


def test_of_two_alike_the_more_alike_is_the_same(framework):
    first, *rest = framework.competences[0].practices
    new = changed(framework, competence=0, practices=(f"{first} et à chiffrer", f"{first} bien", *rest))
    at = "/blocks/0/competences/0/practices"
    assert summary(compare(framework, new)) == [
        ("reworded", "practice", f"{at}/0", f"{at}/1"),
        ("added", "practice", None, f"{at}/0"),
    ]


def test_a_block_more(framework):
    shorter = replace(framework, blocks=framework.blocks[:3])
    block = framework.blocks[3]
    comparison = compare(shorter, framework)
    size = 1 + 1 + len(block.activities) + len(block.assessment_methods) + sum(
        1 + len(c.practices) + len(c.criteria) for c in block.competences
    )  # fmt: skip
    assert {c.kind for c in comparison.changes} == {ChangeKind.ADDED}
    assert comparison.count(ChangeKind.ADDED) == size
    assert compare(framework, shorter).count(ChangeKind.REMOVED) == size


def test_two_wholly_different_frameworks_compare_in_seconds(framework):
    words = "abcdefghijklmnopqrstuvwxyz"

    def other(text):
        return text.translate(str.maketrans(words, words[13:] + words[:13]))

    blocks = tuple(
        replace(
            block,
            title=other(block.title),
            activities=tuple(map(other, block.activities)),
            competences=tuple(
                replace(
                    c,
                    statement=other(c.statement),
                    practices=tuple(map(other, c.practices)),
                    criteria=tuple(replace(k, text=other(k.text)) for k in c.criteria),
                )
                for c in block.competences
            ),
        )
        for block in framework.blocks
    )
    start = time.perf_counter()
    comparison = compare(framework, replace(framework, blocks=blocks))
    assert time.perf_counter() - start < 10
    assert comparison.count(ChangeKind.ADDED) == comparison.count(ChangeKind.REMOVED) > 300
