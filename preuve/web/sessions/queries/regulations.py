import json
from functools import lru_cache

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from preuve.domain.assessment.regulations import Regulations as RegulationsValue
from preuve.domain.assessment.regulations_json import regulations_from_dict
from preuve.web.accounts.models import User
from preuve.web.sessions.models import ExamSession, Regulations
from preuve.web.sessions.rules import reads_all


def regulations_of(session: ExamSession) -> RegulationsValue:
    """Return the regulations as they were when the session was created."""
    return _parsed(json.dumps(session.rules, sort_keys=True))


@lru_cache(maxsize=64)
def _parsed(text: str) -> RegulationsValue:
    return regulations_from_dict(json.loads(text))


def most_extra_minutes(session: ExamSession) -> int:
    """Return how many minutes an accommodation may add to a defence."""
    rules = regulations_of(session).defence
    return int((rules.presentation_minutes + rules.questions_minutes) * rules.accommodation_extra_share)


def all_regulations() -> QuerySet[Regulations]:
    """Return every set of regulations with `uses`, the number of sessions that follow it."""
    uses = ExamSession.objects.filter(regulations=OuterRef("pk")).order_by().values("regulations")
    count = uses.annotate(count=Count("pk")).values("count")
    return Regulations.objects.annotate(uses=Coalesce(Subquery(count), 0)).order_by("name")


def is_followed(regulations: Regulations) -> bool:
    """Return whether a session follows these regulations, which then change no more."""
    return ExamSession.objects.filter(regulations=regulations).exists()


def get_regulations_or_404(user: User, pk: int) -> Regulations:
    if not reads_all(user):
        raise Http404
    found = all_regulations().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
