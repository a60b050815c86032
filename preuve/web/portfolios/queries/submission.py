"""Frozen copies: the latest one, and whether its hash still says what it holds."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from preuve.domain.credentials.canonical import content_hash
from preuve.web.compiled import CompiledQuery, hole
from preuve.web.frameworks.queries import structure_of
from preuve.web.portfolios.models import Portfolio, Submission


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """A piece of the frozen copy with its claims and what inspectors said of it."""

    item: dict[str, Any]
    claims: list[dict[str, Any]] = field(default_factory=list)
    inspections: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case of the frozen copy with its pieces; `case` is nothing for pieces outside any case."""

    case: dict[str, Any] | None
    evidence: list[ShownEvidence]


LATEST = CompiledQuery(lambda: Submission.objects.filter(portfolio=hole("portfolio")).order_by("-number")[:1])


def latest_submission(portfolio_id: int) -> Submission | None:
    """Return the frozen copy in force, or nothing while the portfolio was never handed in."""
    return next(iter(LATEST.rows(portfolio=portfolio_id)), None)


def hash_matches(submission: Submission) -> bool:
    """Compute the hash of the content again and say whether it is the one that the receipt states."""
    return content_hash(submission.content) == submission.manifest_hash


def shown_cases(content: dict[str, Any]) -> list[ShownCase]:
    """Return the cases of a frozen copy, each with its pieces and claims; pieces without a case last."""
    pieces = {item["id"]: ShownEvidence(item) for item in content["evidence"]}
    for claim in content["claims"]:
        pieces[claim["evidence"]].claims.append(claim)
    for inspection in content.get("inspections", ()):  # a copy of the first format has none
        pieces[inspection["evidence"]].inspections.append(inspection)
    shown = [
        ShownCase(case, [piece for piece in pieces.values() if piece.item["case"] == case["id"]])
        for case in content["cases"]
    ]
    loose = [piece for piece in pieces.values() if piece.item["case"] is None]
    return [*shown, ShownCase(None, loose)] if loose else shown


def evidence_in_submission(submission: Submission, evidence_id: int) -> dict[str, Any] | None:
    """Return a piece of the frozen copy, by the id it had in the portfolio."""
    return next((item for item in submission.content["evidence"] if item["id"] == evidence_id), None)


def inspections_in_submission(submission: Submission, evidence_id: int) -> list[dict[str, Any]]:
    """Return what inspectors said of a piece of the frozen copy; a copy of the first format has none."""
    said = submission.content.get("inspections", ())
    return [inspection for inspection in said if inspection["evidence"] == evidence_id]


def artefact_in_submission(submission: Submission, sha256: str) -> dict[str, Any] | None:
    """Return the item of the frozen copy (a piece or the presentation) whose bytes have this hash."""
    presentation = submission.content["presentation"]
    items = [*submission.content["evidence"], *([presentation] if presentation else [])]
    return next((item for item in items if sha256 and item["sha256"] == sha256), None)


def receipt_data(submission: Submission, portfolio: Portfolio) -> dict[str, Any]:
    """Return what the PDF receipt prints, in the reader's language; the same on any day."""
    content, moment = submission.content, localtime(submission.submitted_at)
    structure = structure_of(portfolio.framework_version_id)
    blocks = [f"{code} – {structure.blocks_by_code[code].title}" for code in content["blocks"]]
    presentation = content["presentation"]
    return {
        "receipt": submission.receipt,
        "language": get_language() or "fr",
        "date": {"year": moment.year, "month": moment.month, "day": moment.day},
        "hash": submission.manifest_hash,
        "labels": {
            "title": _("Récépissé de dépôt"),
            "hash": _("Empreinte de la copie déposée (SHA-256)"),
            "hash_note": _(
                "Cette empreinte est celle du contenu figé : un seul signe changé en donnerait une autre. "
                "La page du dépôt la recalcule à chaque consultation."
            ),
            "files": _("Fichiers et leurs empreintes"),
        },
        "rows": [
            [_("Candidat"), content["candidate"]["name"]],
            [_("Déposé le"), date_format(moment, "DATETIME_FORMAT")],
            [_("Certification"), content["framework"]["title"]],
            [_("Référentiel"), _("version %(number)s") % {"number": content["framework"]["number"]}],
            [_("Blocs"), "\n".join(blocks)],
            [_("Cas"), str(len(content["cases"]))],
            [_("Preuves"), str(len(content["evidence"]))],
            [_("Argumentaires"), str(len(content["claims"]))],
            [_("Support"), presentation["file_name"] if presentation else "–"],
        ],
        "files": [
            {"name": item["file_name"], "sha256": item["sha256"]}
            for item in content["evidence"]
            if item["sha256"]
        ],
    }
