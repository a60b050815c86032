"""How a point of the checklist is drawn: icon, class, words."""

from django import template

from preuve.domain.evidence.checklist import Check, Status
from preuve.web.portfolios.wording import STATUS_WORDS, check_sentence

register = template.Library()
CLASSES = {
    Status.DONE: "is-done",
    Status.BLOCKING: "is-missing",
    Status.WARNING: "is-advice",
    Status.INFO: "",
}
ICONS = {
    Status.DONE: "check-circle",
    Status.BLOCKING: "x-circle",
    Status.WARNING: "exclamation-triangle",
    Status.INFO: "info-circle",
}


@register.filter
def check_class(check: Check) -> str:
    return CLASSES[check.status]


@register.filter
def check_icon(check: Check) -> str:
    return ICONS[check.status]


@register.filter
def check_text(check: Check) -> str:
    return check_sentence(check)


@register.filter
def check_word(check: Check) -> str:
    return str(STATUS_WORDS[check.status])
