"""The sentences of the checklist: the domain gives codes, people read words."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from preuve.domain.evidence.checklist import Check, Point, Status
from preuve.web.portfolios.checks import ReadingCheck, ReadingPoint

STATUS_WORDS: dict[Status, Promise] = {
    Status.DONE: gettext_lazy("Fait"),
    Status.INFO: gettext_lazy("À savoir"),
    Status.WARNING: gettext_lazy("Conseillé"),
    Status.BLOCKING: gettext_lazy("Bloquant"),
}
DONE_SENTENCES: dict[Point | ReadingPoint, Promise] = {
    Point.DEADLINE: gettext_lazy("La date limite n’est pas passée."),
    Point.PRESENTATION: gettext_lazy("Le support de présentation est là."),
    Point.BLOCKS: gettext_lazy("Chaque bloc visé a au moins un critère argumenté."),
    Point.CASES_DESCRIBED: gettext_lazy("Chaque cas a son contexte, sa période et votre rôle."),
    Point.CRITERIA: gettext_lazy("Chaque critère a au moins un argumentaire."),
    Point.SELF_ASSESSMENT: gettext_lazy("L’auto-évaluation est complète."),
    Point.EVIDENCE_CLAIMED: gettext_lazy("Chaque preuve est rattachée à un critère."),
    ReadingPoint.WARNINGS: gettext_lazy("Chaque avertissement sur un fichier a sa réponse."),
    ReadingPoint.READINGS: gettext_lazy("Les outils ont lu chaque fichier."),
    ReadingPoint.FINDINGS: gettext_lazy("Chaque constat des outils a sa réponse."),
}


def in_reader_language(fr: str, en: str) -> str:
    """Return the one of two texts that whoever reads this page reads: what inspectors say comes in both."""
    return fr if (get_language() or "fr").startswith("fr") else en


def check_sentence(check: Check | ReadingCheck) -> str:
    """Return what a point of the checklist says."""
    if check.status is Status.DONE:
        return str(DONE_SENTENCES[check.point])
    if check.point is Point.DEADLINE:
        return _("La date limite de dépôt est passée.")
    if check.point is Point.PRESENTATION:
        return _("Il manque le support de présentation.")
    values: dict[str, Any] = {"counter": len(check.subjects), "names": ", ".join(check.subjects[:8])}
    if len(check.subjects) > len(check.subjects[:8]):
        values["names"] += "…"
    # A list that is cut short ends the sentence by itself.
    return (_counted(check.point, len(check.subjects)) % values).replace("….", "…")


def _counted(point: Point | ReadingPoint, count: int) -> str:
    if isinstance(point, ReadingPoint):
        return _counted_readings(point, count)
    if point is Point.BLOCKS:
        return ngettext(
            "Ce bloc n’a aucun argumentaire : %(names)s.",
            "Ces %(counter)s blocs n’ont aucun argumentaire : %(names)s.",
            count,
        )
    if point is Point.CASES_DESCRIBED:
        return ngettext(
            "Ce cas n’a pas de contexte, de période ou de rôle : %(names)s.",
            "Ces %(counter)s cas n’ont pas de contexte, de période ou de rôle : %(names)s.",
            count,
        )
    if point is Point.CRITERIA:
        return ngettext(
            "Un critère est sans argumentaire : %(names)s.",
            "%(counter)s critères sont sans argumentaire : %(names)s.",
            count,
        )
    if point is Point.SELF_ASSESSMENT:
        return ngettext(
            "Une compétence est sans auto-évaluation : %(names)s.",
            "%(counter)s compétences sont sans auto-évaluation : %(names)s.",
            count,
        )
    return ngettext(
        "Une preuve n’est rattachée à aucun critère : %(names)s.",
        "%(counter)s preuves ne sont rattachées à aucun critère : %(names)s.",
        count,
    )


def _counted_readings(point: ReadingPoint, count: int) -> str:
    if point is ReadingPoint.WARNINGS:
        return ngettext(
            "Une preuve attend votre réponse à un avertissement : %(names)s.",
            "%(counter)s preuves attendent votre réponse à un avertissement : %(names)s.",
            count,
        )
    if point is ReadingPoint.READINGS:
        return ngettext(
            "Un fichier est encore en cours de lecture par les outils : %(names)s.",
            "%(counter)s fichiers sont encore en cours de lecture par les outils : %(names)s.",
            count,
        )
    return ngettext(
        "Une preuve a des constats sans réponse : %(names)s.",
        "%(counter)s preuves ont des constats sans réponse : %(names)s.",
        count,
    )
