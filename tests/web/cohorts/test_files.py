"""Cohorts as files, and answers from a file: all of it, or none with the place of each problem."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.cohorts.models import FollowUp
from preuve.web.cohorts.queries import answers_file
from tests.factories.cohorts import make_follow_up
from tests.factories.people import make_person

HEAD = "numéro;mois;situation;métier visé;emploi;contrat;statut;rémunération"
PUBLIC = ["ANNEE", "NOMBRE_CERTIFIES", "NOMBRE_CERTIFIES_VAE"]
PUBLIC += ["TAUX_INSERTION_GLOBAL_6MOIS", "TAUX_INSERTION_METIER_2ANS"]


@pytest.fixture
def rows(grant):
    return [make_follow_up(grant(granted_on=date(2025, 1, 31))) for _ in range(2)]


@pytest.fixture
def send(rows, manager, signed_in):
    """Return a function that deposits a file, as a manager."""
    url = reverse("follow_up_import", args=[rows[0].certificate.certification_id])
    client = signed_in(manager)

    def deposit(*lines, head=HEAD):
        data = lines[0] if isinstance(lines[0], bytes) else "\r\n".join([head, *lines]).encode()
        return client.post(url, {"file": SimpleUploadedFile("r.csv", data)})

    return deposit


def problems(answer):
    assert answer.status_code == 422
    return [(row.line, row.column) for row in answer.context["problems"]]


def test_a_file_is_kept_whole_and_again_changes_nothing(rows, send):
    first, second = (row.certificate.number for row in rows)
    lines = [f"{first};6;en emploi;oui;=Chef;CDI;cadre;41 500 €", "", f"{second};6;search"]
    assert [send(*lines).status_code, send(*lines).status_code] == [302, 302]
    kept = FollowUp.objects.order_by("pk").values_list(
        "situation", "target_job", "job_title", "contract", "status", "pay", "source"
    )
    assert list(kept) == [
        ("job", True, "=Chef", "permanent", "executive", "from_40", "import"),
        ("search", False, "", "", "", "", "import"),
    ]
    records = AuditRecord.objects.filter(action="import_follow_ups").order_by("position")
    assert [row.details for row in records] == [{"answers": 2}, {"answers": 0}]


def test_each_problem_has_its_line_and_column_and_nothing_is_kept(rows, send):
    first, second = (row.certificate.number for row in rows)
    answer = send(
        f"{first};6;search",
        "INCONNU;6;search",
        f"{second};12;search",
        f"{first};6;search",
        f"{second};6;astronaute;peut-être;;bail;;-3",
        f"{second};6;search",
    )
    assert problems(answer) == [
        (3, "numéro"),
        (4, "mois"),
        (5, "numéro"),
        (6, "situation"),
        (6, "métier visé"),
        (6, "contrat"),
        (6, "rémunération"),
        (7, "numéro"),
    ]
    assert FollowUp.objects.exclude(situation="").count() == 0


@pytest.mark.parametrize(
    ("line", "column"),
    [("6;search;oui", "métier visé"), ("6;job;;" + "x" * 151, "emploi"), ("6", "situation")],
)
def test_answers_that_contradict_themselves_are_refused(rows, send, line, column):
    assert problems(send(f"{rows[0].certificate.number};{line}")) == [(2, column)]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"num\xe9ro;mois\n", (1, "")),
        ("numéro;mois\n".encode() + b"A;6\nB;\xff\n", (3, "")),
        (b'a;"b\n', (1, "")),
        (HEAD.encode(), (1, "")),
        ("numéro;mois\nA;6\n".encode(), (1, "situation")),
    ],
)
def test_a_file_that_is_no_such_csv(send, data, place):
    assert problems(send(data)) == [place]


def test_a_file_too_long_or_too_large_or_missing(send, rows, monkeypatch):
    monkeypatch.setattr(answers_file, "MOST_LINES", 2)
    assert problems(send("a;6;job", "b;6;job", "c;6;job")) == [(4, "")]
    assert problems(send(b"x" * 2_000_001)) == []
    assert problems(send(b"")) == []


def test_what_a_holder_said_is_never_replaced(rows, send):
    FollowUp.objects.filter(pk=rows[0].pk).update(situation="job", answered_at=timezone.now())
    answer = send(*(f"{row.certificate.number};6;search" for row in rows))
    assert (answer.status_code, FollowUp.objects.filter(situation="search").count()) == (422, 0)
    assert rows[0].certificate.number in answer.content.decode()


def test_what_is_not_due_is_not_imported(rows, send):
    FollowUp.objects.filter(pk=rows[1].pk).update(due_on=timezone.localdate() + timedelta(1))
    answer = send(*(f"{row.certificate.number};6;search" for row in rows))
    assert (answer.status_code, FollowUp.objects.filter(situation="search").count()) == (422, 0)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CERTIFICATION_MANAGER, Role.ADMINISTRATOR}))
def test_strangers_import_nothing(rows, signed_in, role):
    url = reverse("follow_up_import", args=[rows[0].certificate.certification_id])
    assert signed_in(make_person(role)).get(url).status_code == 404


def test_the_workbook_has_the_tables_and_their_definitions(rows, signed_in):
    url = reverse("follow_up_export", args=[rows[0].certificate.certification_id, "xlsx"])
    answer = signed_in(make_person(Role.AUDITOR)).get(url)
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Fiche publique", "Détail", "Définitions"]
    public = [list(row) for row in book["Fiche publique"].iter_rows(values_only=True)]
    assert public == [PUBLIC, [2025, 2, 0, "pas assez de réponses", "pas encore interrogés"]]
    defined = {row[1] for row in book["Définitions"].iter_rows(min_row=2, values_only=True)}
    heads = {cell.value for name in ("Fiche publique", "Détail") for cell in book[name][1]}
    assert defined == heads


@pytest.mark.parametrize(
    ("kind", "first"), [("csv", PUBLIC), ("definitions", ["Tableau", "Colonne", "Définition"])]
)
def test_each_sheet_is_a_csv_too(rows, signed_in, kind, first):
    url = reverse("follow_up_export", args=[rows[0].certificate.certification_id, kind])
    answer = signed_in(make_person(Role.AUDITOR)).get(url)
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert (lines[0], answer["Content-Type"]) == (first, "text/csv; charset=utf-8")


def test_no_other_kind_of_file(rows, signed_in):
    url = reverse("follow_up_export", args=[rows[0].certificate.certification_id, "exe"])
    assert signed_in(make_person(Role.AUDITOR)).get(url).status_code == 404
