"""What is stated of a history: who, when, how much; people are never named, nor their addresses repeated."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from datetime import UTC
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.inspectors.repositories.model import MAX_MENTIONS
from preuve.domain.evidence.serialise import place_json
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.inspectors.repositories.model import Commit, History

COMMITS = FactKind(
    "repositories.commits",
    Strength.RECOMPUTED,
    "{value} {value:commit|commits}, dont {merges} {merges:fusion|fusions}",
    "{value} {value:commit|commits}, {merges} {merges:merge|merges} among them",
)
AUTHORS = FactKind(
    "repositories.authors",
    Strength.RECOMPUTED,
    "{n} {n:identité d’auteur|identités d’auteur}, une par adresse (commits de chacune : {fr})",
    "{n} author {n:identity|identities}, one per address (commits of each: {en})",
)
SHARE = FactKind(
    "repositories.candidate_share",
    Strength.RECOMPUTED,
    "{value:%} des commits portent le nom ou l’adresse du candidat ({own} sur {total})",
    "{value:%} of the commits carry the candidate’s name or address ({own} of {total})",
    unit="ratio",
)
LINES = FactKind(
    "repositories.lines",
    Strength.RECOMPUTED,
    "{added} {added:ligne ajoutée|lignes ajoutées} et {deleted} {deleted:supprimée|supprimées}",
    "{added} {added:line|lines} added and {deleted} deleted",
)
RHYTHM = FactKind(
    "repositories.active_weeks",
    Strength.RECOMPUTED,
    "Commits dans {value} {value:semaine|semaines} sur {span}, du {first:date} au {last:date}",
    "Commits in {value} of {span} {span:week|weeks}, from {first:date} to {last:date}",
)
TAGS = FactKind(
    "repositories.tags",
    Strength.READ,
    "{n} {n:étiquette|étiquettes}, dont {semver} au format SemVer : {value}",
    "{n} {n:tag|tags}, {semver} of them in SemVer form: {value}",
)
REFERENCES = FactKind(
    "repositories.references",
    Strength.READ,
    "{value} {value:référence|références}, dont {branches} {branches:branche|branches}",
    "{value} {value:reference|references}, {branches} {branches:branch|branches} among them",
)
MESSAGES = FactKind(
    "repositories.message_style",
    Strength.RECOMPUTED,
    "{value} {value:message suit|messages suivent} Conventional Commits sur {total} hors fusions",
    "{value} of {total} {total:message|messages} besides merges {value:follows|follow} Conventional Commits",
)
SIGNED = FactKind(
    "repositories.signed_commits",
    Strength.READ,
    "{value} {value:commit signé|commits signés} sur {total} (signatures non vérifiées)",
    "{value} of {total} {total:commit|commits} signed (signatures not verified)",
)
MENTIONS = FactKind(
    "repositories.ticket_mentions",
    Strength.RECOMPUTED,
    "{value} {value:commit cite|commits citent} un ticket",
    "{value} {value:commit names|commits name} a ticket",
)
BOTS = FactKind(
    "repositories.bot_commits",
    Strength.RECOMPUTED,
    "{value} {value:commit d’un robot|commits de robots} de mise à jour (Renovate, Dependabot)",
    "{value} {value:commit|commits} by update bots (Renovate, Dependabot)",
)
FILES = FactKind(
    "repositories.files",
    Strength.RECOMPUTED,
    "{n} {n:fichier|fichiers} au dernier commit, par extension (par nom quand il n’y en a pas) : {value}",
    "{n} {n:file|files} at the head commit, by extension (by name when there is none): {value}",
)
ABSENT = FindingKind(
    "repositories.candidate_absent",
    "Le nom et l’adresse du candidat n’apparaissent dans aucun des {value} {value:commit|commits}",
    "The candidate’s name and address appear in none of the {value} {value:commit|commits}",
)
GIANT = FindingKind(
    "repositories.giant_commit",
    "Un seul commit apporte {share:%} des lignes ajoutées ({value} lignes)",
    "A single commit brings {share:%} of the lines added ({value} lines)",
)
SINGLE = FindingKind(
    "repositories.single_commit",
    "L’historique tient en un seul commit",
    "The history is a single commit",
)
ORDER = FindingKind(
    "repositories.tag_order",
    "{value} {value:étiquette de version plus récente que la suivante|étiquettes de version plus récentes "
    "que la "
    "suivante} : {names}",
    "{value} version {value:tag|tags} dated after the next one: {names}",
)
FUTURE = FindingKind(
    "repositories.future_commit",
    "{value} {value:commit daté|commits datés} d’après la date du contrôle",
    "{value} {value:commit|commits} dated after the day of the check",
)
NO_LOCK = FindingKind(
    "repositories.lockfile_missing",
    "{value} {value:manifeste de dépendances|manifestes de dépendances} sans fichier de verrouillage : "
    "{names}",
    "{value} dependency {value:manifest|manifests} without a lock file: {names}",
)
SENSITIVE = FindingKind(
    "repositories.sensitive_file",
    "{value} {value:fichier dont le nom annonce|fichiers dont le nom annonce} une clé ou des secrets : "
    "{names}",
    "{value} {value:file|files} whose name announces a key or secrets: {names}",
)
AUTHORSHIP = LimitKind(
    "repositories.limit.authorship",
    "Les champs d’auteur sont du texte libre : ils ne prouvent pas qui a écrit le code.",
    "Author fields are free text: they don’t prove who wrote the code.",
)
PARTIAL = LimitKind(
    "repositories.limit.partial",
    "Le paquet ne contient pas tout l’historique : il suppose des commits qu’il n’a pas.",
    "The bundle doesn’t hold the whole history: it needs commits that it doesn’t have.",
)

_SEMVER = re.compile(r"[vV]?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_BOT = re.compile(r"renovate|dependabot", re.IGNORECASE)
_LOCKS = {
    "package.json": {
        "package-lock.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "npm-shrinkwrap.json",
        "bun.lock",
        "bun.lockb",
    },
    "composer.json": {"composer.lock"},
    "Pipfile": {"Pipfile.lock"},
    "Cargo.toml": {"Cargo.lock"},
    "go.mod": {"go.sum"},
    "Gemfile": {"Gemfile.lock"},
}
_SENSITIVE = re.compile(
    r"(?:.*/)?(?:\.env(?:\.(?!example|sample|dist|template|test)\w+)?|id_(?:rsa|dsa|ecdsa|ed25519)|"
    r"[^/]+\.(?:pem|key|pfx|p12|"
    r"jks|kdbx|keystore)|credentials\.json|\.htpasswd|\.pgpass|\.netrc|terraform\.tfstate)"
)
_MAX_MEASURES = 150_000
_GIANT = 0.8


def state(history: History, artefact: Artefact, context: Context) -> Stated:
    """State what is stated of a history; `measures` as the inspector documents."""
    stated = Stated(producer="git" if history.references else "git log")
    commits = history.commits
    some = [history.place(commit) for commit in commits[:50]]
    merges = sum(commit.merge for commit in commits)
    stated.fact(COMMITS, len(commits), some, merges=merges)
    _people(history, context, stated, some)
    _time(history, context, stated)
    _work(history, stated)
    _versions(history, artefact, stated)
    _files(history, stated)
    stated.measures = _measures(history)
    stated.limits.append(AUTHORSHIP.state())
    if history.partial:
        stated.limits.append(PARTIAL.state())
    return stated


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _people(history: History, context: Context, stated: Stated, some: list[Place]) -> None:
    known = {_fold(each) for each in context.people if each.strip()}
    by_address: Counter[str] = Counter()
    mine: set[tuple[str, str]] = set()
    for author, count in Counter(commit.author for commit in history.commits).items():
        name, address = (_fold(each) for each in author)
        if name in known or address in known:
            mine.add(author)
        by_address["" if author in mine else address or name or "?"] += count
    own = [commit for commit in history.commits if commit.author in mine]
    words: list[tuple[str, str, int]] = []
    for rank, (who, count) in enumerate(by_address.most_common(), 1):
        words.append(
            ("candidat" if not who else f"auteur {rank}", "candidate" if not who else f"author {rank}", count)
        )
    stated.fact(
        AUTHORS,
        {fr: count for fr, _, count in words},
        some,
        n=len(words),
        fr=[f"{fr} : {count}" for fr, _, count in words],
        en=[f"{en}: {count}" for _, en, count in words],
    )
    total = len(history.commits)
    if own:
        places = [history.place(commit) for commit in own[:50]]
        stated.fact(SHARE, len(own) / total, places, own=len(own), total=total)
    elif known:
        stated.findings.append(ABSENT.state(total, some))


def _time(history: History, context: Context, stated: Stated) -> None:
    dated = [(_aware(commit.at), commit) for commit in history.commits if commit.at]
    if not dated:
        return
    dated.sort(key=lambda each: each[0])
    (first, oldest), (last, newest) = dated[0], dated[-1]
    stated.period = (first.isoformat(), last.isoformat())
    weeks = {(moment.toordinal() + 6) // 7 for moment, _ in dated}
    span = (last.date().toordinal() + 6) // 7 - (first.date().toordinal() + 6) // 7 + 1
    stated.fact(
        RHYTHM,
        len(weeks),
        [history.place(oldest), history.place(newest)],
        span=span,
        first=first.date().isoformat(),
        last=last.date().isoformat(),
    )
    late = [commit for moment, commit in dated if moment > context.as_of]
    stated.finding(FUTURE, [history.place(commit) for commit in late])


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _work(history: History, stated: Stated) -> None:
    commits = history.commits
    own = [commit for commit in commits if not commit.merge]
    styled = [commit for commit in own if commit.styled]
    if styled:
        places = [history.place(commit) for commit in styled[:50]]
        stated.fact(MESSAGES, len(styled), places, total=len(own))
    if history.has_signatures:
        signed = [commit for commit in commits if commit.signed]
        places = [history.place(commit) for commit in (signed or commits)[:50]]
        stated.fact(SIGNED, len(signed), places, total=len(commits))
    bots = {author for author in {commit.author for commit in commits} if _BOT.search(author[0])}
    for kind, found in (
        (MENTIONS, [commit for commit in commits if commit.tickets]),
        (BOTS, [commit for commit in commits if commit.author in bots]),
    ):
        if found:
            stated.fact(kind, len(found), [history.place(commit) for commit in found[:50]])
    if len(commits) == 1:
        stated.finding(SINGLE, [history.place(commits[0])])
    counted = [commit for commit in commits if commit.added is not None]
    if counted:
        added = sum(commit.added or 0 for commit in counted)
        deleted = sum(commit.deleted or 0 for commit in counted)
        places = [history.place(commit) for commit in counted[:50]]
        stated.fact(LINES, {"added": added, "deleted": deleted}, places, added=added, deleted=deleted)
        biggest = max(counted, key=lambda commit: commit.added or 0)
        lines = biggest.added or 0
        if len(counted) > 1 and lines > _GIANT * added:
            stated.findings.append(GIANT.state(lines, [history.place(biggest)], share=lines / added))


def _versions(history: History, artefact: Artefact, stated: Stated) -> None:
    if history.references:
        stated.fact(REFERENCES, history.references, [artefact.place()], branches=len(history.branches))
    if not history.tags:
        return
    versions = []
    for name, (at, place) in history.tags.items():
        found = _SEMVER.fullmatch(name)
        if found:
            key = (int(found[1]), int(found[2]), int(found[3]), found[4] is None, found[4] or "")
            versions.append((key, name, at, place))
    stated.fact(
        TAGS,
        list(history.tags),
        [place for _, place in history.tags.values()],
        n=len(history.tags),
        semver=len(versions),
    )
    dated = [
        (key, name, _aware(at), place)
        for key, name, at, place in sorted(versions, key=lambda each: each[0])
        if at
    ]
    late = [
        one
        for one, following in pairwise(dated)
        if one[2] > following[2] and one[0][3] and following[0][3] and one[0][0] == following[0][0]
    ]
    stated.finding(ORDER, [each[3] for each in late], names=[each[1] for each in late])


def _files(history: History, stated: Stated) -> None:
    where = history.file_place
    if not history.files or where is None:
        return
    kinds = Counter(_extension(path) for path in history.files)
    stated.fact(
        FILES, dict(kinds.most_common(30)), [where(path) for path in history.files[:50]], n=len(history.files)
    )
    present = set(history.files)
    lacking = []
    for path in history.files:
        folder, slash, base = path.rpartition("/")
        locks = _LOCKS.get(base, set())
        folders = {"", folder + slash, *(f"{part}/" for part in _parents(folder))}
        if locks and not any(f"{each}{lock}" in present for each in folders for lock in locks):
            lacking.append(path)
    stated.finding(NO_LOCK, [where(path) for path in lacking], names=lacking)
    sensitive = [path for path in history.files if _SENSITIVE.fullmatch(path)]
    stated.finding(SENSITIVE, [where(path) for path in sensitive], names=sensitive)


def _parents(folder: str) -> list[str]:
    parts = folder.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _extension(path: str) -> str:
    base = path.rpartition("/")[2]
    stem, dot, extension = base.rpartition(".")
    return f".{extension.lower()}" if dot and stem else base


def _measures(history: History) -> dict[str, object]:
    tags = [
        {"name": name, "at": at.isoformat(), "place": place_json(place)}
        for name, (at, place) in list(history.tags.items())[:150]
        if at
    ]
    mentions: list[dict[str, object]] = []
    size = 0
    for commit, ticket in islice(_mentions(history), MAX_MENTIONS):
        mention: dict[str, object] = {
            "ticket": ticket,
            "commit": commit.sha,
            "at": commit.at.isoformat() if commit.at else "",
            "place": place_json(history.place(commit)),
        }
        size += len(json.dumps(mention))
        if size > _MAX_MEASURES:
            break
        mentions.append(mention)
    return {"tags": tags, "mentions": mentions}


def _mentions(history: History) -> Iterator[tuple[Commit, str]]:
    return ((commit, ticket) for commit in history.commits for ticket in commit.tickets)
