"""How fast a CPF flow is written, beside lxml writing the same elements bare, and how much memory it takes.

    .venv/bin/python benchmarks/cpf.py [--entries 20000] [--repeat 3]

Bare: the same tags and texts, known beforehand, through `lxml.etree.xmlfile`. Memory: the peak of a process
of its own that makes entries one by one and writes them, with 2,000 and with 200,000 entries.
"""

from __future__ import annotations

import sys

sys.path[0] = __file__.rpartition("/benchmarks/")[0] or "."

import argparse
import io
import resource
import subprocess
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from lxml import etree

from preuve.domain.reporting.cpf.entry import Certification, Entry, Holder
from preuve.domain.reporting.cpf.write import Header, Sender, write_flows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEADER = Header("F-1", datetime(2026, 3, 1, tzinfo=UTC), Sender("12345678", "12345678", "M1"))
TITLE = Certification("RNCP", "RNCP37674")


class Nowhere:
    def write(self, data: bytes) -> None:
        """Forget the data."""


def entries(count: int) -> Iterator[Entry]:
    for rank in range(count):
        holder = Holder(
            f"DUPONT{'X' * (rank % 5)}", "Zoé", 1990, "F", birth_month=4, birth_day=30, insee_code="2A004"
        )
        yield Entry(
            f"C-{rank}",
            TITLE,
            date(2026, 2, 1),
            holder,
            exam_start=date(2026, 1, 5),
            exam_end=date(2026, 1, 6),
        )


def write(made: Iterable[Entry], sink: io.BytesIO | Nowhere) -> int:
    return sum(done.bytes for done in write_flows(made, header=lambda _: HEADER, open_sink=lambda _: sink))


def write_bare(root: Any, passages: list[Any]) -> int:
    sink = io.BytesIO()
    with etree.xmlfile(sink, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element(root.tag, nsmap=root.nsmap):
            for passage in passages:
                write_node(xml, passage)
    return sink.tell()


def write_node(xml: Any, node: Any) -> None:
    tag, attributes, content = node
    with xml.element(tag, attributes):
        if isinstance(content, str):
            xml.write(content)
        else:
            for child in content:
                write_node(xml, child)


def plan(element: Any) -> tuple[Any, ...]:
    return (
        element.tag,
        dict(element.attrib),
        [plan(child) for child in element] if len(element) else element.text or "",
    )


def speeds(count: int, repeat: int) -> None:
    made = list(entries(count))
    whole = io.BytesIO()
    write(made, whole)
    root = etree.fromstring(whole.getvalue())
    passages = [plan(each) for each in root.iter("{*}passageCertification")]
    ours, bare = [], []
    for _ in range(repeat):
        started = time.perf_counter()
        size = write(made, io.BytesIO())
        ours.append(size / (time.perf_counter() - started) / 1e6)
        started = time.perf_counter()
        size = write_bare(root, passages)
        bare.append(size / (time.perf_counter() - started) / 1e6)
    share = max(ours) / max(bare)
    print(f"{count} entries: {max(ours):.1f} MB/s, bare xmlfile {max(bare):.1f} MB/s, {share:.2f} of it")


def peak(count: int) -> float:
    command = [sys.executable, __file__, "--peak", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peak", type=int)
    arguments = parser.parse_args()
    if arguments.peak:
        write(entries(arguments.peak), Nowhere())
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    # before anything large is made: a child's peak begins with what its parent holds when it starts
    few, many = peak(2_000), peak(200_000)
    print(f"peak memory: {few:.0f} MB with 2,000 entries, {many:.0f} MB with 200,000")
    speeds(arguments.entries, arguments.repeat)


if __name__ == "__main__":
    main()
