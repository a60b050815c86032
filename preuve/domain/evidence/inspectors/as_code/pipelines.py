"""What is stated of one pipeline, whatever the forge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.inspectors.as_code.pipeline import (
    ROLLBACK,
    Does,
    Job,
    Pipeline,
    by_name,
    deploys_to_production,
    does,
    job_does,
    reaches_untested,
    ungated,
)
from preuve.domain.evidence.reading.text import decode, whole
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Context, Place

JOBS = FactKind(
    "as_code.jobs",
    Strength.READ,
    "{n} {n:tâche|tâches} dans le pipeline : {value}",
    "{n} {n:job|jobs} in the pipeline: {value}",
)
STAGES = FactKind(
    "as_code.stages",
    Strength.READ,
    "{n} {n:phase|phases} : {value}",
    "{n} {n:stage|stages}: {value}",
)
TRIGGERS = FactKind(
    "as_code.triggers",
    Strength.READ,
    "Le pipeline se déclenche sur : {value}",
    "The pipeline is triggered by: {value}",
)
ORDER = FactKind(
    "as_code.job_graph",
    Strength.READ,
    "{n} {n:lien|liens} d’ordre entre les tâches : {value}",
    "{n} {n:link|links} of order between jobs: {value}",
)
TESTS = FactKind(
    "as_code.pipeline_tests",
    Strength.READ,
    "{value} {value:tâche lance|tâches lancent} des tests : {names}",
    "{value} {value:job runs|jobs run} tests: {names}",
)
SCANS = FactKind(
    "as_code.pipeline_scans",
    Strength.READ,
    "{value} {value:tâche lance|tâches lancent} une analyse de qualité ou de sécurité : {names}",
    "{value} {value:job runs|jobs run} a quality or security scan: {names}",
)
COVERAGE = FactKind(
    "as_code.pipeline_coverage",
    Strength.READ,
    "{value} {value:tâche mesure|tâches mesurent} la couverture : {names}",
    "{value} {value:job measures|jobs measure} coverage: {names}",
)
DEPLOYS = FactKind(
    "as_code.deployments",
    Strength.READ,
    "{value} {value:tâche déploie|tâches déploient} : {names}",
    "{value} {value:job deploys|jobs deploy}: {names}",
)
ENVIRONMENTS = FactKind(
    "as_code.environments",
    Strength.READ,
    "{n} {n:environnement nommé|environnements nommés} : {value}",
    "{n} {n:environment|environments} named: {value}",
)
GATES = FactKind(
    "as_code.gates",
    Strength.READ,
    "{value} {value:tâche attend|tâches attendent} l’action d’une personne : {names}",
    "{value} {value:job waits|jobs wait} for a person to act: {names}",
)
ROLLBACKS = FactKind(
    "as_code.rollback_jobs",
    Strength.READ,
    "{value} {value:tâche prévoit|tâches prévoient} un retour arrière : {names}",
    "{value} {value:job provides|jobs provide} for a rollback: {names}",
)
CHECKS = FactKind(
    "as_code.check_after_deploy",
    Strength.READ,
    "{value} {value:tâche de test suit|tâches de test suivent} un déploiement : {names}",
    "{value} test {value:job follows|jobs follow} a deployment: {names}",
)
ACTIONS = FactKind(
    "as_code.actions",
    Strength.READ,
    "{value} {value:appel|appels} d’actions réutilisables, dont {pinned} {pinned:fixé|fixés} à un commit",
    "{value} {value:use|uses} of reusable actions, {pinned} of them pinned to a commit",
)
UNTESTED = FindingKind(
    "as_code.deploy_without_test",
    "{value} {value:tâche peut|tâches peuvent} déployer sans qu’une tâche de test ne précède dans ce "
    "fichier : "
    "{names}",
    "{value} {value:job|jobs} may deploy without any test job before in this file: {names}",
)
NO_GATE = FindingKind(
    "as_code.no_gate",
    "{value} {value:tâche atteint|tâches atteignent} la production sans validation d’une personne dans ce "
    "fichier : {names}",
    "{value} {value:job reaches|jobs reach} production without a person’s approval in this file: {names}",
)
NO_ROLLBACK = FindingKind(
    "as_code.no_rollback",
    "Le pipeline déploie ({value} {value:tâche|tâches}) et aucune tâche de retour arrière n’y est écrite",
    "The pipeline deploys ({value} {value:job|jobs}) and no rollback job is written in it",
)
UNPINNED = FindingKind(
    "as_code.unpinned_action",
    "{value} {value:appel d’action suit|appels d’actions suivent} une étiquette ou une branche, qui peut "
    "changer, "
    "plutôt qu’un commit : {names}",
    "{value} {value:use|uses} of actions {value:follows|follow} a tag or branch, which may change, rather "
    "than a "
    "commit: {names}",
)
CLEAR = FindingKind(
    "as_code.pipeline_secret",
    "{value} {value:valeur secrète écrite|valeurs secrètes écrites} en clair dans le pipeline",
    "{value} secret {value:value|values} written in clear in the pipeline",
)
NOT_RUN = LimitKind(
    "as_code.limit.not_run",
    "Le fichier décrit un pipeline ; il ne prouve pas qu’il a été exécuté ni qu’il a réussi.",
    "The file describes a pipeline; it doesn’t prove that it ran or that it succeeded.",
)
SETTINGS = LimitKind(
    "as_code.limit.forge_settings",
    "Les règles réglées dans la forge (approbations d’environnement, branches protégées) ne sont pas dans le "
    "fichier.",
    "Rules set in the forge (environment approvals, protected branches) aren’t in the file.",
)
ELSEWHERE = LimitKind(
    "as_code.limit.elsewhere",
    "Une partie du pipeline se trouve dans d’autres fichiers : ce qui n’est pas vu ici peut y être.",
    "Part of the pipeline lies in other files: what isn’t seen here may be there.",
)

_COMMIT = re.compile(r"@(?:[0-9a-f]{40}|[0-9a-f]{64}|sha256:[0-9a-f]{64})$")
_OF_KIND = ((Does.TEST, TESTS), (Does.SCAN, SCANS), (Does.COVERAGE, COVERAGE))


def state(pipeline: Pipeline, artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of one pipeline."""
    stated = Stated(producer=pipeline.tool, target=pipeline.target)
    _of_order(pipeline, stated)
    doing = {job.name: job_does(job) for job in pipeline.jobs}
    for what, kind in _OF_KIND:
        _named(kind, [job for job in pipeline.jobs if what in doing[job.name]], stated, what)
    speaks = bool(ROLLBACK.search(decode(whole(artefact))))
    _of_deployment(pipeline, doing, stated, speaks_of_rollback=speaks)
    _of_actions(pipeline, stated)
    stated.finding(CLEAR, pipeline.secrets)
    stated.limits += [NOT_RUN.state(), SETTINGS.state()]
    if pipeline.elsewhere or any(job.opaque for job in pipeline.jobs):
        stated.limits.append(ELSEWHERE.state())
    return stated


def _of_order(pipeline: Pipeline, stated: Stated) -> None:
    jobs = pipeline.jobs
    stated.fact(JOBS, [job.name for job in jobs], [job.place for job in jobs], n=len(jobs))
    if pipeline.stages:
        stated.fact(STAGES, pipeline.stages, [pipeline.start], n=len(pipeline.stages))
    if pipeline.triggers:
        stated.fact(TRIGGERS, pipeline.triggers, [pipeline.start])
    arrows = [f"{need} → {job.name}" for job in jobs for need in job.needs]
    if arrows:
        stated.fact(ORDER, arrows, [job.place for job in jobs if job.needs], n=len(arrows))


def _named(kind: FactKind, jobs: list[Job], stated: Stated, what: Does | None = None) -> None:
    if jobs:
        places = [_place(job, what) for job in jobs]
        stated.fact(kind, len(jobs), places, names=[job.name for job in jobs])


def _place(job: Job, what: Does | None) -> Place:
    return next((step.place for step in job.steps if what in does(step)), job.place)


def _of_deployment(
    pipeline: Pipeline, doing: dict[str, frozenset[Does]], stated: Stated, *, speaks_of_rollback: bool
) -> None:
    jobs = by_name(pipeline.jobs)
    deploying = [job for job in pipeline.jobs if Does.DEPLOY in doing[job.name]]
    undoing = [job for job in pipeline.jobs if Does.ROLLBACK in doing[job.name]]
    _named(DEPLOYS, deploying, stated, Does.DEPLOY)
    named = [job for job in pipeline.jobs if job.environment]
    if named:
        names = list(dict.fromkeys(job.environment for job in named))
        stated.fact(ENVIRONMENTS, names, [job.place for job in named], n=len(names))
    _named(GATES, [job for job in pipeline.jobs if job.gated], stated)
    _named(ROLLBACKS, undoing, stated, Does.ROLLBACK)
    names_deploying = {job.name for job in deploying}
    after = [
        job
        for job in pipeline.jobs
        if Does.TEST in doing[job.name]
        and job.name not in names_deploying
        and names_deploying & set(job.needs)
    ]
    _named(CHECKS, after, stated)
    if pipeline.elsewhere:
        return
    _finding(UNTESTED, [job for job in deploying if reaches_untested(jobs, job)], stated)
    _finding(NO_GATE, [job for job in deploying if deploys_to_production(job) and ungated(jobs, job)], stated)
    if not undoing and not speaks_of_rollback and not any(job.opaque for job in pipeline.jobs):
        _finding(NO_ROLLBACK, deploying, stated)


def _finding(kind: FindingKind, jobs: list[Job], stated: Stated) -> None:
    places = [_place(job, Does.DEPLOY) for job in jobs]
    stated.finding(kind, places, names=[job.name for job in jobs])


def _of_actions(pipeline: Pipeline, stated: Stated) -> None:
    if not pipeline.actions:
        return
    loose = [(name, place) for name, place in pipeline.actions if not _COMMIT.search(name)]
    count = len(pipeline.actions)
    stated.fact(ACTIONS, count, [place for _, place in pipeline.actions], pinned=count - len(loose))
    stated.finding(
        UNPINNED, [place for _, place in loose], names=list(dict.fromkeys(name for name, _ in loose))
    )
