"""`preuve run`: the database, the migrations, the web server and a worker, until it is told to stop."""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from preuve.web.database import data_dir, start_embedded_if_needed

MANAGE = [sys.executable, "-m", "django"]


def register(subparsers: Any) -> None:
    """`preuve run`, `preuve audit verify` and `preuve demo files`; Django is imported when they run."""
    parser = subparsers.add_parser("run", help="démarrer la base, le site et les tâches de fond")
    add_arguments(parser)
    parser.set_defaults(command=run)
    room = subparsers.add_parser("audit", help="le journal des actions")
    verify = room.add_subparsers(required=True, metavar="commande").add_parser(
        "verify", help="relire toute la chaîne et nommer ce qui a été modifié, retiré ou déplacé"
    )
    verify.set_defaults(command=audit_verify)
    room = subparsers.add_parser("demo", help="la démonstration")
    files = room.add_subparsers(required=True, metavar="commande").add_parser(
        "files", help="écrire un exemplaire de tout ce qui sort de la maison"
    )
    files.add_argument("directory", metavar="DOSSIER")
    files.set_defaults(command=demo_files)


def audit_verify(_options: argparse.Namespace) -> int:
    """Read the whole audit chain: 0 intact, 1 broken, 2 no database to read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preuve.web.settings")
    start_embedded_if_needed()
    if subprocess.run([*MANAGE, "migrate", "--check", "--verbosity", "0"], check=False).returncode:  # noqa: S603
        print("preuve: la base n’est pas prête : lancez d’abord « preuve run ».", file=sys.stderr)  # noqa: T201
        return 2
    return subprocess.run([*MANAGE, "audit_verify"], check=False).returncode  # noqa: S603 (our own command)


def demo_files(options: argparse.Namespace) -> int:
    """Write the files of the demonstration, loaded first into an empty database; 1 when it holds others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preuve.web.settings")
    start_embedded_if_needed()
    subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], check=True)  # noqa: S603 (our own command)
    return subprocess.run([*MANAGE, "demo_files", options.directory], check=False).returncode  # noqa: S603 (as above)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `preuve run`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument("--workers", type=int, default=2, help="web processes (default: 2)")
    parser.add_argument(
        "--demonstration", action="store_true", help="load the demonstration cohort into an empty database"
    )


def run(options: argparse.Namespace) -> int:
    """Start everything and wait; stopping by a signal is a success."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preuve.web.settings")
    start_embedded_if_needed()
    subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], check=True)  # noqa: S603 (our own command)
    if os.environ.get("PREUVE_MODE") == "production":
        subprocess.run([*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"], check=True)  # noqa: S603
    if options.demonstration:
        subprocess.run([*MANAGE, "load_demonstration"], check=True)  # noqa: S603 (our own command)
    (data_dir() / "static").mkdir(parents=True, exist_ok=True)
    children = [subprocess.Popen(command) for command in _commands(options)]  # noqa: S603 (our own commands)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"Preuve: http://{options.host}:{options.port}/", flush=True)  # noqa: T201 (a command speaks)
    while all(child.poll() is None for child in children):
        time.sleep(0.5)  # one that stops, or dies, takes the other with it: half a site is worse than none
    stop(signal.SIGTERM, None)
    codes = [child.wait() for child in children]
    return 0 if all(code in {0, -signal.SIGTERM, -signal.SIGINT} for code in codes) else 1


def _commands(options: argparse.Namespace) -> list[list[str]]:
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    web = [gunicorn, "preuve.web.wsgi:application", "--bind", f"{options.host}:{options.port}"]
    web += ["--workers", str(options.workers), "--threads", "4", "--timeout", "120", "--log-level", "warning"]
    worker = [*MANAGE, "procrastinate", "worker", "--concurrency", "2"]
    return [web, worker]
