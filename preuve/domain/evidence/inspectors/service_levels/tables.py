"""Tables of service levels that people keep in CSV, XLSX or ODS, with French or English headers."""

from __future__ import annotations

import io
import re
from itertools import islice
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Artefact
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels.amounts import amounts, window_of
from preuve.domain.evidence.inspectors.service_levels.model import Objective, ServiceLevels
from preuve.domain.evidence.reading.tables import plain, sheets, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preuve.domain.evidence.inspectors.service_levels.amounts import Amounts
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.tables import Row, Table

#: A figure with its scale: “4/5”, “4 sur 5”, “4 out of 5”.
_SCALED = re.compile(r"\d\s*(?:/|sur|out of)\s*\d", re.IGNORECASE)
_COLUMNS = {
    "service": ("service", "application", "systeme", "system", "service concerné", "prestation", "composant"),
    "indicator": (
        "indicateur", "indicator", "sli", "kpi", "metric", "métrique", "critère",
        "indicateur de niveau de service", "nom de l'indicateur", "engagement", "clause", "mesure de service",
    ),
    "target": (
        "cible", "objectif", "target", "objective", "slo", "seuil", "threshold", "cible (%)", "objectif (%)",
        "niveau cible", "valeur cible", "niveau de service", "service level", "target (%)", "slo (%)",
    ),
    "unit": ("unité", "unit", "unités", "units"),
    "window": (
        "fenêtre", "période", "window", "period", "time window", "période de mesure", "fenêtre de mesure",
        "measurement period", "périodicité", "fenêtre de calcul",
    ),
    "source": (
        "source", "source de mesure", "outil", "outil de mesure", "méthode de mesure", "méthode",
        "data source",
        "measurement method", "source de données", "tool", "mode de calcul", "moyen de mesure",
    ),
    "measured": (
        "mesuré", "mesure", "atteint", "réalisé", "measured", "actual", "achieved", "valeur mesurée",
        "résultat", "result", "mesuré (%)", "réalisé (%)", "atteinte", "taux atteint", "valeur atteinte",
    ),
}  # fmt: skip
_FOLDED = {role: {plain(name) for name in names} for role, names in _COLUMNS.items()}
_DOWNTIME = ("indispo", "interruption", "downtime", "arret", "unavail", "outage")
_MAX_ROWS = 20_000


def _roles(header: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, name in enumerate(header):
        role = next(
            (role for role, names in _FOLDED.items() if plain(name) in names and role not in found), ""
        )
        if role:
            found[role] = index
    return found


def _likely(roles: dict[str, int]) -> float:
    if "target" not in roles or not {"service", "indicator"} & set(roles):
        return 0.0
    return min(0.8, 0.2 + 0.15 * len(roles)) if len(roles) >= 3 else 0.0


def sniff(head: Head) -> float:
    """Likely for a CSV whose header names a target, what it is of, and a unit, window, source or figure."""
    return _likely(_roles(head.columns))


def sniff_sheets(head: Head) -> float:
    """As `sniff`, for a workbook that the head holds whole; a weak hint from the name otherwise."""
    if head.archive != "zip" or head.extension not in {".xlsx", ".xlsm", ".ods"}:
        return 0.0
    if head.size > len(head.data):
        return 0.3 if "sla" in head.base_name or "slo" in head.base_name else 0.0
    try:
        found = sheets(Artefact(head.name, head.size, "", lambda: io.BytesIO(head.data)))
    except UnreadableArtefactError:
        return 0.0
    return max((_likely(_header(each)[0]) for each in found), default=0.0)


def read(artefact: Artefact) -> ServiceLevels:
    """Return one objective per row of a CSV.

    Raises:
        UnreadableArtefactError: as `table`; MISSING_FIELD without a column of targets.
    """
    return _levels(artefact, [table(artefact)])


def read_sheets(artefact: Artefact) -> ServiceLevels:
    """Return one objective per row of the sheets that have a column of targets.

    Raises:
        UnreadableArtefactError: as `sheets`; MISSING_FIELD when no sheet has one.
    """
    return _levels(artefact, sheets(artefact))


def _header(sheet: Table) -> tuple[dict[str, int], int]:
    """Return the roles of the columns; a title may stand in the rows above the header of a sheet."""
    roles = _roles(sheet.header)
    if _likely(roles) or not sheet.sheet:
        return roles, 0
    for row in islice(sheet.rows(), 20):
        roles = _roles(row.cells)
        if _likely(roles):
            sheet.header = [cell.strip() for cell in row.cells]
            return roles, row.line
    return {}, 0


def _levels(artefact: Artefact, found: list[Table]) -> ServiceLevels:
    objectives: list[Objective] = []
    known = False
    for each in found:
        roles, _ = _header(each)
        if "target" in roles and {"service", "indicator"} & set(roles):
            known = True
            for row in each.rows():
                if len(objectives) >= _MAX_ROWS:
                    raise UnreadableArtefactError(Unreadable.TOO_MANY, row.place(), str(_MAX_ROWS))
                objectives += _row(row, roles)
    if not known:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "cible")
    return ServiceLevels("objectives", objectives=tuple(objectives), untold=("declared",))


def _row(row: Row, roles: dict[str, int]) -> list[Objective]:
    cells = {role: row.cell(roles.get(role, -1)) for role in _COLUMNS}
    if not any(cells[role] for role in ("service", "indicator", "target")):
        return []
    hint = cells["unit"] or ("%" if "%" in row.table.header[roles["target"]] else "")
    promised = amounts(cells["target"], hint)
    window, calendar = window_of(cells["window"])
    if window is None and promised.per:
        window, calendar = promised.per, True
    down = any(word in plain(cells["indicator"]) for word in _DOWNTIME)
    ratio, wrong = _ratio(promised, cells["target"], down=down)
    both = ratio is not None and promised.seconds is not None
    measured = _measured(row, roles, hint)
    return [
        Objective(
            name=" – ".join(part for part in (cells["service"], cells["indicator"]) if part)
            or cells["target"],
            place=row.place(),
            target_place=row.place(roles["target"]),
            service=cells["service"],
            indicator=cells["indicator"],
            target=ratio,
            wrong=wrong,
            bound=None if down or both else promised.seconds,
            downtime=promised.seconds if down or (both and promised.per) else None,
            window=window,
            calendar=calendar,
            window_place=row.place(roles.get("window", -1)),
            source=cells["source"],
            lacks=_lacks(promised, cells, wrong, window),
            measured=None if down else measured,
            measured_place=row.place(roles["measured"]) if measured is not None else None,
        )
    ]


def _ratio(promised: Amounts, text: str, *, down: bool) -> tuple[float | None, str]:
    ratio = promised.ratio
    if ratio is None:
        return None, ""
    if not 0 < ratio <= 1:
        return None, text
    return (round(1 - ratio, 9) if down else ratio), ""


def _measured(row: Row, roles: dict[str, int], hint: str) -> float | None:
    column = roles.get("measured", -1)
    own = "%" if column >= 0 and "%" in row.table.header[column] else hint
    found = amounts(row.cell(column), own).ratio
    return found if found is not None and 0 <= found <= 1 else None


def _lacks(promised: Amounts, cells: dict[str, str], wrong: str, window: int | None) -> tuple[str, ...]:
    known = promised.ratio is not None or promised.seconds is not None
    lacks = []
    if not known and promised.bare is None and not wrong:
        lacks.append("target")
    if not known and promised.bare is not None and not cells["unit"] and not _SCALED.search(cells["target"]):
        lacks.append("unit")
    if window is None and not cells["window"]:
        lacks.append("window")
    if not cells["source"]:
        lacks.append("source")
    return tuple(lacks)
