"""What a session's marks say of its jurors, for the manager only: agreement, severity, patterns, cuts.

The figures come from `agreement` and `severity`; here they are chosen, grouped and written down as plain
values, with sentences where a figure can't be computed. Nothing of it changes a decision or ranks people.
"""

from preuve.domain.assessment.judgement.cuts import Cut, Step, cuts_of
from preuve.domain.assessment.judgement.marks import JudgedMarks
from preuve.domain.assessment.judgement.report import judgement_report

__all__ = ["Cut", "JudgedMarks", "Step", "cuts_of", "judgement_report"]
