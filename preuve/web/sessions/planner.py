"""The solver at work for a run: the domain computes, a thread tells how far it is and hears “stop”."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from django.db import connection

from preuve.domain.planning.check import violations
from preuve.domain.planning.explain import explain
from preuve.domain.planning.explanation import Explanation
from preuve.domain.planning.model import Plan
from preuve.domain.planning.plan_json import plan_from_data
from preuve.domain.planning.problem_json import problem_from_data
from preuve.domain.planning.solve import Progress, solve
from preuve.web.sessions.models import PlanRun

TOLD_EVERY = 0.5
"""Seconds between two looks at the row: a page asks once a second."""
WORKERS = 2
EXPLAINED_WITHIN = 10.0
"""Seconds."""


class BrokenPlanError(Exception):
    """The solver gave a plan that the checker refuses: a defect of ours, never shown as a plan."""


def found_plan(run: PlanRun) -> Plan:
    """Return the best plan found within the run's time, checked.

    Raises:
        BrokenPlanError: the checker finds a broken rule in it.
    """
    problem = problem_from_data(run.problem)
    previous = plan_from_data(run.previous) if run.keeps and run.previous else None
    with _followed(run) as watch:
        plan = solve(
            problem,
            seed=run.seed,
            workers=WORKERS,
            limit=float(run.seconds),
            previous=previous,
            clock=time.monotonic,
            on_progress=watch.note,
            should_stop=watch.stopped.is_set,
        )
    if broken := violations(problem, plan, previous):
        raise BrokenPlanError(broken)
    return plan


def found_explanation(run: PlanRun, plan: Plan) -> Explanation | None:
    """Return why some candidates have no place; nothing when all have one."""
    if not plan.unplaced:
        return None
    PlanRun.objects.filter(pk=run.pk).update(
        progress={"placed": len(plan.defences), "seconds": plan.seconds, "explaining": True}
    )
    return explain(
        problem_from_data(run.problem),
        [item.candidate for item in plan.unplaced],
        clock=time.monotonic,
        limit=EXPLAINED_WITHIN,
    )


class _Watch:
    """What the solver's threads and ours share."""

    def __init__(self, run: PlanRun) -> None:
        self.run = run
        self.stopped = threading.Event()
        self.ended = threading.Event()
        self.last: Progress | None = None

    def note(self, progress: Progress) -> None:
        self.last = progress

    def follow(self) -> None:
        """Write the last progress and look whether somebody asked to stop, until the computation ends."""
        told = None
        try:
            while not self.ended.wait(TOLD_EVERY):
                if self.last is not None and self.last is not told:
                    told = self.last
                    PlanRun.objects.filter(pk=self.run.pk).update(progress=asdict(told))
                if PlanRun.objects.filter(pk=self.run.pk, cancel_asked=True).exists():
                    self.stopped.set()
        finally:
            connection.close()


@contextmanager
def _followed(run: PlanRun) -> Iterator[_Watch]:
    watch = _Watch(run)
    thread = threading.Thread(target=watch.follow, name=f"plan {run.pk}", daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.ended.set()
        thread.join()
