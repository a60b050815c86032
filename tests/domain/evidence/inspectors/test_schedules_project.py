"""Microsoft Project's XML: tasks, calendar, critical path, variances, and what contradicts itself."""

from contextlib import suppress

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.schedules import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of, spoiled

SPACE = 'xmlns="http://schemas.microsoft.com/project"'


def tags(values):
    return "".join(f"<{name}>{value}</{name}>" for name, value in values.items())


def task(uid, name, start="", finish="", duration="", inner="", **more):
    values = {"UID": uid, "Name": name, "IsNull": 0, "OutlineLevel": 1, **more}
    if start:
        values |= {"Start": start, "Finish": finish}
    if duration:
        values["Duration"] = duration
    return f"<Task>{tags(values)}{inner}</Task>\n"


def link(uid, kind=1, lag="0", unit=7):
    return (
        "<PredecessorLink>"
        + tags({"PredecessorUID": uid, "Type": kind, "LinkLag": lag, "LagFormat": unit})
        + ("</PredecessorLink>")
    )


def project(tasks, rest="", head=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Project {SPACE}>\n<SaveVersion>14</SaveVersion>'
        f"<Title>Refonte</Title><LastSaved>2026-02-01T10:00:00</LastSaved>"
        f"<CurrencyCode>EUR</CurrencyCode>{head}\n<Tasks>\n{tasks}</Tasks>\n{rest}</Project>\n"
    )


def inspected(text):
    return INSPECTOR.inspect([artefact(text, "plan.xml")], CONTEXT)


def values_of(inspection):
    return {each.code: each.value for each in (*inspection.facts, *inspection.findings)}


FULL = project(
    task(0, "Refonte", Cost=400000, OutlineLevel=0)
    + task(
        1, "Réalisation", "2026-03-02T08:00:00", "2026-03-06T17:00:00", "PT40H0M0S", Summary=1, Cost=100000
    )
    + task(
        2,
        "Développement",
        "2026-03-02T08:00:00",
        "2026-03-04T17:00:00",
        "PT24H0M0S",
        OutlineLevel=2,
        Critical=1,
        PercentComplete=100,
        ActualStart="2026-03-02T08:00:00",
        Cost=60000,
        inner="<Baseline><Number>0</Number><Start>2026-03-02T08:00:00</Start>"
        "<Finish>2026-03-03T17:00:00</Finish><Cost>50000</Cost></Baseline>",
    )
    + task(
        3,
        "Recette",
        "2026-03-05T08:00:00",
        "2026-03-06T17:00:00",
        "PT16H0M0S",
        OutlineLevel=2,
        Critical=1,
        PercentComplete=50,
        Cost=40000,
        inner=link(2)
        + "<Baseline><Number>0</Number><Finish>2026-03-06T17:00:00</Finish><Cost>40000</Cost></Baseline>",
    )
    + task(
        4,
        "Documentation",
        "2026-03-02T08:00:00",
        "2026-03-02T17:00:00",
        "PT8H0M0S",
        Critical=0,
        PercentComplete=0,
        Cost=200000,
    )
    + task(
        5,
        "Mise en production",
        "2026-03-09T08:00:00",
        "2026-03-09T08:00:00",
        "PT0H0M0S",
        Milestone=1,
        Critical=1,
        Cost=0,
        inner=link(1),
    )
    + task(6, "", IsNull=1),
    rest="<Resources><Resource><UID>0</UID></Resource>"
    "<Resource>"
    + tags({"UID": 1, "Name": "Ali", "Type": 1, "MaxUnits": 1, "StandardRate": 50})
    + "</Resource>\n<Resource>"
    + tags({"UID": 2, "Name": "Serveur", "Type": 0, "MaxUnits": 0})
    + "</Resource></Resources>\n<Assignments><Assignment>"
    + tags(
        {
            "UID": 1,
            "TaskUID": 2,
            "ResourceUID": 1,
            "Units": 1,
            "Work": "PT24H0M0S",
            "Start": "2026-03-02T08:00:00",
            "Finish": "2026-03-04T17:00:00",
        }
    )
    + "</Assignment>\n<Assignment>"
    + tags(
        {
            "UID": 2,
            "TaskUID": 4,
            "ResourceUID": 1,
            "Units": 0.5,
            "Work": "PT4H0M0S",
            "Start": "2026-03-02T08:00:00",
            "Finish": "2026-03-02T17:00:00",
        }
    )
    + "</Assignment>\n<Assignment>"
    + tags({"UID": 3, "TaskUID": 3, "ResourceUID": -65535})
    + "</Assignment></Assignments>\n",
)


def test_what_nobody_filled_in_is_not_told():
    one = task(1, "A", "2026-03-02T08:00:00", "2026-03-02T17:00:00", "PT8H0M0S", PercentComplete=0)
    inspection = inspected(project(one))

    assert not {"schedules.assignments", "schedules.progress"} & values_of(inspection).keys()
    nobody = "<Assignment><TaskUID>1</TaskUID><ResourceUID>-65535</ResourceUID></Assignment>"
    unnamed = f"<Assignments>{nobody}</Assignments></Project>"
    told = inspected(project(one).replace("</Project>", unnamed))
    assert values_of(told)["schedules.assignments_unnamed"] == 1
    fact = next(each for each in inspection.facts if each.code == "schedules.durations")
    assert fact.fr == "La tâche élémentaire hors jalons dure 1 jour."
    assert fact.en == "The elementary task without milestones lasts 1 day."


def test_a_schedule_is_told_whole():
    inspection = inspected(FULL)

    assert values_of(inspection) == {
        "schedules.tasks": {"tasks": 5, "summaries": 1, "milestones": 1, "depth": 2, "rows": 7, "blank": 1},
        "schedules.period": {"start": "2026-03-02", "finish": "2026-03-09", "working_days": 5},
        "schedules.links": {"links": 2, "lags": 0, "FS": 2},
        "schedules.durations": {"least": 1, "median": 2, "most": 3},
        "schedules.resources": {"named": 2, "rows": 3, "with_rate": 1},
        "schedules.assignments": {"assigned": 2, "tasks": 2, "rows": 3},
        "schedules.teams": {"Ali": "2026-03-02/2026-03-04"},
        "schedules.work": 3.5,
        "schedules.critical_announced": 3,
        "schedules.critical_path": ["Développement", "Recette", "Mise en production"],
        "schedules.floats": {"critical": 3, "floating": 1, "median": 0, "most": 4},
        "schedules.go_live_float": 0,
        "schedules.baseline": {"tasks": 2, "total": 4, "saved": 2},
        "schedules.baseline_variance": {"late": 1, "early": 0, "equal": 1, "finish_days": 0},
        "schedules.cost_variance": 100,
        "schedules.cost": 3000,
        "schedules.progress": {"complete": 1, "started": 1, "waiting": 1},
        "schedules.purposes": {"quality": 1, "go_live": 1, "deployment": 0, "training": 0, "support": 0},
        "schedules.no_resource": 1,
        "schedules.overallocated": 1,
        "schedules.cost_differs": 4000,
    }
    assert inspection.artefact.producer == ""
    assert inspection.artefact.produced_at == "2026-02-01T10:00:00"
    assert inspection.artefact.period == ("2026-03-02T08:00:00", "2026-03-09T08:00:00")
    assert inspection.artefact.target == "Refonte"
    assert [limit.code for limit in inspection.limits] == [
        "schedules.no_realism",
        "schedules.method",
        "schedules.assumed_calendar",
    ]


def test_what_a_task_holds_besides_is_left_aside():
    more = "<ExtendedAttribute><FieldID>1</FieldID><Start>2020-01-01T08:00:00</Start></ExtendedAttribute>"
    plain = project(task(1, "A", "2026-05-04T08:00:00", "2026-05-05T17:00:00", "PT16H0M0S"))
    full = project(task(1, "A", "2026-05-04T08:00:00", "2026-05-05T17:00:00", "PT16H0M0S", more))
    assert values_of(inspected(full)) == values_of(inspected(plain))
    nested = plain.replace("<IsNull>0</IsNull>", "<IsNull>1<part/></IsNull>")  # no text of the schema's
    assert values_of(inspected(nested)) == values_of(inspected(plain))


def test_sentences_and_places():
    inspection = inspected(FULL)

    path = fact_of(inspection, "schedules.critical_path")
    assert path.fr == (
        "Chemin critique recalculé : 3 tâches sans marge sur 4, 5 jours ouvrés (Développement, Recette et "
        "Mise en production). Calcul sur les liens et les durées, au calendrier supposé (lundi à vendredi, "
        "8 h par jour)."
    )
    assert path.en.startswith("Critical path recomputed: 3 of 4 tasks without float, 5 working days")
    assert [(place.line, place.path) for place in path.places] == [
        (7, "//Task[UID='2']"),
        (8, "//Task[UID='3']"),
        (10, "//Task[UID='5']"),
    ]
    load = fact_of(inspection, "schedules.overallocated")
    assert load.fr == "1 ressource affectée au-delà de sa capacité : Ali (1 j, 150 %)."
    assert [place.path for place in load.places] == ["//Assignment[UID='1']", "//Assignment[UID='2']"]
    assert fact_of(inspection, "schedules.cost_differs").en == (
        "Announced total cost 4,000, recomputed sum of the tasks 3,000."
    )


def test_what_contradicts_itself_is_found():
    text = project(
        task(
            1,
            "A",
            "2026-03-02T08:00:00",
            "2026-03-06T17:00:00",
            "PT40H0M0S",
            Deadline="2026-03-05T17:00:00",
            PercentComplete=100,
        )
        + task(
            2,
            "B",
            "2026-03-04T08:00:00",
            "2026-03-03T17:00:00",
            "PT8H0M0S",
            Deadline="2026-03-05T17:00:00",
            inner=link(1) + link(9),
        )
        + task(3, "C", "2027-03-04T08:00:00", "2027-03-04T17:00:00", "PT8H0M0S", PercentComplete=100)
        + task(4, "D")
        + task(5, "E", "2026-03-04T08:00:00", "2026-03-04T08:00:00", "PT0H0M0S")
        + task(6, "Mise en production", "2026-03-04T08:00:00", "2026-03-05T08:00:00", "PT8H0M0S", Active=0)
        + task(7, "Go-live", "2026-03-10T08:00:00", "2026-03-10T17:00:00", "PT8H0M0S", inner=link(6)),
        head="<StartDate>2026-03-02T08:00:00</StartDate><FinishDate>2026-03-01T08:00:00</FinishDate>",
    )
    inspection = inspected(text)

    found = {each.code: (each.value, [place.line for place in each.places]) for each in inspection.findings}
    assert found == {
        "schedules.no_predecessor": (3, [7, 8, 9]),
        "schedules.no_resource": (6, [5, 6, 7, 8, 9, 11]),
        "schedules.no_duration": (2, [8, 9]),
        "schedules.complete_in_future": (1, [7]),
        "schedules.finish_before_start": (2, [6, 3, 3]),
        "schedules.deadline_passed": (1, [5]),
        "schedules.link_broken": (1, [6, 5]),
        "schedules.deadline_before_predecessor": (1, [6, 5]),
        "schedules.unknown_predecessor": (1, [6]),
        "schedules.no_baseline": (6, [2]),
        "schedules.no_quality_before_go_live": (6, [11]),
    }
    assert "schedules.left_out" in [limit.code for limit in inspection.limits]


def test_elapsed_days_have_24_hours():
    text = project(
        task(1, "A", "2026-03-02T08:00:00", "2026-03-03T17:00:00", "PT16H0M0S", DurationFormat=7)
        + task(2, "B", "2026-03-02T08:00:00", "2026-03-07T08:00:00", "PT120H0M0S", DurationFormat=8)
    )
    assert fact_of(inspected(text), "schedules.durations").value == {"least": 2, "median": 3.5, "most": 5}


def test_constraints_that_the_floats_do_not_follow_are_said():
    rows = (
        task(uid, f"T{uid}", "2026-03-02T08:00:00", "2026-03-02T17:00:00", "PT8H0M0S", ConstraintType=uid)
        for uid in range(1, 8)
    )
    free = task(8, "A", "2026-03-02T08:00:00", "2026-03-02T17:00:00", "PT8H0M0S", inner=link(1))
    due = task(
        9,
        "B",
        "2026-03-02T08:00:00",
        "2026-03-02T17:00:00",
        "PT8H0M0S",
        ConstraintType=0,
        Deadline="2026-03-05T17:00:00",
    )
    limits = {limit.code: limit.fr for limit in inspected(project("".join(rows) + free + due)).limits}
    assert limits["schedules.held_late"] == (
        "6 tâches ont une contrainte (date imposée, date au plus tard, départ le plus tard possible) ou une "
        "échéance : le chemin critique et les marges recalculés ne la suivent pas."
    )


def test_tasks_that_wait_for_one_another_have_no_critical_path():
    text = project(
        task(1, "A", duration="PT8H0M0S", inner=link(3))
        + task(2, "B", duration="PT8H0M0S", inner=link(1))
        + task(3, "C", duration="PT8H0M0S", inner=link(2))
        + task(4, "D", duration="PT8H0M0S", inner=link(3))
    )
    inspection = inspected(text)

    cycle = fact_of(inspection, "schedules.cycle")
    assert cycle.value == 3
    assert cycle.fr.startswith("3 tâches s’attendent les unes les autres : ")
    assert "schedules.critical_path" not in codes_of(inspection)
    assert inspection.artefact.period == ("", "")


def test_linked_tasks_without_any_duration_have_no_critical_path():
    inspection = inspected(project(task(1, "A") + task(2, "B", inner=link(1))))

    assert "schedules.critical_path" not in codes_of(inspection)
    assert [limit.code for limit in inspection.limits][-1] == "schedules.left_out"


def week(*days):
    return "<WeekDays>" + "".join(days) + "</WeekDays>"


def day(
    kind, works=1, times=(("08:00:00", "12:00:00"), ("13:00:00", "17:00:00")), period=None, name="WeekDay"
):
    spans = "".join(f"<WorkingTime>{tags({'FromTime': a, 'ToTime': b})}</WorkingTime>" for a, b in times)
    when = f"<TimePeriod>{tags({'FromDate': period[0], 'ToDate': period[1]})}</TimePeriod>" if period else ""
    said = tags({"DayType": kind, "DayWorking": works})
    return f"<{name}>{said}{when}<WorkingTimes>{spans}</WorkingTimes></{name}>"


def test_the_calendar_of_the_project_is_followed():
    base = "<Calendar><UID>1</UID><BaseCalendarUID>-1</BaseCalendarUID>" + week(
        day(2, times=(("20:00:00", "00:00:00"), ("bad", "12:00:00"), ("14:00:00", "13:00:00"))),
        day(6, works=0),
        day(0, works=0, period=("2026-03-04T00:00:00", "2026-03-04T23:59:00")),
        day(0, works=0, period=("bad", "2026-03-04T23:59:00")),
        day(7, times=()),
    )
    own = (
        "<Calendar><UID>2</UID><BaseCalendarUID>1</BaseCalendarUID><Exceptions>"
        + day("", works=0, times=(), period=("2026-03-05T00:00:00", "2026-03-05T23:59:00"), name="Exception")
        + "<Exception><Type>4</Type>"
        + "<TimePeriod><FromDate>2026-03-03T00:00:00</FromDate>"
        + "<ToDate>2026-03-03T00:00:00</ToDate></TimePeriod>"
        + "</Exception></Exceptions></Calendar>"
    )
    text = project(
        task(1, "A", "2026-03-02T20:00:00", "2026-03-03T17:00:00", "PT12H0M0S")
        + task(2, "B", "2026-03-07T08:00:00", "2026-03-07T17:00:00", "PT8H0M0S", inner=link(1)),
        head="<CalendarUID>2</CalendarUID><MinutesPerDay>240</MinutesPerDay>",
        rest=f"<Calendars>{base}</Calendar>{own}</Calendars>",
    )
    inspection = inspected(text)

    values = values_of(inspection)
    assert values["schedules.calendar"] == {"working_days": 5, "exceptions": 2}
    assert values["schedules.period"]["working_days"] == 5
    assert values["schedules.critical_path"] == ["A", "B"]
    assert "schedules.link_broken" not in values
    assert [limit.code for limit in inspection.limits][-1] == "schedules.partial_calendar"
    assert "au calendrier du projet" in fact_of(inspection, "schedules.critical_path").fr


def test_weeks_of_their_own_make_a_calendar_partly_read():
    calendar = "<Calendars><Calendar><UID>1</UID><WorkWeeks><WorkWeek/></WorkWeeks></Calendar></Calendars>"
    text = project(task(1, "A", duration="PT8H0M0S"), head="<CalendarUID>1</CalendarUID>", rest=calendar)

    inspection = inspected(text)

    assert values_of(inspection)["schedules.calendar"] == {"working_days": 5, "exceptions": 0}
    assert "schedules.partial_calendar" in [limit.code for limit in inspection.limits]


def test_uneven_work_and_unknown_resources_are_not_judged_overloaded():
    def assignment(uid, who, **more):
        dates = {"Start": "2026-03-02T08:00:00", "Finish": "2026-03-04T17:00:00"}
        values = {"UID": uid, "TaskUID": 1, "ResourceUID": who, "Units": 2, **dates, **more}
        return f"<Assignment>{tags(values)}</Assignment>"

    rest = (
        "<Resources><Resource><UID>1</UID><Name>Ali</Name></Resource>"
        "<Resource><UID>2</UID><Name>Béa</Name></Resource></Resources><Assignments>"
        + assignment(1, 1, WorkContour=3)
        + assignment(2, 9)
        + assignment(3, 2, Work="PT0H0M0S")
        + assignment(4, 2, Finish="2026-03-02T08:00:00")
        + "</Assignments>"
    )
    inspection = inspected(
        project(task(1, "A", "2026-03-02T08:00:00", "2026-03-04T17:00:00", "PT24H0M0S"), rest=rest)
    )

    values = values_of(inspection)
    assert "schedules.overallocated" not in values
    assert values["schedules.no_rate"] == 2
    assert values["schedules.work"] == 12


def test_work_is_left_out_when_an_assignment_has_none():
    rest = (
        "<Resources><Resource><UID>1</UID><Name>Ali</Name></Resource></Resources>"
        "<Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID></Assignment></Assignments>"
    )
    values = values_of(inspected(project(task(1, "A", duration="PT8H0M0S"), rest=rest)))

    assert "schedules.work" not in values
    assert "schedules.teams" not in values


def test_baselines_without_dates_or_costs_say_that_they_exist():
    inner = "<Baseline><Number>1</Number></Baseline>"
    later = "<Baseline><Number>2</Number><Finish>2026-03-01T17:00:00</Finish></Baseline>"
    values = values_of(
        inspected(project(task(1, "A", duration="PT8H0M0S", inner=inner) + task(2, "B", inner=later)))
    )

    assert values["schedules.baseline"] == {"tasks": 2, "total": 2, "saved": 2}
    assert "schedules.baseline_variance" not in values
    assert "schedules.cost_variance" not in values


def test_levels_make_summaries_even_where_the_tool_does_not_say_so():
    text = project(
        task(0, "Projet", Cost=100)
        + task(1, "A", Cost=100)
        + task(2, "B", duration="PT8H0M0S", OutlineLevel=2, Cost=100)
        + task(3, "C", duration="PT4H0M0S", OutlineLevel=2, inner=link(2, lag="50", unit=19))
        + task(4, "D", duration="PT4H0M0S", OutlineLevel=2, inner=link(2, lag="PT4H0M0S"))
    )
    values = values_of(inspected(text))

    assert values["schedules.tasks"]["summaries"] == 1
    assert values["schedules.links"] == {"links": 2, "lags": 2, "FS": 2}
    assert values["schedules.critical_path"] == ["B", "C", "D"]
    assert values["schedules.cost"] == 1


def test_a_total_that_is_the_sum_of_its_tasks_is_no_finding():
    values = values_of(inspected(project(task(0, "Projet", Cost=100) + task(1, "A", Cost=100))))

    assert values["schedules.cost"] == 1
    assert "schedules.cost_differs" not in values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FULL, 1.0),
        ("<Project><Tasks><Task><UID>1</UID></Task></Tasks></Project>", 0.5),
        ("<Project><PropertyGroup/></Project>", 0.0),
        ("<Other/>", 0.0),
    ],
)
def test_the_format_is_recognised(text, expected):
    assert INSPECTOR.sniff(Head.of(artefact(text, "x.xml"))) == expected


def test_a_project_without_tasks_is_refused():
    with pytest.raises(UnreadableArtefactError) as raised:
        inspected(f"<Project {SPACE}><Name>x</Name></Project>")

    assert (raised.value.reason, raised.value.detail) == (Unreadable.MISSING_FIELD, "Tasks")


def test_a_schedule_that_no_one_can_have_made_is_refused(monkeypatch):
    monkeypatch.setattr("preuve.domain.evidence.inspectors.schedules.model.MAX_ROWS", 1)

    with pytest.raises(UnreadableArtefactError) as raised:
        inspected(FULL)

    assert raised.value.reason is Unreadable.TOO_MANY


def test_binary_project_files_are_told_to_be_exported():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    named = artefact(ole + b"MSProject.MPP14", "plan")

    assert INSPECTOR.sniff(Head.of(artefact(ole, "lettre.doc"))) == 0.0
    assert INSPECTOR.sniff(Head.of(artefact(ole, "plan.mpp"))) == 1.0
    with pytest.raises(UnreadableArtefactError) as raised:
        INSPECTOR.inspect([named], CONTEXT)
    assert raised.value.sentence() == (
        "cette version du format n’est pas lue (Project : Fichier → Enregistrer sous → Format XML)"
    )


def test_a_spoiled_file_is_read_or_refused():
    for name, data in spoiled(FULL.encode()):
        with suppress(UnreadableArtefactError):
            assert INSPECTOR.inspect([artefact(data, name)], CONTEXT).facts, name
            INSPECTOR.compare(artefact(FULL), artefact(data, name), CONTEXT)


def planned_from(start, finish):
    inner = f"<Baseline><Number>0</Number><Start>{start}</Start><Finish>{finish}</Finish></Baseline>"
    return values_of(
        inspected(
            project(task(1, "A", "2026-03-02T08:00:00", "2026-03-02T17:00:00", "PT8H0M0S", inner=inner))
        )
    )


def test_a_baseline_before_the_first_day_of_the_schedule_is_counted_in_full():
    values = planned_from("2026-02-23T08:00:00", "2026-02-23T17:00:00")

    assert values["schedules.baseline_variance"] == {"late": 1, "early": 0, "equal": 0, "finish_days": 5}


@pytest.mark.parametrize(
    ("start", "finish"),
    [("2026-02-24T08:00:00", "2026-02-23T17:00:00"), ("1985-01-01T08:00:00", "1985-01-01T17:00:00")],
)
def test_a_baseline_that_ends_before_it_starts_tells_no_variance(start, finish):
    values = planned_from(start, finish)

    assert ("schedules.baseline_variance" in values) is (start < finish)


def test_dates_a_century_apart_tell_no_variance():
    inner = "<Baseline><Number>0</Number><Finish>1985-01-01T17:00:00</Finish></Baseline>"
    values = values_of(
        inspected(
            project(task(1, "A", "2140-03-01T08:00:00", "2140-03-01T17:00:00", "PT8H0M0S", inner=inner))
        )
    )

    assert "schedules.baseline_variance" not in values
