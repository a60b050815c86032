"""Targets against measures: distance, error budget, and what an average hides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Strength
from preuve.domain.evidence.inspectors.service_levels import statements as say
from preuve.domain.evidence.inspectors.service_levels.levels import keyed, listed, points
from preuve.domain.evidence.reading.moments import from_epoch
from preuve.domain.evidence.reading.tables import plain
from preuve.domain.evidence.wording import duration, percentage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Fact, FactKind, Finding, Place
    from preuve.domain.evidence.inspectors.service_levels.model import Objective
    from preuve.domain.evidence.inspectors.service_levels.tracks import Series


@dataclass(frozen=True, slots=True)
class Result:
    """A target and what was measured against it; `series` when the measure is recomputed."""

    objective: Objective
    measured: float
    place: Place
    series: Series | None = None

    @property
    def target(self) -> float:
        """The target, 0..1."""
        return self.objective.target or 0.0

    @property
    def held(self) -> bool:
        """The measure reaches the target, rounding of decimal figures aside."""
        return self.measured >= self.target - 1e-12


def results(objectives: Sequence[Objective], series: Sequence[Series]) -> list[Result]:
    """Pair targets with measures: the figure beside it, else the only series that names its service.

    Without a name in common, one target and one series make a pair.
    """
    found = []
    attained = [each for each in series if each.attainment is not None]
    targeted = [each for each in objectives if each.target is not None]
    for each in targeted:
        if each.measured is not None and each.measured_place is not None:
            found.append(Result(each, each.measured, each.measured_place))
            continue
        names = {plain(each.service), plain(each.name)} - {""}
        own = [
            one for one in attained if names & {plain(value) for value in (one.name, *one.labels.values())}
        ]
        if not own and len(targeted) == len(attained) == 1:
            own = attained
        if len(own) == 1:
            found.append(Result(each, own[0].attainment or 0.0, own[0].place, own[0]))
    return found


def result_statements(rows: Sequence[Result]) -> tuple[list[Fact], list[Finding]]:
    """State distances, budgets, and what they hide."""
    if not rows:
        return [], []
    places = [place for each in rows for place in (each.place, each.objective.target_place)]
    gaps = keyed((each.objective.name, round(each.measured - each.target, 9)) for each in rows)
    typed = all(each.series is None for each in rows)  # a figure of a table is not a measure
    facts = [_declared(say.DEVIATIONS, typed=typed).state(gaps, places, **listed(gaps, points))]
    budgeted = [each for each in rows if each.target < 1]
    if budgeted:
        used = keyed(
            (each.objective.name, round((1 - each.measured) / (1 - each.target), 6)) for each in budgeted
        )
        facts.append(_declared(say.BUDGET_USED, typed=typed).state(used, places, **listed(used, percentage)))
    findings = []
    missed = [each for each in rows if not each.held]
    if missed:
        said = {
            f"listed_{language}": [
                f"{each.objective.name} {percentage(each.measured, language)} <"
                f" {percentage(each.target, language)}"
                for each in missed
            ]
            for language in ("fr", "en")
        }
        at = [place for each in missed for place in (each.place, each.objective.target_place)]
        findings.append(say.MISSED.state(len(missed), at, **said))
    return facts, findings + _short(rows) + _hidden(rows)


def _declared(kind: FactKind, *, typed: bool) -> FactKind:
    return replace(kind, strength=Strength.DECLARED) if typed else kind


def _short(rows: Sequence[Result]) -> list[Finding]:
    found = []
    for each in rows:
        if each.series and each.objective.window:
            seen = each.series.end - each.series.start + (each.series.step or 0.0)
            if seen < each.objective.window:
                found.append((each, seen, each.objective.window))
    if not found:
        return []
    said = {
        f"listed_{language}": [
            f"{each.objective.name} {duration(seen, language)} < {duration(window, language)}"
            for each, seen, window in found
        ]
        for language in ("fr", "en")
    }
    at = [place for each, _, _ in found for place in (each.place, each.objective.place)]
    return [say.SHORT.state(len(found), at, **said)]


def _hidden(rows: Sequence[Result]) -> list[Finding]:
    days: list[str] = []
    places: list[Place] = []
    for each in rows:
        if each.series and each.held:
            low = [
                day
                for day, (total, count) in sorted(each.series.days.items())
                if total / count < each.target - 1e-12
            ]
            days += [moment.date().isoformat() for day in low if (moment := from_epoch(day * 86400.0))]
            places += [each.place, each.objective.target_place] if low else []
    return [say.HIDDEN.state(len(days), places, days=days)] if days else []
