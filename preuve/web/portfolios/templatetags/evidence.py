"""Small marks of evidence: the icon of a kind, the words of a code."""

from pathlib import PurePosixPath
from typing import Any

from django import template

from preuve.web.portfolios.models import Case, SelfAssessment

register = template.Library()
KIND_ICONS = {"link": "link-45deg", "text": "chat-left-text"}
TYPE_ICONS = (
    ("image/", "file-earmark-image"),
    ("video/", "file-earmark-play"),
    ("application/pdf", "file-earmark-pdf"),
)
SUFFIX_ICONS = {
    ".csv": "file-earmark-spreadsheet",
    ".tsv": "file-earmark-spreadsheet",
    ".xlsx": "file-earmark-spreadsheet",
    ".ods": "file-earmark-spreadsheet",
    ".docx": "file-earmark-text",
    ".odt": "file-earmark-text",
    ".txt": "file-earmark-text",
    ".log": "file-earmark-text",
    ".md": "file-earmark-text",
    ".zip": "file-earmark-zip",
    ".gz": "file-earmark-zip",
}


@register.simple_tag
def evidence_icon(kind: str, media_type: str = "", file_name: str = "") -> str:
    """Return the name of the icon that tells what a piece of evidence is."""
    if kind in KIND_ICONS:
        return KIND_ICONS[kind]
    for start, name in TYPE_ICONS:
        if media_type.startswith(start):
            return name
    known = SUFFIX_ICONS.get(PurePosixPath(file_name.lower()).suffix)
    return known or ("file-earmark-code" if media_type.startswith("text/") else "file-earmark")


@register.filter
def setting_label(code: str) -> Any:
    """Say in which setting a case took place, from the code that a frozen copy holds."""
    return Case.Setting(code).label


@register.filter
def nature_label(code: str) -> Any:
    """Say whether a case is real or reconstructed, from the code that a frozen copy holds."""
    return Case.Nature(code).label


@register.filter
def level_label(level: int) -> Any:
    """Say a level of self-assessment, from the figure that a frozen copy holds."""
    return SelfAssessment.Level(level).label


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """Return `mapping[key]`, or nothing."""
    return mapping.get(key)
