"""Real files: what the manifest of samples counted independently."""

from dataclasses import replace

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories import INSPECTOR
from preuve.domain.evidence.inspectors.repositories.bundle import members
from tests.factories.evidence import CONTEXT, codes_of, fact_of, sample


@pytest.mark.parametrize(
    ("path", "code", "value"),
    [
        ("boutique-deux-auteurs.bundle", "references", 5),
        ("boutique-deux-auteurs.bundle", "commits", 5),
        ("boutique-deux-auteurs.bundle", "authors", {"auteur 1": 4, "auteur 2": 1}),
        ("boutique-deux-auteurs.bundle", "tags", ["v0.1.0", "v1.0.0"]),
        ("cyclonedx-1.4.json", "components", 1),
        ("cyclonedx-1.4.json", "vulnerabilities", {"critical": 1}),
        ("cyclonedx-1.4.json", "licence_unknown", 1),
        ("cyclonedx-laravel.json", "components", 62),
        ("git-log-numstat.txt", "commits", 5),
        ("git-log-numstat.txt", "authors", {"auteur 1": 4, "auteur 2": 1}),
        ("git-log-numstat.txt", "lines", {"added": 65, "deleted": 3}),
        ("openapi-test1.yaml", "operations", 4),
        ("openapi-test3.yaml", "operations", 4),
        ("package-lock.json", "components", 328),  # 329 entries, less the project itself
        ("requirements-fige.txt", "components", 12),
        ("sbom-apres.cdx.json", "components", 14),
        ("sbom-apres.cdx.json", "frameworks", ["Flask 3.1.3"]),
        ("sbom-avant.cdx.json", "components", 13),
        ("sbom-avant.cdx.json", "frameworks", ["Flask 2.2.2"]),
        ("spdx-2.3-maven.json", "components", 5),  # 6 packages, less the one that is described
        ("spdx-2.3-maven.json", "relations", 7),
    ],
)
def test_the_facts_of_the_manifest(path, code, value):
    found = INSPECTOR.inspect([sample(f"depot/{path}")], CONTEXT)

    assert fact_of(found, f"repositories.{code}").value == value


def test_merges_and_the_candidate_of_the_bundle():
    context = replace(CONTEXT, people=("sacha@exemple.invalid",))
    found = INSPECTOR.inspect([sample("depot/boutique-deux-auteurs.bundle")], context)

    assert fact_of(found, "repositories.commits").fr == "5 commits, dont 1 fusion"
    assert fact_of(found, "repositories.candidate_share").value == 0.2


def test_components_whose_licence_is_known_are_not_reported():
    for path in ("cyclonedx-laravel.json", "sbom-apres.cdx.json", "sbom-avant.cdx.json"):
        found = INSPECTOR.inspect([sample(f"depot/{path}")], CONTEXT)
        assert "repositories.licence_unknown" not in codes_of(found)


def test_the_files_of_the_bundle():
    names = [(each.name, each.size) for each in members(sample("depot/boutique-deux-auteurs.bundle"))]

    assert names == [
        ("boutique-deux-auteurs.bundle!.coverage", 53248),
        ("boutique-deux-auteurs.bundle!README.md", 38),
        ("boutique-deux-auteurs.bundle!VERSION", 6),
        ("boutique-deux-auteurs.bundle!tests/test_panier.py", 651),
        ("boutique-deux-auteurs.bundle!src/boutique/__init__.py", 0),
        ("boutique-deux-auteurs.bundle!src/boutique/panier.py", 513),
    ]


def test_the_pairs_of_the_manifest():
    bills = INSPECTOR.compare(
        sample("depot/sbom-avant.cdx.json"), sample("depot/sbom-apres.cdx.json"), CONTEXT
    )
    apis = INSPECTOR.compare(sample("depot/openapi-test1.yaml"), sample("depot/openapi-test3.yaml"), CONTEXT)

    assert fact_of(bills, "repositories.compare.versions").value == [
        "flask 2.2.2 → 3.1.3",
        "requests 2.28.1 → 2.34.2",
    ]
    assert fact_of(apis, "repositories.compare.operations").value == {"same": 4, "added": 0, "removed": 0}
    assert fact_of(apis, "repositories.compare.breaking").value == 2


def test_spdx_3_is_told_not_to_be_read():
    with pytest.raises(UnreadableArtefactError) as caught:
        INSPECTOR.inspect([sample("depot/spdx-3-non-gere.json")], CONTEXT)
    assert (caught.value.reason, caught.value.place.line) == (Unreadable.UNSUPPORTED_VERSION, 2)
