"""`preuve plan`, with a solver that plays a part: the real one is tried in its own tests."""

import json
import os
import re
import signal
import sys
import time
from dataclasses import replace
from types import ModuleType, SimpleNamespace

import pytest

from preuve.cli import main
from preuve.domain.planning.check import violations
from preuve.domain.planning.costs import objective
from preuve.domain.planning.errors import BrokenPlanError
from preuve.domain.planning.model import Plan, PlanStatus, Unplaced
from preuve.domain.planning.plan_json import read_plan, write_plan
from preuve.domain.planning.problem_json import read_problem, write_problem
from tests.factories.timetables import defence, good, problem, with_candidate

COST = objective(problem(), good())
GOOD = Plan(PlanStatus.OPTIMAL, good(), (), COST, COST.total, 0.0)
BAD = replace(GOOD, defences=(replace(good()[0], room="B"), *good()[1:]))


def partial():
    cost = objective(problem(), good()[:3])
    return Plan(PlanStatus.FEASIBLE, good()[:3], (Unplaced("c4", ("?",)),), cost)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "session.json").write_text(write_problem(problem()))
    (tmp_path / "good.json").write_text(write_plan(GOOD))
    (tmp_path / "bad.json").write_text(write_plan(BAD))
    return tmp_path


@pytest.fixture
def solver(monkeypatch):
    played = SimpleNamespace(plan=GOOD, asked=None, act=lambda _: None)

    def solve(given, **asked):
        played.asked = {"problem": given, **asked}
        played.act(asked)
        if isinstance(played.plan, Exception):
            raise played.plan
        return played.plan

    module = ModuleType("preuve.domain.planning.solve")
    module.solve = solve
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return played


def run(capsys, *arguments):
    status = main(["plan", *map(str, arguments)])
    written = capsys.readouterr()
    return status, written.out, written.err


def test_a_plan_is_made_as_asked_and_printed(files, solver, capsys):
    status, out, err = run(
        capsys,
        files / "session.json",
        *("--limit", "5", "--seed", "7", "--workers", "2", "--previous", files / "good.json"),
    )

    assert (status, err) == (0, "")
    assert read_plan(out) == GOOD
    del solver.asked["clock"], solver.asked["should_stop"]
    assert solver.asked == {
        "problem": problem(),
        "seed": 7,
        "workers": 2,
        "limit": 5.0,
        "previous": GOOD,
        "on_progress": None,
    }


def test_somebody_unplaced_gives_1_and_says_why(files, solver, capsys):
    solver.plan = partial()

    status, out, _ = run(capsys, files / "session.json", "--language", "en")

    assert status == 1
    assert json.loads(out)["unplaced"] == [
        {
            "candidate": "c4",
            "because": ["Nothing rules out c4 alone: several compete, or the search was too short."],
        }
    ]


def test_an_explanation_is_given_when_asked_for_or_nothing_is_possible(files, solver, capsys):
    given = with_candidate(problem(), "c4", blocks=("BC3",))
    (files / "session.json").write_text(write_problem(given))
    solver.plan = partial()

    assert run(capsys, files / "session.json")[2] == ""
    _, _, err = run(capsys, files / "session.json", "--explain", "--language", "en")

    assert err.splitlines() == [
        "No juror qualified for BC3 is free for c4.",
        "Can’t be placed: c4.",
        "Rules in conflict: a juror qualified for BC3.",
    ]
    solver.plan = Plan(
        PlanStatus.INFEASIBLE, unplaced=tuple(Unplaced(f"c{number}") for number in range(1, 5))
    )
    assert "Ne peut être placé : c4." in run(capsys, files / "session.json")[2].splitlines()


@pytest.mark.parametrize("error", [None, BrokenPlanError(violations(problem(), BAD))])
def test_a_plan_that_breaks_a_rule_never_leaves(files, solver, capsys, error):
    solver.plan = error or BAD
    target = files / "plan.json"
    target.write_text("before")

    status, out, err = run(capsys, files / "session.json", "-o", target)

    assert (status, out, target.read_text()) == (3, "", "before")
    assert err.splitlines()[0] == "Le plan trouvé enfreint des règles ; il n’est pas écrit."
    assert "La salle B est prise par c1 et par c3" in err


@pytest.mark.parametrize(
    ("name", "begins"),
    [("text", "Optimal :"), ("ics", "BEGIN:VCALENDAR\r\n"), ("csv", "candidat,date"), ("json", '{"status"')],
)
def test_formats_go_to_a_file_whole(files, solver, capsys, name, begins):
    target = files / "out"

    status, out, _ = run(capsys, files / "session.json", "--format", name, "-o", target)

    assert (status, out) == (0, "")
    assert target.read_bytes().decode().replace("\N{NO-BREAK SPACE}", " ").startswith(begins)
    assert sorted(path.name for path in files.iterdir()) == ["bad.json", "good.json", "out", "session.json"]


def test_a_calendar_says_what_changed_since_the_plan_in_force(files, solver, capsys):
    solver.plan = partial()
    moved = (defence("c1", 1, 0, "A", "j1", "j2", "j3"), *good()[1:])
    in_force = replace(GOOD, defences=moved)
    (files / "moved.json").write_text(write_plan(in_force))

    _, first, _ = run(capsys, files / "session.json", "--format", "ics")
    solver.plan = replace(partial(), objective=objective(problem(), good()[:3], in_force))
    _, then, _ = run(capsys, files / "session.json", "--format", "ics", "--previous", files / "moved.json")

    assert re.findall(r"SEQUENCE:(\d)\r\nSTATUS:(\w+)", first) == [("0", "CONFIRMED")] * 3
    assert re.findall(r"SEQUENCE:(\d)\r\nSTATUS:(\w+)", then) == [
        ("1", "CONFIRMED"),
        ("0", "CONFIRMED"),
        ("0", "CONFIRMED"),
        ("1", "CANCELLED"),
    ]
    assert re.findall("UID:.*", then)[:3] == re.findall("UID:.*", first)


def test_an_interruption_asks_for_the_best_so_far(files, solver, capsys):
    seen = []

    def interrupt(asked):
        seen.append(asked["should_stop"]())
        os.kill(os.getpid(), signal.SIGTERM)
        patience = time.monotonic() + 10
        while not asked["should_stop"]() and time.monotonic() < patience:
            time.sleep(0.01)
        seen.append(asked["should_stop"]())

    solver.act = interrupt
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)

    status, _, _ = run(capsys, files / "session.json")

    assert (status, seen) == (0, [False, True])
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_progress_is_told_on_a_terminal(files, solver, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    def tell(asked):
        asked["on_progress"](SimpleNamespace(placed=3, total=12, bound=None, gap=None, seconds=1.2))
        asked["on_progress"](SimpleNamespace(placed=4, total=10, bound=9, gap=0.1, seconds=2.0))

    solver.act = tell

    _, _, err = run(capsys, files / "session.json", "--language", "en")

    assert err.replace("\x1b[K", "").split("\r") == [
        "",
        "1 s · 3/4 placed · cost 12 · gap ?",
        "2 s · 4/4 placed · cost 10 · gap 10.0 %",
        "",
    ]


def test_a_check_that_finds_nothing_and_one_that_does(files, capsys):
    assert run(capsys, "--check", files / "session.json", files / "good.json") == (
        0,
        "Aucune règle n’est enfreinte.\n",
        "",
    )
    status, out, _ = run(
        capsys, "--check", files / "session.json", files / "bad.json", "--language", "en", "--previous",
        files / "good.json",
    )  # fmt: skip

    assert status == 1
    assert "Room B is taken by both c1 and c3 on 1 December 2026 at 09:00." in out.splitlines()


def test_a_problem_is_made_up(files, capsys):
    status, out, _ = run(capsys, "--generate", 12, "--seed", 5, "--weeks", 1)

    assert status == 0
    assert len(read_problem(out).candidates) == 12
    assert run(capsys, "--generate", 12, "--seed", 5, "--weeks", 1)[1] == out
    assert all(each.seats for each in read_problem(run(capsys, "--generate", 20, "--seats")[1]).candidates)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "ce n’est pas du JSON, ligne 1, colonne 2."),
        ("{}", "la clé slot_minutes manque."),
    ],
)
def test_an_unreadable_problem_gives_2_with_the_place(files, capsys, content, said):
    path = files / "x.json"
    path.write_text(content)

    status, out, err = run(capsys, path)

    assert (status, out) == (2, "")
    assert err.splitlines()[0] == f"{path}: {said}"


def test_files_that_are_not_there_or_not_writable_give_2(files, solver, capsys):
    assert run(capsys, files / "none.json") == (2, "", f"{files / 'none.json'}: No such file or directory\n")
    target = files / "none" / "plan.json"
    assert run(capsys, files / "session.json", "-o", target) == (
        2,
        "",
        f"{target}: No such file or directory\n",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "1 fichier(s) attendus, 0 donnés"),
        (["--check", "a"], "2 fichier(s) attendus, 1 donnés"),
        (["--generate", "3", "a"], "0 fichier(s) attendus, 1 donnés"),
        (["--generate", "0"], "--generate: de 1 à 20000"),
        (["a", "--limit", "-1"], "--limit: de 0 à 1000000"),
        (["a", "--limit", "nan", "--language", "en"], "--limit: from 0 to 1000000"),
        (["a", "--workers", "0"], "--workers: de 1 à 256"),
        (["--language", "en"], "1 file(s), not 0"),
    ],
)
def test_wrong_usage_gives_2(capsys, arguments, said):
    assert run(capsys, *arguments) == (2, "", f"preuve plan: {said}\n")
