"""Lighthouse JSON, versions 3 to 13, alone or inside an answer of PageSpeed Insights.

``score: null`` means that an audit is not applicable, manual or informative: it is not zero (Lighthouse,
"Understanding the results").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.web_pages import statements as say
from preuve.domain.evidence.inspectors.web_pages.model import Issue, Metric, Report, address, first, iso
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

PASS = 0.9
_TIMES = {
    "first-contentful-paint": say.FCP,
    "largest-contentful-paint": say.LCP,
    "total-blocking-time": say.TBT,
    "speed-index": say.SPEED,
}
_LONGEST_MS = 86_400_000.0


def sniff(head: Head) -> float:
    """Certain of the tool's own key."""
    keys = head.json_keys
    if head.json_kind != "object":
        return 0.0
    if "lighthouseVersion" in keys and keys & {"audits", "requestedUrl", "categories"}:
        return 1.0
    return 1.0 if "lighthouseResult" in keys else 0.0


LIGHTHOUSE = Format(
    "lighthouse", "Lighthouse JSON", "lighthouse URL --output json --output-path rapport.json", sniff
)


class _Lhr:
    """A Lighthouse result inside its document."""

    def __init__(self, found: JsonDocument) -> None:
        self.found = found
        top = as_dict(found.value)
        self.base: tuple[str | int, ...] = () if "lighthouseVersion" in top else ("lighthouseResult",)
        self.value = as_dict(dig(found.value, *self.base))
        self.audits = as_dict(self.value.get("audits"))
        self.passed: list[str] = []
        self.below: dict[str, str] = {}
        self.informative: list[str] = []
        self.unscored: list[str] = []
        self.failed: list[str] = []
        for name, audit in self.audits.items():
            self._sort(name, as_dict(audit))

    def _sort(self, name: str, audit: dict[str, Any]) -> None:
        score = score_of(audit.get("score"))
        if audit.get("scoreDisplayMode") == "error":
            self.failed.append(name)
        elif score is None:
            self.unscored.append(name)
        elif audit.get("scoreDisplayMode") == "informative":
            self.informative.append(name)
        elif score >= PASS:
            self.passed.append(name)
        else:
            self.below[name] = as_text(audit.get("title")) or name

    def place(self, *path: str | int) -> Any:
        """The place of what lies at `path` in the result."""
        return self.found.place(*self.base, *path)


def score_of(value: Any) -> float | None:
    """Return a score from 0 to 1, else None."""
    score = as_number(value) if not isinstance(value, str) else None
    return score if score is not None and 0 <= score <= 1 else None


def read(artefact: Artefact) -> Report:
    """Read the result held whole."""
    lhr = _Lhr(document(artefact))
    if not lhr.audits:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, lhr.place(), "audits")
    value = lhr.value
    asked = as_text(value.get("requestedUrl"))
    final = as_text(value.get("finalDisplayedUrl")) or as_text(value.get("finalUrl"))
    page = address(final or asked)
    device = _device(value)
    scores = _scores(lhr)
    metrics = _metrics(lhr)
    return Report(
        artefact=artefact,
        format=LIGHTHOUSE.id,
        tool="Lighthouse",
        version=as_text(value.get("lighthouseVersion")),
        produced_at=iso(value.get("fetchTime")),
        pages=(page,) if page else (),
        setting={"device": device, "throttling": as_text(dig(value, "configSettings", "throttlingMethod"))},
        scores=scores,
        metrics=metrics,
        issues={name: _issue(lhr, name, title) for name, title in lhr.below.items()},
        checks=frozenset((*lhr.audits, *as_dict(value.get("categories")))),
        checked=frozenset((*lhr.passed, *lhr.below)),
        origin=lhr.place("lighthouseVersion"),
        when=lhr.place("fetchTime"),
        facts=tuple(_facts(lhr, device, scores, metrics)),
        findings=tuple(_findings(lhr, address(asked), page)),
        limits=(say.ONE_RUN.state(), say.CONTENT.state()),
    )


def _issue(lhr: _Lhr, name: str, title: str) -> Issue:
    return Issue(title, lambda: lhr.place("audits", name))


def _device(value: dict[str, Any]) -> str:
    settings = as_dict(value.get("configSettings"))
    return as_text(settings.get("formFactor")) or as_text(settings.get("emulatedFormFactor"))


def _scores(lhr: _Lhr) -> dict[str, tuple[float, Any]]:
    categories = lhr.value.get("categories")
    scores = {}
    for name, category in as_dict(categories).items():
        score = score_of(dig(category, "score"))
        if score is not None:
            scores[name] = (score, lhr.place("categories", name, "score"))
    return scores


def _metrics(lhr: _Lhr) -> dict[str, Metric]:
    metrics = {}
    for name in (*_TIMES, "cumulative-layout-shift"):
        audit = as_dict(lhr.audits.get(name))
        key = "numericValue" if "numericValue" in audit else "rawValue"
        amount = as_number(audit.get(key)) if not isinstance(audit.get(key), str) else None
        if amount is not None and 0 <= amount <= _LONGEST_MS:
            metrics[name] = Metric(amount, name in _TIMES, lhr.place("audits", name, key))
    return metrics


def _facts(
    lhr: _Lhr, device: str, scores: dict[str, tuple[float, Any]], metrics: dict[str, Metric]
) -> Iterator[Fact]:
    if device:
        yield say.DEVICE.state(device, [lhr.place("configSettings")])
    yield from screen_fact(
        dig(lhr.value, "configSettings", "screenEmulation"),
        lhr.place("configSettings", "screenEmulation"),
    )
    if scores:
        yield say.SCORES.state(
            {name: score for name, (score, _) in scores.items()},
            [place for _, place in scores.values()],
            names=[f"{name} {round(100 * score)}" for name, (score, _) in scores.items()],
        )
    for name, metric in metrics.items():
        kind = _TIMES.get(name, say.CLS)
        yield kind.state(round(metric.value, 4), [metric.place], seconds=metric.value / 1000)
    yield from _audits(lhr)


def screen_fact(screen: Any, place: Any) -> Iterator[Fact]:
    """State the size of a window, when both figures are there."""
    width, height = as_number(dig(screen, "width")), as_number(dig(screen, "height"))
    if width and height and 0 < width < 100_000 and 0 < height < 100_000:
        size = {"width": round(width), "height": round(height)}
        yield say.SCREEN.state(size, [place], **size)


def _audits(lhr: _Lhr) -> Iterator[Fact]:
    counts = {
        "passed": len(lhr.passed),
        "below": len(lhr.below),
        "informative": len(lhr.informative),
        "error": len(lhr.failed),
        "unscored": len(lhr.unscored),
    }
    yield say.AUDITS.state(counts, [lhr.place("audits")], **counts)
    if lhr.below:
        places = [lhr.place("audits", name) for name in list(lhr.below)[:50]]
        yield say.BELOW.state(len(lhr.below), places, names=list(lhr.below.values()))
    listed = as_list(dig(lhr.value, "categories", "seo", "auditRefs"))
    names = {as_text(dig(each, "id")) for each in listed}
    passed, total = len(names & set(lhr.passed)), len(names & {*lhr.passed, *lhr.below})
    if total:
        yield say.SEO.state(passed, [lhr.place("categories", "seo")], passed=passed, total=total)


def _findings(lhr: _Lhr, asked: str, final: str) -> Iterator[Finding]:
    if asked and asked.rstrip("/") != final.rstrip("/"):
        yield say.REDIRECTED.state(final, [lhr.place("requestedUrl")], before=asked)
    warnings = as_list(lhr.value.get("runWarnings"))
    if warnings:
        names = [as_text(warning).rstrip(". ") for warning in warnings]
        places = first(_at(lhr, index) for index in range(len(warnings)))
        yield say.RUN_WARNINGS.state(len(warnings), places, names=names)
    error = as_text(dig(lhr.value, "runtimeError", "code"))
    if error and error != "NO_ERROR":
        yield say.RUN_ERROR.state(error, [lhr.place("runtimeError")])


def _at(lhr: _Lhr, index: int) -> Any:
    return lambda: lhr.place("runWarnings", index)
