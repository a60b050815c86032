"""The sentence of each note, in French and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.assessment.agreement.notes import Remark
from preuve.domain.assessment.agreement.result import Reason

if TYPE_CHECKING:
    from preuve.domain.assessment.agreement.notes import Note

_SENTENCES: dict[Reason | Remark, tuple[str, str]] = {
    Reason.NO_MARK: (
        "Calcul impossible : aucune note n’a été donnée.",
        "Can’t be computed: no mark was given.",
    ),
    Reason.ONE_JUROR: (
        "Calcul impossible : toutes les notes viennent d’un seul juré.",
        "Can’t be computed: all the marks are by one juror.",
    ),
    Reason.ONE_CANDIDATE: (
        "Calcul impossible : toutes les notes portent sur un seul candidat.",
        "Can’t be computed: all the marks are about one candidate.",
    ),
    Reason.NO_PAIRABLE_UNIT: (
        "Calcul impossible : deux jurés n’ont jamais noté la même chose.",
        "Can’t be computed: no two jurors marked the same thing.",
    ),
    Reason.ONE_PAIRABLE_UNIT: (
        "Calcul impossible : une seule chose a été notée par deux jurés ou plus, alpha vaudrait toujours 0.",
        "Can’t be computed: only one thing was marked by two jurors or more, alpha would always be 0.",
    ),
    Reason.NO_VARIATION: (
        "Calcul impossible : les notes ne varient pas, rien ne distingue l’accord du hasard.",
        "Can’t be computed: the marks don’t vary, nothing tells agreement from chance.",
    ),
    Reason.NOT_TWO_JURORS: (
        "Ne s’applique pas : ce coefficient est défini pour deux jurés, il y en a {jurors}.",
        "Does not apply: this coefficient is defined for two jurors, there are {jurors}.",
    ),
    Reason.NEGATIVE_VALUES: (
        "Ne s’applique pas : des notes sont négatives, un rapport n’a pas de sens.",
        "Does not apply: some marks are negative, ratios mean nothing.",
    ),
    Reason.TOO_MANY_VALUES: (
        "Ne s’applique pas : {values} valeurs différentes, plus que les {most} d’une échelle.",
        "Does not apply: {values} different values, more than the {most} of a scale.",
    ),
    Reason.TOO_FEW_COMPLETE_UNITS: (
        "Calcul impossible : les {jurors} jurés ont tous noté {complete} chose(s) sur {units}, il en faut 2.",
        "Can’t be computed: all jurors ({jurors}) marked {complete} thing(s) of {units}, two are needed.",
    ),
    Reason.UNEQUAL_MARKS: (
        "Ne s’applique pas : de {least} à {most} notes selon les candidats, il en faut autant partout.",
        "Does not apply: from {least} to {most} marks on a candidate, there must be as many on each.",
    ),
    Remark.UNPAIRED_UNITS: (
        "Non comptés : {units} couple(s) candidat et critère notés par un seul juré.",
        "Not counted: {units} pair(s) of candidate and criterion marked by one juror only.",
    ),
    Remark.INCOMPLETE_UNITS: (
        "Non comptés : {dropped} couple(s) candidat et critère sur {units}, où la note d’un juré manque.",
        "Not counted: {dropped} of {units} pair(s) of candidate and criterion, where a mark is missing.",
    ),
    Remark.POOLED_CRITERIA: (
        "L’ensemble réunit {criteria} critères (unité : un candidat sur un critère) ; voir aussi chacun.",
        "The whole pools {criteria} criteria (unit: one candidate on one criterion); see each one too.",
    ),
    Remark.TOO_MANY_PAIRS: (
        "{pairs} paires de jurés ont noté des choses communes, plus que {most} : elles ne sont pas listées.",
        "{pairs} pairs of jurors marked things in common, more than {most}: they are not listed.",
    ),
}


def sentences(note: Note) -> tuple[str, str]:
    """The note in French and in English."""
    french, english = _SENTENCES[note.says]
    figures = dict(note.data)
    return french.format(**figures), english.format(**figures)
