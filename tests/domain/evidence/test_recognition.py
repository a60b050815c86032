"""Whose file it is: the content decides, and doubt is offered, not hidden."""

import pytest

from preuve.domain.evidence.contract import Format, Inspector
from preuve.domain.evidence.reading.head import Head
from preuve.domain.evidence.recognition import Candidate, candidates
from preuve.inspection import registry
from tests.factories.evidence import manifest, sample


class Sure(Inspector):
    version = "1"
    title = ("x", "x")

    def __init__(self, name, confidence):
        self.id = name
        self.formats = (Format(f"{name}-format", name.upper(), "x", lambda _head: confidence),)

    def inspect(self, artefacts, context):
        raise NotImplementedError


def test_who_claims_a_file_comes_surest_first():
    found = candidates([Sure("b", 0.5), Sure("a", 0.5), Sure("c", 2.0), Sure("d", 0.29)], Head(b"x"))

    assert found == (
        Candidate("c", "c-format", "C", 1.0),
        Candidate("a", "a-format", "A", 0.5),
        Candidate("b", "b-format", "B", 0.5),
    )


KINDS = {
    "analyse-statique": "static_analysis",
    "as-code": "as_code",
    "depot": "repositories",
    "journaux": "logs",
    "pageweb": "web_pages",
    "performance": "performance",
    "pki-liaisons": "links",
    "planning": "schedules",
    "reprise": "recovery",
    "scans": "scans",
    "schema": "schemas",
    "slo": "service_levels",
    "tests": "tests",
    "tickets": "tickets",
}
#: Files of other folders that one of the fourteen reads all the same: OpenSCAP results are scans.
READ_ALL_THE_SAME = {"correctifs/openscap-rhsa.xml": "scans"}


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])
def test_every_real_file_is_recognised_by_its_kind_and_by_no_other(row):
    path = row["file"]
    head = Head.of(sample(path))

    found = [each.inspector for each in candidates(registry.inspectors().values(), head)]

    wanted = KINDS.get(row["inspector"]) or READ_ALL_THE_SAME.get(path)
    assert found[:1] == [wanted] if wanted else found == [], found
