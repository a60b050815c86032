"""Pipelines: one model of jobs for all forges, what each job does, and the order in which they may run.

What a job does is read from its name and its commands, by the names of known tools only. A job whose content
lies elsewhere (a reusable workflow, a child pipeline) is opaque: nothing is concluded from its absence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from preuve.domain.evidence.contract import Place


class Does(StrEnum):
    """What a job or step does."""

    TEST = "test"
    SCAN = "scan"
    COVERAGE = "coverage"
    DEPLOY = "deploy"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, its commands and actions as one text, and its place."""

    name: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Job:
    """One job.

    Attributes:
        stage: its stage's name; ``""`` when the forge has none.
        needs: names of the jobs that must end before it begins.
        environment: that it deploys to, as written.
        gated: a person must act before it runs; None when that can't be known from the file.
        counts: its failure stops what follows (false for ``allow_failure``, manual tests).
        opaque: its steps lie in another file.
        declared: what a keyword of the forge says that it does.
    """

    name: str
    place: Place
    steps: tuple[Step, ...]
    stage: str = ""
    needs: tuple[str, ...] = ()
    environment: str = ""
    gated: bool | None = False
    counts: bool = True
    opaque: bool = False
    declared: frozenset[Does] = frozenset()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The jobs of one file.

    Attributes:
        actions: reusable actions used, as written, with their places.
        elsewhere: some of the pipeline lies in other files (includes, a workflow that starts this one).
        secrets: places of secrets in clear.
    """

    tool: str
    start: Place
    jobs: tuple[Job, ...]
    stages: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    actions: tuple[tuple[str, Place], ...] = ()
    elsewhere: bool = False
    secrets: tuple[Place, ...] = ()
    target: str = ""


ROLLBACK = re.compile(
    r"roll[\s_-]?back|rollout\s+undo|retour[\s_-]+arri[èe]re|\bundo\b|--atomic\b", re.IGNORECASE
)
_TEST_NAME = re.compile(
    r"(?:^|[^a-z])(?:tests?|testing|unit|e2e|integration[-_ ]tests?|specs?|recette|smoke|qa|"
    r"non-?r[ée]gression)"
    r"(?:$|[^a-z])",
    re.IGNORECASE,
)
_TEST = re.compile(
    r"\b(?:pytest|tox|nox|unittest|phpunit|pest|jest|vitest|mocha|karma|cypress\s+run|playwright\s+test|"
    r"rspec|"
    r"ctest|newman\s+run|robot\s+[\w./-]|behave|behat|codecept|go\s+test|gotestsum|cargo\s+(?:nextest|test)|"
    r"dotnet\s+(?:vs)?test|swift\s+test|flutter\s+test|mix\s+test|sbt\s+test|artisan\s+test|"
    r"manage\.py\s+test|"
    r"(?:npm|yarn|pnpm|bun)\s+(?:run[- ])?(?:-s\s+)?t(?:est)?(?![\w])(?:[:\w-]*)|"
    r"mvnw?\s[^\n]{0,120}?\b(?:test|verify|install)\b|gradlew?\s[^\n]{0,120}?\b(?:test|check|build)\b|"
    r"make\s+[\w -]{0,40}?(?:test|check)\w*|bats|pester|invoke-pester|molecule\s+test|terratest)\b",
    re.IGNORECASE,
)
_SCAN = re.compile(
    r"sonar|trivy|snyk|semgrep|bandit|gitleaks|trufflehog|codeql|zaproxy|\bzap[-_]|dependency-check|"
    r"dependency_scanning|(?:npm|pip|yarn|composer)[- ]audit|grype|checkov|tfsec|kics|hadolint|dockle|"
    r"secret_detection|\bsast\b|\bdast\b|safety\s+check|container_scanning|cosign\s+verify",
    re.IGNORECASE,
)
_COVERAGE = re.compile(
    r"--cov\b|codecov|coveralls|jacoco|\bnyc\b|\bc8\b|--coverage\b|coverage\s+(?:run|report|xml)|coverlet|"
    r"-coverprofile|XPlat Code Coverage|coverage_report",
    re.IGNORECASE,
)
_DEPLOY_NAME = re.compile(
    r"(?:^|[^a-z])(?:deploy|deploiement|déploiement|deployment|déployer|deployer|mise[-_ ]en[-_ ]prod\w*|mep|"
    r"go-?live)(?:$|[^a-z])",
    re.IGNORECASE,
)
_DEPLOY = re.compile(
    r"\bkubectl\b[^\n]{0,160}?\b(?:apply|create|replace|patch|set\s+image|rollout\s+restart)\b|"
    r"\bhelm\b[^\n]{0,80}?\b(?:upgrade|install)\b|\bhelmfile\s+(?:apply|sync)|\bargocd\s+app\s+sync|"
    r"\b(?:terraform|tofu|terragrunt)\b[^\n]{0,80}?\bapply\b|\bpulumi\s+up\b|\bcdk\s+deploy\b|"
    r"\bansible-playbook\b(?![^\n]{0,200}--(?:syntax-check|check)\b)|\bdocker\s+stack\s+deploy\b|"
    r"\bskaffold\s+(?:run|deploy)\b|\bgcloud\s+(?:run|app|functions)\b[^\n]{0,80}?\bdeploy\b|"
    r"\baws\s+(?:ecs\s+update-service|deploy\s+create-deployment|lambda\s+update-function-code|s3\s+sync)\b|"
    r"\baz\s+(?:webapp|functionapp|containerapp)\b[^\n]{0,80}?\b(?:deploy|up|update)\b|"
    r"\bserverless\s+deploy\b|"
    r"\b(?:fly|flyctl)\s+deploy\b|\bvercel\b[^\n]{0,60}--prod\b|\bnetlify\s+deploy\b|\bfirebase\s+deploy\b|"
    r"\bcap\s+\w+\s+deploy\b|\bdep\s+deploy\b|\bwrangler\s+(?:deploy|publish)\b|\bgit\s+push\s+(?:heroku|"
    r"dokku)\b|"
    r"\bssh\b[^\n]{0,200}?\bdocker[ -]compose\b[^\n]{0,60}?\bup\b",
    re.IGNORECASE,
)
_DRY = re.compile(r"--dry-run\b|\bhelm\s+(?:template|lint)\b", re.IGNORECASE)
_DEPLOY_ACTION = re.compile(
    r"^(?:azure/(?:webapps|k8s|functions)\S*deploy|actions/deploy-pages|amazon-ecs-deploy|"
    r"aws-actions/\S*deploy|google-github-actions/deploy|peaceiris/actions-gh-pages|\S*ssh-deploy|"
    r"AzureWebApp@|AzureRmWebAppDeployment@|KubernetesManifest@|HelmDeploy@|AzureFunctionApp@)\S*",
    re.IGNORECASE | re.MULTILINE,
)
PRODUCTION = re.compile(r"(?:^|[^a-z])(?:production|prod|prd)(?:$|[^a-z])", re.IGNORECASE)

_MAX_TEXT = 20_000


def does(step: Step) -> frozenset[Does]:
    """Return what one step does."""
    text = step.text[:_MAX_TEXT]
    found = set()
    tests = _TEST_NAME.search(step.name) or _TEST.search(text)
    if tests:
        found.add(Does.TEST)
    if _SCAN.search(step.name) or _SCAN.search(text):
        found.add(Does.SCAN)
    if _COVERAGE.search(text):
        found.add(Does.COVERAGE)
    if ROLLBACK.search(step.name) or ROLLBACK.search(text):
        found.add(Does.ROLLBACK)
    acts = any(not _DRY.search(line) for line in text.split("\n") if _DEPLOY.search(line))
    named = _DEPLOY_NAME.search(step.name) and not _TEST_NAME.search(step.name)
    undoes = ROLLBACK.search(step.name)
    if (acts or _DEPLOY_ACTION.search(text) or named) and not undoes:
        found.add(Does.DEPLOY)
    return frozenset(found)


def job_does(job: Job) -> frozenset[Does]:
    """Return what a job does: by its own name, by its steps, and by what the forge's keywords say."""
    found = set(job.declared)
    for step in job.steps:
        found |= does(step)
    named = does(Step(job.name, "", job.place))
    if not job.steps or Does.ROLLBACK in named or Does.TEST in named:
        found |= named
    if Does.ROLLBACK in named:
        found -= {Does.DEPLOY}
    return frozenset(found)


def first_deploy(job: Job) -> int:
    """Index of the job's first step that deploys; the number of steps when none does."""
    return next((index for index, step in enumerate(job.steps) if Does.DEPLOY in does(step)), len(job.steps))


def before(jobs: Mapping[str, Job], job: Job) -> list[Job]:
    """Return all jobs that must end before `job` begins, however far; cycles are walked once."""
    seen: dict[str, Job] = {}
    waiting = list(job.needs)
    while waiting:
        name = waiting.pop()
        if name in jobs and name not in seen:
            seen[name] = jobs[name]
            waiting.extend(jobs[name].needs)
    return list(seen.values())


def reaches_untested(jobs: Mapping[str, Job], job: Job) -> bool:
    """Say whether a job that deploys may run although nothing was tested before, as far as the file tells."""
    if any(Does.TEST in does(step) for step in job.steps[: first_deploy(job)]):
        return False
    earlier = before(jobs, job)
    return not any(each.opaque or (each.counts and Does.TEST in job_does(each)) for each in earlier)


def deploys_to_production(job: Job) -> bool:
    """Say whether a job names production: in its environment, its name or its stage."""
    return any(PRODUCTION.search(text) for text in (job.environment, job.name, job.stage))


def ungated(jobs: Mapping[str, Job], job: Job) -> bool:
    """Say whether production is reached without a person acting, as far as the file tells."""
    return all(each.gated is False and not each.opaque for each in (job, *before(jobs, job)))


def by_name(jobs: Iterable[Job]) -> dict[str, Job]:
    """Return the jobs by name."""
    return {job.name: job for job in jobs}
