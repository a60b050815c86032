"""The guide for outsiders is true: its blocks make a package that Preuve finds, loads, links and runs."""

import importlib
import json
import re
import sys
from pathlib import Path

import pytest

from preuve.inspection import links, registry, sandbox
from tests.factories.evidence import AS_OF

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "add-an-inspector.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```(?:toml|python)\n# (\S+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))
MEASURED = """{"type": "result", "timestamp": "2026-05-04T09:00:00Z",
 "ping": {"latency": 11.2}, "isp": "Exemple",
 "download": {"bandwidth": 11875000},
 "upload": {"bandwidth": 5000000}, "packetLoss": 1.5,
 "server": {"host": "mesure.exemple"}}"""


def write_package(folder: Path) -> None:
    """What an installation leaves: the module, and its entry points beside it."""
    for name, body in BLOCKS.items():
        (folder / name).write_text(body, encoding="utf-8")
    found = re.search(r'\[project\.entry-points\."(.+?)"\]\n(\w+) = "(.+?)"', BLOCKS["pyproject.toml"])
    info = folder / "preuve_speedtest-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: preuve-speedtest\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{found[1]}]\n{found[2]} = {found[3]}\n")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    write_package(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    forget()
    yield tmp_path
    sys.modules.pop("preuve_speedtest", None)
    monkeypatch.undo()
    importlib.invalidate_caches()
    forget()


def forget():
    registry.forget()
    links.link_sets.cache_clear()


def test_the_guide_has_its_three_files():
    assert sorted(BLOCKS) == ["preuve_speedtest.py", "pyproject.toml", "test_speedtest.py"]


def test_an_inspector_from_outside_is_found_and_runs_in_the_sandbox(installed):
    assert "speedtest" in registry.inspectors()
    file = installed / "debit.json"
    file.write_text(MEASURED)

    report = sandbox.examine(
        [sandbox.File(file, "debit.json")], as_of=AS_OF, framework="expert-ingenierie-informatique"
    )

    (found,) = report["files"]
    assert found["kinds"][0] == {
        "inspector": "speedtest",
        "format": "speedtest-json",
        "label": "Speedtest JSON",
        "confidence": 1.0,
    }
    (inspection,) = found["inspections"]
    assert inspection["artefact"]["target"] == "mesure.exemple"
    (fact,) = inspection["facts"]
    assert (fact["value"], fact["en"], fact["places"][0]["line"]) == (
        95.0,
        "measured download: 95.0 Mbit/s",
        3,
    )
    assert fact["links"] == {"C2.2-3": "situates"}
    assert [finding["links"] for finding in inspection["findings"]] == [{"C2.2-3": "contradicts"}]
    json.dumps(report)


def test_the_tests_of_the_guide_pass(installed):
    tests = {"__name__": "test_speedtest"}
    exec(compile(BLOCKS["test_speedtest.py"], "test_speedtest.py", "exec"), tests)  # noqa: S102 - our own page
    for name, test in list(tests.items()):
        if name.startswith("test_"):
            test()


def test_a_package_that_does_not_load_is_told_and_the_others_stay(installed):
    before = set(registry.inspectors())
    (installed / "preuve_speedtest.py").write_text("raise RuntimeError('broken')\n")
    sys.modules.pop("preuve_speedtest", None)
    importlib.invalidate_caches()
    forget()

    assert set(registry.inspectors()) == before - {"speedtest"}
    assert [line for line in registry.problems() if "speedtest" in line] == [
        "speedtest (preuve_speedtest:INSPECTOR): RuntimeError: broken"
    ]
