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
    version = FrameworkVersion.objects.create(
        certification=certification,
        number=1,
        title=certification.title,
        content={},
        content_hash="0" * 64,
        source="",
        source_name="essai.txt",
        changes={},
        published_at=timezone.now(),
        published_by=make_person(Role.CERTIFICATION_MANAGER),
    )
    for b in range(1, blocks + 1):
        block = Block.objects.create(version=version, position=b, code=f"BC{b}", title=f"Bloc d’essai {b}")
        for a in (1, 2):
            Activity.objects.create(block=block, position=a, text=f"Activité {b}.{a}")
        for c in range(1, competences + 1):
            code = f"C{b}.{c}"
            competence = Competence.objects.create(
                block=block, position=c, code=code, statement=f"Savoir {code}", practices=[f"Pratiquant {code}"]
            )
            for k in range(1, criteria + 1):
                Criterion.objects.create(
                    competence=competence,
                    position=k,
                    identifier=f"{code}-{k}",
                    label=f"Qualité {code}-{k}",
                    expectation="elle est démontrée",
                    text=f"Qualité {code}-{k} : elle est démontrée",
                )
    FrameworkVersion.objects.filter(pk=version.pk).update(sealed=True)
    version.refresh_from_db()
    return version
