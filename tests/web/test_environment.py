"""Settings from the environment: what production refuses, and how a database address is read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from preuve.web.database import database_settings
from preuve.web.environment import (
    DEMONSTRATION_SECRET,
    Mode,
    UnsafeSettingsError,
    number,
    refuse_unsafe,
    vault_keys,
)

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "debug": False,
    "secret_key": "k" * 50,
    "hosts": ["preuve.example"],
    "base_url": "https://preuve.example",
}


@pytest.fixture
def named_database(monkeypatch):
    monkeypatch.setenv("PREUVE_DATABASE_URL", "postgresql://server/preuve")


def test_safe_settings_start_in_production(named_database):
    refuse_unsafe(Mode.PRODUCTION, **SAFE)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"debug": True}, "PREUVE_DEBUG is on"),
        ({"secret_key": DEMONSTRATION_SECRET}, "PREUVE_SECRET_KEY is the demonstration key"),
        ({"secret_key": ""}, "PREUVE_SECRET_KEY is the demonstration key"),
        ({"secret_key": "short"}, "PREUVE_SECRET_KEY has fewer than 50 characters"),
        ({"hosts": []}, "PREUVE_ALLOWED_HOSTS names no host, or any"),
        ({"hosts": ["*"]}, "PREUVE_ALLOWED_HOSTS names no host, or any"),
        ({"base_url": "http://preuve.example"}, "PREUVE_BASE_URL does not begin with https://"),
    ],
)
def test_production_says_why_it_does_not_start(named_database, change, reason):
    with pytest.raises(UnsafeSettingsError) as refused:
        refuse_unsafe(Mode.PRODUCTION, **(SAFE | change))
    assert str(refused.value) == f"not started in production mode: {reason}"


def test_demonstration_starts_with_anything():
    refuse_unsafe(
        Mode.DEMONSTRATION, debug=True, secret_key=DEMONSTRATION_SECRET, hosts=["*"], base_url="http://x"
    )


def test_the_program_itself_refuses_to_start():
    """The same through the settings, in a process of its own, with nothing but the mode set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREUVE_")}
    started = subprocess.run(
        [sys.executable, "-m", "django", "check"],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "preuve.web.settings", "PREUVE_MODE": "production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert "PREUVE_SECRET_KEY is the demonstration key" in started.stderr
    assert "PREUVE_DATABASE_URL names no server" in started.stderr


def test_a_number_that_is_none_names_its_variable(monkeypatch):
    monkeypatch.setenv("PREUVE_MAX_UPLOAD_MB", "many")
    with pytest.raises(
        UnsafeSettingsError, match="PREUVE_MAX_UPLOAD_MB: a whole number is needed, not 'many'"
    ):
        number("MAX_UPLOAD_MB", 100)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://marie:p%40ss@db.example:5433/preuve?sslmode=require",
            {
                "NAME": "preuve",
                "USER": "marie",
                "PASSWORD": "p@ss",
                "HOST": "db.example",
                "PORT": "5433",
                "OPTIONS": {"sslmode": "require"},
            },
        ),
        (
            "postgresql://postgres:@/preuve?host=%2Fsrv%2Fsocket",
            {
                "NAME": "preuve",
                "USER": "postgres",
                "PASSWORD": "",
                "HOST": "/srv/socket",
                "PORT": "",
                "OPTIONS": {},
            },
        ),
    ],
)
def test_database_address(url, expected):
    found = database_settings(url)
    assert {name: found[name] for name in expected} == expected


def test_every_setting_is_documented():
    """Each variable that the code reads has its line in the table of the operations page, and no other."""
    source = "".join(path.read_text() for path in (ROOT / "preuve" / "web").glob("*.py"))
    page = (ROOT / "docs" / "operations.md").read_text()
    read = set()
    for call in ("text", "flag", "number", "names"):
        for part in source.split(f"{call}(")[1:]:
            if part.startswith('"') and part[1:].split('"')[0].isupper():
                read.add(part[1:].split('"')[0])
    undocumented = {
        name for name in read if f"PREUVE_{name}" not in page and f"_{name.split('_')[-1]}`" not in page
    }
    assert undocumented == set()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "PREUVE_VAULT_KEYS gives no key"),
        (f"{'k' * 43},short", "a key of PREUVE_VAULT_KEYS has fewer than 43 characters"),
    ],
)
def test_production_brings_its_own_vault_keys(monkeypatch, given, reason):
    monkeypatch.setenv("PREUVE_VAULT_KEYS", given)
    with pytest.raises(UnsafeSettingsError) as refused:
        vault_keys(Mode.PRODUCTION)
    assert str(refused.value) == f"not started in production mode: {reason}"


def test_vault_keys_are_read_in_their_order(monkeypatch):
    monkeypatch.setenv("PREUVE_VAULT_KEYS", f"{'n' * 43}, {'o' * 43}")
    assert vault_keys(Mode.PRODUCTION) == ["n" * 43, "o" * 43]
