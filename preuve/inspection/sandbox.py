"""Examine files in a process of their own, with limits: what kills it is a sentence, nothing else dies."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.joins import join_json, joins_of
from preuve.domain.evidence.links import linked
from preuve.domain.evidence.serialise import inspection_from
from preuve.inspection.examination import FORMAT, unreadable_json
from preuve.inspection.links import links_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

log = logging.getLogger(__name__)


class File(NamedTuple):
    """A file to examine: where it lies, and the name that its owner gave it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: seconds of processor and of wall time, bytes of memory and of answer."""

    cpu_s: int = 120
    wall_s: float = 180.0
    memory_bytes: int = 2 << 30
    output_bytes: int = 32 << 20


LIMITS = Limits()


def examine(  # noqa: PLR0913 - the parts of one request
    files: Sequence[File],
    *,
    as_of: datetime,
    kind: str = "",
    before: Sequence[File] = (),
    companions: Sequence[File] = (),
    people: Sequence[str] = (),
    declared: Mapping[str, float] | None = None,
    framework: str = "",
    guard: bool = False,
    limits: Limits = LIMITS,
) -> dict[str, Any]:
    """Return the report of `files`: each is read in a process of its own, and each pair with `before` too.

    Args:
        files: what to inspect.
        companions: other files, read with them by inspectors that know how (a revocation list beside a
            chain).
        as_of: aware; what validity and age are measured against.
        kind: id of the inspector, when a person chose it; else the content decides.
        before: the older artefacts, one for each of `files`, in the same order.
        people: names and addresses of the candidate.
        declared: see `contract.Context`.
        framework: key of the links to attach, see `links.framework_key`.
        guard: also scan each file, under ``guard``.
        limits: of each process.

    Returns:
        ``{"format", "files": [{"name", "sha256", "size", "archive", "kinds", "inspections", "unreadable",
        "unknown_members", "guard"}], "comparisons", "unreadable", "joins"}``, see `examination` and
        `serialise`. Files that can't be read, or that kill their process, are told under ``unreadable``;
        nothing is raised for them.
    """
    common = {
        "as_of": as_of.isoformat(),
        "kind": kind,
        "people": list(people),
        "declared": dict(declared or {}),
        "framework": framework,
        "guard": guard,
    }
    report: dict[str, Any] = {"format": FORMAT, "files": [], "comparisons": [], "unreadable": []}
    for file in files:
        answer = _run(
            {**common, "files": [file], "before": [], "companions": list(companions), "compare_only": False},
            limits,
        )
        report["files"] += answer.get("files") or [_killed_file(file, kind, answer["killed"])]
    for index, old in enumerate(before):
        pair = list(files[index : index + 1])
        request = {"files": pair, "before": [old], "companions": [], "compare_only": True}
        answer = _run({**common, **request}, limits)
        report["comparisons"] += answer.get("comparisons", [])
        report["unreadable"] += answer.get("unreadable") or (
            [_killed(kind, old.name, answer["killed"])] if "killed" in answer else []
        )
    return {**report, "joins": joins_json(report["files"], framework)}


def joins_json(files: Sequence[Mapping[str, Any]], framework: str) -> list[dict[str, Any]]:
    """Return the joins between all inspections of reported files, links attached, as plain JSON."""
    inspections = [inspection_from(each) for file in files for each in file["inspections"]]
    links = links_of(framework)
    return [join_json(linked(join, links)) for join in joins_of(inspections)]


def _killed(kind: str, name: str, why: str) -> dict[str, Any]:
    reason = Unreadable.DEFECT if why == "defect" else Unreadable.KILLED
    return unreadable_json(UnreadableArtefactError(reason, detail="" if why == "defect" else why), kind, name)


def _killed_file(file: File, kind: str, why: str) -> dict[str, Any]:
    return {
        "name": file.name,
        "sha256": "",
        "size": file.path.stat().st_size,
        "archive": "",
        "kinds": [],
        "inspections": [],
        "unreadable": [_killed(kind, file.name, why)],
        "unknown_members": 0,
        "guard": [],
    }


def _run(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Run one worker; ``{"killed": why}`` when it gave no answer."""
    named = {
        role: [{"path": str(file.path.resolve()), "name": file.name} for file in request[role]]
        for role in ("files", "before", "companions")
    }
    whole = {
        **request,
        **named,
        "sys_path": sys.path,
        "cpu_s": limits.cpu_s,
        "memory_bytes": limits.memory_bytes,
    }
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-I", "-c", _START, _root()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"LANG": "C.UTF-8", "PATH": os.defpath, "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    )
    try:
        return _answer(process, json.dumps(whole).encode(), limits)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


#: Isolated mode knows no current folder; the package is found by the path given.
_START = "import sys; sys.path.insert(0, sys.argv[1]); from preuve.inspection.worker import main; main()"


def _root() -> str:
    return __file__.rpartition("preuve")[0].rstrip(os.sep)


def _answer(process: subprocess.Popen[bytes], request: bytes, limits: Limits) -> dict[str, Any]:
    deadline = time.monotonic() + limits.wall_s
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(request)  # type: ignore[union-attr] # a pipe
        process.stdin.close()  # type: ignore[union-attr] # as above
    output, trace, why = _read_both(process, deadline, limits)
    if why:
        return {"killed": why}
    status = process.wait()
    if trace:
        log.warning("an inspection said: %s", trace[-2000:].decode("utf-8", "replace"))
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError:
        ended = {-signal.SIGXCPU: f"{limits.cpu_s} s", -signal.SIGKILL: f"{limits.cpu_s} s"}
        return {"killed": ended.get(status, f"{limits.memory_bytes >> 20} MiB")}
    return answer


def _read_both(process: subprocess.Popen[bytes], deadline: float, limits: Limits) -> tuple[bytes, bytes, str]:
    """Read answer and trace to their ends, or until a limit; the trace is kept short."""
    parts: dict[str, bytearray] = {"output": bytearray(), "trace": bytearray()}
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ, "output")  # type: ignore[arg-type] # a pipe
        selector.register(process.stderr, selectors.EVENT_READ, "trace")  # type: ignore[arg-type] # as above
        while selector.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                return b"", b"", f"{limits.wall_s:g} s"
            for key, _ in selector.select(left):
                data = os.read(key.fd, 1 << 16)
                if not data:
                    selector.unregister(key.fileobj)
                    continue
                parts[key.data] += data
                if len(parts["output"]) > limits.output_bytes:
                    return b"", b"", f"{limits.output_bytes >> 20} MiB"
                del parts["trace"][:-4000]
    return bytes(parts["output"]), bytes(parts["trace"]), ""
