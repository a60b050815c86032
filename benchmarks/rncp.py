"""Peak memory and MB/s of reading fiches of the RNCP’s XML, beside bare `iterparse` in the same run.

    .venv/bin/python benchmarks/rncp.py [--fiches 30000]

Each figure is of a process of its own; the memory is its peak above that after the imports.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time

ROOT = __file__.rpartition("/benchmarks/")[0] or "."
sys.path[0] = ROOT  # beside us, `import inspect` would find that benchmark

from lxml import etree

from preuve.domain.competences.rncp import xml_fiches

BLOCK = (
    "<BLOC_COMPETENCES><CODE>RNCP{number}BC0{rank}</CODE><LIBELLE>Bloc {rank}</LIBELLE>"
    "<LISTE_COMPETENCES>{text}"
    "</LISTE_COMPETENCES><MODALITES_EVALUATION>Mise en situation</MODALITES_EVALUATION></BLOC_COMPETENCES>"
)
TEXT = "\n".join(
    f"- C1.{rank} – Conduire une analyse et en rendre compte, selon le contexte" for rank in range(8)
)


def write_export(path: str, fiches: int) -> None:
    with open(path, "w", encoding="utf-8") as out:  # noqa: PTH123 (a plain script)
        out.write("<FICHES><VERSION_FLUX>4.1</VERSION_FLUX>")
        for number in range(fiches):
            blocks = "".join(BLOCK.format(number=number, rank=rank, text=TEXT) for rank in range(1, 5))
            out.write(f"<FICHE><NUMERO_FICHE>RNCP{number}</NUMERO_FICHE><INTITULE>Fiche {number}</INTITULE>")
            out.write(f"<BLOCS_COMPETENCES>{blocks}</BLOCS_COMPETENCES></FICHE>")
        out.write("</FICHES>")


def bare(path: str) -> int:
    count = 0
    for _event, element in etree.iterparse(path, tag="FICHE"):
        count += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return count


def ours(path: str) -> int:
    with open(path, "rb") as stream:  # noqa: PTH123 (a plain script)
        return sum(1 for _fiche in xml_fiches(stream))


def measure(name: str, path: str) -> None:
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    count = {"bare": bare, "ours": ours}[name](path)
    seconds = time.perf_counter() - start
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    size = os.path.getsize(path) / 1e6  # noqa: PTH202 (a plain script)
    print(f"{name}: {count:,} fiches, {size:.0f} MB, {size / seconds:.0f} MB/s, peak {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fiches", type=int, default=30_000)
    parser.add_argument("--measure", nargs=2, metavar=("NAME", "FILE"))
    arguments = parser.parse_args()
    if arguments.measure:
        measure(*arguments.measure)
        return
    with tempfile.TemporaryDirectory() as folder:
        for fiches in (arguments.fiches // 100, arguments.fiches):
            path = f"{folder}/{fiches}.xml"
            write_export(path, fiches)
            for name in ("bare", "ours"):
                subprocess.run([sys.executable, __file__, "--measure", name, path], check=True)


if __name__ == "__main__":
    main()
