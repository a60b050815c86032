import hashlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from preuve.domain.evidence.links import LinkSet
from preuve.web.accounts.models import Role
from preuve.web.portfolios import actions
from preuve.web.portfolios.models import Evidence, Portfolio
from preuve.web.portfolios.queries.machine_voice import MachineVoice
from tests.factories.frameworks import make_framework_version
from tests.factories.people import make_organisation, make_person

DESCRIPTION = {
    "title": "Refonte du portail",
    "setting": "company",
    "nature": "real",
    "organisation": "Mairie de Lyon",
    "context": "Un portail vieillissant.",
    "period": "2026",
    "role": "Développeuse",
    "team": "4 personnes",
}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def portfolio(db):
    """An open portfolio on two blocks of four criteria each, with a trainer and a centre."""
    centre = make_organisation()
    return Portfolio.objects.create(
        candidate=make_person(Role.CANDIDATE),
        framework_version=make_framework_version(),
        block_codes=["BC1", "BC2"],
        trainer=make_person(Role.TRAINER, organisation=centre),
        centre=centre,
        due_at=timezone.now() + timedelta(days=10),
    )


@pytest.fixture
def add_text(portfolio, now):
    """Return a function that adds a text to the portfolio."""

    def add(title: str = "Note", case=None) -> Evidence:
        return actions.add_text(
            actor=portfolio.candidate,
            portfolio=portfolio,
            case=case,
            title=title,
            text=f"Texte {title}",
            now=now,
        )

    return add


@pytest.fixture
def claim(portfolio, now):
    """Return a function that claims criteria with a piece."""

    def add(piece: Evidence, *criteria: str, why: str = "On le voit."):
        return actions.add_claims(
            actor=portfolio.candidate, evidence=piece, criteria=criteria, why=why, now=now
        )

    return add


@pytest.fixture
def case(portfolio, now):
    return actions.create_case(
        actor=portfolio.candidate, portfolio=portfolio, description=DESCRIPTION, activities=[], now=now
    )


@pytest.fixture
def ready(portfolio, case, add_text, claim, now):
    """A portfolio that nothing keeps from being handed in."""
    claim(add_text("Preuve A", case), "C1.1-1", "C2.1-1")
    actions.add_file(
        actor=portfolio.candidate,
        portfolio=portfolio,
        case=case,
        upload=SimpleUploadedFile("journal.txt", b"ligne 1\nligne 2\n"),
        now=now,
    )
    actions.set_presentation(
        actor=portfolio.candidate,
        portfolio=portfolio,
        upload=SimpleUploadedFile("support.pdf", b"%PDF-1.7 support"),
        now=now,
    )
    portfolio.refresh_from_db()
    return portfolio


def place_in(name: str, content: bytes, line: int) -> dict:
    """Return a place on a line of a text, as inspectors write it."""
    return {"artefact": hashlib.sha256(content).hexdigest(), "name": name, "kind": "text", "line": line}


class Inspectors:
    """Stands for the sandbox: says of a file what a test laid down for its name, and of a pair likewise."""

    def __init__(self) -> None:
        self.said: dict[str, dict] = {}
        self.compared: dict = {}
        self.asked: list[dict] = []

    def say(self, name: str, *, facts=(), findings=(), limits=(), **described) -> None:
        """Lay down what one inspector says of the files of this name; sentences become statements."""
        self.said[name] = {"facts": facts, "findings": findings, "limits": limits, **described}

    def examine(self, files, *, kind="", before=(), **context) -> dict:
        (file,) = files
        self.asked.append(
            {"name": file.name, "kind": kind, "before": [one.name for one in before], **context}
        )
        data = file.path.read_bytes()
        said = self.said.get(file.name)
        comparisons = []
        if before:
            old = before[0].path.read_bytes()
            pair = {"before": described(before[0].name, old), "after": described(file.name, data)}
            comparisons = [
                {
                    "inspector": "tests",
                    "version": "1.0",
                    "same_scope": True,
                    **pair,
                    **statements(self.compared, file.name, data, "tests.compared"),
                }
            ]
        found = [] if said is None else [inspection(said, file.name, data)]
        return {
            "format": "preuve-report/1",
            "files": [
                {
                    "name": file.name,
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "size": len(data),
                    "kinds": KINDS if found else [],
                    "inspections": found if found and not said.get("reason") else [],
                    "unreadable": [unreadable(file.name)] if found and said.get("reason") else [],
                }
            ],
            "comparisons": comparisons,
            "unreadable": [],
        }


KINDS = [
    {"inspector": "tests", "format": "junit", "label": "JUnit XML", "confidence": 0.9},
    {"inspector": "scans", "format": "other", "label": "Autre XML", "confidence": 0.4},
]


def unreadable(name: str) -> dict:
    words = {"fr": "le fichier est mal formé ou tronqué", "en": "the file is malformed or cut short"}
    return {"inspector": "tests", "name": name, "reason": "malformed", "place": None, **words}


def described(name: str, data: bytes, produced_at: str = "") -> dict:
    return {
        "sha256": hashlib.sha256(data).hexdigest(),
        "name": name,
        "size": len(data),
        "format": "junit",
        "producer": "pytest",
        "produced_at": produced_at,
        "period": ["", ""],
        "target": "",
    }


def inspection(said: dict, name: str, data: bytes) -> dict:
    return {
        "format": "preuve-inspection/1",
        "inspector": "tests",
        "version": "1.0",
        "artefact": described(name, data, said.get("produced_at", "")),
        "companions": [],
        **statements(said, name, data, "tests.said"),
        "measures": {},
    }


def statements(said: dict, name: str, data: bytes, code: str) -> dict:
    """Return facts (sentence, links), findings (sentence, links) and limits (sentence) as plain JSON."""
    facts = [
        {
            "code": f"{code}.fact{rank}",
            "value": 0.5,
            "unit": "ratio",
            "strength": 5,
            "fr": sentence,
            "en": f"EN {sentence}",
            "places": [place_in(name, data, rank)],
            "links": links,
        }
        for rank, (sentence, links) in enumerate(said.get("facts", ()), start=1)
    ]
    findings = [
        {
            "code": f"{code}.finding{rank}",
            "value": 1,
            "fr": sentence,
            "en": f"EN {sentence}",
            "places": [place_in(name, data, rank)],
            "links": links,
        }
        for rank, (sentence, links) in enumerate(said.get("findings", ()), start=1)
    ]
    limits = [
        {"code": f"{code}.limit", "fr": sentence, "en": f"EN {sentence}"}
        for sentence in said.get("limits", ())
    ]
    return {"facts": facts, "findings": findings, "limits": limits}


@pytest.fixture
def inspectors(monkeypatch):
    """Inspectors that say what a test lays down, about the criteria of the factories' framework."""
    fake = Inspectors()
    monkeypatch.setattr("preuve.web.portfolios.tasks.examine", fake.examine)
    criteria = {f"C{block}.{part}-{rank}": "" for block in (1, 2) for part in (1, 2) for rank in (1, 2)}
    voice = MachineVoice(LinkSet("essai", criteria, {}), frozenset({"C1.2-2"}), frozenset({"C1.2-1"}))
    for module in ("tasks", "actions.inspection", "queries.matrix"):
        monkeypatch.setattr(f"preuve.web.portfolios.{module}.machine_voice", lambda _version: voice)
    return fake


@pytest.fixture
def add_file(portfolio, now):
    """Return a function that adds a file to the portfolio."""

    def add(name: str, content: bytes, case=None) -> Evidence:
        upload = SimpleUploadedFile(name, content)
        return actions.add_file(
            actor=portfolio.candidate, portfolio=portfolio, case=case, upload=upload, now=now
        )

    return add
