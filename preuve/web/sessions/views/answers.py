"""How forms of this room are answered: a refusal is said on the form, so that nothing typed is lost."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from preuve.web.errors import ActionRefusedError

T = TypeVar("T")


def accepted(form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """Run an action when the form is valid; nothing comes back when it is not, or when the action refuses."""
    if not form.is_valid():
        return None
    try:
        return act()
    except ActionRefusedError as refusal:
        for sentence in refusal.sentences:
            form.add_error(None, str(sentence))
        return None


def form_page(request: HttpRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    """Show a form; with errors the answer says that nothing was done."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def number(text: str | None) -> int | None:
    """Return a key from the address line, or nothing when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004 (bigint)
