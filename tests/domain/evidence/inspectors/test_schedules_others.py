"""GanttProject, GNOME Planner, tables of Project and Planner; two versions of a schedule."""

import io
import zipfile
from contextlib import suppress

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.schedules import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of, spoiled

GANTT = """<?xml version="1.0" encoding="UTF-8"?>
<project name="Site" version="3.2.3230" gantt-divider-location="1">
<calendars>
<day-types><default-week sun="1" mon="0" tue="0" wed="0" thu="0" fri="0" sat="1"/></day-types>
<date year="2026" month="3" date="4" type="HOLIDAY"/>
<date year="" month="3" date="7" type="WORKING_DAY"/>
<date year="2026" month="2" date="31" type="HOLIDAY"/>
</calendars>
<tasks>
<task id="0" name="Lot" start="2026-03-02" duration="5" complete="0">
<task id="1" name="Dev" start="2026-03-02" duration="3" complete="100">
<depend id="2" type="2" difference="0"/></task>
<task id="2" name="Tests" start="2026-03-06" duration="2" complete="150"><depend id="3" type="2"/></task>
</task>
<task id="3" name="Go live" meeting="true" start="2026-03-09" duration="0"
cost-manual-value="10" cost-calculated="false"/>
<task id="4" name="Notes" start="bad" duration="x"/>
</tasks>
<resources>
<resource id="7" name="Ali" function="9"><rate name="standard" value="100"/></resource>
</resources>
<allocations>
<allocation task-id="1" resource-id="7" load="50.0"/>
<allocation task-id="2" resource-id="7"/>
<allocation task-id="99" resource-id="8" load="100.0"/>
</allocations>
<previous>
<previous-tasks name="v1"><previous-task id="1" start="2026-03-02" duration="2"/></previous-tasks>
</previous>
<roles><role id="9" name="Dev"/></roles>
</project>
"""
PLANNER = """<?xml version="1.0"?>
<project name="Plan" project-start="20260302T000000Z" mrproject-version="2" calendar="2">
<calendars>
<calendar id="1" name="Base">
<default-week mon="0" tue="0" wed="0" thu="0" fri="1" sat="1" sun="1"/>
<overridden-day-types><overridden-day-type id="0"><interval start="0900" end="1200"/>
<interval start="1500" end="bad"/>
</overridden-day-type><overridden-day-type id="1"/></overridden-day-types>
<days><day date="20260303" type="day-type" id="1"/><day date="20260304" id="9"/><day date="bad" id="0"/>
</days>
<calendar id="2" name="Derived"><default-week mon="2"/><overridden-day-types>
<overridden-day-type id="0"><interval start="0900" end="1200"/></overridden-day-type></overridden-day-types>
<days><day date="20260306" id="0"/></days></calendar>
</calendar>
</calendars>
<tasks>
<task id="1" name="A" work-start="20260302T090000Z" start="20260302T000000Z"
end="20260302T120000Z" percent-complete="100">
<constraint type="must-start-on" time="20260302T090000Z"/></task>
<task id="2" name="B" start="20260304T090000Z" end="20260305T120000Z" percent-complete="-1">
<predecessors><predecessor id="1" predecessor-id="1" type="FS" lag="86400"/></predecessors></task>
<task id="3" name="S">
<task id="4" name="M" type="milestone" start="20260306T120000" end="20260306T120000"/></task>
<task id="5" name="Vide" start="20269999T000000Z"/>
</tasks>
<resources><resource id="1" name="Ali" type="1" std-rate="40"/><resource id="2" name="Papier" type="2"/>
</resources>
<allocations><allocation task-id="1" resource-id="1" units="100"/><allocation task-id="9" resource-id="1"/>
</allocations>
</project>
"""
CSV = (
    (
        "N°;Nom;Durée;Début;Fin;Prédécesseurs;Noms ressources;Niveau hiérarchique;% achevé;Coût\n"
        "1;Projet;6 jours;Lun 02/03/26;Lun 09/03/26;;;1;0%;\n"
        "2;Étude;2 jours?;Lun 02/03/26;Mar 03/03/26;;Ali[50%];2;100%;1 200,50 €\n"
        "3;Dev;3 j;Mer 04/03/26;Ven 06/03/26;2;Ali;Béa;2\n"
        "4;Recette;1 sem.;Lun 09/03/26;Ven 13/03/26;3DD+2 jours;Béa;2;x;800\n"
        ";;;;;;;;;\n"
        "5;Livraison;0 j;Lun 16/03/26;Lun 16/03/26;4FF+50%;2FD-1,5 jé;2;0%;0\n"
    )
    .replace("Ali;Béa;2\n", '"Ali;Béa";2;20%;100\n')
    .replace("4FF+50%;2FD-1,5 jé", '"4FF+50%;2FD-1,5 jé";')
)


def inspected(text, name="plan"):
    return INSPECTOR.inspect([artefact(text, name)], CONTEXT)


def values_of(statements):
    return {each.code: each.value for each in (*statements.facts, *statements.findings)}


def test_ganttproject_is_told_whole():
    inspection = inspected(GANTT)

    assert values_of(inspection) == {
        "schedules.tasks": {"tasks": 5, "summaries": 1, "milestones": 1, "depth": 2, "rows": 5, "blank": 0},
        "schedules.period": {"start": "2026-03-02", "finish": "2026-03-09", "working_days": 5},
        "schedules.links": {"links": 2, "lags": 0, "FS": 2},
        "schedules.durations": {"least": 2, "median": 2.5, "most": 3},
        "schedules.resources": {"named": 1, "rows": 1, "with_rate": 1},
        "schedules.assignments": {"assigned": 3, "tasks": 3, "rows": 3},
        "schedules.teams": {"Ali": "2026-03-02/2026-03-07"},
        "schedules.critical_path": ["Dev", "Tests", "Go live"],
        "schedules.floats": {"critical": 3, "floating": 0, "median": 0, "most": 0},
        "schedules.go_live_float": 0,
        "schedules.baseline": {"tasks": 1, "total": 4, "saved": 1},
        "schedules.baseline_variance": {"late": 1, "early": 0, "equal": 0, "finish_days": 1},
        "schedules.progress": {"complete": 1, "started": 0, "waiting": 0},
        "schedules.calendar": {"working_days": 5, "exceptions": 2},
        "schedules.purposes": {"quality": 1, "go_live": 1, "deployment": 0, "training": 0, "support": 0},
        "schedules.no_predecessor": 1,
        "schedules.no_resource": 1,
        "schedules.no_duration": 1,
    }
    assert inspection.artefact.producer == "GanttProject 3.2.3230"
    path = fact_of(inspection, "schedules.links").places[0]
    assert (path.line, path.path) == (12, "//task[@id='1']/depend[@id='2']")


def test_a_cost_is_rates_by_shares_by_days_and_what_was_typed():
    text = GANTT.replace('<task id="4" name="Notes" start="bad" duration="x"/>', "")

    cost = fact_of(inspected(text), "schedules.cost")

    assert cost.value == 360
    assert cost.fr == "Coût total recalculé : 360 pour 3 tâches (monnaie : inconnu)."


def test_week_ends_may_be_worked_and_calendars_may_be_missing():
    whole = GANTT.replace("</day-types>", '<only-show-weekends value="true"/></day-types>')
    none = GANTT[: GANTT.index("<calendars>")] + GANTT[GANTT.index("<tasks>") :]
    bare = none.replace("<resources>", "<r>").replace("</resources>", "</r>")
    odd = GANTT.replace("<default-week", "<week").replace('complete="0"', 'complete="z"')

    assert fact_of(inspected(whole), "schedules.calendar").value["working_days"] == 7
    assert fact_of(inspected(none), "schedules.calendar").value == {"working_days": 5, "exceptions": 0}
    assert fact_of(inspected(bare), "schedules.resources").value == {"named": 0, "rows": 0, "with_rate": 0}
    assert fact_of(inspected(odd), "schedules.calendar").value["working_days"] == 5


def test_planner_is_told_with_its_inherited_calendar():
    inspection = inspected(PLANNER)

    values = values_of(inspection)
    assert values["schedules.tasks"] == {
        "tasks": 5,
        "summaries": 1,
        "milestones": 1,
        "depth": 2,
        "rows": 5,
        "blank": 0,
    }
    assert values["schedules.durations"] == {"least": 1, "median": 1.5, "most": 2}
    assert values["schedules.calendar"] == {"working_days": 4, "exceptions": 2}
    assert values["schedules.links"] == {"links": 1, "lags": 1, "FS": 1}
    assert values["schedules.critical_path"] == ["A", "M"]
    assert values["schedules.resources"] == {"named": 2, "rows": 2, "with_rate": 1}
    assert values["schedules.progress"] == {"complete": 1, "started": 0, "waiting": 0}
    assert inspection.artefact.format == "planner"


def test_planner_without_calendar_is_read_on_an_assumed_one():
    text = PLANNER[: PLANNER.index("<calendars>")] + PLANNER[PLANNER.index("<tasks>") :]

    inspection = inspected(text.replace('type="FS" lag="86400"', 'type="??"'))

    assert "schedules.assumed_calendar" in [limit.code for limit in inspection.limits]
    assert fact_of(inspection, "schedules.links").value == {"links": 1, "lags": 0, "FS": 1}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (GANTT, "x", 1.0),
        ('<project name="x"><tasks><task id="1"/></tasks></project>', "x.gan", 0.5),
        ('<project name="x"><tasks/></project>', "build.xml", 0.0),
        (PLANNER, "x", 1.0),
        (CSV, "x.csv", 1.0),
        ("Name,Start,Finish,Outline level\n", "x.csv", 0.8),
        ("Task Name,Bucket Name,Progress,Due Date\n", "x.csv", 1.0),
        ("Name,Duration,Predecessors\n", "x.csv", 0.5),
        ("Name,Start,Finish\n", "x.csv", 0.0),
        ("Name,Start,Finish,Duration,% complete\n", "x.csv", 0.8),
        ("Name,Start,Finish,Duration\n", "x.csv", 0.5),
        ("Name,Start,Duration,Milestone\n", "x.csv", 0.5),
        ("Name,Start,Duration,Status\n", "x.csv", 0.0),
        ("ID,Start,Finish,Duration\n", "x.csv", 0.0),
        ("plain text", "x.txt", 0.0),
    ],
)
def test_formats_are_recognised(text, name, expected):
    assert INSPECTOR.sniff(Head.of(artefact(text, name))) == expected


@pytest.mark.parametrize("text", [GANTT, PLANNER])
def test_a_file_without_tasks_is_refused(text):
    with pytest.raises(UnreadableArtefactError) as raised:
        inspected(text.replace("<tasks>", "<t>").replace("</tasks>", "</t>"))

    assert (raised.value.reason, raised.value.detail) == (Unreadable.MISSING_FIELD, "tasks")


def test_a_table_of_project_in_french_is_told_whole():
    inspection = inspected(CSV, "plan.csv")

    assert values_of(inspection) == {
        "schedules.tasks": {"tasks": 5, "summaries": 1, "milestones": 1, "depth": 2, "rows": 5, "blank": 0},
        "schedules.period": {"start": "2026-03-02", "finish": "2026-03-16", "working_days": 11},
        "schedules.links": {"links": 4, "lags": 3, "FS": 2, "SS": 1, "FF": 1},
        "schedules.durations": {"least": 2, "median": 3, "most": 5},
        "schedules.resources": {"named": 2, "rows": 2, "with_rate": 0},
        "schedules.assignments": {"assigned": 4, "tasks": 3, "rows": 4},
        "schedules.teams": {"Ali": "2026-03-02/2026-03-06", "Béa": "2026-03-04/2026-03-13"},
        "schedules.work": 12,
        "schedules.critical_path": ["Étude", "Dev", "Recette", "Livraison"],
        "schedules.floats": {"critical": 4, "floating": 0, "median": 0, "most": 0},
        "schedules.cost": 2100.5,
        "schedules.progress": {"complete": 1, "started": 1, "waiting": 1},
        "schedules.purposes": {"quality": 1, "go_live": 0, "deployment": 0, "training": 0, "support": 0},
    }
    assert [limit.code for limit in inspection.limits][-1] == "schedules.assumed_calendar"


@pytest.mark.parametrize("written", ["3ZZ,5+x", "3DD+2 zz", "trois"])
def test_links_that_are_not_read_leave_the_critical_path_out(written):
    inspection = inspected(CSV.replace("3DD+2 jours", written), "plan.csv")

    assert "schedules.critical_path" not in codes_of(inspection)
    assert inspection.limits[-1].fr == (
        "1 prédécesseur est écrit d’une façon qui n’est pas lue : le chemin critique n’est pas calculé."
    )


def test_a_table_of_ganttproject_stops_at_its_resources():
    text = (
        "ID,Name,Begin date,End date,Duration,Completion,Predecessors,Outline number,Milestone,Cost\n"
        '0,Dev,02/03/2026,04/03/2026,3,100,,1,,"1,234.50"\n'
        "1,Recette,05/03/2026,05/03/2026,1,0,0-FS=P2D,1.1,,\n"
        '2,Fin,06/03/2026,06/03/2026,0,0,"0, 1",2,true,\n'
        "2,Doublon,06/03/2026,06/03/2026,0,0,1SS+zz,2,,\n"
        "\n"
        "ID,Name,Default role,Standard Rate\n"
        "1,Ali,Dev,282\n"
    )
    values = values_of(inspected(text, "plan.csv"))

    assert values["schedules.tasks"] == {
        "tasks": 3,
        "summaries": 1,
        "milestones": 1,
        "depth": 2,
        "rows": 6,
        "blank": 3,
    }
    assert values["schedules.links"] == {"links": 3, "lags": 1, "FS": 3}


def test_two_dates_on_one_day_do_not_break_a_link():
    text = (
        "ID,Name,Start,Finish,Duration,Predecessors\n"
        "1,A,02/03/2026,03/03/2026,12 h,\n"
        "2,B,03/03/2026,03/03/2026,0.5 d,1\n"
    )

    assert "schedules.link_broken" not in codes_of(inspected(text, "x.csv"))
    broken = fact_of(inspected(text.replace("2,B,03", "2,B,02"), "x.csv"), "schedules.link_broken")
    assert [(place.line, place.column) for place in broken.places] == [(3, "Name"), (2, "Name")]


def workbook(rows, more=b""):
    def cell(value):
        if isinstance(value, float):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{kinds}/relationships"><Relationship Id="r1" '
        f'Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets>'
        '<sheet name="Tasks" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{kinds}/relationships"><Relationship Id="r1" '
        f'Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.writestr("more.bin", more)
    return buffer.getvalue()


PLAN = workbook(
    [
        ["Plan name", "Refonte"],
        ["Plan ID", "x"],
        [
            "Task ID",
            "Task Name",
            "Bucket Name",
            "Progress",
            "Assigned To",
            "Start Date",
            "Due Date",
            "% complete",
        ],
        ["t1", "Maquette", "Semaine 1", "Completed", "Ali; ;Béa", "02/03/2026", "06/03/2026", ""],
        ["t2", "Recette", "Semaine 2", "In progress", "", "09/03/2026", "11/03/2026", ""],
        ["t3", "Autre", "Semaine 2", "?", "", "", "", 0.25],
    ]
)


def test_planner_workbooks_have_their_header_below_their_name():
    inspection = inspected(PLAN, "Refonte.xlsx")

    values = values_of(inspection)
    assert inspection.artefact.producer == "Microsoft Planner"
    assert inspection.artefact.target == "Refonte"
    assert values["schedules.tasks"] == {
        "tasks": 3,
        "summaries": 0,
        "milestones": 0,
        "depth": 1,
        "rows": 3,
        "blank": 0,
    }
    assert values["schedules.progress"] == {"complete": 1, "started": 2, "waiting": 0}
    assert values["schedules.teams"] == {"Ali": "2026-03-02/2026-03-06", "Béa": "2026-03-02/2026-03-06"}
    assert values["schedules.no_duration"] == 1
    place = fact_of(inspection, "schedules.no_duration").places[0]
    assert (place.path, place.column) == ("Tasks", "B6")


def test_workbooks_are_recognised_by_their_sheets():
    def sniff(data, name):
        return INSPECTOR.sniff(Head.of(artefact(data, name)))

    big = workbook([["x"]], more=bytes(300 << 10))
    assert sniff(PLAN, "x.xlsx") == 1.0
    assert sniff(workbook([["a", "b"], ["c", "d"]]), "x.xlsx") == 0.0
    assert sniff(workbook([["a", "b"]] * 30), "x.xlsx") == 0.0
    assert sniff(PLAN[:-40], "x.xlsx") == 0.0
    assert sniff(PLAN, "x.docx") == 0.0
    assert (sniff(big, "planning.xlsx"), sniff(big, "x.xlsx")) == (0.3, 0.0)


def test_a_workbook_without_tasks_is_refused():
    with pytest.raises(UnreadableArtefactError) as raised:
        inspected(workbook([["x"]], more=bytes(300 << 10)), "planning.xlsx")

    assert raised.value.reason is Unreadable.MISSING_FIELD


def test_two_versions_are_compared_task_by_task():
    after = (
        GANTT.replace(
            'name="Tests" start="2026-03-06" duration="2"', 'name="Recette" start="2026-03-09" duration="1"'
        )
        .replace('start="2026-03-09" duration="0"', 'start="2026-03-10" duration="0"')
        .replace(
            '<task id="4" name="Notes" start="bad" duration="x"/>',
            '<task id="5" name="Plus" start="2026-03-02"/>',
        )
        .replace('<depend id="3" type="2"/>', "")
        .replace('duration="3" complete="100">', 'duration="4" complete="100"><depend id="3" type="1"/>')
    )
    comparison = INSPECTOR.compare(artefact(GANTT, "v1.gan"), artefact(after, "v2.gan"), CONTEXT)

    assert comparison.same_scope
    assert values_of(comparison) == {
        "schedules.compare.tasks": {"common": 4, "added": 1, "removed": 1, "renamed": 1},
        "schedules.compare.dates": {"moved": 3, "later": 3, "earlier": 0},
        "schedules.compare.durations": {"longer": 1, "shorter": 1, "same": 1},
        "schedules.compare.links": {"added": 1, "removed": 1},
        "schedules.compare.finish": 1,
        "schedules.compare.critical_path": {"before": 5, "after": 5},
    }
    finish = fact_of(comparison, "schedules.compare.finish")
    assert finish.fr == "Fin du projet : 9 mars 2026 avant, 10 mars 2026 après, soit 1 jour calendaire."
    assert [place.name for place in finish.places] == ["v1.gan", "v2.gan"]


def test_schedules_of_two_formats_are_matched_by_name():
    text = "Name,Begin date,End date,Duration\nDev,02/03/2026,04/03/2026,3\nTests,06/03/2026,07/03/2026,2\n"
    comparison = INSPECTOR.compare(artefact(text, "a.csv"), artefact(GANTT, "b.gan"), CONTEXT)

    assert comparison.same_scope is False
    assert fact_of(comparison, "schedules.compare.other_scope").value == 0
    assert codes_of(comparison) == ["schedules.compare.other_scope"]
    flat = GANTT.replace('<task id="0" name="Lot" start="2026-03-02" duration="5" complete="0">', "").replace(
        "</task>\n</task>", "</task>"
    )
    same = INSPECTOR.compare(artefact(text, "a.csv"), artefact(flat, "b.gan"), CONTEXT)
    assert same.same_scope
    assert fact_of(same, "schedules.compare.tasks").value == {
        "common": 2,
        "added": 2,
        "removed": 0,
        "renamed": 0,
    }


def test_schedules_without_dates_are_compared_by_tasks_only():
    text = "Name,Duration,Predecessors\nDev,3,\n"
    dated = "Name,Duration,Predecessors,Start,Finish\nDev,3,,02/03/2026,04/03/2026\n"
    comparison = INSPECTOR.compare(artefact(text, "a.csv"), artefact(dated, "b.csv"), CONTEXT)

    assert values_of(comparison) == {
        "schedules.compare.tasks": {"common": 1, "added": 0, "removed": 0, "renamed": 0},
        "schedules.compare.dates": {"moved": 1, "later": 0, "earlier": 0},
        "schedules.compare.durations": {"longer": 0, "shorter": 0, "same": 1},
        "schedules.compare.links": {"added": 0, "removed": 0},
    }


@pytest.mark.parametrize("data", [GANTT.encode(), PLANNER.encode(), CSV.encode(), PLAN])
def test_a_spoiled_file_is_read_or_refused(data):
    for name, each in spoiled(data):
        for ending in ("", ".csv", ".xlsx"):
            with suppress(UnreadableArtefactError):
                assert INSPECTOR.inspect([artefact(each, name + ending)], CONTEXT).facts, name
                INSPECTOR.compare(artefact(data, f"x{ending}"), artefact(each, name + ending), CONTEXT)
