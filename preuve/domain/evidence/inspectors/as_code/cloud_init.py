"""cloud-init user data: ``#cloud-config``, then YAML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code.model import Path, read_yaml
from preuve.domain.evidence.inspectors.as_code.secrets import written_secrets
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text
from preuve.domain.evidence.reading.yamls import as_flag
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.yamls import YamlDocument

CONTENT = FactKind(
    "as_code.first_boot",
    Strength.READ,
    "Au premier démarrage : {packages} {packages:paquet|paquets}, {users} {users:compte|comptes}, {files} "
    "{files:fichier écrit|fichiers écrits}, {commands} {commands:commande|commandes}",
    "At first boot: {packages} {packages:package|packages}, {users} {users:account|accounts}, {files} "
    "{files:file|files} written, {commands} {commands:command|commands}",
)
UPDATES = FactKind(
    "as_code.first_boot_updates",
    Strength.READ,
    "Mise à jour des paquets au premier démarrage : {value}",
    "Packages upgraded at first boot: {value}",
)
PASSWORD_LOGIN = FindingKind(
    "as_code.password_login",
    "La connexion SSH par mot de passe est ouverte (ssh_pwauth)",
    "SSH login by password is open (ssh_pwauth)",
)
CLEAR = FindingKind(
    "as_code.first_boot_secret",
    "{value} {value:mot de passe ou secret écrit|mots de passe ou secrets écrits} en clair",
    "{value} {value:password or secret|passwords or secrets} written in clear",
)
NOT_BOOTED = LimitKind(
    "as_code.limit.not_booted",
    "Le fichier décrit un premier démarrage ; il ne prouve pas qu’une machine l’a exécuté.",
    "The file describes a first boot; it doesn’t prove that a machine ran it.",
)


@dataclass(frozen=True, slots=True)
class FirstBoot:
    """The document, and paths of passwords in clear."""

    document: YamlDocument
    value: dict[str, Any]
    secrets: tuple[Path, ...]


def sniff(head: Head) -> float:
    """The first line that cloud-init itself asks for."""
    return 1.0 if head.text.lstrip("\ufeff").startswith("#cloud-config") else 0.0


def read(artefact: Artefact) -> FirstBoot:
    """Read one file.

    Raises:
        UnreadableArtefactError: as `read_yaml`; MISSING_FIELD (no mapping).
    """
    document = read_yaml(artefact)[0]
    value = as_dict(document.value)
    if not value:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "cloud-config")
    found = list(written_secrets(value))
    for index, user in enumerate(as_list(value.get("users"))):
        if as_text(as_dict(user).get("plain_text_passwd")):
            found.append(("users", index, "plain_text_passwd"))
    for index, user in enumerate(as_list(as_dict(value.get("chpasswd")).get("users"))):
        if as_text(as_dict(user).get("type")) == "text":
            found.append(("chpasswd", "users", index, "password"))
    chpasswd = as_dict(value.get("chpasswd"))
    if chpasswd.get("list"):
        found.append(("chpasswd", "list"))
    return FirstBoot(document, value, tuple(dict.fromkeys(found)))


def state(found: FirstBoot, _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of one file."""
    stated = Stated(target=as_text(found.value.get("hostname")))
    value, document = found.value, found.document
    keys = {"packages": "packages", "users": "users", "files": "write_files", "commands": "runcmd"}
    counts = {name: len(as_list(value.get(key))) for name, key in keys.items()}
    places = [document.place(key, key=True) for key in keys.values() if key in value]
    stated.fact(CONTENT, dict(counts), places or [document.place()], **counts)
    upgrade = as_flag(value.get("package_upgrade"))
    if upgrade is not None:
        stated.fact(UPDATES, upgrade, [document.place("package_upgrade")])
    if as_flag(value.get("ssh_pwauth")):
        stated.finding(PASSWORD_LOGIN, [document.place("ssh_pwauth")])
    stated.finding(CLEAR, [document.place(*path) for path in found.secrets])
    stated.limits.append(NOT_BOOTED.state())
    return stated
