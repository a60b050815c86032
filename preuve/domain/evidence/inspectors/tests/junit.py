"""JUnit XML in its dialects: pytest, Surefire, Gradle, Jest, Playwright, PHPUnit, Go, GoogleTest, CTest.

No standard exists; the schemas most tools follow are those of Jenkins (junit-10.xsd) and of Maven Surefire.
Suites nest, and the `tests` of a suite may or may not include those of the suites inside it: cases are
recounted.
"""

from __future__ import annotations

import re
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from preuve.domain.evidence.inspectors.tests.model import Outcome, Run, named, seconds_of, xml_placed
from preuve.domain.evidence.reading.values import as_number
from preuve.domain.evidence.reading.xml import Element, attribute_path, elements, local, place_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_CHILDREN = {
    "failure": Outcome.FAILED,
    "error": Outcome.ERROR,
    "skipped": Outcome.SKIPPED,
    "skip": Outcome.SKIPPED,
    "ignored": Outcome.SKIPPED,
    "disabled": Outcome.SKIPPED,
    "warning": Outcome.OTHER,
    "risky": Outcome.OTHER,
    "incomplete": Outcome.OTHER,
}
#: Children that, standing alone, say all of a case's outcome.
_ALONE = {name: outcome for name, outcome in _CHILDREN.items() if outcome is not Outcome.SKIPPED}
_RANK = (Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED, Outcome.OTHER)
_STATUS = {
    "notrun": Outcome.SKIPPED,
    "disabled": Outcome.SKIPPED,
    "skipped": Outcome.SKIPPED,
    "ignored": Outcome.SKIPPED,
    "suppressed": Outcome.SKIPPED,
    "fail": Outcome.FAILED,
    "failed": Outcome.FAILED,
    "failure": Outcome.FAILED,
    "error": Outcome.ERROR,
    "untested": Outcome.SKIPPED,  # behave
    "undefined": Outcome.OTHER,
}
_PRODUCERS = {
    "pytest": "pytest",
    "pytest tests": "pytest",
    "jest tests": "Jest (jest-junit)",
    "vitest tests": "Vitest",
    "mocha tests": "Mocha",
    "nextest-run": "cargo-nextest",
    "ctest": "CTest",
    "bun test": "Bun",
}
#: Analysers that write their results as cases: name or package of the suite → their name.
_LINTERS = {
    "org.eslint": "ESLint",
    "org.stylelint": "Stylelint",
    "org.ruff": "Ruff",
    "ruff": "Ruff",
    "mypy": "mypy",
    "org.spectral": "Spectral",
    "tslint": "TSLint",
    "phpstan": "PHPStan",
    "psalm": "Psalm",
    "rubocop": "RuboCop",
    "markdownlint": "markdownlint",
    "semgrep results": "Semgrep",
    "CloudFormation Lint": "cfn-lint",
}
#: The same, of names that go on with a version or a file.
_LINTERS_AND_MORE = {"PHP_CodeSniffer ": "PHP_CodeSniffer", "flake8.": "flake8"}
_FEWER = frozenset({"jest tests", "Mocha Tests"})
#: Failed tries of a case, which no `failure` beside them makes one that passed in the end (Surefire).
_AGAIN = frozenset({"flakyFailure", "flakyError", "rerunFailure", "rerunError"})
_TAGS = frozenset({"requirement", "requirements", "tag", "tags", "test_key"})
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")
_CASES, _FAILING, _PROBLEMS, _SKIPPED, _TEARDOWN = range(5)
#: How pytest begins the message of an error after a test that has its own result too: before 6, and since.
_AT_TEARDOWN = ("failed on teardown", "test teardown failure")


class _Results(NamedTuple):
    """A suite of pytest whose `tests` is not its number of cases: pytest counts results.

    `slack`: errors at teardown, which count once more or once less; `line`: where the suite begins.
    """

    announced: float
    cases: int
    slack: int
    line: int
    place: Place


def sniff(head: Head) -> float:
    """Recognise JUnit by its root and its cases; TestLink's own `testsuite` is none."""
    name, _, attributes = head.xml_root
    if name not in {"testsuites", "testsuite"} or "<node_order" in head.text:
        return 0.0
    if "<testcase" in head.text:
        return 1.0
    if name == "testsuites":
        return 1.0 if "<testsuite" in head.text.replace("<testsuites", "") else 0.8
    return 0.8 if "tests=" in attributes else 0.5


def read(artefact: Artefact, *, keep: bool = False) -> Run:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY with `keep`.
    """
    run = Run(artefact, xml_placed(artefact, "testcase"), keep=keep)
    own: dict[Element, list[int]] = {}
    below: dict[Element, list[int]] = {}
    results: list[_Results] = []
    root = last = tally = None
    for event, element in elements(artefact, "testsuite", "testcase"):
        if event == "root":
            root = element
            run.root = place_of(artefact, root)
        elif element.tag == "testcase" or local(element) == "testcase":
            suite = element.getparent()
            if tally is None or suite is not last:
                last, tally = suite, own.setdefault(suite, [0] * 5)
            _case(run, element, suite, tally)
        else:
            _suite(run, element, own, below, results)
            root = None if element is root else root
    if root is not None:  # a root that is no suite: <testsuites>
        _attributes(run, root, own.pop(root, [0] * 5), below.pop(root, [0] * 5), results)
    if results:
        _hold_results(run, results)
    return run


def _case(run: Run, element: Element, suite: Element, tally: list[int]) -> None:
    get = element.get
    outcome, problems = Outcome.PASSED, 0
    inside = len(element)
    if inside:
        alone = _ALONE.get(element[0].tag) if inside == 1 else None
        if alone is not None:
            outcome = alone
        else:
            outcome, problems = _children(run, element, _name(element, suite), element.sourceline or 0)
    if outcome is Outcome.PASSED:
        status, result = get("status"), get("result")
        if status is not None or result is not None:
            outcome = _said(status, result)
    tally[_CASES] += 1
    if outcome is Outcome.PASSED:
        if run.failed or get("assertions") == "0":
            _passed(run, element, suite)
    elif outcome is Outcome.SKIPPED:
        tally[_SKIPPED] += 1
    elif outcome is not Outcome.OTHER:
        run.failed = _name(element, suite)
        tally[_FAILING] += 1
        tally[_PROBLEMS] += problems or 1
        tally[_TEARDOWN] += outcome is Outcome.ERROR and _is_at_teardown(element)
    time = get("time")
    seconds = None if time is None else seconds_of(time)
    if not run.counted(outcome, seconds):
        run.case(_name(element, suite), outcome, seconds, element.sourceline or 0)


def _is_at_teardown(element: Element) -> bool:
    return any((each.get("message") or "").startswith(_AT_TEARDOWN) for each in element)


def _passed(run: Run, element: Element, suite: Element) -> None:
    """Note a passed case that asserts nothing, or that follows a failed one of its name."""
    name, line = _name(element, suite), element.sourceline or 0
    if run.failed == name:
        run.passed_again.add(name, line, run.placed)
    run.failed = ""
    if element.get("assertions") == "0":
        run.unasserted.add(name, line, run.placed)


def _name(element: Element, suite: Element) -> str:
    group = element.get("classname") or element.get("class")
    if not group:
        group = suite.get("name") if suite is not None else ""
    return named(group, element.get("name"))


def _said(*written: str | None) -> Outcome:
    for each in written:
        if each is not None and each.lower() in _STATUS:
            return _STATUS[each.lower()]
    return Outcome.PASSED


def _children(run: Run, element: Element, name: str, line: int) -> tuple[Outcome, int]:
    found: dict[Outcome, Element] = {}
    problems, flaky, properties = 0, False, None
    for child in element:
        tag = local(child)
        outcome = _CHILDREN.get(tag)
        if outcome is not None:
            found.setdefault(outcome, child)
            problems += outcome is Outcome.FAILED or outcome is Outcome.ERROR
        elif tag in _AGAIN:
            flaky = True
        elif tag == "properties":
            properties = child
    best = next((each for each in _RANK if each in found), Outcome.PASSED)
    skipped = found.get(Outcome.SKIPPED)
    if skipped is not None and skipped.get("type") == "todo":  # node:test: its failure is none
        best = Outcome.SKIPPED
    if best is Outcome.SKIPPED:
        _skip(run, found[best], properties, name, line)
    elif best is Outcome.PASSED and flaky:
        run.flaky.add(name, line, run.placed)
    if properties is not None:
        run.tag(_tags(properties), best)
    return best, problems


def _skip(run: Run, child: Element, properties: Element | None, name: str, line: int) -> None:
    if child.get("type") == "pytest.xfail":
        run.expected.add(name, line, run.placed)
        return
    reason = (child.get("message") or child.text or "").strip()
    if properties is not None:  # Playwright writes the reason as a property
        notes = [each.get("value") or "" for each in properties if each.get("name") in {"skip", "fixme"}]
        reason = reason or " ".join(notes)
    run.skip(name, reason, line)


def _tags(properties: Element) -> list[str]:
    tags = []
    for each in properties:
        if (each.get("name") or "").lower() in _TAGS:
            tags += [tag.strip() for tag in (each.get("value") or each.text or "").split(",") if tag.strip()]
    return tags


def _suite(
    run: Run,
    element: Element,
    own: dict[Element, list[int]],
    below: dict[Element, list[int]],
    results: list[_Results],
) -> None:
    run.suites += 1
    mine = own.pop(element, [0] * 5)
    under = below.pop(element, [0] * 5)
    above = below.setdefault(element.getparent(), [0] * 5)
    for index in range(5):
        above[index] += mine[index] + under[index]
    _attributes(run, element, mine, under, results)


def _attributes(
    run: Run, element: Element, mine: list[int], under: list[int], results: list[_Results]
) -> None:
    """Hold the counters of a suite against its cases, and read where the report comes from."""
    get = element.get

    def place() -> Place:
        return place_of(run.artefact, element, attribute_path(element, "name"))

    both = [first + second for first, second in zip(mine, under, strict=True)]
    run.linter = run.linter or _linter(element)
    said = as_number(get("tests"))
    unsaid = 0 if said is None else both[_CASES] - said
    otherwise = unsaid > 0 and _counts_fewer(element)
    by_newman = _by_newman(element)
    if _by_pytest(element):
        if said is not None and abs(said - mine[_CASES]) > mine[_TEARDOWN]:
            line = element.sourceline or 0
            results.append(_Results(said, mine[_CASES], mine[_TEARDOWN], line, place()))
    elif not otherwise and not (by_newman and local(element) == "testsuites"):
        run.announce("tests", get("tests"), (both[_CASES], mine[_CASES]), place)
    if otherwise and local(element) == "testsuite" and _by_jest(element):
        run.never_run(int(unsaid))
    problems = None if by_newman else _sum(get("failures"), get("errors"))
    if by_newman and not both[_CASES] and (as_number(get("errors")) or 0) > 0:
        run.crashed.add(get("name") or "", element.sourceline or 0, xml_placed(run.artefact, "testsuite"))
    counts = (both[_FAILING], mine[_FAILING], both[_PROBLEMS], mine[_PROBLEMS])
    run.announce("failures + errors", problems, counts, place)
    skipped = next((get(each) for each in ("skipped", "skips", "ignored") if get(each)), None)
    if get("disabled") in {None, "0"} and not (
        otherwise and unsaid > 0
    ):  # some tools count disabled cases as skipped, some beside
        run.announce("skipped", skipped, (both[_SKIPPED], mine[_SKIPPED]), place)
    run.provenance.moment(get("timestamp") or "", place)
    if not run.provenance.producer:
        run.provenance.producer = _producer(element)


def _counts_fewer(element: Element) -> bool:
    """Say whether a tool that leaves out some of its cases wrote a suite.

    jest-junit writes each `test.todo` as a case and doesn't count it, nor does Mocha a hook that failed.
    """
    return bool(_FEWER & _names(element))


def _by_jest(element: Element) -> bool:
    return "jest tests" in _names(element)


def _names(element: Element) -> set[str | None]:
    parent = element.getparent()
    return {each.get("name") for each in (element, parent) if each is not None}


def _by_newman(element: Element) -> bool:
    """Say whether Newman wrote a suite: it sums up iterations, and errors that are of no case.

    At the root, which has three attributes and no more, it counts requests and not tests.
    """
    if local(element) == "testsuites":
        return set(element.attrib) == {"name", "tests", "time"}
    return bool(_UUID.match(element.get("id") or "")) and element.get("hostname") is None


def _by_pytest(element: Element) -> bool:
    """Say whether pytest wrote a suite, whatever its `junit_suite_name` (it names the root since 8.2)."""
    above = element.getparent()
    return element.get("name") == "pytest" or (above is not None and above.get("name") == "pytest tests")


def _hold_results(run: Run, results: list[_Results]) -> None:
    """Leave out the tries of pytest-rerunfailures, and hold the counters of pytest against what is left.

    That plugin repeats a failed test; pytest writes each try but the last as a case that looks passed, and
    counts it nowhere (`_pytest.junitxml`: the outcome “rerun” is neither). Only a suite that holds more cases
    than pytest announces is looked at again: ``pytest --dist each`` repeats names too, and counts them.
    A higher number is no contradiction: passed subtests are counted and not written.
    """
    short = {each.line for each in results if each.announced < each.cases - each.slack}
    tries = _leave_tries(run, short) if short else {}
    for each in results:
        cases = each.cases - tries.get(each.line, 0)
        if each.announced < cases - each.slack:
            run.announce("tests", each.announced, (cases,), partial(attrgetter("place"), each))
        elif each.announced > cases + each.slack:
            run.results = run.results or (each.announced, cases, each.place)


def _leave_tries(run: Run, suites: set[int]) -> dict[int, int]:
    """Take back the passed cases of these suites, by line, that another of the same name follows."""
    last: dict[tuple[int, str], tuple[bool, tuple[float | None, int]]] = {}
    tries: dict[int, int] = {}
    again: dict[tuple[int, str], int] = {}
    for _, element in elements(run.artefact, "testcase"):
        suite = element.getparent()
        line = 0 if suite is None else suite.sourceline or 0
        if line not in suites:
            continue
        key = line, _name(element, suite)
        before = last.get(key)
        if before is not None and before[0]:
            seconds, where = before[1]
            run.take_back(seconds)
            run.tries.add(key[1], where, run.placed)
            tries[line] = tries.get(line, 0) + 1
            again[key] = element.sourceline or 0
        passed = all(local(each) not in _CHILDREN for each in element)
        last[key] = passed, (seconds_of(element.get("time")), element.sourceline or 0)
    for key, where in again.items():
        if last[key][0]:
            run.flaky.add(key[1], where, run.placed)
    return tries


def _linter(element: Element) -> str:
    name = element.get("name") or ""
    if name == "bandit" and element.get("time") is None:
        return "Bandit"
    known = _LINTERS.get(element.get("package") or "") or _LINTERS.get(name)
    return known or next((tool for start, tool in _LINTERS_AND_MORE.items() if name.startswith(start)), "")


def _sum(failures: str | None, errors: str | None) -> int | None:
    parts = [part for part in (failures, errors) if part is not None]
    if failures is None or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return None
    return sum(int(part) for part in parts)


def _producer(element: Element) -> str:
    known = _PRODUCERS.get((element.get("name") or "").strip().lower())
    if known:
        return known
    schema = element.get("{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation") or ""
    return "Maven Surefire" if "surefire-test-report" in schema else ""
