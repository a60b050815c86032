"""The page on the judgement of a session: what was computed, with names, words and places on the chart."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from preuve.web.frameworks.queries import FrameworkStructure
from preuve.web.juries.queries.judgement import names_of

ROW, HEAD, FOOT = 46, 8, 28
"""Heights in pixels: of a juror's line on the chart, above the lines, below them."""
WIDE = 1.96
"""Standard errors on each side of an estimate that make an interval at 95 %."""
JUROR = re.compile(r"juror-(\d+)")


@dataclass(frozen=True, slots=True)
class AgreementRow:
    code: str
    label: str
    figures: Mapping[str, Any]
    why: str


@dataclass(frozen=True, slots=True)
class JurorRow:
    """A juror's figures, and what stands out in their marks, in words; empty where nothing can be said."""

    name: str
    figures: Mapping[str, Any]
    low: float | None
    high: float | None
    halo: str
    drift: str
    central: str


@dataclass(frozen=True, slots=True)
class PlotRow:
    """One line of the chart; `x`, `left` and `right` are shares of its width in percent, `y` pixels."""

    name: str
    words: str
    y: int
    text_y: int
    x: str
    left: str
    right: str
    apart: bool


@dataclass(frozen=True, slots=True)
class Plot:
    rows: tuple[PlotRow, ...]
    ticks: tuple[tuple[str, str], ...]
    zero: str
    height: int
    bottom: int
    tick_y: int


@dataclass(frozen=True, slots=True)
class CutRow:
    code: str
    label: str
    cut: Mapping[str, Any]
    share: float
    accuracy_percent: float
    near: tuple[dict[str, Any], ...]
    why: str


@dataclass(frozen=True, slots=True)
class JudgementPage:
    content: Mapping[str, Any]
    overall: tuple[AgreementRow, ...]
    blocks: tuple[AgreementRow, ...]
    competences: tuple[AgreementRow, ...]
    criteria: tuple[AgreementRow, ...]
    pairs: tuple[dict[str, Any], ...] | None
    jurors: tuple[JurorRow, ...]
    plot: Plot | None
    difficulties: tuple[tuple[str, str, Mapping[str, Any]], ...]
    why: str
    notes: tuple[str, ...]
    groups: tuple[str, ...]
    cuts: tuple[CutRow, ...]


def judgement_page(content: dict[str, Any], tree: FrameworkStructure) -> JudgementPage:
    """Return the page of a report: two queries, for the names."""
    jurors, candidates = names_of(content)
    agreement, severity = content["agreement"], content["severity"]
    rows = _juror_rows(content, jurors)
    titles = {code: block.title for code, block in tree.blocks_by_code.items()}
    statements = {code: item.statement for code, item in tree.competences_by_code.items()}
    labels = {code: item.label for code, item in tree.criteria_by_identifier.items()}
    return JudgementPage(
        content,
        (_agreement_row("", "", agreement["whole"]),),
        _least_first(agreement["blocks"], titles),
        _least_first(agreement["competences"], statements),
        _least_first(agreement["criteria"], labels),
        _pairs(content["pairs"], jurors),
        rows,
        plot_of(rows) if not severity["why"] else None,
        tuple((code, labels.get(code, ""), each) for code, each in severity["criteria"].items()),
        _told(severity["why"]),
        tuple(_named(_told(note), jurors) for note in severity["notes"]),
        tuple(
            ", ".join(_named(name, jurors) for name in names)
            for names in severity.get("subsets", [])
            if severity["connected"] is False
        ),
        tuple(_cut_row(cut, titles | statements, candidates) for cut in content["cuts"]),
    )


def _told(sentences: Mapping[str, str] | None) -> str:
    """Return the domain's sentence in the reader's language."""
    if sentences is None:
        return ""
    return sentences["en" if (get_language() or "").startswith("en") else "fr"]


def _named(text: str, jurors: Mapping[str, str]) -> str:
    return JUROR.sub(lambda found: jurors.get(found[1], found[0]), text)


def _agreement_row(code: str, label: str, figures: Mapping[str, Any]) -> AgreementRow:
    return AgreementRow(code, label, figures, _told(figures["why"]))


def _least_first(groups: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[AgreementRow, ...]:
    """Return the least agreed first; those without a figure at the end, in their order."""
    rows = [_agreement_row(code, labels.get(code, ""), figures) for code, figures in groups.items()]
    return tuple(sorted(rows, key=lambda row: (row.figures["alpha"] is None, row.figures["alpha"] or 0.0)))


def _pairs(
    pairs: Iterable[dict[str, Any]] | None, jurors: Mapping[str, str]
) -> tuple[dict[str, Any], ...] | None:
    if pairs is None:
        return None
    named = [
        {**pair, "names": [_named(name, jurors) for name in pair["jurors"]], "percent": 100 * pair["equal"]}
        for pair in pairs
    ]
    return tuple(sorted(named, key=lambda pair: pair["equal"]))


def _juror_rows(content: Mapping[str, Any], names: Mapping[str, str]) -> tuple[JurorRow, ...]:
    severity, patterns = content["severity"], content["patterns"]
    if severity["why"]:
        return ()
    rows = [
        _juror_row(key, figures, patterns, _named(key, names)) for key, figures in severity["jurors"].items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.low is None, -(row.figures["estimate"] or 0.0))))


def _juror_row(key: str, figures: Mapping[str, Any], patterns: Mapping[str, Any], name: str) -> JurorRow:
    estimate, error = figures["estimate"], figures["se"]
    known = estimate is not None and error is not None
    return JurorRow(
        name,
        figures,
        estimate - WIDE * error if known else None,
        estimate + WIDE * error if known else None,
        _halo_words(patterns["halo"].get(key)),
        _drift_words(None if patterns["drift"] is None else patterns["drift"].get(key)),
        _central_words(figures, found=key in patterns["central"]),
    )


def _not_enough() -> str:
    return _("pas assez de données")


def _number(value: float, digits: int = 2) -> str:
    written = f"{value:+.{digits}f}"
    if not (get_language() or "").startswith("en"):
        written = written.replace(".", ",")
    return written.replace("-", "−")


def _halo_words(halo: Mapping[str, Any] | None) -> str:
    if halo is None or halo["z"] is None:
        return _not_enough()
    figures = {"correlation": _number(halo["correlation"]), "z": _number(halo["z"], 1)}
    if halo["found"]:
        return (
            _(
                "à regarder : d’un critère à l’autre, les notes d’un même candidat se ressemblent plus "
                "que prévu (corrélation %(correlation)s ; z = %(z)s)"
            )
            % figures
        )
    return _("pas de signe net (corrélation %(correlation)s ; z = %(z)s)") % figures


def _drift_words(drift: Mapping[str, Any] | None) -> str:
    if drift is None or drift["slope"] is None:
        return _not_enough()
    figures = {
        "slope": _number(drift["slope"]),
        "margin": _number(WIDE * drift["se"])[1:],
        "z": _number(drift["z"], 1),
    }
    if not drift["found"]:
        return _("pas de signe net (%(slope)s ± %(margin)s logit par heure)") % figures
    if drift["slope"] > 0:
        return _("à regarder : plus sévère au fil du jour (%(slope)s ± %(margin)s logit par heure)") % figures
    return _("à regarder : moins sévère au fil du jour (%(slope)s ± %(margin)s logit par heure)") % figures


def _central_words(figures: Mapping[str, Any], *, found: bool) -> str:
    if figures["infit"] is None or figures["infit_z"] is None:
        return _not_enough()
    said = {"infit": _number(figures["infit"])[1:], "z": _number(figures["infit_z"], 1)}
    if found:
        return _("à regarder : notes resserrées vers le milieu (infit %(infit)s ; z = %(z)s)") % said
    return _("pas de signe net (infit %(infit)s ; z = %(z)s)") % said


def plot_of(rows: Iterable[JurorRow]) -> Plot | None:
    """Return the chart of the severities that have an estimate; None when none has."""
    shown = [row for row in rows if row.low is not None and row.high is not None]
    if not shown:
        return None
    limit = max(1, ceil(max(max(abs(row.low or 0), abs(row.high or 0)) for row in shown)))

    def place(logit: float) -> str:
        return f"{50 + 46 * logit / limit:.2f}%"

    lines = tuple(
        PlotRow(
            row.name,
            f"{_number(row.figures['estimate'])} ± {_number(WIDE * row.figures['se'])[1:]}",
            HEAD + ROW * index + 32,
            HEAD + ROW * index + 14,
            place(row.figures["estimate"]),
            place(row.low or 0),
            place(row.high or 0),
            (row.low or 0) > 0 or (row.high or 0) < 0,
        )
        for index, row in enumerate(shown)
    )
    bottom = HEAD + ROW * len(shown)
    marks = (-limit, -limit / 2, 0, limit / 2, limit)
    ticks = tuple((place(mark), _number(mark, 1) if mark else "0") for mark in marks)
    return Plot(lines, ticks, place(0), bottom + FOOT, bottom, bottom + 18)


def _cut_row(cut: Mapping[str, Any], labels: Mapping[str, str], names: Mapping[str, str]) -> CutRow:
    near = tuple(
        {
            **item,
            "name": names.get(item["candidate"], ""),
            "passing": 100 * item["passing"],
            "observed": 100 * item["observed"] / cut["top"],
            "adjusted": 100 * item["adjusted"] / cut["top"],
        }
        for item in cut["near"]
    )
    return CutRow(
        cut["code"],
        labels.get(cut["code"], ""),
        cut,
        100 * cut["share"],
        100 * (cut["accuracy"] or 0),
        near,
        _told(cut["why"]),
    )
