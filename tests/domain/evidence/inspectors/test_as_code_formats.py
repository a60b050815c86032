"""Every format in its tool's true shape: what is stated, with its value and its lines."""

import json

import pytest

from preuve.domain.evidence.contract import Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.domain.evidence.inspectors.as_code_files import FILES, KEPT
from tests.factories.evidence import CONTEXT, artefact, fact_of, spoiled

#: File → format, and each statement's value and lines.
EXPECTED = {
    "compose": (
        "compose",
        {
            "services": (["web", "db", "cache", "job", "child"], [3, 28, 41, 48, 53]),
            "images": (["postgres", "redis:${REDIS}", "registry.example:5000/web:1.4.2"], [4, 29, 42]),
            "storage": (1, [2]),
            "dependencies": (["web → db", "web → cache", "cache → elsewhere"], [13, 44]),
            "limits": (2, [3, 48]),
            "probes": (1, [3]),
            "restart": (1, [3]),
            "replicas": ({"web": 2, "job": 3}, [3, 48]),
            "ports": (4, [6, 7, 8, 9]),
            "unknown_dependency": (1, [44]),
            "no_limit": (2, [28, 41]),
            "no_probe": (3, [28, 41, 48]),
            "no_restart": (3, [28, 41, 48]),
            "ephemeral_state": (1, [41]),
            "floating_tag": (1, [29]),
            "clear_secret": (3, [22, 23, 39]),
            "privileged": (4, [30, 31, 32, 35]),
            "host_path": (1, [34]),
            "published_everywhere": (2, [8, 9]),
        },
    ),
    "overlay": (
        "compose",
        {
            "services": (["web", "db", "mail"], [2, 5, 7]),
            "images": (["mailhog/mailhog:v1.0.1", "postgres:16"], [6, 8]),
            "clear_secret": (1, [3]),
        },
    ),
    "kubernetes": (
        "kubernetes",
        {
            "objects": (
                {
                    "documents": 7,
                    "StatefulSet": 1,
                    "Deployment": 1,
                    "CronJob": 1,
                    "Secret": 1,
                    "PodDisruptionBudget": 1,
                    "PersistentVolumeClaim": 1,
                },
                [5, 32, 45, 56, 62, 66],
            ),
            "services": (["db/main", "db/side", "cache", "night"], [18, 28, 40, 53]),
            "images": (
                [
                    "busybox:1.36",
                    "exporter@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                    "mysql:8.0",
                    "redis:alpine",
                ],
                [19, 29, 41, 53],
            ),
            "storage": (1, [5]),
            "limits": (1, [18]),
            "probes": (1, [18]),
            "replicas": ({"db/main": 2, "db/side": 2}, [18, 28]),
            "availability": ({"PodDisruptionBudget": 1, "podAntiAffinity": 1}, [32, 62]),
            "ports": (1, [24]),
            "no_limit": (3, [28, 40, 53]),
            "no_probe": (2, [28, 40]),
            "ephemeral_state": (1, [38]),
            "floating_tag": (1, [41]),
            "clear_secret": (3, [59, 58, 26]),
            "privileged": (2, [23, 13]),
            "host_path": (1, [15]),
            "published_everywhere": (1, [24]),
        },
    ),
    "helm": (
        "helm-history",
        {
            "revisions": (
                {"superseded": 1, "failed": 1, "deployed": 1, "pending-upgrade": 1},
                [9, 2, 16, 23],
            ),
            "rollbacks_run": (["3 → 1"], [16]),
            "rollback_delay": (240.0, [2, 16]),
            "revision_failed": (1, [2]),
            "revision_pending": (1, [23]),
            "revision_dates": (1, [23]),
        },
    ),
    "terraform": (
        "terraform",
        {
            "resources": (
                {
                    "aws_security_group": 1,
                    "aws_instance": 1,
                    "google_compute_firewall": 1,
                    "azurerm_network_security_group": 1,
                    "aws_security_group_rule": 1,
                },
                [18, 27, 35, 39, 48],
            ),
            "providers": (["aws ~> 5.0", "random 3.5.1", "google"], [9, 1, 12]),
            "regions": (["eu-west-3", "westeurope"], [9, 39]),
            "parameters": ({"variables": 2, "outputs": 1, "modules": 2}, [55, 56, 13, 16, 54]),
            "backend": ("s3", [1]),
            "unpinned_provider": (1, [12]),
            "unpinned_module": (1, [55]),
            "open_to_all": (2, [18, 35]),
            "terraform_secret": (4, [13, 17, 32, 33]),
        },
    ),
    "plan": (
        "terraform-json",
        {
            "resources": ({"a": 2}, [16, 27]),
            "providers": (["aws ~> 5.0"], [50]),
            "regions": (["eu-west-3"], [50]),
            "plan_changes": ({"delete/create": 1, "create": 1}, [16, 27]),
            "parameters": ({"variables": 1, "outputs": 1, "modules": 1}, [62, 5, 11]),
            "plan_destroys": (1, [16]),
        },
    ),
    "state": (
        "terraform-json",
        {
            "resources": ({"a": 2}, [6, 18]),
        },
    ),
    "playbook": (
        "ansible-playbook",
        {
            "plays": (["web", "db, cache"], [4, 36]),
            "tasks": (9, [13, 16, 17, 20, 24, 27, 28, 30, 34]),
            "modules": (
                {"shell": 2, "service": 2, "apt": 1, "command": 1, "debug": 1, "copy": 1},
                [13, 16, 17, 20, 24, 27, 28, 30, 34],
            ),
            "roles": (["nginx", "php"], [9, 10]),
            "raw_commands": (1, [16]),
            "unnamed_tasks": (2, [16, 27]),
            "ansible_secret": (1, [7]),
        },
    ),
    "tasks": (
        "ansible-playbook",
        {
            "tasks": (2, [1, 4]),
            "modules": ({"apt": 1, "copy": 1}, [1, 4]),
        },
    ),
    "ini": (
        "ansible-inventory-ini",
        {
            "inventory": ({"ungrouped": 1, "web": 6, "db": 1, "prod": 0}, [2, 3, 7, 9]),
            "ansible_secret": (2, [5, 13]),
        },
    ),
    "yaml inventory": (
        "ansible-inventory-yaml",
        {
            "inventory": ({"all": 0, "web": 2, "db": 1}, [1, 3, 7]),
            "ansible_secret": (1, [9]),
        },
    ),
    "run": (
        "ansible-text",
        {
            "run": ({"hosts": 4, "ok": 7, "changed": 3, "failed": 1, "unreachable": 1}, [14, 15, 16, 17]),
            "run.other_outcomes": ({"skipped": 1}, [17]),
            "run.changed_tasks": (["Fichier", "Relancer"], [5, 6, 11]),
            "run.failed": (1, [15]),
            "run.unreachable": (1, [16]),
        },
    ),
    "json run": (
        "ansible-json",
        {
            "run": ({"hosts": 2, "ok": 2, "changed": 1, "failed": 0, "unreachable": 0}, [34, 40]),
            "run.changed_tasks": (["Fichier"], [18]),
        },
    ),
    "checkov": (
        "checkov",
        {
            "checks": ({"passed": 1, "failed": 1, "skipped": 2}, [3, 45]),
            "check_frameworks": (["terraform", "kubernetes"], [3, 45]),
            "failed_rules": (["CKV_2"], [13]),
            "check_counts": (4, [37, 49, 3, 45]),
            "check_skipped": (1, [20]),
            "check_errors": (1, [34]),
        },
    ),
    "dockerfile": (
        "dockerfile",
        {
            "build_stages": (["node", "build", "nginx:1.27-alpine"], [3, 17, 18]),
            "runtime": ({"user": "root", "healthcheck": True, "ports": "80 443/tcp"}, [21]),
            "floating_base": (1, [3]),
            "root_user": (1, [21]),
            "image_secret": (2, [2, 4]),
            "remote_add": (1, [12]),
        },
    ),
    "cloud-init": (
        "cloud-init",
        {
            "first_boot": ({"packages": 2, "users": 2, "files": 1, "commands": 1}, [4, 6, 15, 17]),
            "first_boot_updates": (True, [3]),
            "password_login": (1, [5]),
            "first_boot_secret": (3, [9, 13, 11]),
        },
    ),
    "github": (
        "github-actions",
        {
            "jobs": (["test", "scan", "staging", "smoke", "production", "preview"], [6, 16, 22, 28, 34, 40]),
            "triggers": (["push", "pull_request"], [2]),
            "job_graph": (
                ["test → scan", "test → staging", "staging → smoke", "scan → production"],
                [16, 22, 28, 34],
            ),
            "pipeline_tests": (2, [11, 32]),
            "pipeline_scans": (1, [21]),
            "pipeline_coverage": (1, [11]),
            "deployments": (2, [27, 38]),
            "environments": (["staging"], [22]),
            "check_after_deploy": (1, [28]),
            "actions": (2, [9, 14]),
            "no_gate": (1, [38]),
            "no_rollback": (2, [27, 38]),
            "unpinned_action": (1, [14]),
            "pipeline_secret": (3, [4, 13, 15]),
        },
    ),
    "gitlab": (
        "gitlab-ci",
        {
            "jobs": (
                ["unit", "flaky", "staging", "stop", "production", "hotfix", "tagged", "child"],
                [11, 18, 22, 26, 31, 35, 40, 45],
            ),
            "stages": (["build", "test", "deploy", "production"], [1]),
            "job_graph": (
                [
                    "unit → staging",
                    "flaky → staging",
                    "unit → stop",
                    "flaky → stop",
                    "unit → production",
                    "flaky → production",
                    "staging → production",
                    "stop → production",
                    "unit → tagged",
                    "staging → tagged",
                    "unit → child",
                    "flaky → child",
                    "staging → child",
                    "stop → child",
                ],
                [22, 26, 31, 40, 45],
            ),
            "pipeline_tests": (2, [14, 21]),
            "pipeline_coverage": (1, [11]),
            "deployments": (4, [22, 34, 38, 43]),
            "environments": (["staging", "production"], [22, 26, 31]),
            "gates": (2, [26, 45]),
            "deploy_without_test": (1, [38]),
            "pipeline_secret": (2, [3, 17]),
        },
    ),
    "azure": (
        "azure-pipelines",
        {
            "jobs": (
                ["Build/unit", "Build/lint", "Prod/web", "#3/wait", "#3/#2", "Last"],
                [9, 15, 22, 36, 39, 42],
            ),
            "stages": (["Build", "Prod", "#3", "Last"], [9]),
            "triggers": (["trigger"], [9]),
            "job_graph": (
                [
                    "Build/unit → Build/lint",
                    "Build/unit → Prod/web",
                    "Build/lint → Prod/web",
                    "Prod/web → #3/wait",
                    "Prod/web → #3/#2",
                    "#3/wait → #3/#2",
                    "Build/unit → Last",
                    "Build/lint → Last",
                ],
                [15, 22, 36, 39, 42],
            ),
            "pipeline_tests": (1, [11]),
            "pipeline_scans": (1, [19]),
            "deployments": (1, [28]),
            "environments": (["production"], [22]),
            "gates": (1, [36]),
            "rollback_jobs": (1, [33]),
            "pipeline_secret": (1, [4]),
        },
    ),
    "drone": (
        "drone",
        {
            "jobs": (["build/test", "build/deploy", "prod/a", "prod/#2"], [6, 12, 25, 28]),
            "triggers": (["push"], [6]),
            "job_graph": (
                [
                    "build/test → build/deploy",
                    "build/test → prod/a",
                    "build/deploy → prod/a",
                    "prod/b → prod/a",
                    "build/test → prod/#2",
                    "build/deploy → prod/#2",
                ],
                [12, 25, 28],
            ),
            "pipeline_tests": (1, [6]),
            "deployments": (1, [12]),
            "gates": (2, [25, 28]),
            "no_rollback": (1, [12]),
            "pipeline_secret": (1, [10]),
        },
    ),
    "jenkins": (
        "jenkins",
        {
            "jobs": (["Build", "Unit", "One", "Two", "Production"], [7, 10, 13, 14, 19]),
            "stages": (["Build", "Unit", "One", "Two", "Production"], [7]),
            "triggers": (["cron"], [7]),
            "job_graph": (
                ["Build → Unit", "Build → One", "One → Two", "Unit → Production", "Two → Production"],
                [10, 13, 14, 19],
            ),
            "pipeline_tests": (1, [10]),
            "pipeline_scans": (1, [14]),
            "deployments": (1, [19]),
            "gates": (1, [19]),
        },
    ),
}


def inspect(content, name="fichier"):
    return INSPECTOR.inspect([artefact(content, name)], CONTEXT)


def refused(content, name="fichier"):
    with pytest.raises(UnreadableArtefactError) as caught:
        inspect(content, name)
    return caught.value.reason, caught.value.place.line if caught.value.place else None


@pytest.mark.parametrize("name", FILES)
def test_a_file_gives_exactly_its_statements(name):
    format_id, expected = EXPECTED[name]

    found = inspect(FILES[name])

    assert found.artefact.format == format_id
    stated = {
        each.code.removeprefix("as_code."): (each.value, [place.line for place in each.places])
        for each in (*found.facts, *found.findings)
    }
    assert stated == expected
    assert all(each.links == () for each in found.facts)
    assert found.limits


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_certain_of_its_own_format_only(name):
    head = Head.of(artefact(FILES[name], "fichier"))

    sure = [each.id for each in INSPECTOR.formats if each.sniff(head) >= 0.7]

    assert sure == [EXPECTED[name][0]]


@pytest.mark.parametrize("name", FILES)
def test_a_spoiled_file_is_read_or_refused(name):
    whole = FILES[name].encode()
    for way, data in spoiled(whole):
        for act in (
            lambda data=data: inspect(data, "f"),
            lambda data=data: INSPECTOR.compare(artefact(whole, "a"), artefact(data, "b"), CONTEXT),
        ):
            try:
                act()
            except UnreadableArtefactError:
                continue
            except Exception as error:  # noqa: BLE001 - the point of the test
                pytest.fail(f"{way}: {error!r}")


def test_sentences_in_both_languages():
    compose = inspect(FILES["compose"])
    github = inspect(FILES["github"])
    run = fact_of(inspect(FILES["run"]), "as_code.run")
    checks = fact_of(inspect(FILES["checkov"]), "as_code.check_counts")

    assert fact_of(compose, "as_code.clear_secret").fr == (
        "3 valeurs secrètes écrites dans le fichier (en clair ou en base64)"
    )
    assert fact_of(compose, "as_code.floating_tag").en == "1 image without a precise version: postgres"
    assert fact_of(compose, "as_code.ports").fr == (
        "4 ports publiés sur la machine hôte, dont 3 sur toutes ses interfaces"
    )
    assert fact_of(github, "as_code.no_gate").fr == (
        "1 tâche atteint la production sans validation d’une personne dans ce fichier : production"
    )
    assert fact_of(github, "as_code.actions").en == "2 uses of reusable actions, 1 of them pinned to a commit"
    assert run.fr == (
        "Exécution d’Ansible sur 4 hôtes : 7 réussites dont 3 avec changement, 1 échec, 1 hôte injoignable"
    )
    assert run.strength is Strength.READ
    assert checks.en == (
        "The summary doesn’t say what is listed: 2 failed announced and 1 listed, 1 passed announced and 1 "
        "listed, 2 skipped announced and 2 listed"
    )


def test_secrets_are_never_repeated():
    for name, content in FILES.items():
        found = inspect(content)
        words = [
            text for each in (*found.facts, *found.findings) for text in (each.fr, each.en, str(each.value))
        ]
        assert not any("hunter2" in text or "abc123" in text for text in words), name


def test_dependencies_are_given_to_joins_with_their_places():
    measures = inspect(FILES["compose"]).measures

    assert [(each["service"], each["needs"], each["place"]["line"]) for each in measures["dependencies"]] == [
        ("web", ["db", "cache"], 13),
        ("db", [], 28),
        ("cache", ["elsewhere"], 44),
        ("job", [], 48),
        ("child", [], 53),
    ]
    assert inspect(FILES["kubernetes"]).measures == {"dependencies": []}


def test_what_a_file_says_of_itself():
    plan = inspect(FILES["plan"]).artefact
    helm = inspect(FILES["helm"]).artefact

    assert (plan.producer, plan.produced_at) == ("Terraform 1.7.5", "2026-03-01T10:00:00Z")
    assert (helm.target, helm.period) == (
        "shop-1.2.0",
        ("2026-03-01T00:00:00+01:00", "2026-03-02T10:04:00+01:00"),
    )
    assert inspect(FILES["kubernetes"]).artefact.target == "prod"


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        ("services:\n  web:\n    image: {{ image }}\n", Unreadable.TEMPLATE, 3),
        ("services:\n  {% if x %}\n  web:\n    image: a\n", Unreadable.TEMPLATE, 2),
        ('services:\n  web:\n    image: "{{ image }}"\n', Unreadable.TEMPLATE, 3),
        ("services:\n  web:\n    image: [\n", Unreadable.MALFORMED, 4),
        ("apiVersion: v1\nkind: Service\nmetadata: {{ x }}\n", Unreadable.TEMPLATE, 3),
        ("{{- if .Values.x }}\napiVersion: v1\nkind: Deployment\n{{- end }}\n", Unreadable.TEMPLATE, 1),
        ("apiVersion: x/v1\nkind: Odd\n{{- if .Values.x }}\n{{- end }}\n", Unreadable.TEMPLATE, 4),
        ("apiVersion: v1\nkind: [Deployment]\n", Unreadable.UNKNOWN_FORMAT, None),
        ("apiVersion: v1\nkind: List\nitems: []\n", Unreadable.MISSING_FIELD, 0),
        ("services:\n  - image: a\n    image: b\n", Unreadable.MISSING_FIELD, 0),
        ("#cloud-config\n- a\n", Unreadable.MISSING_FIELD, 0),
        ("on: push\njobs:\n  - uses: a\n", Unreadable.MISSING_FIELD, 0),
        ("stages: [a]\n.x:\n  script: [a]\n", Unreadable.MISSING_FIELD, 0),
        ("trigger: none\njobs:\nx:\n- script: a\n", Unreadable.MISSING_FIELD, 0),
        ("kind: pipeline\nsteps:\nx:\n  image: a\n", Unreadable.MISSING_FIELD, 0),
        ("pipeline {\n  agent any\n  stage('a') {\n", Unreadable.MALFORMED, 3),
        ("pipeline {\n agent any\n}\n} stage('a') {", Unreadable.MALFORMED, 4),
        ("pipeline {\n agent any\n}\n/* stage('a') { */", Unreadable.MISSING_FIELD, 0),
        ("pipeline { agent any\nstage('a') {" + "{" * 200, Unreadable.TOO_DEEP, 2),
        ("pipeline { agent any\n" + "stage('a') { }\n" * 501 + "}", Unreadable.TOO_MANY, 0),
        ("TASK [a] *****\nTASK [b] *****\n", Unreadable.MISSING_FIELD, 0),
        ('{"plays": [], "stats": {}, "changed": 0}', Unreadable.MISSING_FIELD, 0),
        ('{"check_type": "a", "results": []}', Unreadable.MISSING_FIELD, 0),
        ('[{"revision": "x", "updated": "", "status": "", "chart": ""}]', Unreadable.MISSING_FIELD, 0),
        ('{"format_version": "1", "terraform_version": "1"}', Unreadable.MISSING_FIELD, 0),
        (
            '{"version": 3, "terraform_version": "0.11",\n"serial": 1, "lineage": "x", "modules": []}',
            Unreadable.UNSUPPORTED_VERSION,
            1,
        ),
        ('resource "a" "b" {\n  x = \n}\nresource "a" "c" {}\n', Unreadable.MALFORMED, 2),
        ('resource "a" "b" {}\nresource "a" "c" {}\nx = ' + "[" * 70, Unreadable.TOO_DEEP, 3),
        ("ARG X=<<E\nRUN x <<E\nFROM y\nE\nCOPY \\\n  <<E\nFROM z\nE", Unreadable.MISSING_FIELD, 0),
        ("FROM a\n" + "RUN x\n" * 10_001, Unreadable.TOO_MANY, 10_002),
        ("[web:children]\n# a\n[web]\nansible_host=\n", Unreadable.MISSING_FIELD, 0),
        ("x", Unreadable.UNKNOWN_FORMAT, None),
        ("", Unreadable.UNKNOWN_FORMAT, None),
    ],
)
def test_what_cannot_be_read_is_told_with_its_reason(content, reason, line):
    assert refused(content) == (reason, line)


def test_a_state_as_terraform_keeps_it():
    found = inspect(KEPT, "terraform.tfstate")
    assert (found.artefact.format, found.artefact.producer) == ("terraform-json", "Terraform 1.11.4")
    resources = fact_of(found, "as_code.resources")
    assert (resources.value, [place.path for place in resources.places]) == (
        {"a": 3},
        ["/resources/1/instances/0", "/resources/2/instances/0", "/resources/2/instances/1"],
    )
    assert [limit.code for limit in found.limits] == ["as_code.limit.state"]
    shown = {
        "format_version": "1.0",
        "values": {
            "root_module": {
                "resources": [
                    {"address": address, "mode": "managed", "type": "a"}
                    for address in ("a.b", "module.m.a.c[0]", 'module.m.a.c["nord"]')
                ]
            }
        },
    }
    both = INSPECTOR.compare(artefact(KEPT, "avant"), artefact(json.dumps(shown), "apres"), CONTEXT)
    assert fact_of(both, "as_code.compare.resources_by_address").en.startswith("3 resources in common")


ANCHORED = """stages: [test, deploy]
.vars: &vars
  API_TOKEN: "dGVzdC1zZWNyZXQtMTIzNDU2"
.manual: &manual
  - if: $CI_COMMIT_BRANCH
    when: manual
.setup:
  script:
    - !reference [.checks, script]
.checks:
  script:
    - pytest
unit:
  stage: test
  variables: *vars
  script:
    - !reference [.setup, script]
deploy:
  stage: deploy
  variables:
    <<: *vars
  environment: production
  needs:
    - [unit]
  rules:
    - *manual
  script: [deploy.sh, !reference [nowhere, script], !reference [[a], b]]
"""


def test_aliases_and_references_of_gitlab_are_followed():
    inspection = inspect(ANCHORED, ".gitlab-ci.yml")

    facts = {fact.code: (fact.value, [place.line for place in fact.places]) for fact in inspection.facts}
    assert facts["as_code.pipeline_tests"] == (1, [17])
    assert facts["as_code.gates"] == (1, [18])
    assert facts["as_code.job_graph"][0] == ["unit → deploy"]
    findings = {finding.code: [place.line for place in finding.places] for finding in inspection.findings}
    assert findings["as_code.pipeline_secret"] == [3]
    assert "as_code.deploy_without_test" not in findings


def test_references_that_expand_too_far_are_refused():
    levels = (
        ".a0:\n  script: ["
        + "x, " * 100
        + "]\n"
        + "".join(
            f".a{n}:\n  script: [" + f"!reference [.a{n - 1}, script], " * 100 + "]\n" for n in range(1, 9)
        )
    )
    job = "job:\n  script: !reference [.a8, script]\n"
    assert refused(levels + job, ".gitlab-ci.yml") == (Unreadable.ALIASES, 1)


def test_a_secret_that_services_share_by_an_alias_is_written_once():
    found = inspect(
        "x: &env\n  DB_PASSWORD: hunter2hunter2\nservices:\n"
        "  a: {image: 'b:1', environment: *env}\n"
        "  c: {image: 'd:1', environment: {<<: *env, MODE: e}}\n",
        "compose.yaml",
    )
    secret = fact_of(found, "as_code.clear_secret")
    assert (secret.value, [place.line for place in secret.places]) == (1, [2])
