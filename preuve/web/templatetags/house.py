"""Tags of the house style. Plain functions rather than includes: a matrix calls them a thousand times."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

SPRITE = "vendor/bootstrap-icons-1.13.2/sprite.svg"
STATE_ICONS = {
    "being_built": "pencil",
    "draft": "pencil",
    "submitted": "send",
    "sent": "send",
    "marking": "clipboard",
    "in_progress": "circle-half",
    "not_begun": "circle",
    "handed_in": "check-circle",
    "ready": "flag",
    "open": "unlock",
    "closed": "lock",
    "published": "check-circle",
    "decided": "hammer",
    "granted": "patch-check",
    "valid": "shield-check",
    "done": "check-circle",
    "acquired": "check-circle-fill",
    "partly": "circle-half",
    "not_acquired": "x-circle",
    "absent": "person-x",
    "excluded": "slash-circle",
    "postponed": "hourglass-split",
    "late": "clock-history",
    "revoked": "slash-circle",
    "refused": "x-circle",
    "missing": "x-circle",
    "danger": "exclamation-circle",
    "unknown": "question-circle",
    "warning": "exclamation-triangle",
    "info": "info-circle",
    "shows": "check-circle",
    "situates": "geo-alt",
    "contradicts": "exclamation-triangle",
}
INPUT_CLASSES = {
    "checkbox": "form-check-input",
    "select": "form-select",
    "selectmultiple": "form-select",
    "nullbooleanselect": "form-select",
    "radioselect": "",
    "checkboxselectmultiple": "",
    "hidden": "",
}


@register.simple_tag
def icon(name: str, label: str = "", extra_class: str = "") -> SafeString:
    """Draw `name` from the sprite; silent for a screen reader unless `label` says what it means."""
    if label:
        drawing = '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>'
        return format_html(drawing, _icon_class(extra_class), label, _icon_href(name))
    return _silent_icon(name, extra_class)


@lru_cache(maxsize=512)
def _silent_icon(name: str, extra_class: str) -> SafeString:
    drawing = '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>'
    return format_html(drawing, _icon_class(extra_class), _icon_href(name))


def _icon_class(extra_class: str) -> str:
    return f"icon {extra_class}".strip()


def _icon_href(name: str) -> str:
    return f"{static(SPRITE)}#{name}"


@register.simple_tag
def fixed(template_name: str) -> SafeString:
    """Include a part of the page that says the same to everybody in a language: it is rendered once.

    Such a template gets no variables at all, so nothing of a person or of a page can stay in it.
    """
    if settings.DEBUG:  # whoever writes a template sees it without a restart
        return render_to_string(template_name)
    return _fixed_in(template_name, get_language() or "")


@lru_cache(maxsize=64)
def _fixed_in(template_name: str, language: str) -> SafeString:
    del language  # part of the key only
    return render_to_string(template_name)


@register.simple_tag
def state(code: str, label: str, extra_class: str = "") -> SafeString:
    """Draw a state: icon, word and colour. An unlisted code is drawn neutral, with a plain circle."""
    css = f"state state--{code} {extra_class}".strip()
    return format_html('<span class="{}">{}{}</span>', css, icon(STATE_ICONS.get(str(code), "circle")), label)


@register.simple_tag
def control(field: BoundField, described_by: str = "") -> SafeString:
    """Render the widget of a bound field with the house's class, its errors and its help wired to it."""
    css = INPUT_CLASSES.get(field.widget_type, "form-control")
    own = field.field.widget.attrs.get("class", "")
    invalid = "is-invalid" if field.errors and css else ""
    attrs: dict[str, str | bool] = {}
    if classes := " ".join(part for part in (css, own, invalid) if part):
        attrs["class"] = classes
    ids = [described_by] if described_by else []
    if field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    if ids and not field.use_fieldset:
        attrs["aria-describedby"] = " ".join(ids)
    return field.as_widget(attrs=attrs)


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name: « Anne Le Goff » gives « AG »."""
    words = str(name).split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))
