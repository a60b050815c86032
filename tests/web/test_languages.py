"""Two languages: French in the sources, English in the catalogue, nothing untranslated."""

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext, ngettext

from preuve.web.accounts.models import Role
from tests.factories.people import make_person

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = polib.pofile(str(ROOT / "preuve/web/locale/en/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>")


def sides(entry):
    """The pairs of French and English forms of an entry."""
    if entry.msgid_plural:
        return [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
    return [(entry.msgid, entry.msgstr)]


def test_every_entry_is_translated():
    assert [entry.msgid for entry in CATALOGUE if not entry.translated()] == []


def test_placeholders_and_tags_are_those_of_the_source():
    wrong = [
        source
        for entry in CATALOGUE
        for source, english in sides(entry)
        if set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(english))
    ]
    assert wrong == []


def test_catalogue_holds_the_strings_of_the_sources():
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is missing: the sources are not compared with the catalogue")
    checked = subprocess.run(
        [sys.executable, "tools/check_messages.py"], cwd=ROOT, capture_output=True, check=False
    )
    assert (checked.returncode, checked.stdout.decode().splitlines()[:-1]) == (0, [])


@pytest.mark.parametrize(("language", "word"), [("fr", "Mes résultats"), ("en", "My results")])
def test_menu_follows_the_language(db, signed_in, language, word):
    client = signed_in(make_person(Role.CANDIDATE))
    page = client.get(reverse("result_mine"), headers={"Accept-Language": language}).content.decode()
    assert f'<html lang="{language}"' in page
    assert word in page


PLURAL = next(entry for entry in CATALOGUE if entry.msgid_plural)


@pytest.mark.parametrize(
    ("language", "count", "form"),
    [("fr", 0, 0), ("fr", 1, 0), ("fr", 2, 1), ("en", 0, 1), ("en", 1, 0), ("en", 2, 1)],
)
def test_zero_is_singular_in_french_and_plural_in_english(language, count, form):
    forms = {"fr": (PLURAL.msgid, PLURAL.msgid_plural), "en": tuple(PLURAL.msgstr_plural.values())}
    with translation.override(language):
        assert ngettext(PLURAL.msgid, PLURAL.msgid_plural, count) == forms[language][form]


def test_unknown_string_stays_as_it_is():
    with translation.override("en"):
        assert gettext("Chaîne que rien ne traduit") == "Chaîne que rien ne traduit"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["5 décembre 2026", "5 décembre 2026 à 23:59", "23:59", "05/12/2026", "05/12/2026 23:59"]),
        ("en", ["5 December 2026", "5 December 2026, 23:59", "23:59", "5 Dec 2026", "5 Dec 2026, 23:59"]),
    ],
)
def test_dates_put_the_day_first(language, said):
    moment = datetime(2026, 12, 5, 23, 59, tzinfo=UTC)
    names = ["DATE_FORMAT", "DATETIME_FORMAT", "TIME_FORMAT", "SHORT_DATE_FORMAT", "SHORT_DATETIME_FORMAT"]
    with translation.override(language):
        assert [date_format(moment, name) for name in names] == said
        assert get_format("FIRST_DAY_OF_WEEK") == 1
        assert "%Y-%m-%d" in get_format("DATE_INPUT_FORMATS")
