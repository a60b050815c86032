"""Mark a criterion, hand the grid in. Audit details hold no value: some who read them may not know it."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from preuve.domain.assessment.marks import UNFINISHED, mark_problems
from preuve.domain.assessment.regulations import Regulations
from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.compiled import CompiledQuery, hole
from preuve.web.errors import ActionRefusedError, StaleError
from preuve.web.frameworks.queries import CriterionNode, structure_of
from preuve.web.juries.models import Mark, MarkSheet
from preuve.web.juries.phrasing import MARK_PROBLEMS
from preuve.web.juries.queries.doors import SeatedAt, get_defence_or_404, get_saved_defence_or_404
from preuve.web.juries.queries.marking import domain_mark, grid_of, unfinished_of
from preuve.web.juries.queries.progress import is_waited_for
from preuve.web.juries.rules import NOT_HEARD
from preuve.web.sessions.models import Enrolment, PanelMember
from preuve.web.sessions.queries import regulations_of

HANDED_IN = _("Votre grille est rendue : elle ne change plus.")
FIELDS = ("level", "abstained", "comment", "note", "question", "answer")
LONGEST_NOTES = 20_000
LONGEST = {"comment": 5000, "note": 5000, "question": 2000, "answer": 5000}  # as the columns say
_LOCKED_SHEET = CompiledQuery(
    lambda: (
        MarkSheet.objects.select_for_update(no_key=True)
        .filter(defence=hole("defence"), juror=hole("juror"))
        .order_by()
    )
)
_MARK = CompiledQuery(
    lambda: Mark.objects.filter(sheet=hole("sheet"), criterion=hole("criterion")).order_by()
)


@transaction.atomic
def record_mark(  # noqa: PLR0913 (what a juror may type on a criterion, all named)
    *,
    actor: User,
    defence_id: int,
    criterion_identifier: str,
    revision: int | None,
    now: datetime,
    level: str | None = None,
    abstained: bool | None = None,
    comment: str | None = None,
    note: str | None = None,
    question: str | None = None,
    answer: str | None = None,
) -> Mark:
    """Write what the juror typed on one criterion; None leaves a field as it is.

    `revision` is the one the juror's page knows (0: nothing yet). Where the row moved on, `StaleError` says
    what is there, unless the row already says the same: a page that the answer never reached sends again.
    An answer noted during the defence comes without a revision, and does not make the marking page stale.
    """
    seated = get_saved_defence_or_404(actor, defence_id)
    criterion = _criterion_in_scope(seated, criterion_identifier)
    sheet = _locked_sheet(seated)
    mark = next(iter(_MARK.rows(sheet=sheet.pk, criterion=criterion.pk)), None)
    mark = mark or Mark(sheet=sheet, criterion_id=criterion.pk, revision=0)
    before = _values(mark)
    typed = {
        "level": level,
        "abstained": abstained,
        "comment": comment,
        "note": note,
        "question": question,
        "answer": answer,
    }
    after = before | {name: value for name, value in typed.items() if value is not None}
    if after == before and (mark.pk or revision is None):
        return mark
    if revision is not None and revision != mark.revision:
        raise StaleError(
            _("Ce critère a été modifié dans un autre onglet ou sur un autre appareil."),
            current=before | {"revision": mark.revision},
        )
    for name, value in after.items():
        setattr(mark, name, value)
    _refuse_impossible(mark, criterion, regulations_of(seated.defence.enrolment.session))
    if revision is not None or not mark.pk:
        mark.revision += 1
    try:
        mark.save()
    except IntegrityError as error:
        # The sheet was made and handed in elsewhere since it was looked for: the database saw it.
        raise ActionRefusedError(HANDED_IN) from error
    record_action(
        actor=actor,
        action="record_mark",
        subject=sheet,
        before=before,
        after=after,
        details={"criterion": criterion.identifier},
        at=now,
    )
    return mark


def _values(mark: Mark) -> dict[str, Any]:
    return {name: getattr(mark, name) for name in FIELDS}


def _criterion_in_scope(seated: SeatedAt, identifier: str) -> CriterionNode:
    structure = structure_of(seated.defence.enrolment.session.framework_version_id)
    criterion = structure.criteria_by_identifier.get(identifier)
    if criterion is None or criterion.block_code not in seated.defence.block_codes:
        raise Http404(_("Ce critère n’est pas évalué à cette soutenance."))
    return criterion


def _locked_sheet(seated: SeatedAt) -> MarkSheet:
    """Return the juror's sheet, locked so that two tabs write one after the other; refuse one handed in."""
    sheet = next(iter(_LOCKED_SHEET.rows(defence=seated.defence.pk, juror=seated.juror_id)), None)
    if sheet is None:
        # Two first marks at once: the second insert waits for the first, and both hold the same, locked row.
        sheet = MarkSheet(defence=seated.defence, juror_id=seated.juror_id)
        MarkSheet.objects.bulk_create(
            [sheet], update_conflicts=True, unique_fields=["defence", "juror"], update_fields=["juror"]
        )
    if sheet.handed_in_at is not None:
        raise ActionRefusedError(HANDED_IN)
    return sheet


def _refuse_impossible(mark: Mark, criterion: CriterionNode, regulations: Regulations) -> None:
    """Refuse what may not even be saved; what is only unfinished is saved as typed."""
    for name, longest in LONGEST.items():
        _refuse_text(getattr(mark, name), longest)
    seen = domain_mark(mark, 0, criterion.identifier)
    problems = [problem for problem in mark_problems(seen, regulations) if problem not in UNFINISHED]
    if problems:
        raise ActionRefusedError(*(MARK_PROBLEMS[problem] for problem in problems))


def _refuse_text(text: str, longest: int) -> None:
    if len(text) > longest:
        sentence = ngettext(
            "Ce texte dépasse %(longest)d caractère.", "Ce texte dépasse %(longest)d caractères.", longest
        )
        raise ActionRefusedError(sentence % {"longest": longest})
    if "\x00" in text:
        raise ActionRefusedError(_("Ce texte contient un caractère qui ne peut pas être enregistré."))


@transaction.atomic
def record_notes(*, actor: User, defence_id: int, notes: str, version: str, now: datetime) -> MarkSheet:
    """Write the juror's own notes on the whole defence, which nobody else ever reads.

    `version` is the `notes_version` that the juror's page knows. Where the notes moved on, `StaleError` says
    what is there, unless they already say the same.
    """
    _refuse_text(notes, LONGEST_NOTES)
    sheet = _locked_sheet(get_saved_defence_or_404(actor, defence_id))
    # Two tabs that write first at once hold the same row, but only one of them made it: read what is there.
    sheet.refresh_from_db(fields=["notes", "handed_in_at"])
    if sheet.handed_in_at is not None:
        raise ActionRefusedError(HANDED_IN)
    before = sheet.notes
    if notes == before:
        return sheet
    if version != sheet.notes_version:
        raise StaleError(
            _("Vos notes ont été modifiées dans un autre onglet ou sur un autre appareil."),
            current={"notes": before, "version": sheet.notes_version},
        )
    sheet.notes = notes
    sheet.save(update_fields=["notes"])
    record_action(actor=actor, action="record_notes", subject=sheet, before=before, after=notes, at=now)
    return sheet


@transaction.atomic
def hand_in_marks(*, actor: User, defence_id: int, now: datetime) -> MarkSheet:
    """Lock the juror's grid for good; when it was the last one for the candidate, tell the chair.

    The enrolment is locked first, so that of two jurors handing in together the second sees the first:
    somebody is always the last.
    """
    seated = get_defence_or_404(actor, defence_id)
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=seated.defence.enrolment_id)
    if enrolment.attendance in NOT_HEARD:
        raise ActionRefusedError(_("Le candidat n’a pas été entendu : il n’y a pas de grille à rendre."))
    _locked_sheet(seated)
    grid = grid_of(seated)
    left = list(unfinished_of(grid))
    if left:
        raise ActionRefusedError(
            ngettext(
                "%(count)d critère reste à compléter : %(which)s.",
                "%(count)d critères restent à compléter : %(which)s.",
                len(left),
            )
            % {"count": len(left), "which": ", ".join(item.criterion.identifier for item in left)}
        )
    sheet = grid.sheet
    assert sheet is not None  # noqa: S101 (locked above; narrows the type)
    sheet.handed_in_at = now
    sheet.save(update_fields=["handed_in_at"])
    if not is_waited_for(enrolment):
        _tell_chairs(seated)
    digest = {criterion.identifier: _values(grid.marks[criterion.pk]) for criterion in grid.criteria}
    record_action(actor=actor, action="hand_in_marks", subject=sheet, after=digest, at=now)
    return sheet


def _tell_chairs(seated: SeatedAt) -> None:
    """Tell the chairs of the candidate's panels. All have handed in, they among them."""
    enrolment = seated.defence.enrolment
    chairs = (
        PanelMember.objects.filter(panel__defences__enrolment=enrolment, seat=PanelMember.Seat.CHAIR)
        .exclude(juror__conflicts__candidate=enrolment.candidate_id)
        .select_related("juror__user")
        .distinct()
    )
    for chair in chairs:
        notify(
            user=chair.juror.user,
            kind="marks_all_in",
            url=reverse("deliberation", args=[enrolment.pk]),
            candidate=seated.defence.candidate,
        )
