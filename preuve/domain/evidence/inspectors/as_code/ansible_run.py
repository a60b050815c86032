"""What Ansible ran: its default text output, and the output of the ``json`` callback.

The recap's figures are read; the tasks that changed something are listed from the lines of the tasks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, PlaceKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.jsons import JsonDocument, document
from preuve.domain.evidence.reading.text import blocks
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text, dig
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

RUN = FactKind(
    "as_code.run",
    Strength.READ,
    "Exécution d’Ansible sur {hosts} {hosts:hôte|hôtes} : {ok} {ok:réussite|réussites} dont "
    "{changed} avec changement, {failed} {failed:échec|échecs}, "
    "{unreachable} {unreachable:hôte injoignable|hôtes injoignables}",
    "Ansible run on {hosts} {hosts:host|hosts}: {ok} ok of which {changed} changed, {failed} failed, "
    "{unreachable} {unreachable:host|hosts} unreachable",
)
CHECKED = FactKind(
    "as_code.run.check_mode",
    Strength.READ,
    "Passage d’Ansible en mode simulation sur {hosts} {hosts:hôte|hôtes} : rien n’a été appliqué ({changed} "
    "{changed:changement prévu|changements prévus})",
    "Ansible run in check mode on {hosts} {hosts:host|hosts}: nothing was applied ({changed} "
    "{changed:change|changes} foreseen)",
)
WITHOUT_SUCCESS = FactKind(
    "as_code.run.without_success",
    Strength.READ,
    "Passage d’Ansible sur {hosts} {hosts:hôte|hôtes} sans aucune tâche réussie",
    "Ansible run on {hosts} {hosts:host|hosts} without any successful task",
)
OUTCOMES = FactKind(
    "as_code.run.other_outcomes",
    Strength.READ,
    "Le récapitulatif compte aussi : {fr}",
    "The recap also counts: {en}",
)
IGNORED = FindingKind(
    "as_code.run.ignored",
    "{value} {value:échec ignoré|échecs ignorés} : {names}",
    "{value} ignored {value:failure|failures}: {names}",
)
CHANGED = FactKind(
    "as_code.run.changed_tasks",
    Strength.RECOMPUTED,
    "{n} {n:tâche a changé|tâches ont changé} quelque chose : {value}",
    "{n} {n:task|tasks} changed something: {value}",
)
FAILED = FindingKind(
    "as_code.run.failed",
    "{hosts} {hosts:hôte|hôtes} avec au moins un échec : {names}",
    "{hosts} {hosts:host|hosts} with at least one failure: {names}",
)
UNREACHABLE = FindingKind(
    "as_code.run.unreachable",
    "{hosts} {hosts:hôte injoignable|hôtes injoignables} : {names}",
    "{hosts} {hosts:host|hosts} unreachable: {names}",
)
CHECK_MODE = LimitKind(
    "as_code.limit.run",
    "La sortie ne dit ni la date, ni si les hôtes sont ceux de la production, ni l’effet réel des tâches.",
    "The output tells neither the date, nor whether the hosts are those of production, nor what the tasks "
    "really did.",
)
IDEMPOTENT = FactKind(
    "as_code.compare.idempotence",
    Strength.READ,
    "Second passage : {value} {value:hôte|hôtes} sur {total} sans aucun changement ({before} changements au "
    "premier passage, {after} au second)",
    "Second run: {value} of {total} {total:host|hosts} without any change ({before} changes in the first "
    "run, "
    "{after} in the second)",
)
NOT_IDEMPOTENT = FindingKind(
    "as_code.compare.not_idempotent",
    "{value} {value:hôte change|hôtes changent} encore au second passage : {names} (tâches : {tasks})",
    "{value} {value:host|hosts} still changed in the second run: {names} (tasks: {tasks})",
)
UNSEEN = FindingKind(
    "as_code.compare.hosts_not_seen",
    "{value} {value:hôte|hôtes} dont l’idempotence ne peut pas être dite (injoignable, en échec, sans tâche "
    "réussie, absent de l’un des passages ou seulement simulé) : {names}",
    "{value} {value:host|hosts} whose idempotence can’t be told (unreachable, failed, without a "
    "successful task, absent from one run or only simulated): {names}",
)
SAME_RUN = FindingKind(
    "as_code.compare.same_run",
    "Les deux sorties sont le même fichier : ce ne sont pas deux passages",
    "The two outputs are the same file: they aren’t two runs",
)
OTHER_RUN = FindingKind(
    "as_code.compare.other_run",
    "Les deux sorties n’ont pas les mêmes hôtes ou pas les mêmes tâches",
    "The two outputs don’t have the same hosts or the same tasks",
)

#: The lines that are read, in a block that begins with a line feed; others are passed over.
_SAID = re.compile(
    r"\n(?:(PLAY|TASK|RUNNING HANDLER|HANDLER) \[(.*)\] \**(?=\n)|changed: \[([^\]\n]{1,255})\]"
    r"|((?:fatal|failed): \[)(?:([^\]\n]{1,255})\])?|(\.\.\.ignoring))"
)
_RECAP = re.compile(
    r"(?P<host>\S+)\s+: ok=(?P<ok>\d{1,9})\s+changed=(?P<changed>\d{1,9})\s+"
    r"unreachable=(?P<unreachable>\d{1,9})\s+failed=(?P<failed>\d{1,9})(?P<rest>(?:\s+\w+=\d{1,9})*)\s*$"
)
_REST = re.compile(r"(\w+)=(\d{1,9})")
_CHECK = "] [CHECK MODE"
#: How the lines begin that are no recap.
_OTHER_LINES = (
    "PLAY [", "TASK [", "RUNNING HANDLER [", "HANDLER [", "changed: [", "fatal: [", "failed: [",
    "...ignoring",
)  # fmt: skip
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_SNIFF_RECAP = re.compile(r"^(?:\x1b\[[0-9;]*m)?PLAY RECAP \*+", re.MULTILINE)
_SNIFF_TASK = re.compile(r"^(?:\x1b\[[0-9;]*m)?(?:PLAY|TASK) \[.*\] \*{3,}", re.MULTILINE)
_RECAP_LINE = re.compile(r"\bok=\d+ .{0,30}changed=\d+ .{0,30}unreachable=\d+")
_FIGURES = ("ok", "changed", "unreachable", "failed")
#: What the recap also counts (since Ansible 2.8), in French and in English.
_OTHERS = {
    "skipped": ("tâches sautées", "skipped tasks"),
    "rescued": ("échecs rattrapés", "rescued failures"),
    "ignored": ("échecs ignorés", "ignored failures"),
}
_MAX_TASKS = 100_000


@dataclass(frozen=True, slots=True)
class Tally:
    """One host's figures in the recap."""

    place: Place
    ok: int
    changed: int
    unreachable: int
    failed: int
    others: Mapping[str, int] = field(default_factory=dict, kw_only=True)


@dataclass(slots=True)
class Run:
    """One run: hosts of the recap, names of tasks, and what changed, and failures that were ignored.

    A text has many changes: their places are kept as lines of `artefact`.
    """

    artefact: Artefact
    hosts: dict[str, Tally] = field(default_factory=dict)
    tasks: dict[str, None] = field(default_factory=dict)
    changed: dict[tuple[str, str], Place | int] = field(default_factory=dict)
    ignored: dict[tuple[str, str], Place | int] = field(default_factory=dict)
    check: bool = False
    version: str = ""
    period: tuple[str, str] = ("", "")
    plays: list[str] = field(default_factory=list)

    def places(self, these: Iterable[Place | int]) -> Iterator[Place]:
        """Yield places, those of text from their lines."""
        for each in these:
            yield self.artefact.place(PlaceKind.TEXT, line=each) if isinstance(each, int) else each


def sniff_text(head: Head) -> float:
    """Headings of plays and tasks, or the recap, as the default callback prints them."""
    if "PLAY RECAP" in head.text and _SNIFF_RECAP.search(head.text) and _RECAP_LINE.search(head.text):
        return 1.0
    return 0.9 if len(_SNIFF_TASK.findall(head.text[:65536])) >= 2 else 0.0


def sniff_json(head: Head) -> float:
    """``plays`` and ``stats`` of the ``json`` callback."""
    keys = head.json_keys
    if {"plays", "stats"} <= keys:
        return 1.0 if "changed" in head.text and head.json_kind == "object" else 0.6
    return 0.0


def read_text(artefact: Artefact) -> Run:
    """Read the default output as a stream.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD (no recap: the run did not end, or was cut).
    """
    reader = _Reader(artefact)
    for number, text in blocks(artefact):
        reader.block(text, number)
    if not reader.run.hosts:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "PLAY RECAP")
    return reader.run


class _Reader:
    """Reads blocks of lines into one run."""

    def __init__(self, artefact: Artefact) -> None:
        self.artefact = artefact
        self.run = Run(artefact)
        self.task = ""
        self.failing: tuple[str, int] | None = None

    def block(self, text: str, number: int) -> None:
        """Read whole lines, the first of them `number`."""
        if "\x1b" in text:
            text = _COLOUR.sub("", text)
        text, first, counted = f"\n{text}", number, 0
        for found in _SAID.finditer(text):
            start = found.start()
            number += text.count("\n", counted, start)
            counted = start
            self.said(found, number)
        self.recap(text, first)

    def said(self, found: re.Match[str], number: int) -> None:
        """Read one line of those that `_SAID` finds."""
        run = self.run
        if found[1]:
            self.task = _enter(run, found[1], found[2], self.task)
        elif found[3]:
            if len(run.changed) < _MAX_TASKS:
                run.changed.setdefault((found[3].partition(" -> ")[0], self.task), number)
        elif found[4]:
            self.failing = (found[5].partition(" -> ")[0], number) if found[5] else None
        elif self.failing and len(run.ignored) < _MAX_TASKS:
            run.ignored.setdefault((self.failing[0], self.task), self.failing[1])

    def recap(self, text: str, first: int) -> None:
        """Read the lines of the recap, `first` being the number of the block's first line."""
        at = text.find(" : ok=")
        while at >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.index("\n", at)
            line = text[start:end]
            if not line.startswith(_OTHER_LINES):
                _recap(self.run, self.artefact, line, first + text.count("\n", 0, start) - 1)
            at = text.find(" : ok=", end)


def _recap(run: Run, artefact: Artefact, line: str, number: int) -> None:
    found = _RECAP.match(line)
    if found:
        others = {name: int(count) for name, count in _REST.findall(found["rest"]) if name in _OTHERS}
        place = artefact.place(PlaceKind.TEXT, line=number)
        run.hosts[found["host"]] = Tally(place, *(int(found[name]) for name in _FIGURES), others=others)


def _enter(run: Run, kind: str, name: str, task: str) -> str:
    if name.endswith(_CHECK):
        run.check = True
        name = name.removesuffix(_CHECK)
    if kind == "PLAY":
        run.plays.append(name)
        return task
    if len(run.tasks) < _MAX_TASKS:
        run.tasks[name] = None
    return name


def read_json(artefact: Artefact) -> Run:
    """Read the output of the ``json`` callback; what is printed before the document is not accepted.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD (no stats).
    """
    read = document(artefact)
    run = Run(artefact)
    for name, stats in as_dict(dig(read.value, "stats")).items():
        figures = [as_int(dig(stats, key)) or 0 for key in ("ok", "changed", "unreachable", "failures")]
        others = {key: as_int(dig(stats, key)) or 0 for key in _OTHERS}
        run.hosts[name] = Tally(read.place("stats", name), *figures, others=others)
    if not run.hosts:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "stats")
    starts: list[str] = []
    ends: list[str] = []
    for number, play in enumerate(as_list(dig(read.value, "plays"))):
        run.plays.append(as_text(dig(play, "play", "name")))
        starts.append(as_text(dig(play, "play", "duration", "start")))
        ends.append(as_text(dig(play, "play", "duration", "end")))
        for index, task in enumerate(as_list(dig(play, "tasks"))):
            _task(run, read, ("plays", number, "tasks", index), task)
    run.period = (min(filter(None, starts), default=""), max(filter(None, ends), default=""))
    return run


def _task(run: Run, read: JsonDocument, path: tuple[str | int, ...], task: Any) -> None:
    name = as_text(dig(task, "task", "name"))
    run.tasks[name] = None
    for host, result in as_dict(dig(task, "hosts")).items():
        if dig(result, "changed") is True and len(run.changed) < _MAX_TASKS:
            run.changed.setdefault((host, name), read.place(*path, "hosts", host, "changed"))
        if dig(result, "failed") is True and _only_ignored(run, host) and len(run.ignored) < _MAX_TASKS:
            run.ignored.setdefault((host, name), read.place(*path, "hosts", host, "failed"))


def _only_ignored(run: Run, name: str) -> bool:
    """Say whether all failures of a host were ignored: the callback doesn't tell it task by task."""
    host = run.hosts.get(name)
    return (
        host is not None
        and host.others["ignored"] > 0
        and not (host.failed or host.unreachable or host.others["rescued"])
    )


def state(run: Run, _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of one run."""
    stated = Stated(producer="Ansible", period=run.period, target=", ".join(list(run.hosts)[:8]))
    if len(run.plays) == 1:
        stated.target = run.plays[0]
    total = {
        "hosts": len(run.hosts),
        "ok": sum(host.ok for host in run.hosts.values()),
        "changed": sum(host.changed for host in run.hosts.values()),
        "failed": sum(host.failed for host in run.hosts.values()),
        "unreachable": sum(host.unreachable > 0 for host in run.hosts.values()),
    }
    kind = CHECKED if run.check else RUN if total["ok"] else WITHOUT_SUCCESS
    stated.fact(kind, dict(total), [host.place for host in run.hosts.values()], **total)
    _others(run, stated)
    if run.changed and not run.check:
        names = list(dict.fromkeys(task for _, task in run.changed))
        stated.fact(CHANGED, names, run.places(run.changed.values()), n=len(names))
    for wrong, has in ((FAILED, _failed), (UNREACHABLE, _unreachable)):
        names = [name for name, host in run.hosts.items() if has(host)]
        stated.finding(wrong, [run.hosts[name].place for name in names], names=names, hosts=len(names))
    stated.limits.append(CHECK_MODE.state())
    return stated


def _others(run: Run, stated: Stated) -> None:
    """State what the recap counts beside: nothing of what is zero."""
    totals = {name: sum(host.others.get(name, 0) for host in run.hosts.values()) for name in _OTHERS}
    counts = {name: count for name, count in totals.items() if count}
    if counts:
        stated.fact(
            OUTCOMES,
            counts,
            [host.place for host in run.hosts.values() if any(host.others.values())],
            fr={_OTHERS[name][0]: count for name, count in counts.items()},
            en={_OTHERS[name][1]: count for name, count in counts.items()},
        )
    ignoring = {name: host.place for name, host in run.hosts.items() if host.others.get("ignored")}
    places = [*run.places(run.ignored.values())] or [*ignoring.values()]
    names = list(dict.fromkeys(task for _, task in run.ignored)) or list(ignoring)
    stated.counted(IGNORED, totals["ignored"], places, names=names)


def _failed(host: Tally) -> int:
    return host.failed


def _unreachable(host: Tally) -> int:
    return host.unreachable


def compare(before: Run, after: Run) -> tuple[Stated, bool]:
    """State whether the second run changed nothing: idempotence, host by host."""
    stated = Stated()
    firsts = [next(iter(run.hosts.values())).place for run in (before, after)]
    if firsts[0].artefact == firsts[1].artefact:
        stated.findings.append(SAME_RUN.state(0, firsts))
        return stated, False
    every = dict.fromkeys([*before.hosts, *after.hosts])
    seen = [name for name in every if _is_seen(before, name) and _is_seen(after, name)]
    unseen = [name for name in every if name not in seen]
    same = before.hosts.keys() == after.hosts.keys() and _same_tasks(before, after)
    places = [host.place for run in (before, after) for host in run.hosts.values()]
    if not same:
        stated.findings.append(OTHER_RUN.state(0, places))
    if seen:
        calm = [name for name in seen if not after.hosts[name].changed]
        if calm:
            stated.fact(
                IDEMPOTENT,
                len(calm),
                [run.hosts[name].place for name in seen for run in (before, after)],
                total=len(seen),
                before=sum(before.hosts[name].changed for name in seen),
                after=sum(after.hosts[name].changed for name in seen),
            )
        _still(after, [name for name in seen if name not in calm], stated)
    at = [run.hosts[name].place for name in unseen for run in (before, after) if name in run.hosts]
    if unseen:
        stated.findings.append(UNSEEN.state(len(unseen), at, names=unseen))
    stated.limits.append(CHECK_MODE.state())
    return stated, same


def _same_tasks(before: Run, after: Run) -> bool:
    """Handlers run only when something changed: the second run may lack names, never have others."""
    return not after.tasks.keys() - before.tasks.keys() and bool(after.tasks) == bool(before.tasks)


def _is_seen(run: Run, name: str) -> bool:
    host = run.hosts.get(name)
    return not run.check and host is not None and bool(host.ok) and not host.unreachable and not host.failed


def _still(after: Run, names: list[str], stated: Stated) -> None:
    changed = [(task, place) for (host, task), place in after.changed.items() if host in names]
    if names:
        stated.findings.append(
            NOT_IDEMPOTENT.state(
                len(names),
                [*after.places(place for _, place in changed)] + [after.hosts[name].place for name in names],
                names=names,
                tasks=list(dict.fromkeys(task for task, _ in changed)) or ["?"],
            )
        )
