from django import template
from django.utils.safestring import SafeString

from preuve.web.juries.phrasing import outcome_words, state_code
from preuve.web.templatetags.house import state

register = template.Library()


@register.simple_tag
def outcome(decided: str) -> SafeString:
    """Draw a decision on a competence or a block as a state, in the reader's language."""
    return state(state_code(decided), outcome_words(decided))
