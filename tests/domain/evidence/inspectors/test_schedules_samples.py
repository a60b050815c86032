"""Real schedules give the facts of the manifest, told here as literals."""

import json
from pathlib import Path

import pytest

from preuve.domain.evidence.contract import FactKind, FindingKind
from preuve.domain.evidence.inspectors.schedules import INSPECTOR, comparing, ganttproject, statements
from preuve.domain.evidence.inspectors.schedules.network import _Network, axis_of
from tests.factories.evidence import CONTEXT, fact_of, sample


def inspected(path):
    return INSPECTOR.inspect([sample(path)], CONTEXT)


@pytest.mark.parametrize(
    ("path", "producer", "values"),
    [
        (
            "planning/ganttproject-maison.gan",
            "GanttProject 3.3.3309",
            {
                "schedules.tasks": {
                    "tasks": 20,
                    "summaries": 4,
                    "milestones": 4,
                    "depth": 2,
                    "rows": 20,
                    "blank": 0,
                },
                "schedules.links": {"links": 17, "lags": 0, "FS": 17},
                "schedules.resources": {"named": 7, "rows": 7, "with_rate": 6},
                "schedules.assignments": {"assigned": 30, "tasks": 12, "rows": 30},
                "schedules.period": {"start": "2024-05-27", "finish": "2024-10-14", "working_days": 100},
                "schedules.overallocated": 3,
            },
        ),
        (
            "planning/ganttproject-projet-1.gan",
            "GanttProject 2.8.5",
            {
                "schedules.tasks": {
                    "tasks": 12,
                    "summaries": 0,
                    "milestones": 0,
                    "depth": 1,
                    "rows": 12,
                    "blank": 0,
                },
                "schedules.links": {"links": 10, "lags": 2, "FS": 10},
                "schedules.resources": {"named": 0, "rows": 0, "with_rate": 0},
            },
        ),
        (
            "planning/ganttproject-projet-2.gan",
            "GanttProject 2.8.5",
            {
                "schedules.tasks": {
                    "tasks": 12,
                    "summaries": 0,
                    "milestones": 0,
                    "depth": 1,
                    "rows": 12,
                    "blank": 0,
                },
                "schedules.critical_path": [
                    "Choix du sujet",
                    "Étude Condorcet",
                    "Algorithmie",
                    "Matrices",
                    "Tests",
                    "Préparation soutenance",
                ],
            },
        ),
        (
            "planning/mspdi-2003-couts.xml",
            "",
            {
                "schedules.tasks": {
                    "tasks": 10,
                    "summaries": 0,
                    "milestones": 0,
                    "depth": 1,
                    "rows": 11,
                    "blank": 0,
                },
                "schedules.resources": {"named": 0, "rows": 1, "with_rate": 0},
                "schedules.assignments_unnamed": 10,
                "schedules.no_links": 10,
                "schedules.no_baseline": 10,
            },
        ),
        (
            "planning/mspdi-2019-affectations.xml",
            "",
            {
                "schedules.tasks": {
                    "tasks": 3,
                    "summaries": 0,
                    "milestones": 0,
                    "depth": 1,
                    "rows": 4,
                    "blank": 0,
                },
                "schedules.resources": {"named": 3, "rows": 4, "with_rate": 0},
                "schedules.assignments": {"assigned": 3, "tasks": 3, "rows": 3},
                "schedules.work": 30,
                "schedules.finish_before_start": 1,
            },
        ),
        (
            "planning/mspdi-2019-couts.xml",
            "",
            {
                "schedules.tasks": {
                    "tasks": 10,
                    "summaries": 0,
                    "milestones": 0,
                    "depth": 1,
                    "rows": 11,
                    "blank": 0,
                },
                "schedules.assignments_unnamed": 10,
            },
        ),
        (
            "planning/mspdi-baselines.xml",
            "",
            {
                "schedules.tasks": {
                    "tasks": 1,
                    "summaries": 0,
                    "milestones": 0,
                    "depth": 1,
                    "rows": 2,
                    "blank": 0,
                },
                "schedules.resources": {"named": 1, "rows": 2, "with_rate": 0},
                "schedules.assignments_unnamed": 1,
                "schedules.baseline": {"tasks": 1, "total": 1, "saved": 10},
            },
        ),
        (
            "planning/mspdi-taches-nulles.xml",
            "",
            {
                "schedules.tasks": {
                    "tasks": 5,
                    "summaries": 2,
                    "milestones": 0,
                    "depth": 2,
                    "rows": 9,
                    "blank": 3,
                },
                "schedules.assignments_unnamed": 3,
            },
        ),
        (
            "planning/planner-sample.planner",
            "GNOME Planner",
            {
                "schedules.tasks": {
                    "tasks": 2,
                    "summaries": 0,
                    "milestones": 0,
                    "depth": 1,
                    "rows": 2,
                    "blank": 0,
                },
                "schedules.resources": {"named": 1, "rows": 1, "with_rate": 0},
                "schedules.durations": {"least": 10, "median": 10, "most": 10},
            },
        ),
    ],
)
def test_real_schedules_give_the_facts_of_the_manifest(path, producer, values):
    inspection = inspected(path)

    assert inspection.artefact.producer == producer
    assert {code: fact_of(inspection, code).value for code in values} == values


def test_two_versions_that_differ_by_colours_only_have_the_same_dates():
    before, after = sample("planning/ganttproject-projet-1.gan"), sample("planning/ganttproject-projet-2.gan")

    comparison = INSPECTOR.compare(before, after, CONTEXT)

    assert comparison.same_scope
    assert {fact.code: fact.value for fact in comparison.facts} == {
        "schedules.compare.tasks": {"common": 12, "added": 0, "removed": 0, "renamed": 0},
        "schedules.compare.dates": {"moved": 0, "later": 0, "earlier": 0},
        "schedules.compare.durations": {"longer": 0, "shorter": 0, "same": 12},
        "schedules.compare.links": {"added": 0, "removed": 0},
        "schedules.compare.finish": 0,
        "schedules.compare.critical_path": {"before": 87, "after": 87},
    }


def test_the_tool_and_the_recomputation_put_the_same_dates_on_linked_tasks():
    """GanttProject stored the dates it computed: early starts recomputed from links fall on the same days."""
    schedule = ganttproject.read(sample("planning/ganttproject-projet-2.gan"))
    axis = axis_of(schedule)
    network = _Network(schedule, axis)
    network.forward(network.order())

    early = {key: node.early[0] for key, node in network.nodes.items()}
    assert early == {key: axis.offset(task.start) for key, task in schedule.tasks.items()}


def test_every_code_has_a_line_among_the_links():
    kinds = [*vars(statements).values(), *vars(comparing).values(), *statements.FINDINGS.values()]
    codes = {kind.code for kind in kinds if isinstance(kind, FactKind | FindingKind)}
    root = Path(__file__).resolve().parents[4]
    links = json.loads((root / "preuve/data/links/expert-ingenierie-informatique/schedules.json").read_text())

    assert list(links) == sorted(codes)
