"""Evidence is read in the background, shown with its places, compared, and frozen with the portfolio."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from preuve.domain.credentials.canonical import content_hash
from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions
from preuve.web.portfolios.actions.inspection import begin_reading, finish_reading, storable
from preuve.web.portfolios.models import Evidence, InspectionRun, Join, Statement
from preuve.web.portfolios.queries.readings import exact
from preuve.web.portfolios.storage import artefact_path
from tests.factories.people import make_person

JUNIT = (
    b'<?xml version="1.0"?>\n<testsuite name="s" tests="2" failures="1">\n'
    b'<testcase classname="c" name="a"/>\n<testcase classname="c" name="b"><failure/></testcase>\n'
    b"</testsuite>\n"
)


@pytest.fixture
def read(inspectors, add_file, run_tasks, case):
    """Return a function that adds a file of which something is said, and has it read."""

    def add(name: str = "junit.xml", content: bytes = b"<x/>", **said):
        inspectors.say(name, **said)
        piece = add_file(name, content, case)
        run_tasks()
        return piece

    return add


def run_of(piece) -> InspectionRun:
    return InspectionRun.objects.get(evidence=piece, before=None)


def test_from_waiting_to_read(inspectors, add_file, run_tasks, portfolio):
    inspectors.say(
        "junit.xml", facts=[("Deux tests.", {"C1.1-1": "shows", "C9.9-9": "shows"})], limits=["Rien."]
    )
    piece = add_file("junit.xml", b"<x/>")
    assert run_of(piece).state == "waiting"
    run_tasks()
    run = run_of(piece)
    assert (run.state, run.finished_at is not None) == ("read", True)
    rows = Statement.objects.values_list("nature", "code", "fr", "en", "links", "strength")
    assert list(rows) == [
        ("fact", "tests.said.fact1", "Deux tests.", "EN Deux tests.", {"C1.1-1": "shows"}, 5),
        ("limit", "tests.said.limit", "Rien.", "EN Rien.", {}, 0),
    ]
    record = AuditRecord.objects.get(action="read_evidence")
    assert (record.actor_id, record.details) == (
        None,
        {"title": "junit.xml", "state": "read", "inspectors": ["tests 1.0"], "facts": 1, "findings": 0},
    )
    (asked,) = inspectors.asked
    assert (asked["people"], asked["framework"]) == (
        (portfolio.candidate.get_full_name(), portfolio.candidate.email),
        "essai",
    )


@pytest.mark.parametrize(
    ("said", "state", "words"),
    [
        (None, "unknown", "Aucun outil ne reconnaît ce fichier"),
        ({"reason": "malformed"}, "unreadable", "« a.xml » n’a pas pu être lu : le fichier est mal formé"),
    ],
)
def test_what_is_not_read_says_why(inspectors, add_file, run_tasks, portfolio, signed_in, said, state, words):
    if said is not None:
        inspectors.say("a.xml", **said)
    piece = add_file("a.xml", b"<x")
    run_tasks()
    assert run_of(piece).state == state
    page = signed_in(portfolio.candidate).get(reverse("evidence", args=[piece.pk])).content.decode()
    assert words in page


def test_a_file_is_read_with_those_that_the_same_inspector_read(
    read, inspectors, run_tasks, portfolio, now, monkeypatch
):
    monkeypatch.setattr("preuve.web.portfolios.queries.companions.LARGEST", 10)
    monkeypatch.setattr("preuve.web.portfolios.queries.companions.AT_MOST", 2)
    read("chaine.pem", b"a")
    held, other = read("retenue.pem", b"b"), read("tests.xml", b"c")
    read("lourde.pem", b"more than ten bytes")
    read("illisible.pem", b"d", reason="malformed")
    Evidence.objects.filter(pk=held.pk).update(is_held_back=True)
    InspectionRun.objects.filter(evidence=other).update(
        kind="scans", kinds=[{"inspector": "scans", "confidence": 0.9}]
    )
    list_ = read("liste.crl", b"e")
    # A first reading: who reads it isn't known, the files of each inspector are offered.
    assert companions_of_last(inspectors) == ["chaine.pem", "tests.xml"]
    read("racine.pem", b"f")
    assert companions_of_last(inspectors) == ["chaine.pem", "tests.xml", "liste.crl"]
    actions.reread_evidence(actor=portfolio.candidate, evidence=list_, kind="", now=now)
    run_tasks()
    assert companions_of_last(inspectors) == ["chaine.pem", "racine.pem"]
    actions.reread_evidence(actor=portfolio.candidate, evidence=list_, kind="scans", now=now)
    run_tasks()
    assert companions_of_last(inspectors) == ["tests.xml"]
    actions.compare_evidence(actor=portfolio.candidate, before=other, after=list_, now=now)
    run_tasks()
    assert companions_of_last(inspectors) == []


def companions_of_last(inspectors) -> list[str]:
    return [file.name for file in inspectors.asked[-1]["companions"]]


def test_links_and_texts_are_not_read(add_text, portfolio, signed_in):
    piece = add_text()
    assert InspectionRun.objects.count() == 0
    page = signed_in(portfolio.candidate).get(reverse("evidence", args=[piece.pk])).content.decode()
    assert "un lien ou un texte se défend par son argumentaire" in page


def test_the_page_asks_again_until_it_is_read(inspectors, add_file, run_tasks, portfolio, signed_in):
    piece = add_file("a.xml", b"<x/>")
    client, url = signed_in(portfolio.candidate), reverse("evidence_reading", args=[piece.pk])
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert ('hx-trigger="every 2s"' in part, "en attente" in part, "<html" in part) == (True, True, False)
    run_tasks()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert ('hx-trigger="every 2s"' in part, "non reconnu" in part) == (False, True)
    assert "<html" in client.get(url).content.decode()


def test_the_portfolio_tells_how_far_the_readings_are(add_file, inspectors, run_tasks, portfolio, signed_in):
    client, url = signed_in(portfolio.candidate), reverse("portfolio_readings", args=[portfolio.pk])
    in_place = {"HX-Request": "true"}
    assert client.get(url).url == reverse("portfolio", args=[portfolio.pk])
    assert "every 3s" not in client.get(url, headers=in_place).content.decode()
    piece = add_file("a.xml", b"<x/>")
    page = client.get(reverse("portfolio", args=[portfolio.pk])).content.decode()
    assert "1 fichier en cours de lecture par les outils" in page
    assert "every 3s" in client.get(url, headers=in_place).content.decode()
    run_tasks()
    part = client.get(url, headers=in_place).content.decode()
    assert f'<span id="reading-of-{piece.pk}" hx-swap-oob="true">non reconnu</span>' in part
    assert ("every 3s" in part, "Les outils ont lu vos fichiers." in part) == (False, True)


def test_read_again_keeps_rows_and_answers(read, inspectors, run_tasks, portfolio, signed_in):
    piece = read(facts=[("Deux tests.", {}), ("Trois.", {})])
    kept, _other = Statement.objects.all()
    inspectors.say("junit.xml", facts=[("Deux tests, recomptés.", {})])
    client = signed_in(portfolio.candidate)
    client.post(reverse("evidence_reread", args=[piece.pk]), {"kind": "scans"})
    run_tasks()
    assert list(Statement.objects.values_list("pk", "fr")) == [(kept.pk, "Deux tests, recomptés.")]
    assert [asked["kind"] for asked in inspectors.asked] == ["", "scans"]
    client.post(reverse("evidence_reread", args=[piece.pk]), {"kind": "tout-autre"})
    assert run_tasks() == 0


def test_an_answer_that_comes_too_late_is_dropped(read, portfolio, now):
    piece = read(facts=[("Vrai.", {})])
    run = run_of(piece)
    before = run.asked_at.isoformat()
    actions.reread_evidence(actor=portfolio.candidate, evidence=piece, kind="", now=now + timedelta(hours=1))
    assert begin_reading(run_id=run.pk, asked_at=before, now=now) is None
    finish_reading(run_id=run.pk, asked_at=before, report={}, now=now)
    assert (run_of(piece).state, Statement.objects.get().fr) == ("waiting", "Vrai.")
    finish_reading(run_id=run.pk + 1000, asked_at=before, report={}, now=now)


def test_before_and_after(read, inspectors, run_tasks, portfolio, signed_in):
    old = read("avant.xml", b"<a/>", produced_at="2026-05", facts=[("Un.", {})])
    new = read("apres.xml", b"<b/>", produced_at="2026-06-01T08:00:00+02:00", facts=[("Deux.", {})])
    inspectors.compared = {"facts": [("Un de plus.", {"C1.1-1": "shows"})], "findings": [("Perdu.", {})]}
    client = signed_in(portfolio.candidate)
    page = client.get(reverse("evidence", args=[new.pk])).content.decode()
    assert "Elle est l’avant, celle-ci l’après" in page
    answer = client.post(reverse("evidence_compare", args=[new.pk]), {"other": old.pk, "is_older": "on"})
    assert answer.url == reverse("evidence", args=[new.pk])
    run_tasks()
    page = client.get(reverse("evidence", args=[new.pk])).content.decode()
    assert ("Comparée avec « avant.xml », plus ancienne" in page, "Un de plus." in page) == (True, True)
    assert "Celle-ci est l’avant, elle l’après" not in page
    run = InspectionRun.objects.exclude(before=None).get()
    assert (run.evidence_id, run.before_id, run.state) == (new.pk, old.pk, "read")
    client.post(reverse("evidence_compare", args=[new.pk]), {"other": old.pk})
    run = InspectionRun.objects.exclude(before=None).get()
    assert (run.evidence_id, run.before_id) == (old.pk, new.pk)


def test_what_cannot_be_compared(read, add_text, portfolio, now):
    piece, text = read(facts=[("Un.", {})]), add_text()
    for other in (piece, text):
        with pytest.raises(ActionRefusedError):
            actions.compare_evidence(actor=portfolio.candidate, before=other, after=piece, now=now)
    with transaction.atomic(), pytest.raises(IntegrityError):
        InspectionRun.objects.create(evidence=piece, before=piece, asked_at=now)


def test_joins_are_made_again_after_each_reading(read, portfolio, monkeypatch, signed_in):
    made = []

    def joins_of(inspections):
        made.append([one.artefact.name for one in inspections])
        return ("une",) if len(inspections) == 2 else ()

    def join_json(_join):
        places = [
            {"artefact": row.places[0]["artefact"], "name": row.evidence.file_name, "kind": "text", "line": 1}
            for row in Statement.objects.filter(join=None).order_by("pk")
        ]
        fact = {
            "code": "join.fact",
            "value": 1,
            "unit": "",
            "strength": 5,
            "fr": "Ensemble.",
            "en": "Together.",
        }
        words = {"code": "join.essai", "fr": "Objectif et mesure", "en": "Objective and measure"}
        return {**words, "facts": [{**fact, "places": places, "links": {"C2.1-1": "shows"}}], "findings": []}

    monkeypatch.setattr("preuve.web.portfolios.actions.inspection.joins_of", joins_of)
    monkeypatch.setattr("preuve.web.portfolios.actions.inspection.join_json", join_json)
    monkeypatch.setattr("preuve.web.portfolios.actions.inspection.linked", lambda join, _links: join)
    first = read("a.xml", b"<a/>", facts=[("Un.", {})])
    read("b.xml", b"<b/>", facts=[("Deux.", {})])
    assert made == [["a.xml"], ["a.xml", "b.xml"]]
    page = signed_in(portfolio.trainer).get(reverse("portfolio", args=[portfolio.pk])).content.decode()
    assert ("Recoupements" in page, "Objectif et mesure" in page, "Ensemble." in page) == (True, True, True)
    assert Join.objects.get().statements.get().evidence == first


def test_joins_go_with_the_piece(read, run_tasks, portfolio, now):
    piece = read(facts=[("Un.", {})])
    actions.delete_evidence(actor=portfolio.candidate, evidence=piece, now=now)
    run_tasks()
    assert (InspectionRun.objects.count(), Statement.objects.count(), Join.objects.count()) == (0, 0, 0)


def test_the_frozen_copy_has_what_was_said_and_answered(ready, inspectors, add_file, run_tasks, now):
    inspectors.say(
        "junit.xml",
        facts=[("Deux tests.", {"C1.1-1": "shows"}), ("Trois.", {})],
        findings=[("Un échec.", {"C1.1-1": "contradicts"})],
        limits=["Rien de plus."],
    )
    piece = add_file("junit.xml", b"<x/>")
    run_tasks()
    fact, other, finding, _limit = Statement.objects.filter(evidence=piece)
    review = {"actor": ready.candidate, "now": now}
    actions.review_fact(statement=fact, verdict="accepted", comment="", **review)
    actions.review_fact(statement=other, verdict="rejected", comment="Autre branche.", **review)
    actions.answer_finding(statement=finding, answer="explained", text="Corrigé.", evidence=None, **review)
    copy = actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now)
    (said,) = copy.content["inspections"]
    place = {"artefact": piece.artefact_id, "name": "junit.xml", "kind": "text"}
    assert {name: said[name] for name in said if name != "statements"} == {
        "evidence": piece.pk,
        "before": None,
        "inspector": "tests",
        "version": "1.0",
        "name": "junit.xml",
        "sha256": piece.artefact_id,
        "format": "junit",
        "producer": "pytest",
        "produced_at": "",
        "period": ["", ""],
        "target": "",
    }
    assert said["statements"][0] == {
        "kind": "fact",
        "code": "tests.said.fact1",
        "value": "0.5",
        "unit": "ratio",
        "strength": 5,
        "fr": "Deux tests.",
        "en": "EN Deux tests.",
        "places": [{**place, "line": 1}],
        "links": {"C1.1-1": "shows"},
        "review": "accepted",
        "answer": "",
        "comment": "",
        "corrected_by": None,
    }
    answers = [(row["kind"], row["review"], row["answer"], row["comment"]) for row in said["statements"]]
    assert answers == [
        ("fact", "accepted", "", ""),
        ("fact", "rejected", "", "Autre branche."),
        ("finding", "", "explained", "Corrigé."),
        ("limit", "", "", ""),
    ]
    assert copy.manifest_hash == content_hash(copy.content)


def test_nothing_read_later_changes_what_was_handed_in(
    ready, inspectors, add_file, run_tasks, now, signed_in
):
    inspectors.say("junit.xml", facts=[("Avant.", {})])
    piece = add_file("junit.xml", b"<x/>")
    run_tasks()
    copy = actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now)
    statement = Statement.objects.get()
    inspectors.say("junit.xml", facts=[("Après.", {})])
    run = run_of(piece)
    InspectionRun.objects.filter(pk=run.pk).update(state="waiting")
    report = inspectors.examine([type("File", (), {"name": "junit.xml", "path": path_of(piece)})])
    finish_reading(run_id=run.pk, asked_at=run.asked_at.isoformat(), report=report, now=now)
    statement.refresh_from_db()
    copy.refresh_from_db()
    assert (statement.fr, copy.content["inspections"][0]["statements"][0]["fr"]) == ("Après.", "Avant.")
    for act in (
        lambda: actions.review_fact(
            actor=ready.candidate, statement=statement, verdict="accepted", comment="", now=now
        ),
        lambda: actions.reread_evidence(actor=ready.candidate, evidence=piece, kind="", now=now),
    ):
        with pytest.raises(ActionRefusedError, match="déposé"):
            act()
    page = signed_in(ready.trainer).get(reverse("submission_evidence", args=[copy.pk, piece.pk]))
    assert ("Avant." in page.content.decode(), "Après." in page.content.decode()) == (True, False)


def path_of(piece):
    return artefact_path(piece.artefact_id)


def test_copies_of_the_first_format_are_read(ready, now, signed_in):
    copy = actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now)
    old = {name: value for name, value in copy.content.items() if name not in {"inspections", "joins"}}
    old["format"] = "preuve-submission/1"
    copy.content, copy.pk, copy.number, copy.receipt = old, None, 2, "D-2026-ANCIEN"
    copy.manifest_hash = content_hash(old)
    copy.save(force_insert=True)
    client = signed_in(ready.candidate)
    assert client.get(reverse("submission", args=[copy.pk])).status_code == 200
    for item in old["evidence"]:
        assert client.get(reverse("submission_evidence", args=[copy.pk, item["id"]])).status_code == 200
    assert b"".join(client.get(reverse("portfolio_export", args=[ready.pk])).streaming_content)


def test_the_checklist_tells_what_is_open(read, inspectors, add_file, portfolio, signed_in):
    read(findings=[("Un échec.", {})])
    add_file("en-cours.xml", b"<y/>")
    page = signed_in(portfolio.candidate).get(reverse("submission_checklist", args=[portfolio.pk]))
    assert "Une preuve a des constats sans réponse : junit.xml." in page.content.decode()
    assert "Un fichier est encore en cours de lecture par les outils : en-cours.xml." in page.content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_queries_do_not_grow(
    inspectors, add_file, run_tasks, case, portfolio, signed_in, django_assert_num_queries, n
):
    for number in range(n):
        name = f"{number}.xml"
        inspectors.say(
            name,
            facts=[(f"Fait {rank}.", {"C1.1-1": "shows"}) for rank in range(n)],
            findings=[(f"Constat {rank}.", {"C1.1-1": "contradicts"}) for rank in range(n)],
        )
        piece = add_file(name, f"<x n='{number}'/>".encode(), case)
    run_tasks()
    candidate, trainer = signed_in(portfolio.candidate), signed_in(portfolio.trainer)
    for url, own, followed in [
        (reverse("portfolio", args=[portfolio.pk]), 12, 11),
        (reverse("coverage_matrix", args=[portfolio.pk]), 8, 8),
        (reverse("criterion_panel", args=[portfolio.pk, "C1.1-1"]), 13, 13),
        (reverse("evidence", args=[piece.pk]), 11, 10),
        (reverse("evidence_reading", args=[piece.pk]), 10, 9),
        (reverse("evidence_view", args=[piece.pk]), 3, 3),
        (reverse("case", args=[case.pk]), 6, 6),
    ]:
        for client, queries in ((candidate, own), (trainer, followed)):
            client.get(url)
            with django_assert_num_queries(queries, info=url):
                assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", ["evidence_view", "evidence_reading"])
def test_strangers(read, signed_in, client, name):
    url = reverse(name, args=[read().pk])
    assert signed_in(make_person(Role.CANDIDATE)).get(url).status_code == 404
    assert signed_in(make_person(Role.TRAINER)).get(url).status_code == 404
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("name", ["evidence_reread", "evidence_compare", "evidence_keep", "evidence_replace"])
def test_only_the_candidate_acts(read, portfolio, signed_in, name):
    url = reverse(name, args=[read().pk])
    assert signed_in(portfolio.trainer).post(url).status_code == 404
    assert signed_in(make_person(Role.CANDIDATE)).post(url).status_code == 404


def test_what_the_database_and_the_frozen_copy_take():
    hostile = {"a\x00": ["\ud800b", float("nan"), 1.5, (1, None)]}
    assert storable(hostile) == {"a": ["b", None, 1.5, [1, None]]}
    assert exact({"a": [0.5, 2**60, True, 3, None, "x"]}) == {
        "a": ["0.5", "1152921504606846976", True, 3, None, "x"]
    }


@pytest.mark.parametrize(("broken", "status"), [((), 200), (("essai: ImportError",), 503)])
def test_an_inspector_that_does_not_load_turns_the_health_page_red(client, db, monkeypatch, broken, status):
    monkeypatch.setattr("preuve.web.health.problems", lambda: broken)
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()) == (status, {"ok": status == 200})


def test_a_real_report_through_the_sandbox(add_file, run_tasks, portfolio):
    piece = add_file("rapport.xml", JUNIT)
    run_tasks()
    run = run_of(piece)
    assert (run.state, run.described[0]["inspector"], run.described[0]["format"]) == (
        "read",
        "tests",
        "junit",
    )
    assert Statement.objects.filter(evidence=piece, nature="fact").count() > 0
