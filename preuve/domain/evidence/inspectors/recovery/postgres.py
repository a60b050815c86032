"""What ``pg_restore --verbose`` and ``pg_verifybackup`` print, in English and French."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import MAX_PLACES, Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import restores
from preuve.domain.evidence.inspectors.recovery import statements as say
from preuve.domain.evidence.inspectors.recovery.report import Reader, Report
from preuve.domain.evidence.inspectors.recovery.restores import Restore
from preuve.domain.evidence.reading.text import blocks, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_RESTORE = re.compile(r"pg_restore ?: ?(?:\[[^\]]{1,60}\] ?)?(.*)")
_VERIFY = re.compile(r"pg_verifybackup ?: ?(.*)")
#: Most lines of a restore: an object created, or the rows of a table loaded.
_OBJECT = re.compile(
    r"pg_restore ?: ?(?:\[[^\]]{1,60}\] ?)?(?:(?:creating|création de) ([A-Z][A-Z ]{2,40}?) [\"«]"
    r"|(?:processing data for table|traitement des données de la table)\b)"
)
#: As `_OBJECT`, in English, for all lines of a block: the kind, or an empty text for another line.
_ROW = re.compile(
    r"(?:pg_restore: (?:creating (?=[A-Z])|(?=p))"
    r"([A-Z][A-Z ]{2,40}?(?= \")|processing(?= data for table\b))|).*+\n"
)
_ERROR = re.compile(r"(?:error|erreur|fatal|could not|n'a pas pu) ?:? ?(.*)", re.IGNORECASE)
_IGNORED = re.compile(r"(?:errors ignored on restore|erreurs ignorées lors de la restauration) ?: ?(\d{1,9})")
_CONNECTED = re.compile(
    r"(?:connecting to database for restore|connexion à la base de données pour la restauration)"
)
#: Errors that are kept; all are counted.
_MOST = 1000
_VERIFIED = re.compile(r"^(?:backup successfully verified|sauvegarde vérifiée avec succès)\s*$", re.MULTILINE)


def sniff_restore(head: Head) -> float:
    """Recognise lines that begin with the program's name."""
    found = sum(
        line.startswith(("pg_restore:", "pg_restore :", "pg_restore: [")) for line in head.lines[:500]
    )
    return 0.95 if found >= 2 or (found and len(head.lines) < 5) else 0.0


def sniff_verify(head: Head) -> float:
    """Recognise the verdict, or lines that begin with the program's name."""
    text = head.text
    if head.size < 4096 and _VERIFIED.search(text):
        return 0.9
    return 0.95 if text.startswith("pg_verifybackup") or "\npg_verifybackup" in text else 0.0


class _Run:
    """What a restore printed."""

    def __init__(self, artefact: Artefact) -> None:
        self.artefact = artefact
        self.objects: Counter[str] = Counter()
        self.kept: list[Place] = []
        self.errors: list[tuple[str, Place]] = []
        self.first: Place | None = None
        self.connected = False
        self.broken = 0

    def block(self, text: str, number: int) -> None:
        """Read whole lines, the first of them `number`: once enough places are kept, objects by kind."""
        if len(self.kept) < MAX_PLACES or "ignor" in text:
            for each, line in enumerate(text.split("\n")[:-1], number):
                self.line(line, each)
            return
        kinds = _ROW.findall(text)
        others = [index for index, kind in enumerate(kinds) if not kind] if "" in kinds else []
        found = text.split("\n") if others else []
        begun = 0
        for index in (*others, len(kinds)):
            for kind, count in Counter(kinds[begun:index]).items():
                self.objects["TABLE DATA" if kind == "processing" else kind] += count
            if index < len(kinds):
                self.line(found[index], number + index)
            begun = index + 1

    def line(self, line: str, number: int) -> None:
        """Read one line."""
        restored = _OBJECT.match(line)
        if restored:
            self.objects[restored[1] or "TABLE DATA"] += 1
            if len(self.kept) < MAX_PLACES:
                self.kept.append(self.artefact.place(PlaceKind.TEXT, line=number))
            self.first = self.first or self.kept[0]
            if "ignor" not in line:
                return
        said = _RESTORE.match(line)
        if not said:
            return
        place, text = self.artefact.place(PlaceKind.TEXT, line=number), said[1]
        self.connected = self.connected or _CONNECTED.match(text) is not None
        bad = _ERROR.match(text) or _IGNORED.search(text)
        self.first = self.first or place
        if bad and len(self.errors) < _MOST:
            self.errors.append((text[:160], place))
        self.broken += bool(bad)


def state_restore(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the objects that were restored and the errors.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without a line of the program.
    """
    report = Report(producer="pg_restore")
    run = _Run(artefact)
    for number, text in blocks(artefact, 20_000):
        run.block(text, number)
    objects, errors, first = run.objects, run.errors, run.first
    if first is None:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "pg_restore:")
    if objects:
        kinds = [f"{name} ({count})" for name, count in objects.most_common()]
        report.fact(say.RESTORED, dict(objects), run.kept, kinds=kinds)
    report.listed(say.COMMAND_FAILED, errors, total=run.broken)
    if run.connected:
        restores.state(
            report, [Restore("pg_restore", "", "", None, False if errors else None, first)], context
        )
    else:
        report.limit(say.SERVICE)
    return report


def state_verify(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the verdict on a base backup against its manifest.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without a verdict or an error.
    """
    report = Report(producer="pg_verifybackup")
    bad: list[tuple[str, Place]] = []
    good: tuple[str, Place] | None = None
    for number, line in lines(artefact, 20_000):
        said = _VERIFY.match(line)
        if said and len(bad) < _MOST:
            bad.append((said[1][:160], artefact.place(PlaceKind.TEXT, line=number)))
        elif _VERIFIED.search(line):
            good = line.strip(), artefact.place(PlaceKind.TEXT, line=number)
    if bad:
        report.listed(say.CHECK_FAILED, bad, tool="pg_verifybackup")
    elif good:
        report.fact(say.INTEGRITY, good[0], [good[1]], tool="pg_verifybackup")
    else:
        raise UnreadableArtefactError(
            Unreadable.MISSING_FIELD, artefact.place(), "backup successfully verified"
        )
    report.limit(say.NOT_RESTORED, say.OFF_SITE)
    return report


READERS = (
    Reader(
        Format(
            "pg-restore",
            "pg_restore --verbose",
            "pg_restore --verbose --dbname=BASE sauvegarde.dump 2> restauration.log",
            sniff_restore,
        ),
        "run",
        state_restore,
    ),
    Reader(
        Format(
            "pg-verifybackup", "pg_verifybackup", "pg_verifybackup DOSSIER > controle.txt 2>&1", sniff_verify
        ),
        "check",
        state_verify,
    ),
)
