from datetime import date
from itertools import count

from django.utils import timezone

from preuve.web.accounts.models import OrganisationKind, Role
from preuve.web.frameworks.models import (
    Activity,
    Block,
    Certification,
    Competence,
    Criterion,
    FrameworkVersion,
)
from tests.factories.people import make_organisation, make_person

_numbers = count(10_001)


def make_certification() -> Certification:
    return Certification.objects.create(
        title="Expert(e) en essais",
        rncp_code=f"RNCP{next(_numbers)}",
        level=7,
        nsf_codes="326",
        decision_reference="décision du 20 juin 2025",
        decision_date=date(2025, 6, 20),
        valid_until=date(2030, 6, 20),
        certifier=make_organisation("", OrganisationKind.CERTIFIER),
    )


def make_framework_version(blocks: int = 2, competences: int = 2, criteria: int = 2) -> FrameworkVersion:
    """A small published framework: BC1…, C1.1…, C1.1-1…, two activities in each block."""
    certification = make_certification()
    content = framework_content(certification.title, blocks, competences, criteria)
    version = FrameworkVersion.objects.create(
        certification=certification,
        number=1,
        title=certification.title,
        content=content,
        content_hash="0" * 64,
        source="",
        source_name="essai.txt",
        changes={},
        published_at=timezone.now(),
        published_by=make_person(Role.CERTIFICATION_MANAGER),
    )
    for b, part in enumerate(content["blocks"], start=1):
        block = Block.objects.create(version=version, position=b, code=part["code"], title=part["title"])
        for a, text in enumerate(part["activities"], start=1):
            Activity.objects.create(block=block, position=a, text=text)
        for c, row in enumerate(part["competences"], start=1):
            competence = Competence.objects.create(
                block=block,
                position=c,
                code=row["code"],
                statement=row["statement"],
                practices=row["practices"],
            )
            for k, item in enumerate(row["criteria"], start=1):
                Criterion.objects.create(
                    competence=competence,
                    position=k,
                    identifier=item["id"],
                    label=item["label"],
                    expectation=item["expectation"],
                    text=item["text"],
                )
    FrameworkVersion.objects.filter(pk=version.pk).update(sealed=True)
    version.refresh_from_db()
    return version


def framework_content(title: str, blocks: int = 2, competences: int = 2, criteria: int = 2) -> dict:
    """The JSON of a small framework, as the reader would give it."""

    def criterion(code, k):
        label, expectation = f"Qualité {code}-{k}", "elle est démontrée"
        return {
            "id": f"{code}-{k}",
            "label": label,
            "expectation": expectation,
            "text": f"{label} : {expectation}",
        }

    def competence(code):
        return {
            "code": code,
            "statement": f"Savoir {code}",
            "practices": [f"Pratiquant {code}"],
            "criteria": [criterion(code, k) for k in range(1, criteria + 1)],
        }

    return {
        "title": title,
        "certifier": "Certificateur d’essai",
        "blocks": [
            {
                "code": f"BC{b}",
                "title": f"Bloc d’essai {b}",
                "introduction": "",
                "activities": [f"Activité {b}.1", f"Activité {b}.2"],
                "assessment_methods": [],
                "competences": [competence(f"C{b}.{c}") for c in range(1, competences + 1)],
            }
            for b in range(1, blocks + 1)
        ],
        "warnings": [],
        "unassigned": [],
    }
