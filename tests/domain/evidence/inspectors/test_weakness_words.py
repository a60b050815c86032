"""Comparisons speak of weaknesses in words: none may lack for a finding that can be declared."""

import ast
from pathlib import Path

import pytest

from preuve.domain.evidence import inspectors
from preuve.domain.evidence.inspectors.links import naming as links
from preuve.domain.evidence.inspectors.recovery import naming as recovery


def _codes(inspector):
    folder = Path(inspectors.__file__).parent / inspector
    calls = [
        node
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FindingKind"
    ]
    codes = {call.args[0].value.partition(".")[2] for call in calls}
    return {code for code in codes if not code.startswith("compare.")}


@pytest.mark.parametrize(("inspector", "naming"), [("links", links), ("recovery", recovery)])
def test_every_finding_has_words(inspector, naming):
    assert set(naming.NAMES) == _codes(inspector)


def test_a_weakness_is_said_in_both_languages():
    assert links.said(["expired: www", "private_key"]) == {
        "listed_fr": ["certificat expiré : www", "clé privée ou secret dans le fichier"],
        "listed_en": ["expired certificate: www", "private key or secret in the file"],
    }
