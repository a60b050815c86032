"""Read a stranger's PDF in a process of its own, confined as inspectors are: what kills it is a finding."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from datetime import datetime

from preuve.domain.credentials.verification import Check, Finding, Outcome

CPU_S = 20
WALL_S = 60
MEMORY_BYTES = 1 << 30

#: Isolated mode knows no current folder; the package is found by the path given.
_START = "import sys; sys.path.insert(0, sys.argv[1]); from preuve.credentialing.apart import main; main()"


def main() -> None:
    """Serve the request on the standard input: a line of JSON, then the PDF."""
    header, _, data = sys.stdin.buffer.read().partition(b"\n")
    request = json.loads(header)
    sys.path[:] = request["sys_path"]
    from preuve.credentialing import pdf  # noqa: PLC0415 - only now can the path be trusted
    from preuve.inspection.confinement import confine  # noqa: PLC0415 - as above

    logging.disable()
    confine(cpu_s=CPU_S, memory_bytes=MEMORY_BYTES)
    roots = None if request["roots"] is None else request["roots"].encode()
    answer: dict[str, str]
    try:
        reading = pdf.read_pdf(data, roots=roots, at=datetime.fromisoformat(request["at"]))
    except pdf.PdfError as error:
        answer = {"fault": error.fault}
    else:
        found = reading.finding
        answer = {"credential": reading.credential, "outcome": found.outcome, "detail": found.detail}
    sys.stdout.write(json.dumps(answer))


def read_pdf_apart(data: bytes, *, roots: bytes | None, at: datetime) -> tuple[bytes, Finding]:
    """Return what `pdf.read_pdf` does, the credential as bytes; `PdfError` also when it took too much."""
    from preuve.credentialing.pdf import LARGEST_PDF, PdfError, PdfFault  # noqa: PLC0415 - slow to import

    if len(data) > LARGEST_PDF:
        raise PdfError(PdfFault.TOO_LARGE)
    header = {
        "sys_path": sys.path,
        "roots": None if roots is None else roots.decode("latin-1"),
        "at": at.isoformat(),
    }
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-c", _START, __file__.rpartition("preuve")[0].rstrip(os.sep)],
            input=json.dumps(header).encode() + b"\n" + data,
            capture_output=True,
            env={"LANG": "C.UTF-8", "PATH": os.defpath},
            timeout=WALL_S,
            check=False,
        )
        answer = json.loads(ended.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise PdfError(PdfFault.TOO_COSTLY) from error
    if "fault" in answer:
        raise PdfError(PdfFault(answer["fault"]))
    return answer["credential"].encode(), Finding(Check.PDF, Outcome(answer["outcome"]), answer["detail"])
