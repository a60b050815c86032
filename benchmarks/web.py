"""How much work the hot pages are: queries, time and processor per request, at 100 and at 10,000 enrolments.

    make benchmarks        (or: .venv/bin/python benchmarks/web.py [--sizes 100 10000] [--rounds 60])

Requests are handed to the WSGI application as a server does it (middleware, session, protection of forms,
check of the connection, templates), in this process, without a network. Django's own test client is only used
to sign in: it adds work of its own, and makes and sets up a new application for each client, which is no part
of a request. `cpu ms` is the processor of this process: PostgreSQL's is not in it. It is the least of ten
batches, since whatever else runs on the machine can only add to it; the times are over all the requests.
Each figure stands beside the ratio to a bare reference measured in the same run: the health page (one query).
The data are made by the script in a database of its own, on the embedded PostgreSQL. A panel sees twenty
candidates and a juror sits on five panels, at any size, as people do.
"""

import argparse
import io
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["PREUVE_DATA_DIR"] = str(ROOT / "build" / "benchmarks")
os.environ["DJANGO_SETTINGS_MODULE"] = "preuve.web.settings"
os.environ["PREUVE_EMAIL_BACKEND"] = "django.core.mail.backends.dummy.EmailBackend"
os.environ["PREUVE_ALLOWED_HOSTS"] = "testserver"

from preuve.web.database import start_embedded_if_needed

start_embedded_if_needed()

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from preuve.domain.assessment.regulations import Regulations as RegulationsValue
from preuve.domain.assessment.regulations_json import regulations_to_dict
from preuve.web.accounts.models import Organisation, Role, RoleGrant, User
from preuve.web.frameworks.actions import publish_shipped_framework
from preuve.web.frameworks.models import Certification, Criterion, FrameworkVersion
from preuve.web.frameworks.queries import structure_of
from preuve.web.juries.models import Mark, MarkSheet
from preuve.web.portfolios.models import Case, Claim, Evidence, Portfolio, Submission
from preuve.web.sessions.models import (
    Defence,
    Enrolment,
    ExamSession,
    Juror,
    JurorQualification,
    Panel,
    PanelMember,
    Regulations,
)
from preuve.web.wsgi import application

CASES, PIECES, NOW = 4, 24, datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
PANEL_SIZE, PANELS_OF_A_JUROR, BATCHES = 20, 5, 10
CLAIMED_SHARE = 3  # every piece is claimed on this many criteria


def empty_database() -> None:
    """Start from nothing: the benchmark's own database, never another."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    call_command("migrate", verbosity=0)
    structure_of.cache_clear()


def make_version() -> FrameworkVersion:
    certifier = Organisation.objects.create(kind="certifier", name="Certificateur")
    certification = Certification.objects.create(
        title="Expert(e) en ingénierie informatique",
        rncp_code="RNCP39999",
        level=7,
        nsf_codes="326",
        decision_reference="décision",
        decision_date=date(2025, 1, 1),
        valid_until=date(2030, 1, 1),
        certifier=certifier,
    )
    manager = User.objects.create_user("responsable@bench.example", None, first_name="R", last_name="M")
    RoleGrant.objects.create(user=manager, role=Role.CERTIFICATION_MANAGER)
    return publish_shipped_framework(actor=manager, certification=certification)


def seed(size: int) -> dict[str, Any]:
    """Make one exam session with `size` enrolled candidates, each with a full portfolio, half handed in."""
    version = make_version()
    blocks = [block.code for block in structure_of(version.pk).blocks]
    criteria = list(Criterion.objects.filter(competence__block__version=version))
    centre = Organisation.objects.create(kind="centre", name="Centre")
    rules = regulations_to_dict(RegulationsValue())
    session = ExamSession.objects.create(
        framework_version=version,
        number="S-1",
        title="Session",
        centre=centre,
        block_codes=blocks,
        starts_on=date(2027, 1, 11),
        ends_on=date(2027, 1, 29),
        submission_deadline=NOW + timedelta(days=2),
        place="Lyon",
        regulations=Regulations.objects.create(name="Règlement", data=rules),
        rules=rules,
        state=ExamSession.State.OPEN,
    )
    people = User.objects.bulk_create(
        User(email=f"c{n}@bench.example", first_name="Candidat", last_name=f"Numéro {n:05}")
        for n in range(size)
    )
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=Role.CANDIDATE) for user in people)
    portfolios = Portfolio.objects.bulk_create(
        Portfolio(
            candidate=user,
            framework_version=version,
            block_codes=blocks,
            centre=centre,
            due_at=NOW + timedelta(days=900),
        )
        for user in people
    )
    cases = Case.objects.bulk_create(
        (
            Case(
                portfolio=portfolio,
                title=f"Cas {k}",
                context="Contexte " * 20,
                period="2026",
                role="Architecte",
            )
            for portfolio in portfolios
            for k in range(CASES)
        ),
        batch_size=5000,
    )
    pieces = Evidence.objects.bulk_create(
        (
            Evidence(
                portfolio=case.portfolio, case=case, kind="text", title=f"Preuve {k}", text="Texte " * 50
            )
            for case in cases
            for k in range(PIECES // CASES)
        ),
        batch_size=5000,
    )
    Claim.objects.bulk_create(
        (
            Claim(
                evidence=piece,
                criterion=criteria[(index * CLAIMED_SHARE + k) % len(criteria)],
                why="Parce que " * 10,
            )
            for index, piece in enumerate(pieces)
            for k in range(CLAIMED_SHARE)
        ),
        batch_size=5000,
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            session=session,
            candidate=user,
            portfolio=portfolio,
            route="initial",
            centre=centre,
            block_codes=blocks,
        )
        for user, portfolio in zip(people, portfolios, strict=True)
    )
    identifiers = [criterion.identifier for criterion in criteria]
    for portfolio in portfolios[: len(portfolios) // 2]:
        submit(portfolio, version, blocks, identifiers)
    Portfolio.objects.filter(pk__in=[p.pk for p in portfolios[: len(portfolios) // 2]]).update(
        state="submitted"
    )
    panels: list[Panel] = []
    first_jurors = jurors = make_jurors(version, blocks, 0)
    for number in range(-(-size // PANEL_SIZE)):
        if number and number % PANELS_OF_A_JUROR == 0:
            jurors = make_jurors(version, blocks, number)
        panel = Panel.objects.create(session=session, name=f"Jury {number + 1:04}")
        for index, juror in enumerate(jurors):
            PanelMember.objects.create(panel=panel, juror=juror, seat="chair" if index == 0 else "member")
        panels.append(panel)
    defences = Defence.objects.bulk_create(
        Defence(
            enrolment=enrolment,
            candidate=enrolment.candidate,
            panel=panels[n // PANEL_SIZE],
            block_codes=blocks,
            uid=uuid4(),
        )
        for n, enrolment in enumerate(enrolments)
    )
    sheet = MarkSheet.objects.create(defence=defences[0], juror=first_jurors[1])
    Mark.objects.bulk_create(
        Mark(sheet=sheet, criterion=row, level="acquired", comment="Bien") for row in criteria[:50]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "manager": User.objects.get(email="responsable@bench.example"),
        "juror": first_jurors[1].user,
        "candidate": people[-1],
        "portfolio": portfolios[-1].pk,
        "defence": defences[0].pk,
        "session": session.pk,
        "criterion": identifiers[60],
    }


def make_jurors(version: FrameworkVersion, blocks: list[str], number: int) -> list[Juror]:
    """Make the three jurors of a few panels, qualified for everything."""
    jurors = []
    for index in range(3):
        user = User.objects.create_user(
            f"jure{number}.{index}@bench.example", None, first_name="J", last_name=f"Juré{number}.{index}"
        )
        RoleGrant.objects.create(user=user, role=Role.JUROR)
        juror = Juror.objects.create(user=user, may_chair=True)
        JurorQualification.objects.create(
            juror=juror, certification=version.certification, block_codes=blocks
        )
        jurors.append(juror)
    return jurors


def submit(
    portfolio: Portfolio, version: FrameworkVersion, blocks: list[str], identifiers: list[str]
) -> None:
    """Write a frozen copy of the same size as the portfolio it stands for."""
    pieces = [
        {
            "id": n,
            "case": n % CASES,
            "kind": "text",
            "title": f"Preuve {n}",
            "file_name": "",
            "sha256": "",
            "size": 0,
            "media_type": "",
            "url": "",
            "text": "Texte " * 50,
        }
        for n in range(PIECES)
    ]
    content = {
        "format": "preuve-submission/1",
        "receipt": f"D-{portfolio.pk}",
        "candidate": {"id": portfolio.candidate_id, "name": "Candidat"},
        "framework": {
            "version_id": version.pk,
            "title": version.title,
            "number": 1,
            "content_hash": version.content_hash,
        },
        "blocks": blocks,
        "submitted_at": NOW.isoformat(),
        "cases": [
            {
                "id": n,
                "title": f"Cas {n}",
                "setting": "company",
                "nature": "real",
                "organisation": "",
                "context": "Contexte " * 20,
                "period": "2026",
                "role": "Architecte",
                "team": "",
                "activities": [],
            }
            for n in range(CASES)
        ],
        "evidence": pieces,
        "claims": [
            {
                "evidence": n,
                "criterion": identifiers[(n * CLAIMED_SHARE + k) % len(identifiers)],
                "why": "Parce que " * 10,
            }
            for n in range(PIECES)
            for k in range(CLAIMED_SHARE)
        ],
        "self_assessments": [],
        "presentation": None,
    }
    Submission.objects.create(
        portfolio=portfolio,
        number=1,
        receipt=f"D-{portfolio.pk}",
        content=content,
        manifest_hash="0" * 64,
        submitted_at=NOW,
        submitted_by_id=portfolio.candidate_id,
    )


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes


class Visitor:
    """Somebody's browser, reduced to its cookies: hands requests to the application as a server would."""

    def __init__(self, user: User | None = None) -> None:
        """Sign in, and take the token that forms carry."""
        self.token = "a" * 32
        cookies = {settings.CSRF_COOKIE_NAME: self.token}
        if user is not None:
            client = Client()
            client.force_login(user, "preuve.web.accounts.backends.SignInBackend")
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def get(self, url: str) -> Answer:
        return self.send("GET", url, b"", {})

    def post(self, url: str, data: dict[str, Any]) -> Answer:
        headers = {"HTTP_X_CSRFTOKEN": self.token, "HTTP_ACCEPT": "application/json"}
        return self.send("POST", url, urlencode(data).encode(), headers)

    def send(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": url,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": self.cookies,
            "HTTP_ACCEPT_LANGUAGE": "fr",
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            **headers,
        }
        statuses: list[str] = []

        def start_response(status: str, *_headers: Any) -> Callable[[bytes], object]:
            statuses.append(status)
            return lambda _content: None

        response = application(environ, start_response)
        content = b"".join(response)
        response.close()
        return Answer(int(statuses[0][:3]), content)


def measured(call: Callable[[], Answer], rounds: int) -> dict[str, float]:
    """Return queries, median and p95 in ms, processor in ms, of a request repeated `rounds` times."""
    for _ in range(3):
        response = call()
        if response.status not in {200, 204}:
            raise SystemExit(f"{response.status} instead of a page: {response.content[:300]!r}")
    with CaptureQueriesContext(connection) as captured:
        call()
    queries = len(captured)  # before the next request empties the log
    walls, processor = [], []
    batch = max(rounds // BATCHES, 1)
    for _ in range(BATCHES):
        start = time.process_time()
        for _ in range(batch):
            began = time.perf_counter()
            call()
            walls.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - start) / batch * 1000)
    walls.sort()
    return {
        "queries": queries,
        "median": statistics.median(walls),
        "p95": walls[int(len(walls) * 0.95) - 1],
        "processor": min(processor),
        "per_second": 1000 / statistics.mean(walls),
    }


def pages(world: dict[str, Any]) -> Iterator[tuple[str, Callable[[], Answer]]]:
    nobody = Visitor()
    manager, juror, candidate = (Visitor(world[name]) for name in ("manager", "juror", "candidate"))
    for name, visitor, url in (
        ("reference: health", nobody, reverse("health")),
        ("portfolio page", candidate, reverse("portfolio", args=[world["portfolio"]])),
        ("coverage matrix", candidate, reverse("coverage_matrix", args=[world["portfolio"]])),
        ("marking page", juror, reverse("marking", args=[world["defence"]])),
    ):
        yield name, partial(visitor.get, url)
    yield "one mark saved", one_mark(juror, world)
    yield "session list", partial(manager.get, reverse("exam_sessions"))
    yield "session desk", partial(manager.get, reverse("exam_session", args=[world["session"]]))


def one_mark(juror: Visitor, world: dict[str, Any]) -> Callable[[], Answer]:
    """Save the same mark again and again, carrying the version that the answer before gave."""
    url = reverse("mark", args=[world["defence"], world["criterion"]])
    state = {"version": 0, "turn": 0}

    def save() -> Answer:
        state["turn"] += 1
        data = {"level": "acquired", "comment": f"Essai {state['turn']}", "version": state["version"]}
        answer = juror.post(url, data)
        state["version"] = json.loads(answer.content).get("version", state["version"])
        return answer

    return save


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    columns = (
        ("queries", 8),
        ("median ms", 11),
        ("p95 ms", 9),
        ("cpu ms", 9),
        ("req/s", 8),
        ("× reference", 13),
    )
    header = f"{'page':<20}" + "".join(f"{name:>{width}}" for name, width in columns)
    for size in options.sizes:
        began = time.perf_counter()
        empty_database()
        world = seed(size)
        print(f"\n{size} enrolments (made in {time.perf_counter() - began:.0f} s)")
        print(f"{header}\n{'-' * len(header)}")
        reference = 0.0
        for name, call in pages(world):
            row = measured(call, options.rounds)
            reference = reference or row["median"]
            print(
                f"{name:<20}{row['queries']:>8.0f}{row['median']:>11.2f}{row['p95']:>9.2f}"
                f"{row['processor']:>9.2f}{row['per_second']:>8.0f}{row['median'] / reference:>13.1f}"
            )


if __name__ == "__main__":
    main()
