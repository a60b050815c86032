"""``preuve plan``: make a timetable, check one, or make up a problem; without a database.

Exit status: 0 everybody is placed, or the plan checked is right; 1 somebody is not, or rules are broken;
2 a file can't be read; 3 the plan made broke a rule and was thrown away, which is a defect of the solver.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from preuve.domain.planning.errors import BrokenPlanError, ProblemFileError
from preuve.domain.planning.model import PlanStatus

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from preuve.domain.planning.model import Plan, Problem
    from preuve.domain.planning.solve import Progress
    from preuve.domain.planning.violation import Violation

Content = TypeVar("Content")

EXIT_PLACED, EXIT_UNPLACED, EXIT_UNREADABLE, EXIT_BROKEN = 0, 1, 2, 3
MOST_GENERATED = 20_000
MOST_WEEKS = 52
_HANDLED = (signal.SIGINT, signal.SIGTERM)
_SIGNAL_POLL = 0.1

_HELP_FILES = "problème à planifier ; avec --check, le problème puis le plan"


def register(subparsers: Any) -> None:
    """Add the command."""
    plan = subparsers.add_parser("plan", help="planifier une session de soutenances, ou vérifier un plan")
    plan.add_argument("files", nargs="*", type=Path, metavar="FICHIER", help=_HELP_FILES)
    what = plan.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="vérifier un plan, règle par règle")
    what.add_argument("--generate", type=int, metavar="N", help="inventer une session de N candidats")
    plan.add_argument("-o", "--output", type=Path, metavar="FICHIER", help="où écrire ; sinon, à l’écran")
    plan.add_argument("--limit", type=float, metavar="S", help="secondes de calcul au plus")
    plan.add_argument("--seed", type=int, default=0, metavar="N", help="même graine, même plan")
    plan.add_argument("--workers", type=int, default=1, metavar="N", help="fils de calcul")
    plan.add_argument(
        "--previous", type=Path, metavar="PLAN", help="plan en vigueur, à changer le moins possible"
    )
    plan.add_argument("--format", choices=("json", "text", "ics", "csv"), default="json")
    plan.add_argument("--language", choices=("fr", "en"), default="fr")
    plan.add_argument("--session", metavar="NOM", help="nom de la session dans l’agenda ; sinon, le fichier")
    plan.add_argument("--weeks", type=int, default=3, metavar="N", help="avec --generate")
    plan.add_argument("--seats", action="store_true", help="avec --generate : jurys nommés siège par siège")
    plan.add_argument(
        "--explain", action="store_true", help="dire pourquoi tous ne sont pas placés, et ce qui y suffirait"
    )
    plan.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    """Plan, check or generate."""
    wrong = _wrong_usage(arguments)
    if wrong:
        print(f"preuve plan: {wrong}", file=sys.stderr)
        return EXIT_UNREADABLE
    try:
        if arguments.generate is not None:
            return _generate(arguments)
        return _check(arguments) if arguments.check else _plan(arguments)
    except _UnreadableError:
        return EXIT_UNREADABLE


def _wrong_usage(arguments: argparse.Namespace) -> str:
    count = len(arguments.files)
    wanted = 0 if arguments.generate is not None else 2 if arguments.check else 1
    french = arguments.language == "fr"
    if count != wanted:
        return f"{wanted} fichier(s) attendus, {count} donnés" if french else f"{wanted} file(s), not {count}"
    bounds = (
        ("--generate", arguments.generate, 1, MOST_GENERATED),
        ("--weeks", arguments.weeks, 1, MOST_WEEKS),
        ("--workers", arguments.workers, 1, 256),
        ("--seed", arguments.seed, -(2**31), 2**31 - 1),
        ("--limit", arguments.limit, 0, 10**6),
    )
    between = ("de", "à") if french else ("from", "to")
    for name, value, low, high in bounds:
        if value is not None and not low <= value <= high:
            return f"{name}: {between[0]} {low} {between[1]} {high}"
    return ""


class _UnreadableError(Exception):
    """Already said on the error output."""


def _generate(arguments: argparse.Namespace) -> int:
    from preuve.domain.planning.problem_json import write_problem  # noqa: PLC0415 - imported when used
    from preuve.timetabling.generate import named_seats, session  # noqa: PLC0415 - as above

    if arguments.seats:
        problem = named_seats(arguments.generate, seed=arguments.seed)
    else:
        problem = session(arguments.generate, seed=arguments.seed, weeks=arguments.weeks)
    _write(arguments, write_problem(problem))
    return EXIT_PLACED


def _check(arguments: argparse.Namespace) -> int:
    from preuve.domain.planning.check import violations  # noqa: PLC0415 - as above

    problem = _problem(arguments.files[0], arguments.language)
    plan = _read_plan(arguments.files[1], arguments.language)
    previous = arguments.previous and _read_plan(arguments.previous, arguments.language)
    broken = violations(problem, plan, previous)
    fine = "Aucune règle n’est enfreinte." if arguments.language == "fr" else "No rule is broken."
    _write(arguments, _sentences(problem, broken, arguments.language) or f"{fine}\n")
    return EXIT_UNPLACED if broken else EXIT_PLACED


def _plan(arguments: argparse.Namespace) -> int:
    from preuve.domain.planning.check import violations  # noqa: PLC0415 - as above

    problem = _problem(arguments.files[0], arguments.language)
    previous = arguments.previous and _read_plan(arguments.previous, arguments.language)
    try:
        plan = _solved(problem, previous, arguments)
    except BrokenPlanError as error:
        return _refuse(problem, error.broken, arguments.language)
    plan = _explained(problem, plan, arguments.language)
    broken = violations(problem, plan, previous)
    if broken:
        return _refuse(problem, broken, arguments.language)
    _write(arguments, _formatted(problem, plan, previous, arguments))
    if plan.unplaced and (arguments.explain or plan.status is PlanStatus.INFEASIBLE):
        _explain(problem, plan, arguments.language)
    return EXIT_UNPLACED if plan.unplaced else EXIT_PLACED


def _explain(problem: Problem, plan: Plan, language: str) -> None:
    from preuve.domain.planning import explain  # noqa: PLC0415 - as above
    from preuve.domain.planning.explanation import explanation_sentences  # noqa: PLC0415 - as above

    unplaced = [each.candidate for each in plan.unplaced]
    found = explain.explain(problem, unplaced, clock=time.monotonic)
    for said in explanation_sentences(problem, found, language):
        print(said, file=sys.stderr)


def _refuse(problem: Problem, broken: tuple[Violation, ...], language: str) -> int:
    said = "Le plan trouvé enfreint des règles ; il n’est pas écrit."
    if language == "en":
        said = "The plan that was found breaks rules; it is not written."
    print(said, file=sys.stderr)
    print(_sentences(problem, broken, language), end="", file=sys.stderr)
    return EXIT_BROKEN


def _sentences(problem: Problem, broken: tuple[Violation, ...], language: str) -> str:
    from preuve.domain.planning.wording import sentence  # noqa: PLC0415 - as above

    return "".join(f"{sentence(problem, violation, language)}\n" for violation in broken)


def _solved(problem: Problem, previous: Plan | None, arguments: argparse.Namespace) -> Plan:
    with _interruption() as stopped, _progress(len(problem.candidates), arguments.language) as told:
        # Loaded here: its threads must begin with the signals blocked, else CP-SAT's own handler takes them.
        from preuve.domain.planning.solve import solve  # noqa: PLC0415 - as said, and it takes a second

        return solve(
            problem,
            seed=arguments.seed,
            workers=arguments.workers,
            limit=arguments.limit,
            previous=previous,
            clock=time.monotonic,
            on_progress=told,
            should_stop=stopped,
        )


@contextmanager
def _interruption() -> Iterator[Callable[[], bool]]:
    """Ctrl-C and SIGTERM ask for the best plan so far; a second one ends the program at once.

    Python runs handlers between two instructions of the main thread, which CP-SAT holds for minutes, and
    CP-SAT's own handler ends one search of many. So a thread waits for the signals, blocked elsewhere; the
    handlers are for a signal that reaches a thread begun before.
    """
    asked, over = threading.Event(), threading.Event()
    handlers = {number: signal.signal(number, lambda *_: asked.set()) for number in _HANDLED}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _HANDLED)
    waiting = threading.Thread(target=_wait_for_signals, args=(asked, over), daemon=True)
    waiting.start()
    try:
        yield asked.is_set
    finally:
        over.set()
        waiting.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _wait_for_signals(asked: threading.Event, over: threading.Event) -> None:
    while not over.is_set():
        received = signal.sigtimedwait(_HANDLED, _SIGNAL_POLL)
        if received is not None and asked.is_set():
            os._exit(128 + received.si_signo)
        if received is not None:
            asked.set()


@contextmanager
def _progress(candidates: int, language: str) -> Iterator[Callable[[Progress], None] | None]:
    """What the search reports, on one line of the error output when that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    words = ("placés", "coût", "écart") if language == "fr" else ("placed", "cost", "gap")

    def tell(progress: Progress) -> None:
        gap = "?" if progress.gap is None else f"{100 * progress.gap:.1f} %"
        print(
            f"\r\x1b[K{progress.seconds:.0f} s · {progress.placed}/{candidates} {words[0]}"
            f" · {words[1]} {progress.total} · {words[2]} {gap}",
            end="",
            file=sys.stderr,
            flush=True,
        )

    yield tell
    print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _explained(problem: Problem, plan: Plan, language: str) -> Plan:
    """The plan with the reasons of the unplaced in words, where one can be proven."""
    from preuve.domain.planning.reasons import reasons_in_words  # noqa: PLC0415 - as above

    return replace(
        plan,
        unplaced=tuple(
            replace(each, because=reasons_in_words(problem, each.candidate, language))
            for each in plan.unplaced
        ),
    )


def _formatted(problem: Problem, plan: Plan, previous: Plan | None, arguments: argparse.Namespace) -> str:
    from preuve.domain.planning.plan_json import write_plan  # noqa: PLC0415 - as above
    from preuve.timetabling import formats  # noqa: PLC0415 - as above

    if arguments.format == "json":
        return write_plan(plan)
    if arguments.format == "csv":
        return formats.table(problem, plan, arguments.language)
    if arguments.format == "text":
        return formats.text(problem, plan, arguments.language)
    session = arguments.session or arguments.files[0].stem
    return formats.calendar(
        problem, plan, arguments.language, session=session, now=datetime.now(UTC), previous=previous
    )


def _problem(path: Path, language: str) -> Problem:
    from preuve.domain.planning.problem_json import read_problem  # noqa: PLC0415 - as above

    return _read(path, language, read_problem)


def _read_plan(path: Path, language: str) -> Plan:
    from preuve.domain.planning.plan_json import read_plan  # noqa: PLC0415 - as above

    return _read(path, language, read_plan)


def _read(path: Path, language: str, read: Callable[[bytes], Content]) -> Content:
    from preuve.domain.planning.file_faults import fault_sentence  # noqa: PLC0415 - as above

    try:
        return read(path.read_bytes())
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
    except ProblemFileError as error:
        for fault in error.faults:
            print(f"{path}: {fault_sentence(fault, language)}", file=sys.stderr)
    raise _UnreadableError


def _write(arguments: argparse.Namespace, content: str) -> None:
    """Print, or write the whole file or nothing: an interrupted run leaves what was there."""
    if arguments.output is None:
        sys.stdout.write(content)
        return
    target: Path = arguments.output
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(target)
    except OSError as error:
        print(f"{target}: {error.strerror}", file=sys.stderr)
        raise _UnreadableError from None
