"""Joins between artefacts: paired by name without a doubt, both places told."""

from preuve.domain.evidence.contract import Description, Inspection, PlaceKind
from preuve.domain.evidence.joins import join_json, joins_of
from preuve.domain.evidence.serialise import place_json
from tests.factories.evidence import artefact

NAMES = "slo.yaml mesure.json rapport.csv rto.csv restic.txt ordre.csv compose.yml jira.csv depot.bundle"
FILES = {name: artefact(name, name) for name in NAMES.split()}


def at(name, line):
    return place_json(FILES[name].place(PlaceKind.TEXT, line=line))


def inspected(**measures):
    return Inspection("x", "1", Description("", "", 0, ""), (), (), (), (), measures)


def said(*inspections):
    """Everything that joins say: (code, value, French sentence with plain spaces, places as name:line)."""
    return [
        (
            each.code,
            each.value,
            " ".join(each.fr.split()),
            [f"{place.name}:{place.line}" for place in each.places],
        )
        for join in joins_of(inspections)
        for each in (*join.facts, *join.findings)
    ]


OBJECTIVE = {
    "name": "portail",
    "service": "",
    "target": 0.99,
    "window": 2_592_000,
    "place": at("slo.yaml", 4),
}
SERIES = {
    "name": "",
    "labels": {"job": "Portail"},
    "samples": 147,
    "step_s": 5,
    "start": "2026-05-01T00:00:00Z",
    "end": "2026-05-31T23:59:55Z",
    "attainment": 0.995,
    "place": at("mesure.json", 9),
}


ATTAINED = (
    "« portail » : 99,5 % mesurés sur 147 relevés pour une cible de 99 % ; budget d’erreur consommé : 50 %"
)


def test_an_objective_and_its_series():
    assert said(inspected(objectives=[OBJECTIVE]), inspected(series=[SERIES])) == [
        (
            "joins.objective-attained",
            0.995,
            ATTAINED,
            ["slo.yaml:4", "mesure.json:9"],
        )
    ]


def test_an_objective_missed_over_a_series_too_short():
    series = {**SERIES, "attainment": 0.9, "end": "2026-05-02T23:59:55Z"}

    assert said(inspected(objectives=[OBJECTIVE], series=[series]))[1:] == [
        (
            "joins.objective-missed",
            0.9,
            "« portail » : 90 % mesurés, sous la cible de 99 %",
            ["slo.yaml:4", "mesure.json:9"],
        ),
        (
            "joins.series-shorter-than-window",
            172_800.0,
            "« portail » : la série couvre 2 j, la fenêtre de l’objectif est de 30 j",
            ["slo.yaml:4", "mesure.json:9"],
        ),
    ]


def test_a_target_of_all_leaves_no_budget():
    assert (
        said(inspected(objectives=[{**OBJECTIVE, "target": 1}], series=[SERIES]))[0][0]
        == "joins.objective-missed"
    )


def test_no_pair_no_statement():
    other = {**SERIES, "labels": {"job": "autre"}}
    naive = {**SERIES, "start": "2026-05-01T00:00:00", "attainment": 0.99}

    assert said(inspected(objectives=[OBJECTIVE], series=[other])) == []
    assert said(inspected(objectives=[OBJECTIVE], series=[SERIES, SERIES])) == []
    assert said(inspected(objectives=[{**OBJECTIVE, "target": 99}], series=[SERIES])) == []
    assert said(inspected(objectives=[OBJECTIVE], series=[{**SERIES, "attainment": None}])) == []
    assert said(inspected(objectives=[{"name": "portail", "target": 0.9}, "x"], series=[SERIES])) == []
    assert [code for code, *_ in said(inspected(objectives=[OBJECTIVE], series=[naive]))] == [
        "joins.objective-attained"
    ]


def test_the_figure_of_the_report():
    declared = {"name": "portail", "period": "2026-05", "value": 0.995, "place": at("rapport.csv", 2)}

    assert said(inspected(declared=[declared], series=[SERIES])) == [
        (
            "joins.declared-figure",
            0.995,
            "« portail » : le rapport écrit 99,5 %, la série donne 99,5 %",
            ["rapport.csv:2", "mesure.json:9"],
        )
    ]
    assert said(inspected(declared=[{**declared, "value": 0.999}], series=[SERIES])) == [
        (
            "joins.declared-figure-differs",
            0.999,
            "« portail » : le rapport écrit 99,9 %, la série donne 99,5 % : l’écart dépasse l’arrondi",
            ["rapport.csv:2", "mesure.json:9"],
        )
    ]
    assert said(inspected(declared=[{**declared, "value": None}], series=[SERIES])) == []


RTO = {"service": "Base clients", "rto_s": 14_400, "place": at("rto.csv", 3)}
RESTORE = {"name": "base-clients", "duration_s": 720, "ok": True, "place": at("restic.txt", 1)}


def test_a_restore_and_its_objective():
    places = ["restic.txt:1", "rto.csv:3"]

    assert said(inspected(objectives=[RTO]), inspected(restores=[RESTORE])) == [
        (
            "joins.restore-within-rto",
            720,
            "« Base clients » : restauration en 12 min, objectif de reprise (RTO) 4 h",
            places,
        )
    ]
    assert said(inspected(objectives=[RTO], restores=[{**RESTORE, "duration_s": 20_000}])) == [
        (
            "joins.restore-beyond-rto",
            20_000,
            "« Base clients » : restauration en 5 h 33 min, au-delà de l’objectif de reprise (RTO) de 4 h",
            places,
        )
    ]
    assert said(inspected(objectives=[RTO], restores=[{**RESTORE, "ok": False}])) == [
        (
            "joins.restore-failed",
            720,
            "« Base clients » : la restauration s’est terminée en échec, objectif de reprise (RTO) 4 h",
            places,
        )
    ]
    assert said(inspected(objectives=[RTO], restores=[{**RESTORE, "name": "autre"}])) == []
    assert said(inspected(objectives=[RTO], restores=[{**RESTORE, "duration_s": None}])) == []


def step(rank, service, line):
    return {"rank": rank, "service": service, "place": at("ordre.csv", line)}


def needs(service, *others, line=5):
    return {"service": service, "needs": list(others), "place": at("compose.yml", line)}


ORDER = [step(1, "db", 2), step(2, "api", 3), step(3, "web", 4)]


def test_an_order_that_keeps_the_dependencies():
    both = inspected(dependencies=[needs("web", "api", "ext"), needs("API", "db", line=9)])

    assert said(inspected(order=ORDER), both) == [
        (
            "joins.restart-order-kept",
            2,
            "2 dépendances déclarées entre services de l’ordre de redémarrage : chacune est respectée",
            ["compose.yml:5", "ordre.csv:4", "compose.yml:9", "ordre.csv:3"],
        )
    ]  # fmt: skip


def test_an_order_that_breaks_one():
    found = said(
        inspected(order=ORDER, dependencies=[needs("db", "web"), needs("web", "api"), needs("x", "db")])
    )

    assert found == [
        (
            "joins.restart-order-broken",
            1,
            "l’ordre de redémarrage contredit 1 dépendance déclarée : db ← web",
            ["compose.yml:5", "ordre.csv:2"],
        )
    ]


def test_a_service_with_two_ranks_is_left_out():
    order = [*ORDER, step(9, "DB", 8), step(None, "api", 9), step(4, "", 10), step(2, "api", 3)]

    assert said(inspected(order=order, dependencies=[needs("db", "web")])) == []
    assert said(inspected(order=order, dependencies=[needs("web", "api")]))[0][1] == 1


def ticket(name, line, versions=(), resolved=""):
    return {"id": name, "versions": list(versions), "resolved": resolved, "place": at("jira.csv", line)}


TAGS = [
    {"name": "v1.2.0", "at": "2026-05-01T10:00:00+00:00", "place": at("depot.bundle", 1)},
    {"name": "refs/tags/autre", "at": "", "place": at("depot.bundle", 2)},
    {"name": "", "at": "", "place": at("depot.bundle", 3)},
]


def test_tickets_and_tags():
    items = [
        ticket("A-1", 2, ["1.2.0"], "2026-04-30T10:00:00+00:00"),
        ticket("A-2", 3, ["V1.2.0"], "2026-05-09T10:00:00+00:00"),
        ticket("A-3", 4, ["autre"], "2026-05-09T10:00:00+00:00"),
        ticket("A-4", 5, ["9.9"]),
        ticket("A-5", 6),
        ticket("A-6", 7, ["1.2.0"], "2026-05-09T10:00:00"),
    ]

    assert said(inspected(items=items), inspected(tags=TAGS)) == [
        (
            "joins.tickets-in-releases",
            4,
            "4 tickets sur 5 avec une version : l’étiquette de cette version existe dans le dépôt",
            ["jira.csv:2", "depot.bundle:1", "jira.csv:3", "jira.csv:4", "depot.bundle:2", "jira.csv:7"],
        ),
        (
            "joins.version-without-tag",
            1,
            "1 ticket nomme une version sans étiquette dans le dépôt : 9.9",
            ["jira.csv:5"],
        ),
        (
            "joins.resolved-after-release",
            1,
            "1 ticket résolu après l’étiquette de sa version : A-2",
            ["jira.csv:3", "depot.bundle:1"],
        ),
    ]
    assert said(inspected(items=items[3:5], tags=TAGS)) == []


def test_tickets_that_commits_name():
    mentions = [
        {"ticket": "A-1", "place": at("depot.bundle", 7)},
        {"ticket": "#12", "place": at("depot.bundle", 8)},
    ]

    assert said(
        inspected(items=[ticket("a-1", 2), ticket("12", 3), ticket("A-9", 4)], mentions=mentions)
    ) == [
        (
            "joins.tickets-in-commits",
            2,
            "2 tickets sont cités par des messages de commit",
            ["jira.csv:2", "depot.bundle:7", "jira.csv:3", "depot.bundle:8"],
        )
    ]


def test_a_join_as_json():
    (join,) = joins_of([inspected(objectives=[OBJECTIVE], series=[{**SERIES, "attainment": 0.9}])])
    written = join_json(join)

    assert (written["code"], written["fr"]) == (
        "joins.objectives-and-series",
        "Objectifs de service et mesures",
    )
    assert [len(written[part]) for part in ("facts", "findings")] == [1, 1]
