"""The record in words: every subject there is, every shape of a detail."""

import re
from pathlib import Path

import pytest
from django.apps import apps

import preuve.web
from preuve.domain.evidence.guard import scanning
from preuve.web.audit.phrases import (
    ACTIONS,
    GUARD,
    SUBJECTS,
    action_label,
    detail_label,
    detail_words,
    subject_label,
)

NAMED = re.compile(r'\baction="([a-z_]+)"')


def test_every_subject_named_is_a_model():
    labels = {model._meta.label for model in apps.get_models()}
    assert set(SUBJECTS) - labels == set()


def test_every_action_that_the_sources_name_has_a_phrase():
    (web,) = preuve.web.__path__
    sources = [path.read_text() for path in Path(web).rglob("*.py")]
    named = {action for source in sources for action in NAMED.findall(source)}
    assert len(named) > 60
    assert named - set(ACTIONS) == {"store_true"}  # an option of the command line


def test_every_warning_of_the_guard_has_a_phrase():
    assert set(GUARD) == set(scanning._WORDS)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("blocks", ["BC1", "BC2"], "BC1, BC2"),
        ("candidates", [], "–"),
        ("reason", None, "–"),
        ("reason", "souffrant", "souffrant"),
        ("sealed", True, "oui"),
        ("sealed", False, "non"),
        ("enrolled", 0, "0"),
        ("role", "juror", "juré"),
        ("role", "juror-to-be", "juror-to-be"),
        ("after", {"trainer": 3, "centre": None}, "formateur : 3, centre : –"),
        ("before", "2026-12-05T22:59:00+00:00", "5 décembre 2026 à 23:59"),
        ("title", "2026-12-05", "2026-12-05"),
        ("state", "unreadable", "illisible"),
        ("verdict", "rejected", "écarté"),
        ("answer", "left", "laissé tel quel"),
        ("reasons", ["guard.private-key", "guard.token"], "clé privée, jeton d’accès à un service"),
        ("warnings", ["guard.iban"], "numéro de compte bancaire"),
    ],
)
def test_a_detail_in_words(name, value, words):
    assert detail_words(name, value) == words


def test_what_has_no_phrase_keeps_its_name():
    assert action_label("later_action") == "later_action"
    assert (subject_label("later.Thing"), detail_label("later_thing")) == ("later.Thing", "later_thing")
