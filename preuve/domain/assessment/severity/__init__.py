"""How severe each juror is, from marks: a many-facet Rasch model, and patterns of judgement.

For the manager only: severities are never shown to jurors or candidates, and rank nobody.
"""

from preuve.domain.assessment.severity.agreed import Distance, distances
from preuve.domain.assessment.severity.cut import Outcome, Outcomes, outcomes
from preuve.domain.assessment.severity.errors import SeverityError, TableError, TableFault
from preuve.domain.assessment.severity.fitting import fit
from preuve.domain.assessment.severity.notes import NotComputable, Note, Reason
from preuve.domain.assessment.severity.patterns import Drift, Halo, central_tendency, drift, halo
from preuve.domain.assessment.severity.results import Severity
from preuve.domain.assessment.severity.scale import Steps
from preuve.domain.assessment.severity.serialise import as_dict
from preuve.domain.assessment.severity.table import MarkTable, Ratings

__all__ = [
    "Distance",
    "Drift",
    "Halo",
    "MarkTable",
    "NotComputable",
    "Note",
    "Outcome",
    "Outcomes",
    "Ratings",
    "Reason",
    "Severity",
    "SeverityError",
    "Steps",
    "TableError",
    "TableFault",
    "as_dict",
    "central_tendency",
    "distances",
    "drift",
    "fit",
    "halo",
    "outcomes",
]
