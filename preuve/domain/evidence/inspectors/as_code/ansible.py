"""Ansible playbooks (and lists of tasks of roles), and inventories in INI and YAML."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, PlaceKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code.model import Path, read_yaml
from preuve.domain.evidence.inspectors.as_code.secrets import is_written_secret, written_secrets
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.yamls import YamlDocument

PLAYS = FactKind(
    "as_code.plays",
    Strength.READ,
    "{n} {n:jeu|jeux} de tâches (plays) sur : {value}",
    "{n} {n:play|plays} on: {value}",
)
TASKS = FactKind(
    "as_code.tasks",
    Strength.READ,
    "{value} {value:tâche|tâches}, dont {named} {named:nommée|nommées} et {handlers} "
    "{handlers:réaction|réactions} "
    "(handlers)",
    "{value} {value:task|tasks}, {named} of them named, {handlers} {handlers:handler|handlers} among them",
)
MODULES = FactKind(
    "as_code.modules",
    Strength.READ,
    "{n} {n:module différent|modules différents} : {value}",
    "{n} different {n:module|modules}: {value}",
)
ROLES = FactKind(
    "as_code.roles", Strength.READ, "{n} {n:rôle|rôles} : {value}", "{n} {n:role|roles}: {value}"
)
HOSTS = FactKind(
    "as_code.inventory",
    Strength.READ,
    "{hosts} {hosts:hôte|hôtes} dans {n} {n:groupe|groupes} : {value}",
    "{hosts} {hosts:host|hosts} in {n} {n:group|groups}: {value}",
)
COMMANDS = FindingKind(
    "as_code.raw_commands",
    "{value} {value:tâche lance|tâches lancent} une commande sans condition d’idempotence "
    "(creates, removes ou changed_when)",
    "{value} {value:task runs|tasks run} a command without a condition of idempotence "
    "(creates, removes or changed_when)",
)
UNNAMED = FindingKind(
    "as_code.unnamed_tasks",
    "{value} {value:tâche sans nom|tâches sans nom}",
    "{value} {value:task|tasks} without a name",
)
CLEAR = FindingKind(
    "as_code.ansible_secret",
    "{value} {value:valeur secrète écrite|valeurs secrètes écrites} en clair",
    "{value} secret {value:value|values} written in clear",
)
NOT_RUN = LimitKind(
    "as_code.limit.playbook",
    "Le fichier décrit ce qu’Ansible doit faire ; il ne prouve pas qu’il a été exécuté.",
    "The file describes what Ansible has to do; it doesn’t prove that it ran.",
)

_ENTRY = re.compile(r"- {1,8}([\w.]+)[ \t]*:|( {1,10})([\w.]+)[ \t]*:")
_IN_PLAY = frozenset(
    {"tasks", "roles", "pre_tasks", "become", "gather_facts", "vars", "vars_files", "handlers", "name"}
)
_MODULES = frozenset(
    {
        "apt",
        "block",
        "command",
        "copy",
        "debug",
        "dnf",
        "file",
        "get_url",
        "git",
        "import_tasks",
        "include_tasks",
        "lineinfile",
        "package",
        "service",
        "set_fact",
        "shell",
        "systemd",
        "template",
        "unarchive",
        "user",
        "yum",
    }
)
_SECTION = re.compile(r"\[([\w.:-]{1,200})\]\s*(?:[#;].*)?$")
_HOST = re.compile(r"([\w.\[\]:-]{1,255})(?:\s|$)")
_VARIABLE = re.compile(r"([\w-]{1,100})\s*=\s*(\"[^\"]*\"|'[^']*'|\S*)")
_INI_MARK = re.compile(r"\bansible_(?:host|user|port|connection|ssh_\w+|become\w*|python_interpreter)\s*=")
_INI_SECTION = re.compile(r"^\[[\w.-]+(?::children|:vars)?\][ \t]*\r?$", re.MULTILINE)
_INI_GROUP = re.compile(r"^\[[\w.-]+:(?:children|vars)\]", re.MULTILINE)
_RANGE = re.compile(r"\[(\d{1,6}):(\d{1,6})(?::(\d{1,4}))?\]|\[([a-z]):([a-z])\]")

#: Keywords of a task that are no module (Ansible, Playbook Keywords).
_KEYWORD_NAMES = (
    "action any_errors_fatal args async become become_exe become_flags become_method become_user "
    "changed_when check_mode collections connection debugger delay delegate_facts delegate_to diff "
    "environment failed_when ignore_errors ignore_unreachable listen local_action loop loop_control "
    "module_defaults name no_log notify poll port register remote_user retries run_once tags throttle "
    "timeout until vars when"
)
_KEYWORDS = frozenset(_KEYWORD_NAMES.split())
_RAW = frozenset({"shell", "command", "raw", "script", "win_shell", "win_command"})
_LISTS = ("pre_tasks", "tasks", "post_tasks", "handlers")
_BLOCKS = ("block", "rescue", "always")


@dataclass(slots=True)
class Playbook:
    """Plays (hosts aimed at), tasks and roles of one file."""

    document: YamlDocument
    plays: list[tuple[str, Place]] = field(default_factory=list)
    tasks: list[tuple[dict[str, Any], Path]] = field(default_factory=list)
    handlers: int = 0
    roles: dict[str, Place] = field(default_factory=dict)


@dataclass(slots=True)
class Inventory:
    """Groups with their hosts, as written (ranges counted), and places."""

    groups: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    secrets: list[Place] = field(default_factory=list)


def sniff_playbook(head: Head) -> float:
    """A list of plays, or of tasks with modules' names."""
    if head.json_kind or head.xml_root[0] or head.yaml_keys:
        return 0.0
    best = 0.0
    for keys in _entries(head):
        if "import_playbook" in keys or ("hosts" in keys and keys & _IN_PLAY):
            return 1.0
        if keys & _MODULES or any(key.startswith(("ansible.", "community.")) for key in keys):
            best = 0.8
    return best


def _entries(head: Head) -> Iterator[set[str]]:
    """Yield the keys of each mapping of a top-level list."""
    keys: set[str] = set()
    indent = 0
    for line in head.lines:
        found = _ENTRY.match(line)
        if found and found[1]:
            if keys:
                yield keys
            keys, indent = {found[1].removeprefix("ansible.builtin.")}, found.start(1)
        elif found and keys and len(found[2]) == indent:
            keys.add(found[3].removeprefix("ansible.builtin."))
    if keys:
        yield keys


def sniff_ini(head: Head) -> float:
    """Sections with hosts, and ``ansible_…`` variables or groups of groups."""
    if not _INI_SECTION.search(head.text) or head.xml_root[0]:
        return 0.0
    if _INI_MARK.search(head.text):
        return 1.0
    if head.base_name in {"hosts", "hosts.ini", "inventory", "inventory.ini", "inventaire.ini"}:
        return 0.8
    return 0.7 if _INI_GROUP.search(head.text) else 0.0


def sniff_yaml(head: Head) -> float:
    """Groups under ``all`` (or at the top) with ``hosts`` and ``children``."""
    text = head.text
    if "all" in head.yaml_keys and re.search(r"^[ \t]+(?:hosts|children)[ \t]*:", text, re.MULTILINE):
        return 1.0
    marks = re.search(r"^[ \t]+ansible_(?:host|user|connection|port)[ \t]*:", text, re.MULTILINE)
    grouped = re.search(r"^[ \t]+hosts[ \t]*:[ \t]*$", text, re.MULTILINE)
    return 0.8 if marks and grouped and head.yaml_keys else 0.0


def read_playbook(artefact: Artefact) -> Playbook:
    """Read a playbook or a list of tasks.

    Raises:
        UnreadableArtefactError: as `read_yaml`; MISSING_FIELD (no list of plays or tasks).
    """
    document = read_yaml(artefact)[0]
    entries = as_list(document.value)
    if not entries:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "hosts")
    found = Playbook(document)
    for index, entry in enumerate(entries):
        play = as_dict(entry)
        if "hosts" in play or "import_playbook" in play or "ansible.builtin.import_playbook" in play:
            _play(found, play, (index,))
        else:
            found.tasks.extend(_tasks([entry], (), index))
    return found


def _play(found: Playbook, play: dict[str, Any], path: Path) -> None:
    hosts = play.get("hosts")
    named = as_text(hosts) or ", ".join(as_text(each) for each in as_list(hosts))
    if named:
        found.plays.append((named, found.document.place(*path, "hosts")))
    for key in _LISTS:
        here = list(_tasks(as_list(play.get(key)), (*path, key), 0))
        found.tasks += here
        found.handlers += len(here) if key == "handlers" else 0
    for index, role in enumerate(as_list(play.get("roles"))):
        name = as_text(role) or as_text(as_dict(role).get("role")) or as_text(as_dict(role).get("name"))
        if name:
            found.roles.setdefault(name, found.document.place(*path, "roles", index))


def _tasks(entries: list[Any], path: Path, first: int) -> Iterator[tuple[dict[str, Any], Path]]:
    for index, entry in enumerate(entries, first):
        task = as_dict(entry)
        where = (*path, index)
        inner = [key for key in _BLOCKS if key in task]
        for key in inner:
            yield from _tasks(as_list(task[key]), (*where, key), 0)
        if not inner and task:
            yield task, where


def module_of(task: dict[str, Any]) -> str:
    """Return the module that a task calls, without its collection; ``""`` when none is seen."""
    for key in task:
        if key not in _KEYWORDS and not key.startswith("with_"):
            return key.rpartition(".")[2]
    return as_text(task.get("action")).partition(" ")[0].rpartition(".")[2]


def _is_raw(task: dict[str, Any]) -> bool:
    if module_of(task) not in _RAW or "changed_when" in task:
        return False
    text = " ".join(as_text(value) for value in task.values())
    inner = [as_dict(value) for value in task.values()]
    conditions = ("creates", "removes")
    return not any(key in value for value in inner for key in conditions) and not re.search(
        r"\b(?:creates|removes)=", text
    )


def state_playbook(found: Playbook, _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of a playbook."""
    stated = Stated()
    document = found.document
    places = [document.place(*path) for _, path in found.tasks[:50]]
    if found.plays:
        aimed = list(dict.fromkeys(hosts for hosts, _ in found.plays))
        stated.fact(PLAYS, aimed, [place for _, place in found.plays], n=len(found.plays))
    unnamed = [path for task, path in found.tasks if not as_text(task.get("name"))]
    if found.tasks:
        count = len(found.tasks)
        stated.fact(TASKS, count, places, named=count - len(unnamed), handlers=found.handlers)
        modules = Counter(filter(None, (module_of(task) for task, _ in found.tasks)))
        stated.fact(MODULES, dict(modules.most_common()), places, n=len(modules))
    if found.roles:
        stated.fact(ROLES, list(found.roles), found.roles.values(), n=len(found.roles))
    stated.finding(COMMANDS, [document.place(*path) for task, path in found.tasks if _is_raw(task)])
    stated.finding(UNNAMED, [document.place(*path) for path in unnamed])
    stated.finding(CLEAR, [document.place(*path) for path in written_secrets(document.value)])
    stated.limits.append(NOT_RUN.state())
    return stated


def read_yaml_inventory(artefact: Artefact) -> Inventory:
    """Read a YAML inventory.

    Raises:
        UnreadableArtefactError: as `read_yaml`; MISSING_FIELD (no host).
    """
    document = read_yaml(artefact)[0]
    found = Inventory()
    _groups(found, document, as_dict(document.value), ())
    found.secrets = [document.place(*path) for path in written_secrets(document.value)]
    return _whole(artefact, found)


def _groups(found: Inventory, document: YamlDocument, groups: dict[str, Any], path: Path) -> None:
    for name, group in groups.items():
        hosts = as_dict(as_dict(group).get("hosts"))
        found.groups.setdefault(name, set()).update(hosts)
        found.places.setdefault(name, document.place(*path, name, key=True))
        _groups(found, document, as_dict(as_dict(group).get("children")), (*path, name, "children"))


def read_ini_inventory(artefact: Artefact) -> Inventory:
    """Read an INI inventory.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD (no host).
    """
    found = Inventory()
    group, kind = "ungrouped", ""
    for number, raw in lines(artefact):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        place = artefact.place(PlaceKind.TEXT, line=number)
        section = _SECTION.fullmatch(line)
        if section:
            group, _, kind = section[1].partition(":")
            if kind != "vars":
                found.groups.setdefault(group, set())
                found.places.setdefault(group, place)
            continue
        host = _HOST.match(line)
        if not kind and host:
            found.groups.setdefault(group, set()).add(host[1])
            found.places.setdefault(group, place)
        pairs = _VARIABLE.findall(line[:4000])
        if any(is_written_secret(name, value.strip("'\"")) for name, value in pairs):
            found.secrets.append(place)
    return _whole(artefact, found)


def _whole(artefact: Artefact, found: Inventory) -> Inventory:
    if not any(found.groups.values()):
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "hosts")
    return found


def hosts_of(pattern: str) -> int:
    """Return how many hosts a name with ranges stands for: ``web[01:50]`` is 50."""
    count = 1
    for found in _RANGE.finditer(pattern):
        if found[4]:
            count *= max(ord(found[5]) - ord(found[4]) + 1, 0)
        else:
            step = max(int(found[3] or 1), 1)
            count *= max((int(found[2]) - int(found[1])) // step + 1, 0)
    return count


def state_inventory(found: Inventory, _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of an inventory."""
    stated = Stated()
    hosts = set().union(*found.groups.values())
    counts = {name: sum(map(hosts_of, group)) for name, group in found.groups.items()}
    stated.fact(HOSTS, counts, found.places.values(), n=len(counts), hosts=sum(map(hosts_of, hosts)))
    stated.finding(CLEAR, found.secrets)
    stated.limits.append(NOT_RUN.state())
    return stated
