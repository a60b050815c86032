"""Documents that leave the house: typst makes them from our templates and data, never from built source."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import typst

TEMPLATES = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text that goes inside a PDF as a file, whole; French words say what it is."""

    name: str
    text: str
    description: str
    mime_type: str = "application/json"


def compile_pdf(template: str, data: dict[str, Any], attachments: Sequence[Attachment] = ()) -> bytes:
    """Return a tagged PDF/A made from `<app>/templates/<app>/<name>.typ` (path from the web room) and `data`.

    The template reads `json(bytes(sys.inputs.data))`. Same data, same bytes: the creation date comes with it.
    One that takes attachments reads them likewise, from `sys.inputs.attachments`.
    """
    files = json.dumps([asdict(item) for item in attachments], ensure_ascii=False)
    return typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "attachments": files},
        pdf_standards=["a-3a", "ua-1"],
        ignore_system_fonts=True,
    )


def draw_picture(template: str, data: dict[str, Any], form: Literal["png", "svg"]) -> bytes:
    """Return the one page of a template as a picture; a PNG has two pixels a point."""
    drawn = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        format=form,
        ppi=144.0,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
    )
    assert isinstance(drawn, bytes)  # noqa: S101 (a list is for several pages; narrows the type)
    return drawn
