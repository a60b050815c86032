"""Two environments, runs, infrastructures or reports held side by side; and rules seen from close."""

import json

import pytest

from preuve.domain.evidence.contract import Place, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code import INSPECTOR, ansible, ansible_run, dockerfile
from preuve.domain.evidence.inspectors.as_code.model import floats, image_parts, is_store
from preuve.domain.evidence.inspectors.as_code.pipeline import (
    Does,
    Job,
    Step,
    does,
    job_does,
    reaches_untested,
)
from preuve.domain.evidence.inspectors.as_code.secrets import is_written_secret
from preuve.domain.evidence.reading.head import Head
from tests.domain.evidence.inspectors.as_code_files import (
    CHECKOV,
    COMPOSE,
    DOCKERFILE,
    HELM,
    KUBERNETES,
    OVERLAY,
    PLAN,
    RUN,
    RUN_JSON,
    SECOND,
    STATE,
    TERRAFORM,
)
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of

HERE = Place("0" * 64, "f", PlaceKind.TEXT, 1, 1)


def compare(before, after):
    return INSPECTOR.compare(artefact(before, "avant"), artefact(after, "apres"), CONTEXT)


def inspect(content, name="f"):
    return INSPECTOR.inspect([artefact(content, name)], CONTEXT)


def stated(found):
    return {
        each.code.removeprefix("as_code.compare."): (each.value, [(p.name, p.line) for p in each.places])
        for each in (*found.facts, *found.findings)
    }


def sniffed(content, name="f"):
    head = Head.of(artefact(content, name))
    return {each.id: each.sniff(head) for each in INSPECTOR.formats if each.sniff(head)}


def test_an_overlay_is_compared_after_being_applied():
    found = compare(COMPOSE, OVERLAY)

    assert found.same_scope
    assert stated(found) == {
        "services": ({"common": 5, "only_first": 0, "only_second": 1}, [("avant", 2), ("apres", 1)]),
        "images": (
            2,
            [("avant", 3), ("apres", 2), ("avant", 28), ("apres", 5), ("avant", 41)],
        ),
        "variables": (
            {"same": 7, "changed": 1, "first": 0, "second": 1},
            [("avant", 3), ("apres", 2), ("avant", 28), ("apres", 5)],
        ),
        "resources": (
            4,
            [
                ("avant", 3),
                ("apres", 2),
                ("avant", 28),
                ("apres", 5),
                ("avant", 41),
                ("avant", 48),
                ("avant", 53),
            ],
        ),
        "service_missing": (1, [("apres", 7)]),
        "version_differs": (1, [("avant", 28), ("apres", 5)]),
        "resources_differ": (1, [("avant", 3), ("apres", 2)]),
    }
    assert [each.code for each in found.limits] == ["as_code.limit.merged", "as_code.limit.roles"]
    assert fact_of(found, "as_code.compare.version_differs").fr == (
        "1 service commun avec une autre image ou version : db (postgres → postgres:16)"
    )
    assert fact_of(compare(OVERLAY, COMPOSE), "as_code.compare.services").value == {
        "common": 5,
        "only_first": 1,
        "only_second": 0,
    }


def test_two_files_of_the_same_kind():
    one = "services:\n  a:\n    build: .\n  b:\n    image: x:1\n"
    other = "services:\n  a:\n    build: .\n  c:\n    image: y:1\n"

    found = compare(one, other)

    assert stated(found) == {
        "services": ({"common": 1, "only_first": 1, "only_second": 1}, [("avant", 1), ("apres", 1)]),
        "resources": (1, [("avant", 2), ("apres", 2)]),
        "service_missing": (2, [("avant", 4), ("apres", 4)]),
    }


def test_environments_without_a_common_service_are_not_of_one_application():
    found = compare(COMPOSE, KUBERNETES.replace("name: cache", "name: other").replace("name: db", "name: x"))

    assert not found.same_scope
    assert codes_of(found) == ["as_code.compare.scope"]
    assert [(place.name, place.line) for place in found.findings[0].places] == [("avant", 2), ("apres", 5)]


def test_a_second_run_tells_idempotence_host_by_host():
    found = compare(RUN, SECOND)

    assert found.same_scope is not None
    assert stated(found) == {
        "idempotence": (1, [("avant", 14), ("apres", 9), ("avant", 17), ("apres", 12)]),
        "not_idempotent": (1, [("apres", 6), ("apres", 9)]),
        "hosts_not_seen": (2, [("avant", 15), ("apres", 10), ("avant", 16), ("apres", 11)]),
    }
    assert fact_of(found, "as_code.compare.idempotence").en == (
        "Second run: 1 of 2 hosts without any change (3 changes in the first run, 1 in the second)"
    )
    assert fact_of(found, "as_code.compare.not_idempotent").fr == (
        "1 hôte change encore au second passage : bd1 (tâches : Fichier)"
    )


def test_a_run_without_changes_and_a_run_of_other_hosts():
    calm = compare(SECOND.replace("bd2 ", "bd9 "), SECOND)
    quiet = compare(SECOND, SECOND.replace("changed: [bd1]", "ok: [bd1]").replace("changed=1", "changed=0"))
    hidden = compare(SECOND, SECOND.replace("changed: [bd1]", "ok: [bd1]"))

    assert not calm.same_scope
    assert stated(calm)["other_run"][0] == 0
    assert "not_idempotent" not in stated(quiet)
    assert fact_of(quiet, "as_code.compare.idempotence").value == 4
    assert fact_of(hidden, "as_code.compare.not_idempotent").en.endswith("bd1 (tasks: ?)")


def test_runs_whose_hosts_were_never_reached_tell_nothing():
    lost = SECOND.replace("unreachable=0", "unreachable=1")

    assert codes_of(compare(lost, lost + "\n")) == ["as_code.compare.hosts_not_seen"]
    assert compare(RUN_JSON, RUN_JSON + "\n").same_scope


def test_the_very_same_output_is_not_two_runs():
    found = compare(SECOND, SECOND)

    assert not found.same_scope
    assert stated(found) == {"same_run": (0, [("avant", 9), ("apres", 9)])}


def test_a_second_run_where_every_host_changes_is_not_idempotent():
    found = compare(RUN_JSON, RUN_JSON.replace('"changed": 0', '"changed": 2') + "\n")

    assert codes_of(found) == ["as_code.compare.not_idempotent"]
    assert found.findings[0].value == 2


def test_ignored_failures_of_a_run_are_listed():
    text = (
        "PLAY [a] ****\nTASK [Sonde] ****\nfatal: [h -> k]: FAILED! => {}\n...ignoring\nfatal: [\n"
        "...ignoring\nPLAY RECAP ****\n"
        "h : ok=1 changed=0 unreachable=0 failed=0 skipped=2 rescued=1 ignored=1\n"
    )
    written = json.loads(RUN_JSON)
    written["stats"]["web1"]["ignored"] = 1
    for host in ("web1", "bd1", "gone"):
        written["plays"][0]["tasks"][0]["hosts"].setdefault(host, {})["failed"] = True
    found = inspect(text)
    bare = inspect(text.replace("...ignoring", ""))
    listed = inspect(json.dumps(written, indent=1))

    assert fact_of(found, "as_code.run.other_outcomes").fr == (
        "Le récapitulatif compte aussi : tâches sautées 2, échecs rattrapés 1 et échecs ignorés 1"
    )
    ignored = fact_of(found, "as_code.run.ignored")
    assert (ignored.value, ignored.fr, ignored.places[0].line) == (1, "1 échec ignoré : Sonde", 3)
    assert fact_of(bare, "as_code.run.ignored").en == "1 ignored failure: h"
    assert fact_of(listed, "as_code.run.ignored").en == "1 ignored failure: Fichier"


def test_a_simulated_run_and_a_run_without_success_show_nothing():
    checked = inspect(
        RUN.replace("[Serveurs]", "[Serveurs] [CHECK MODE]").replace("[Fichier]", "[a] [CHECK MODE]")
    )
    empty = inspect("PLAY RECAP ****\nh : ok=0 changed=0 unreachable=0 failed=0\n")

    assert codes_of(checked)[0] == "as_code.run.check_mode"
    assert checked.artefact.target == "Serveurs"
    assert "as_code.run.changed_tasks" not in codes_of(checked)
    simulated = compare(SECOND.replace("[Fichier]", "[Fichier] [CHECK MODE]"), SECOND)
    assert codes_of(simulated) == ["as_code.compare.hosts_not_seen"]
    assert codes_of(empty) == ["as_code.run.without_success"]
    assert empty.facts[0].fr == "Passage d’Ansible sur 1 hôte sans aucune tâche réussie"


@pytest.mark.parametrize("name", ["compose.base.yaml", "docker-compose.override.yml", "base.yml"])
def test_half_of_an_environment_is_not_said_to_lack_what_the_other_half_may_hold(name):
    found = inspect("services:\n  a:\n    image: x:1\n", name)

    assert codes_of(found) == ["as_code.services", "as_code.images"]
    assert [each.code for each in found.limits] == ["as_code.limit.not_applied", "as_code.limit.half"]


def test_a_service_awaited_until_its_end_runs_once():
    found = inspect(
        "services:\n  web:\n    image: a:1\n    depends_on:\n"
        "      migrate: {condition: service_completed_successfully}\n      db: {condition: service_healthy}\n"
        "  migrate:\n    image: a:1\n  db:\n    image: b:1\n"
    )

    assert "as_code.probes" not in codes_of(found)
    assert "as_code.restart" not in codes_of(found)
    assert "as_code.limits" not in codes_of(found)
    assert fact_of(found, "as_code.no_limit").value == 3
    assert fact_of(found, "as_code.no_probe").value == 2
    assert fact_of(found, "as_code.no_restart").fr == (
        "2 services durables sans politique de redémarrage dans ce fichier : web et db"
    )


def test_a_long_run_keeps_a_bounded_number_of_tasks(monkeypatch):
    monkeypatch.setattr(ansible_run, "_MAX_TASKS", 0)

    assert "as_code.run.changed_tasks" not in codes_of(inspect(RUN))
    assert "as_code.run.changed_tasks" not in codes_of(inspect(RUN_JSON))


def test_infrastructures_are_compared_by_address():
    found = compare(PLAN, STATE)

    assert stated(found) == {
        "resources_by_address": ({"common": 1, "first": 1, "second": 1}, [("avant", 2), ("apres", 2)]),
        "resource_missing": (2, [("avant", 27), ("apres", 18)]),
    }
    other = compare(TERRAFORM, STATE)
    assert not other.same_scope
    assert codes_of(other) == ["as_code.compare.other_infrastructure"]


def test_failures_closed_remaining_and_new():
    after = json.loads(CHECKOV)
    after[0]["results"]["failed_checks"][0]["check_id"] = "CKV_9"

    found = compare(CHECKOV, json.dumps(after, indent=1))

    assert found.same_scope
    assert stated(found) == {
        "checks": ({"closed": 1, "remaining": 0, "new": 1}, [("avant", 13), ("apres", 13)]),
    }
    after[0]["results"]["failed_checks"] = []
    wider = compare(CHECKOV, json.dumps(after, indent=1).replace('"r.a"', '"r.b"'))
    assert not wider.same_scope
    assert fact_of(wider, "as_code.compare.checks_scope").value == 2
    after[0]["results"]["passed_checks"] = [{"resource": ""}]
    assert fact_of(compare(json.dumps(after), json.dumps(after)), "as_code.compare.checks").value == {
        "closed": 0,
        "remaining": 0,
        "new": 0,
    }


@pytest.mark.parametrize(("before", "after"), [(DOCKERFILE, DOCKERFILE), (COMPOSE, HELM), (COMPOSE, PLAN)])
def test_what_does_not_compare_is_refused(before, after):
    with pytest.raises(UnreadableArtefactError) as caught:
        compare(before, after)
    assert caught.value.reason is Unreadable.NOT_COMPARABLE


@pytest.mark.parametrize(
    ("reference", "parts", "loose"),
    [
        ("postgres", ("postgres", "", ""), True),
        ("postgres:latest", ("postgres", "latest", ""), True),
        ("postgres:16-alpine", ("postgres", "16-alpine", ""), False),
        ("host:5000/a/b", ("host:5000/a/b", "", ""), True),
        ("host:5000/a/b:stable", ("host:5000/a/b", "stable", ""), True),
        ("a@sha256:" + "0" * 64, ("a", "", "sha256:" + "0" * 64), False),
        ("a:${TAG:-latest}", ("a", "${TAG:-latest}", ""), False),
        ("${REGISTRY}/a", ("${REGISTRY}/a", "", ""), False),
        ("$IMAGE:1", ("$IMAGE", "1", ""), False),
        ("$IMAGE", ("$IMAGE", "", ""), False),
        ("@", ("@", "", ""), True),
    ],
)
def test_image_references(reference, parts, loose):
    assert image_parts(reference) == parts
    assert floats(reference) is loose


def test_data_stores_are_known_by_their_image():
    assert [is_store(each) for each in ("postgres:16", "bitnami/redis", "my/redis-exporter:1", "app")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("DB_PASSWORD", "x", True),
        ("adminPassword", "x", True),
        ("DB_PASSWORD", "", False),
        ("DB_PASSWORD", None, False),
        ("DB_PASSWORD", "true", False),
        ("DB_PASSWORD", "1", False),
        ("MYSQL_RANDOM_ROOT_PASSWORD", "yes please", False),
        ("ALLOW_EMPTY_PASSWORD", "sure", False),
        ("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "sure", False),
        ("DB_PASSWORD", "${PW}", False),
        ("DB_PASSWORD", "/run/secrets/x", False),
        ("DB_PASSWORD", "x" * 10_001, False),
        ("DB_PASSWORD_FILE", "x", False),
        ("MAX_TOKENS", "4096", False),
        ("from_secret", "db", False),
        ("URL", "amqp://a:b@c", True),
        ("URL", "amqp://a:$b@c", False),
        ("URL", "https://c/d", False),
    ],
)
def test_secrets_in_clear(name, value, secret):
    assert is_written_secret(name, value) is secret


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("Deploy to prod", "", {Does.DEPLOY}),
        ("deployment-tests", "", {Does.TEST}),
        ("Rollback", "kubectl apply -f old.yaml", {Does.ROLLBACK}),
        ("x", "helm upgrade --atomic a b", {Does.DEPLOY, Does.ROLLBACK}),
        ("x", "helm upgrade --dry-run a b", set()),
        ("x", "ansible-playbook site.yml --check", set()),
        ("x", "mvn -B verify", {Does.TEST}),
        ("x", "npm run test:unit -- --coverage", {Does.TEST, Does.COVERAGE}),
        ("x", "actions/deploy-pages@v4", {Does.DEPLOY}),
        ("x", "semgrep ci", {Does.SCAN}),
        ("x", "echo latest contest", set()),
    ],
)
def test_what_a_step_does(name, text, what):
    assert does(Step(name, text, HERE)) == what


def test_what_a_job_does_and_what_comes_before():
    undo = Job("rollback", HERE, (Step("x", "kubectl apply -f old", HERE),))
    own = Job(
        "ship", HERE, (Step("Tests", "", HERE), Step("", "kubectl apply -f x", HERE)), needs=("ship", "gone")
    )
    jobs = {"ship": own}

    assert job_does(undo) == {Does.ROLLBACK}
    assert job_does(Job("deploy", HERE, ())) == {Does.DEPLOY}
    assert not reaches_untested(jobs, own)


def test_pipelines_that_lie_elsewhere_conclude_nothing_from_absence():
    included = inspect(
        "include: x.yml\nstages: [a]\ndeploy:\n  stage: a\n  script: [kubectl apply -f prod.yaml]\n"
    )
    reused = inspect("on: workflow_dispatch\njobs:\n  deploy:\n    uses: a/b/.github/workflows/c.yml@main\n")
    speaking = inspect(
        "on: {push: {tags: [v1]}}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: helm upgrade a b\n"
        "# retour arrière : helm rollback\n"
    )

    assert codes_of(included) == ["as_code.jobs", "as_code.stages", "as_code.deployments"]
    assert [each.code for each in included.limits][-1] == "as_code.limit.elsewhere"
    assert codes_of(reused) == [
        "as_code.jobs",
        "as_code.triggers",
        "as_code.deployments",
        "as_code.actions",
        "as_code.deploy_without_test",
        "as_code.unpinned_action",
    ]
    assert "as_code.no_rollback" not in codes_of(speaking)
    assert "as_code.no_gate" not in codes_of(speaking)


def test_files_of_other_shapes():
    assert sniffed("services:\n  a: {}\n", "docker-compose.yml") == {"compose": 0.9}
    assert sniffed("services: x\n") == {}
    assert sniffed('{"apiVersion": "v1", "kind": "Pod", "metadata": {}}') == {"kubernetes": 1.0}
    assert sniffed("openapi: 3.0.0\n") == {}
    assert sniffed("apiVersion: openslo/v1\nkind: SLO\n") == {}
    assert sniffed("a:\n  stage: x\n  script: y\n") == {"gitlab-ci": 0.6}
    assert sniffed("a:\n  script: y\n", ".gitlab-ci.yml") == {"gitlab-ci": 1.0}
    assert sniffed("a:\n  script: y\n") == {}
    assert sniffed("jobs:\n- job: a\n") == {"azure-pipelines": 0.5}
    assert sniffed("parameters: []\njobs:\n- job: a\n") == {"azure-pipelines": 0.7}
    assert sniffed("jobs:\n  a:\n    uses: b\n") == {"github-actions": 0.6}
    assert sniffed("pipeline:\n  a:\n    image: b\n") == {"drone": 0.7}
    assert sniffed("steps:\n  - image: b\n    commands: [x]\n") == {"drone": 0.7}
    assert sniffed("- hosts: a\n  import_role: x\n- ansible.x.y: z\n") == {"ansible-playbook": 0.8}
    assert sniffed("- a: b\n") == {}
    assert sniffed("[a]\nb\n", "hosts") == {"ansible-inventory-ini": 0.8}
    assert sniffed("[a:children]\nb\n") == {"ansible-inventory-ini": 0.7}
    assert sniffed("[a]\nb = 1\n") == {}
    assert sniffed("web:\n  hosts:\n    a:\n      ansible_host: b\n") == {"ansible-inventory-yaml": 0.8}
    assert sniffed('{"plays": 1, "stats": 2}') == {"ansible-json": 0.6}
    assert sniffed("PLAY [a] ****\nTASK [b] ****\n") == {"ansible-text": 0.9}
    assert sniffed('[{"passed_checks": 1, "failed_checks": 2, "check_id": 3}]') == {"checkov": 0.9}
    assert sniffed('{"format_version": "1", "terraform_version": "1"}') == {"terraform-json": 0.5}
    assert sniffed('{"format_version": "1"}') == {}
    assert sniffed('provider "a" {\n', "main.tf") == {"terraform": 1.0}
    assert sniffed('provider "a" {\n') == {"terraform": 0.7}
    assert sniffed("FROM a\n", "Dockerfile") == {"dockerfile": 1.0}
    assert sniffed("FROM a\nRUN b\n") == {"dockerfile": 0.95}
    assert sniffed("FROM a\n") == {}
    assert sniffed("From: a\nRUN b\nFROM c\n") == {}
    assert sniffed("pipeline {\nstage('a') {\n") == {"jenkins": 0.8}


def test_files_that_say_little():
    empty_tasks = ansible.read_playbook(artefact("- hosts: a\n"))
    assert (empty_tasks.plays[0][0], empty_tasks.tasks) == ("a", [])
    assert codes_of(inspect("- name: x\n  hosts: a\n")) == ["as_code.plays"]
    with pytest.raises(UnreadableArtefactError):
        ansible.read_playbook(artefact("a: b\n"))
    assert codes_of(inspect("#cloud-config\nhostname: a\nchpasswd: {users: []}\n")) == ["as_code.first_boot"]
    assert codes_of(inspect('terraform {\n  cloud {}\n}\nprovider "a" {}\n')) == [
        "as_code.resources",
        "as_code.providers",
        "as_code.backend",
        "as_code.unpinned_provider",
    ]
    assert fact_of(inspect("on: push\njobs:\n  a:\n    runs-on: x\n"), "as_code.triggers").value == ["push"]
    assert fact_of(inspect(HELM), "as_code.revisions").fr == (
        "4 révisions du déploiement Helm par état : superseded 1, failed 1, deployed 1 et pending-upgrade 1"
    )


def test_kubernetes_in_json():
    found = inspect(json.dumps({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}))

    assert codes_of(found) == ["as_code.objects"]
    assert found.facts[0].fr == "1 objet Kubernetes dans 1 document YAML (Namespace 1)"


def test_several_objects_of_one_kind_are_placed_once():
    found = inspect("apiVersion: v1\nkind: Service\n---\napiVersion: v1\nkind: Service\n")

    assert (found.facts[0].value, [place.line for place in found.facts[0].places]) == (
        {"documents": 2, "Service": 2},
        [2],
    )


def test_odd_dockerfiles():
    recipe = dockerfile.read(
        artefact(
            "# escape=`\nUSER early\nFROM --platform=x\n--\nFROM scratch\nRUN a `\n  b\n\nUSER 0\nRUN "
            + "x" * 100_001
            + " `\n y `"
        )
    )

    assert [(stage.reference, stage.user, stage.place.line) for stage in recipe.stages] == [
        ("scratch", "0", 5)
    ]
    found = inspect("FROM a:1\nRUN b\nUSER app\n")
    assert codes_of(found) == ["as_code.build_stages", "as_code.runtime"]
    assert codes_of(inspect("FROM a:1\nRUN b\n"))[-1] == "as_code.no_user"


def test_deep_terraform_is_refused():
    deep = 'resource "a" "b" {}\nresource "a" "c" {}\nx = ' + "!" * 3000 + "true\n"
    nested = json.loads(STATE)
    module = nested["values"]["root_module"]
    for _ in range(70):
        module["child_modules"] = [{}]
        module = module["child_modules"][0]

    with pytest.raises(UnreadableArtefactError) as caught:
        inspect(deep)
    assert caught.value.reason in {Unreadable.TOO_DEEP, Unreadable.MALFORMED}
    assert fact_of(inspect(json.dumps(nested)), "as_code.resources").value == {"a": 1}
