"""One hostile case: whatever the bytes, an inspection or an error of the small family, and nothing else."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from preuve.domain.evidence.contract import MAX_PLACES
from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.guard import scan
from preuve.domain.evidence.reading.head import Head
from preuve.domain.evidence.recognition import candidates
from preuve.domain.evidence.serialise import comparison_json, inspection_from, inspection_json
from preuve.inspection import registry
from preuve.inspection.examination import unreadable_json
from tests.factories.evidence import CONTEXT, SAMPLES, artefact

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "preuve" / "data" / "demo" / "evidence"
#: Seeds stay small, so that many cases run.
LARGEST = 24_000


@cache
def seeds() -> tuple[tuple[str, str, bytes], ...]:
    """(inspector, name, bytes) of real files: those that ship, and the samples where they are."""
    found = []
    for folder in (SHIPPED, SAMPLES):
        for path in sorted(folder.rglob("*")) if folder.exists() else ():
            if path.is_file() and path.stat().st_size <= LARGEST:
                data = path.read_bytes()
                claims = candidates(registry.inspectors().values(), Head(data, path.name, len(data)))
                found += [(each.inspector, path.name, data) for each in claims[:1]]
    return tuple(found)


def run_case(inspector_id: str, name: str, data: bytes, before: bytes = b"") -> None:
    """Guard, recognise, inspect and compare `data`; raise AssertionError on anything but the contract."""
    file = artefact(data, name)
    scan(file)
    head = Head.of(file)
    claimed = {each.inspector for each in candidates(registry.inspectors().values(), head)}
    for each in sorted({inspector_id, *claimed}):
        inspector = registry.inspectors()[each]
        try:
            inspection = inspector.inspect([file], CONTEXT)
        except UnreadableArtefactError as error:
            unreadable_json(error, each, name)
        else:
            written = inspection_json(inspection)
            assert (
                inspection_json(inspection_from(json.loads(json.dumps(written, allow_nan=False)))) == written
            )
            for statement in (*inspection.facts, *inspection.findings):
                check_statement(statement, data)
        if before:
            try:
                comparison = inspector.compare(artefact(before, name), file, CONTEXT)
            except UnreadableArtefactError:
                continue
            json.dumps(comparison_json(comparison), allow_nan=False)


def check_statement(statement, data: bytes) -> None:
    """A statement has words, and places that lie inside the file."""
    assert statement.fr
    assert statement.en
    assert 0 < len(statement.places) <= MAX_PLACES
    last = data.count(b"\n") + data.count(b"\r") + 1  # a lone carriage return ends a line of CSV too
    for place in statement.places:
        assert 0 <= place.line <= place.last_line <= max(last, 1) or place.name.count("!"), (
            statement.code,
            place,
            last,
        )
