"""The record in words: every subject there is, every shape of a detail."""

import pytest
from django.apps import apps

from preuve.web.audit.phrases import SUBJECTS, detail_label, detail_words, subject_label


def test_every_subject_named_is_a_model():
    labels = {model._meta.label for model in apps.get_models()}
    assert set(SUBJECTS) - labels == set()


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
    ],
)
def test_a_detail_in_words(name, value, words):
    assert detail_words(name, value) == words


def test_what_has_no_phrase_keeps_its_name():
    assert (subject_label("later.Thing"), detail_label("later_thing")) == ("later.Thing", "later_thing")
