"""Dockerfiles (and Containerfiles): stages, base images, and what the last stage says of running."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, PlaceKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code.model import floats
from preuve.domain.evidence.inspectors.as_code.secrets import is_written_secret
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

STAGES = FactKind(
    "as_code.build_stages",
    Strength.READ,
    "{n} {n:étape|étapes} de construction à partir de : {value}",
    "{n} build {n:stage|stages} from: {value}",
)
RUNTIME = FactKind(
    "as_code.runtime",
    Strength.READ,
    "Dernière étape : utilisateur {user:quoted}, vérification de santé : {health}, ports : {ports}",
    "Last stage: user {user:quoted}, health check: {health}, ports: {ports}",
)
FLOATING = FindingKind(
    "as_code.floating_base",
    "{value} {value:image de base|images de base} sans version précise : {names}",
    "{value} base {value:image|images} without a precise version: {names}",
)
NO_USER = FindingKind(
    "as_code.no_user",
    "Aucune instruction USER dans la dernière étape : l’utilisateur est celui de l’image de base",
    "No USER instruction in the last stage: the user is that of the base image",
)
ROOT = FindingKind(
    "as_code.root_user",
    "La dernière étape s’exécute sous l’utilisateur root",
    "The last stage runs as the root user",
)
CLEAR = FindingKind(
    "as_code.image_secret",
    "{value} {value:valeur secrète écrite|valeurs secrètes écrites} dans l’image (ENV ou ARG)",
    "{value} secret {value:value|values} written into the image (ENV or ARG)",
)
REMOTE = FindingKind(
    "as_code.remote_add",
    "{value} {value:instruction ADD télécharge|instructions ADD téléchargent} un fichier sans empreinte",
    "{value} ADD {value:instruction downloads|instructions download} a file without a checksum",
)
NOT_BUILT = LimitKind(
    "as_code.limit.not_built",
    "Le fichier dit comment construire une image ; il ne prouve pas qu’elle a été construite, ni ce "
    "qu’apporte "
    "l’image de base.",
    "The file tells how to build an image; it doesn’t prove that it was built, nor what the base image "
    "brings.",
)

_FROM = re.compile(r"^[ \t]*FROM[ \t]+\S+", re.MULTILINE | re.IGNORECASE)
_OTHER = re.compile(
    r"^[ \t]*(?:RUN|CMD|COPY|ENTRYPOINT|WORKDIR|ENV|ADD|EXPOSE|ARG|LABEL|USER)[ \t]+\S", re.MULTILINE
)
_NAMED = re.compile(r"(?:.*\.)?(?:dockerfile|containerfile)(?:\..*)?")
_INSTRUCTION = re.compile(r"([A-Za-z]+)\s+(.*)", re.DOTALL)
_HEREDOC = re.compile(r"<<-?[ \t]*[\"']?([A-Za-z_][\w]*)[\"']?")
_PAIR = re.compile(r"([A-Za-z_][\w.-]*)=(\"(?:[^\"\\]|\\.)*\"|'[^']*'|\S*)")
_MAX_INSTRUCTIONS = 10_000
_MAX_LENGTH = 100_000


@dataclass(slots=True)
class Stage:
    """One ``FROM`` and what follows; `base` is ``""`` when it is an earlier stage or ``scratch``."""

    base: str
    reference: str
    place: Place
    user: str = ""
    user_place: Place | None = None
    health: bool = False
    ports: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Recipe:
    """The stages of one file."""

    stages: list[Stage] = field(default_factory=list)
    secrets: list[Place] = field(default_factory=list)
    remote: list[Place] = field(default_factory=list)


def sniff(head: Head) -> float:
    """``FROM`` before other instructions."""
    named = bool(_NAMED.fullmatch(head.base_name))
    if head.json_kind or head.xml_root[0] or not _FROM.search(head.text):
        return 0.0
    first = next((line for line in head.lines if line.strip() and not line.lstrip().startswith("#")), "")
    begins = re.match(r"\s*(?:FROM|ARG)\s+\S", first, re.IGNORECASE)
    if not begins:
        return 0.0
    return 1.0 if named else 0.95 if _OTHER.search(head.text) else 0.0


def read(artefact: Artefact) -> Recipe:
    """Read one file.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; TOO_MANY; MISSING_FIELD (no FROM).
    """
    found = Recipe()
    known: set[str] = set()
    for count, (name, text, place) in enumerate(_instructions(artefact)):
        if count > _MAX_INSTRUCTIONS:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, place)
        if name == "FROM":
            words = [word for word in text.split() if not word.startswith("--")]
            if words:
                own = words[0].lower() in known or words[0] == "scratch"
                found.stages.append(Stage("" if own else words[0], words[0], place))
                known.add(words[-1].lower())
        elif name in {"ENV", "ARG"}:
            if any(is_written_secret(key, value) for key, value in _pairs(text)):
                found.secrets.append(place)
        elif name == "ADD" and re.search(r"(?:^|\s)https?://", text) and "--checksum" not in text:
            found.remote.append(place)
        elif found.stages:
            _running(found.stages[-1], name, text, place)
    if not found.stages:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "FROM")
    return found


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = [(name, value.strip("\"'")) for name, value in _PAIR.findall(text)]
    if not pairs:
        name, _, value = text.partition(" ")
        pairs = [(name, value.strip())]
    return pairs


def _running(stage: Stage, name: str, text: str, place: Place) -> None:
    if name == "USER":
        stage.user, stage.user_place = text.strip(), place
    elif name == "HEALTHCHECK":
        stage.health = not text.strip().upper().startswith("NONE")
    elif name == "EXPOSE":
        stage.ports += text.split()


def _instructions(artefact: Artefact) -> Iterator[tuple[str, str, Place]]:
    """Yield (name, text, place) of each instruction; continuations are joined, here-documents skipped."""
    parts: list[str] = []
    first, ending, escape = 0, "", "\\"
    for number, line in lines(artefact):
        if ending:
            ending = "" if line.strip() == ending else ending
            continue
        stripped = line.strip()
        if stripped.startswith("#") or not stripped:
            if stripped.lower().replace(" ", "") == "#escape=`":
                escape = "`"
            continue
        first = first or number
        going_on = stripped.endswith(escape)
        if sum(map(len, parts)) < _MAX_LENGTH:
            parts.append(stripped.removesuffix(escape))
        if going_on:
            continue
        yield from _instruction(artefact, " ".join(parts), first, number)
        heredoc = _HEREDOC.search(parts[-1]) if parts[0][:4].upper() in {"RUN ", "COPY"} else None
        ending = heredoc[1] if heredoc else ""
        parts, first = [], 0
    if parts:
        yield from _instruction(artefact, " ".join(parts), first, first)


def _instruction(artefact: Artefact, text: str, first: int, last: int) -> Iterator[tuple[str, str, Place]]:
    found = _INSTRUCTION.match(text)
    if found:
        yield found[1].upper(), found[2], artefact.place(PlaceKind.TEXT, line=first, last_line=last)


def state(found: Recipe, _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of one file."""
    stated = Stated()
    last = found.stages[-1]
    references = [stage.reference for stage in found.stages]
    stated.fact(STAGES, references, [stage.place for stage in found.stages], n=len(references))
    stated.fact(
        RUNTIME,
        {"user": last.user, "healthcheck": last.health, "ports": " ".join(last.ports)},
        [last.user_place or last.place],
        user=last.user or "?",
        health=last.health,
        ports=last.ports or ["0"],
    )
    loose = [stage for stage in found.stages if stage.base and floats(stage.base)]
    stated.finding(FLOATING, [stage.place for stage in loose], names=[stage.base for stage in loose])
    if not last.user:
        stated.finding(NO_USER, [last.place])
    elif last.user.partition(":")[0] in {"root", "0"}:
        stated.finding(ROOT, [last.user_place or last.place])
    stated.finding(CLEAR, found.secrets)
    stated.finding(REMOTE, found.remote)
    stated.limits.append(NOT_BUILT.state())
    return stated
