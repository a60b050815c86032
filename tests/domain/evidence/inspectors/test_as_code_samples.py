"""Real files: what the manifest of samples counted independently."""

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code import INSPECTOR
from tests.factories.evidence import CONTEXT, fact_of, sample

RUN = {"hosts": 3, "ok": 5, "changed": 5, "failed": 0, "unreachable": 1}
JOBS = [
    "build",
    "test",
    "publish-redis",
    "publish-frontend",
    "kubectl-redis",
    "kubectl-frontend",
    "test-deployment",
]


@pytest.mark.parametrize(
    ("path", "code", "value"),
    [
        ("ansible-passage-1.txt", "run", RUN),
        ("ansible-passage-2.txt", "run", {**RUN, "changed": 1}),
        ("checkov-many.json", "checks", {"passed": 0, "failed": 3, "skipped": 0}),
        ("checkov-many.json", "check_counts", 3),
        ("compose-base.yml", "services", ["proxy", "db", "adminer", "backend"]),
        ("compose-base.yml", "images", ["adminer", "backend:latest", "postgres:18", "traefik:3.6"]),
        (
            "compose-local-override.yml",
            "services",
            ["proxy", "db", "adminer", "backend", "mailpit", "playwright"],
        ),
        ("compose-local-override.yml", "ports", 8),
        ("compose-wordpress-mysql.yaml", "services", ["db", "wordpress"]),
        ("compose-wordpress-mysql.yaml", "floating_tag", 1),
        ("compose-wordpress-mysql.yaml", "clear_secret", 3),
        ("drone-pipeline.yml", "jobs", JOBS),
        ("github-actions-ci-main.yaml", "jobs", ["code-tests", "deployment-tests"]),
        ("github-actions-ci-main.yaml", "triggers", ["push"]),
        ("github-actions-ci-main.yaml", "actions", 9),
        (
            "k8s-microservices-demo-release.yaml",
            "objects",
            {"documents": 35, "Deployment": 12, "Service": 12, "ServiceAccount": 11},
        ),
        ("k8s-microservices-demo-release.yaml", "floating_tag", 1),
        ("k8s-microservices-demo-release.yaml", "ephemeral_state", 1),
        ("terraform-plan-no-op.json", "plan_changes", {"no-op": 6}),
    ],
)
def test_the_facts_of_the_manifest(path, code, value):
    found = INSPECTOR.inspect([sample(f"as-code/{path}")], CONTEXT)

    assert fact_of(found, f"as_code.{code}").value == value


def test_versions_of_the_tools():
    plan = INSPECTOR.inspect([sample("as-code/terraform-plan-no-op.json")], CONTEXT)
    checkov = INSPECTOR.inspect([sample("as-code/checkov-many.json")], CONTEXT)

    assert plan.artefact.producer == "Terraform 0.12.11"
    assert checkov.artefact.producer == "Checkov 1.0.467"
    assert fact_of(checkov, "as_code.check_counts").fr.startswith(
        "Le résumé ne dit pas ce qui est listé : 2 échecs annoncés et 3 listés"
    )


@pytest.mark.parametrize(
    ("path", "line"), [("compose-local-gabarit-jinja.yml", 2), ("compose-production-gabarit-jinja.yml", 5)]
)
def test_templates_that_were_not_rendered(path, line):
    with pytest.raises(UnreadableArtefactError) as caught:
        INSPECTOR.inspect([sample(f"as-code/{path}")], CONTEXT)
    assert (caught.value.reason, caught.value.place.line) == (Unreadable.TEMPLATE, line)


def test_the_two_runs_of_the_manifest():
    found = INSPECTOR.compare(
        sample("as-code/ansible-passage-1.txt"), sample("as-code/ansible-passage-2.txt"), CONTEXT
    )

    assert found.same_scope
    assert fact_of(found, "as_code.compare.idempotence").value == 1
    assert [place.line for place in fact_of(found, "as_code.compare.not_idempotent").places] == [23, 26]
    assert fact_of(found, "as_code.compare.hosts_not_seen").fr.endswith(": bd2")


def test_the_overlay_of_the_manifest():
    found = INSPECTOR.compare(
        sample("as-code/compose-base.yml"), sample("as-code/compose-local-override.yml"), CONTEXT
    )

    assert fact_of(found, "as_code.compare.service_missing").fr == (
        "2 services n’existent que d’un côté : mailpit et playwright"
    )
