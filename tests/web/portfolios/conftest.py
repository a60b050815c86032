from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.portfolios import actions
from preuve.web.portfolios.models import Evidence, Portfolio
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
