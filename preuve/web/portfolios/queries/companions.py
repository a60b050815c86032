"""Which other pieces are read with one: a revocation list beside a chain, an objective beside its measure."""

from preuve.web.portfolios.models import Evidence, InspectionRun

LARGEST = 5 * 1024 * 1024
AT_MOST = 20
LIKELY = 0.5  # from here on, the sandbox reads a companion with the inspector of the file


def companions_of(run: InspectionRun) -> list[Evidence]:
    """Return the files of the portfolio that the inspector of this piece has read, the oldest first.

    What others don't see yet and what is large stay out. Before a first reading nobody knows which inspector
    it will be: up to 20 files of each are offered, and the sandbox takes those of the one that it settles on;
    a file that two inspectors claim is not offered then, as it could be read by the wrong one.
    """
    if run.before_id is not None:
        return []
    wanted = _reader(run)
    found: dict[str, list[Evidence]] = {}
    for other in _read_beside(run):
        reader = _reader(other)
        if reader == wanted or (not wanted and _likely(other) == {reader}):
            found.setdefault(reader, []).append(other.evidence)
    return sorted((each for pieces in found.values() for each in pieces[:AT_MOST]), key=lambda each: each.pk)


def _read_beside(run: InspectionRun) -> list[InspectionRun]:
    return list(
        InspectionRun.objects.filter(
            evidence__portfolio_id=run.evidence.portfolio_id,
            evidence__kind=Evidence.Kind.FILE,
            evidence__is_held_back=False,
            evidence__artefact__size__lte=LARGEST,
            before=None,
            state=InspectionRun.State.READ,
        )
        .exclude(evidence=run.evidence_id)
        .select_related("evidence__artefact")
        .defer("report", "described", "unreadable")
        .order_by("evidence_id")
    )


def _reader(run: InspectionRun) -> str:
    """Return the inspector of the file as a whole, `""` when nobody knows (yet)."""
    return run.kind or (run.kinds[0]["inspector"] if run.kinds else "")


def _likely(run: InspectionRun) -> set[str]:
    return {kind["inspector"] for kind in run.kinds if kind["confidence"] >= LIKELY}
