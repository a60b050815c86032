"""Have evidence read, keep what was said of it, and hold two pieces side by side.

A reading goes waiting → reading → read, unreadable or unknown. What a task writes is dropped when somebody
asked again in between: `asked_at` names the request that it answers.
"""

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from preuve.domain.evidence.joins import join_json, joins_of
from preuve.domain.evidence.links import linked
from preuve.domain.evidence.serialise import inspection_from
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.background import defer
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios.actions.locking import lock_open_portfolio
from preuve.web.portfolios.models import Evidence, InspectionRun, Join, Portfolio, Statement
from preuve.web.portfolios.queries.machine_voice import machine_voice
from preuve.web.portfolios.statements import key_of

if TYPE_CHECKING:
    from preuve.domain.credentials.canonical import Json
    from preuve.domain.evidence.contract import Inspection

State = InspectionRun.State
LARGEST = 2**63 - 1


def ask_reading(*, evidence: Evidence, now: datetime, kind: str = "") -> InspectionRun | None:
    """Queue the reading of a file, in the transaction of the action that added it; nothing for other pieces.

    What an earlier reading said stays until the new one is done, unless the bytes are no longer the same.
    """
    if evidence.artefact_id is None:
        return None
    run, created = InspectionRun.objects.get_or_create(
        evidence=evidence, before=None, defaults={"asked_at": now, "kind": kind}
    )
    if not created:
        run.state, run.kind, run.asked_at = State.WAITING, kind, now
        if run.report and run.report["files"][0]["sha256"] != evidence.artefact_id:
            run.kinds, run.described, run.unreadable, run.report = [], [], [], None
            run.statements.all().delete()
        run.save()
    _queue(run)
    return run


@transaction.atomic
def reread_evidence(*, actor: User, evidence: Evidence, kind: str, now: datetime) -> InspectionRun:
    """Read a piece again, as another kind when `kind` names an inspector; no frozen copy changes."""
    lock_open_portfolio(evidence.portfolio_id, now)
    offered = {one["inspector"] for run in evidence.runs.filter(before=None) for one in run.kinds}
    if kind and kind not in offered:
        raise ActionRefusedError(_("Ce fichier ne peut pas être lu comme cela."))
    run = ask_reading(evidence=evidence, now=now, kind=kind)
    if run is None:
        raise ActionRefusedError(_("Seuls les fichiers sont lus par les outils."))
    details: dict[str, Json] = {"title": evidence.title, "kind": kind}
    record_action(actor=actor, action="reread_evidence", subject=evidence, details=details)
    return run


@transaction.atomic
def compare_evidence(*, actor: User, before: Evidence, after: Evidence, now: datetime) -> InspectionRun:
    """Hold two pieces of one portfolio side by side; asked the other way round, it is turned over."""
    lock_open_portfolio(after.portfolio_id, now)
    if before.portfolio_id != after.portfolio_id or before.pk == after.pk:
        raise ActionRefusedError(_("Choisissez une autre preuve du même portfolio."))
    if before.is_held_back or after.is_held_back:
        raise ActionRefusedError(_("Répondez d’abord aux avertissements sur ces deux preuves."))
    if before.artefact_id is None or after.artefact_id is None:
        raise ActionRefusedError(_("Seuls les fichiers sont lus par les outils."))
    InspectionRun.objects.filter(evidence=before, before=after).delete()
    run, created = InspectionRun.objects.get_or_create(
        evidence=after, before=before, defaults={"asked_at": now}
    )
    if not created:
        run.state, run.asked_at = State.WAITING, now
        run.save(update_fields=["state", "asked_at"])
    _queue(run)
    details: dict[str, Json] = {"before": before.title, "after": after.title}
    record_action(actor=actor, action="compare_evidence", subject=after, details=details)
    return run


@transaction.atomic
def begin_reading(*, run_id: int, asked_at: str, now: datetime) -> InspectionRun | None:
    """Mark a reading as under way and return it; nothing when it was replaced or its piece is gone."""
    run = _locked(run_id, asked_at)
    if run is None or not run.is_under_way:
        return None
    run.state, run.started_at, run.finished_at = State.READING, now, None
    run.save(update_fields=["state", "started_at", "finished_at"])
    return run


@transaction.atomic
def finish_reading(*, run_id: int, asked_at: str, report: Mapping[str, Any], now: datetime) -> None:
    """Keep what was said: the report as a whole, and its statements as rows that keep their ids."""
    # A portfolio is handed in with all that one reading said, or with nothing of it.
    list(Portfolio.objects.select_for_update(no_key=True).filter(evidence__runs=run_id))
    run = _locked(run_id, asked_at)
    if run is None:
        return
    report = storable(report)
    said = report["comparisons"] if run.before_id else report["files"][0]["inspections"]
    run.kinds = report["files"][0]["kinds"]
    run.unreadable = report["unreadable"] if run.before_id else report["files"][0]["unreadable"]
    run.described = [_described(one) for one in said]
    run.state = State.READ if said else State.UNREADABLE if run.unreadable else State.UNKNOWN
    run.report, run.finished_at = report, now
    run.save()
    piece = run.evidence
    counts = _keep_statements(run.statements.all(), _rows(piece, said, run=run))
    details: dict[str, Json] = {
        "title": piece.title,
        "state": run.state,
        "inspectors": [f"{one['inspector']} {one['version']}" for one in said],
        **counts,
    }
    if run.before is not None:
        details["before"] = run.before.title
    record_action(actor=None, action="read_evidence", subject=piece, details=details)


@transaction.atomic
def renew_joins(*, portfolio_id: int) -> None:
    """Make again what the pieces of a portfolio say together, from what was read in those that others see."""
    portfolio = Portfolio.objects.select_for_update(no_key=True).filter(pk=portfolio_id).first()
    if portfolio is None:
        return
    runs = InspectionRun.objects.filter(
        evidence__portfolio=portfolio, evidence__is_held_back=False, before=None, state=State.READ
    ).select_related("evidence")
    inspections: list[Inspection] = []
    owners: dict[str, Evidence] = {}
    for run in runs:
        for said in run.report["files"][0]["inspections"] if run.report else []:
            inspections.append(inspection_from(said))
            owners.setdefault(said["artefact"]["sha256"], run.evidence)
    links = machine_voice(portfolio.framework_version_id).links
    joins = [storable(join_json(linked(join, links))) for join in joins_of(inspections)]
    kept = list(portfolio.joins.all())
    for join in kept[len(joins) :]:
        join.delete()
    for rank, said in enumerate(joins):
        row = kept[rank] if rank < len(kept) else Join(portfolio=portfolio)
        row.code, row.fr, row.en = said["code"], said["fr"], said["en"]
        row.save()
        _keep_statements(row.statements.all(), _join_rows(portfolio, row, said, owners))


def queue_joins(portfolio_id: int) -> None:
    """Have the joins made again, after what is queued already."""
    # The tasks call the actions of this module, which queue them: one of the two imports late.
    from preuve.web.portfolios.tasks import join_evidence  # noqa: PLC0415

    defer(join_evidence, lock=_lock(portfolio_id), portfolio_id=portfolio_id)


def _queue(run: InspectionRun) -> None:
    from preuve.web.portfolios.tasks import read_evidence  # noqa: PLC0415 (as above)

    lock = _lock(run.evidence.portfolio_id)
    defer(read_evidence, lock=lock, run_id=run.pk, asked_at=run.asked_at.isoformat())


def _lock(portfolio_id: int) -> str:
    """Name the queue of one portfolio: its readings follow each other, and leave workers to the others."""
    return f"portfolio-{portfolio_id}"


def _locked(run_id: int, asked_at: str) -> InspectionRun | None:
    run = (
        InspectionRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("evidence__artefact", "evidence__portfolio__candidate", "before__artefact")
        .filter(pk=run_id)
        .first()
    )
    return run if run is not None and run.asked_at == datetime.fromisoformat(asked_at) else None


def _described(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return who said it and of what: what pages show without opening the report."""
    about = said["after"] if "after" in said else said["artefact"]
    return {
        "inspector": said["inspector"],
        "version": said["version"],
        "same_scope": said.get("same_scope", True),
        "said": sum(1 for _item in _items(said)),
        **{name: about[name] for name in ("sha256", "name", *DESCRIBED)},
    }


DESCRIBED = ("format", "producer", "produced_at", "period", "target")


def _rows(piece: Evidence, said: list[Any], **owner: Any) -> Iterator[Statement]:
    seen: dict[str, int] = {}
    known = machine_voice(piece.portfolio.framework_version_id).links.criteria
    for one in said:
        hashes = [one[name]["sha256"] for name in ("artefact", "before", "after") if name in one]
        for nature, item in _items(one):
            key = key_of(one["inspector"], item["code"], *hashes)
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > 1:  # the same thing said of another part of the same bytes
                key = key_of(key, str(seen[key]))
            # Links are made for the words of criteria: a version that says something else has none of them.
            links = {name: how for name, how in item.get("links", {}).items() if name in known}
            yield _statement(
                piece, nature, {**item, "links": links}, key, one["inspector"], one["version"], **owner
            )


def _join_rows(
    portfolio: Portfolio, join: Join, said: Mapping[str, Any], owners: Mapping[str, Evidence]
) -> Iterator[Statement]:
    for nature, item in _items(said):
        hashes = sorted({place["artefact"] for place in item["places"]})
        piece = next(
            (owners[place["artefact"]] for place in item["places"] if place["artefact"] in owners), None
        )
        if piece is not None and piece.portfolio_id == portfolio.pk:
            yield _statement(
                piece, nature, item, key_of(join.code, item["code"], *hashes), join.code, join=join
            )


def _items(said: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for nature in Statement.Nature:
        for item in said.get(f"{nature.value}s", []):
            yield nature, item


def _statement(  # noqa: PLR0913, PLR0917 (a statement has this many parts)
    piece: Evidence,
    nature: str,
    item: Mapping[str, Any],
    key: str,
    inspector: str,
    version: str = "",
    **owner: Any,
) -> Statement:
    return Statement(
        portfolio_id=piece.portfolio_id,
        evidence=piece,
        nature=nature,
        inspector=inspector,
        version=version,
        code=item["code"],
        key=key,
        value=item.get("value"),
        unit=item.get("unit", ""),
        strength=item.get("strength", 0),
        fr=item["fr"],
        en=item["en"],
        places=item.get("places", []),
        links=item.get("links", {}),
        **owner,
    )


CHANGING = (
    "evidence",
    "nature",
    "inspector",
    "version",
    "code",
    "rank",
    "value",
    "unit",
    "strength",
    "fr",
    "en",
    "places",
    "links",
)


def _keep_statements(kept: Any, said: Iterator[Statement]) -> dict[str, int]:
    """Write the statements of one reading: those said before keep their rows: open pages still work."""
    known = {row.key: row for row in kept}
    counts = {"facts": 0, "findings": 0}
    new, changed = [], []
    for rank, row in enumerate(said):
        row.rank = rank
        if row.nature != Statement.Nature.LIMIT:
            counts[f"{row.nature}s"] += 1
        before = known.pop(row.key, None)
        if before is None:
            new.append(row)
        else:
            row.pk = before.pk
            changed.append(row)
    Statement.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    Statement.objects.bulk_update(changed, CHANGING)
    Statement.objects.bulk_create(new)
    return counts


def storable(value: Any) -> Any:
    """Return plain JSON as the database takes it: no NUL, no half characters, no figure without an end."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {storable(str(name)): storable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each) for each in value]
    return value
