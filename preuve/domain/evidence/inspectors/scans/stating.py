"""What every format states of its scan: tool, dates, targets, results; and what doesn't hold together."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Description
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import SEVERE
from preuve.domain.evidence.reading.moments import seconds_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Context, Fact, Finding, Limit, Place
    from preuve.domain.evidence.inspectors.scans.model import Results, Scan

_LOCAL = re.compile(r"(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|0\.0\.0\.0)")
_DEMO = re.compile(
    r"(^|[./_-])(scanme\.nmap\.org|45\.33\.32\.156|testphp\.vulnweb\.com|vulnweb\.com|demo\.testfire\.net|zero\.webappsecurity\.com|"
    r"ginandjuice\.shop|juice-?shop|dvwa|webgoat|bodgeit|mutillidae|bwapp|metasploitable\d?|hackthebox|"
    r"tryhackme|badssl\.com|vulnhub|railsgoat|nodegoat)($|[.:/_-])"
)
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?(\[[^\]]*\]|[^/:\s]+)")
#: A name or an IPv4 address that is a host already.
_NAME = re.compile(r"[a-z0-9.-]+")
_CLOCKS_APART = timedelta(days=1)


def host_of(target: str) -> str:
    """Return the host of a URL, of ``host:port`` or of a plain name, lower case, without brackets."""
    if _NAME.fullmatch(target):
        return target
    if target.count(":") > 1 and "://" not in target and not target.startswith("["):
        return target.lower()
    found = _HOST.match(target.lower())
    return found[1].strip("[]") if found else ""


def describe(scan: Scan) -> Description:
    """Return what the report says of itself."""
    artefact = scan.artefact
    period = (scan.start, scan.end) if scan.dated and scan.start and scan.end else ("", "")
    return Description(
        artefact.sha256,
        artefact.name,
        artefact.size,
        scan.format,
        scan.producer,
        scan.start or scan.end,
        period,
        ", ".join(scan.targets[:5]),
    )


def facts_of(scan: Scan) -> Iterator[Fact]:
    """State what the report says, in the order in which it is read."""
    origin = scan.origin
    when = scan.when or origin
    if scan.tool:
        yield (say.TOOL if scan.version or scan.named else say.TOOL_BY_FORM).state(scan.producer, [origin])
    if scan.command:
        yield say.COMMAND.state(scan.command, [origin])
    yield from _dates(scan, when)
    if scan.targets:
        yield say.TARGETS.state(scan.targets, [origin])
    yield from scan.facts
    results = scan.results
    if results.cves:
        yield say.CVES.state(
            list(results.cves), results.places(results.cves.values()), count=len(results.cves)
        )
    if results.cwes:
        yield say.CWES.state(
            list(results.cwes), results.places(results.cwes.values()), count=len(results.cwes)
        )


def _dates(scan: Scan, when: Place) -> Iterator[Fact]:
    if not scan.start:
        return
    seconds = _duration(scan)
    if seconds is not None and seconds > 0:
        yield say.LASTED.state(seconds, [when], start=scan.start, end=scan.end)
    else:
        yield (say.STARTED if scan.dated else say.PRODUCED).state(scan.start, [when])


def _duration(scan: Scan) -> float | None:
    if not (scan.dated and scan.start and scan.end):
        return None
    if scan.elapsed is not None:
        return scan.elapsed
    return seconds_between(datetime.fromisoformat(scan.start), datetime.fromisoformat(scan.end))


def results_fact(
    results: Results, origin: Place, *, graded: bool = True, examined: int | None = None
) -> Fact:
    """State how many results of each severity; `origin` is where to look when there is none.

    `examined` is how many things the tool looked at, when the file tells: of none, no result shows nothing.
    """
    if not results.total:
        if examined == 0:
            return say.NO_RESULT_OF_NOTHING.state(0, [origin])
        return say.NO_RESULT.state(0, [origin])
    places = results.places(entry.where for entry in results.entries.values())
    if not graded:
        return say.UNGRADED.state(results.total, places, total=results.total)
    counts = {str(level): amount for level, amount in results.by.items()}
    return say.RESULTS.state(counts, places, total=results.total, **counts)


def findings_of(scan: Scan, context: Context) -> Iterator[Finding]:
    """State what doesn't hold together, or lessens what the report shows."""
    hosts = {target: host_of(target) for target in scan.targets}
    local = [target for target, host in hosts.items() if _LOCAL.fullmatch(host)]
    if local and scan.remote:
        yield say.LOCAL_TARGET.state(local, [scan.origin])
    demo = [target for target in hosts if _DEMO.search(target.lower())]
    if demo:
        yield say.DEMO_TARGET.state(demo, [scan.origin])
    yield from _odd_dates(scan, context)
    if scan.miscounts:
        first = scan.miscounts[0]
        yield say.MISCOUNT.state(
            len(scan.miscounts),
            [each.place for each in scan.miscounts],
            subject=first.subject,
            announced=first.announced,
            counted=first.counted,
        )
    yield from _severe(scan)
    yield from scan.findings


def _odd_dates(scan: Scan, context: Context) -> Iterator[Finding]:
    when = scan.when or scan.origin
    seconds = _duration(scan)
    if seconds is not None and seconds < 0:
        yield say.DATES_ODD.state(seconds, [when], start=scan.start, end=scan.end)
    if scan.start:
        start = datetime.fromisoformat(scan.start)
        known = start if start.tzinfo else start.replace(tzinfo=UTC)
        if known > context.as_of + _CLOCKS_APART:
            yield say.FUTURE.state(scan.start, [when])


def _severe(scan: Scan) -> Iterator[Finding]:
    results = scan.results
    total = sum(results.by[level] for level in SEVERE)
    if scan.graded and total:
        severe = results.severe()
        yield say.SEVERE.state(
            total, results.places(each.where for each in severe), names=[each.name for each in severe]
        )


def limits_of(scan: Scan) -> Iterator[Limit]:
    """State what the report can't tell."""
    yield from scan.limits
    if not scan.lists_examined:
        yield say.SCOPE_UNSAID.state()
    yield say.NOT_JUDGED.state()
