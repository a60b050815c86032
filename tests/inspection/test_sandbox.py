"""What runs in the sandbox can't reach out, write, start or outlive its limits; and the caller lives on."""

import importlib
import sys
import textwrap
from dataclasses import replace

import pytest

from preuve.inspection import links, registry, sandbox
from tests.factories.evidence import AS_OF

HOSTILE = """
import os, socket, subprocess, sys, threading
from preuve.domain.evidence.contract import *

def attempt(name, artefact):
    if name == "network":
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    elif name == "unix":
        socket.socket(socket.AF_UNIX)
    elif name == "write":
        open("TARGET", "w")
    elif name == "append":
        open("TARGET", "a")
    elif name == "remove":
        os.remove("TARGET")
    elif name == "rename":
        os.rename("TARGET", "TARGET.new")
    elif name == "folder":
        os.mkdir("TARGET.d")
    elif name == "shell":
        subprocess.run(["/bin/true"], check=True)
    elif name == "fork":
        os.fork()
    elif name == "kill":
        os.kill(os.getppid(), 0)
    elif name == "secrets":
        open("/etc/passwd").read()
    elif name == "thread":
        thread = threading.Thread(target=lambda: None)
        thread.start()
        thread.join()
        raise ValueError("threads may run")
    elif name == "processor":
        while True:
            pass
    elif name == "sleep":
        threading.Event().wait(60)
    elif name == "memory":
        held = []
        while True:
            held.append(b"x" * (64 << 20))
    elif name == "output":
        fact = FactKind("hostile.long", Strength.READ, "x", "x")
        return [fact.state("y" * 400, [artefact.place()]) for _ in range(20_000)]
    elif name == "crash":
        os.abort()
    elif name == "exit":
        os._exit(3)
    return []

class Hostile(Inspector):
    id = "hostile"
    version = "1"
    title = ("h", "h")
    formats = (Format("hostile", "h", "h", lambda head: float(head.text.startswith("hostile "))),)

    def inspect(self, artefacts, context):
        name = artefacts[0].open().read().decode().split()[1]
        try:
            facts = attempt(name, artefacts[0])
        except OSError as error:
            fact = FactKind("hostile.refused", Strength.READ, "{value}", "{value}")
            facts = [fact.state(type(error).__name__, [artefacts[0].place()])]
        described = Description(artefacts[0].sha256, "h", 1, "h")
        return Inspection(self.id, self.version, described, tuple(facts), (), ())

INSPECTOR = Hostile()
"""
LIMITS = sandbox.Limits(cpu_s=2, wall_s=60, memory_bytes=1 << 30, output_bytes=1 << 20)


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """An inspector that does what its file says."""
    target = tmp_path / "target"
    target.write_text("secret")
    (tmp_path / "hostile_inspector.py").write_text(textwrap.dedent(HOSTILE).replace("TARGET", str(target)))
    info = tmp_path / "hostile-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[preuve.inspectors]\nhostile = hostile_inspector:INSPECTOR\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    registry.forget()
    yield tmp_path
    sys.modules.pop("hostile_inspector", None)
    monkeypatch.undo()
    importlib.invalidate_caches()
    registry.forget()
    links.link_sets.cache_clear()


def run(folder, what, limits=LIMITS):
    file = folder / "f.txt"
    file.write_text(f"hostile {what}")
    (found,) = sandbox.examine([sandbox.File(file, "f.txt")], as_of=AS_OF, limits=limits)["files"]
    return found


@pytest.mark.parametrize(
    "what", ["network", "unix", "write", "append", "remove", "rename", "folder", "shell", "fork", "kill"]
)
def test_reaching_out_is_refused(hostile, what):
    (inspection,) = run(hostile, what)["inspections"]

    assert [fact["code"] for fact in inspection["facts"]] == ["hostile.refused"]
    assert (hostile / "target").read_text() == "secret"
    assert not (hostile / "target.d").exists()


def test_threads_may_run(hostile):
    assert [each["reason"] for each in run(hostile, "thread")["unreadable"]] == ["defect"]


@pytest.mark.parametrize(
    ("what", "detail"),
    [("processor", "2 s"), ("sleep", "6 s"), ("output", "1 MiB"), ("memory", "memory")],
)
def test_what_costs_too_much_is_ended_and_told(hostile, what, detail):
    patience = {"sleep": {"wall_s": 6}, "memory": {"cpu_s": 60}, "output": {"cpu_s": 60}}
    found = run(hostile, what, replace(LIMITS, **patience.get(what, {})))

    assert found["inspections"] == []
    assert [(each["reason"], each["detail"], each["name"]) for each in found["unreadable"]] == [
        ("killed", detail, "f.txt")
    ]
    assert found["unreadable"][0]["fr"] == (
        f"le fichier n’a pas pu être lu dans les limites de temps et de mémoire ({detail})"
    )


@pytest.mark.parametrize("what", ["crash", "exit"])
def test_a_process_that_dies_takes_nobody_along(hostile, what):
    assert [each["reason"] for each in run(hostile, what)["unreadable"]] == ["killed"]
    assert run(hostile, "nothing")["inspections"] != []


def test_an_empty_file_is_no_kind(tmp_path):
    file = tmp_path / "vide.txt"
    file.write_bytes(b"")

    (found,) = sandbox.examine([sandbox.File(file, "vide.txt")], as_of=AS_OF)["files"]

    assert (found["kinds"], found["inspections"], found["unreadable"], found["size"]) == ([], [], [], 0)
