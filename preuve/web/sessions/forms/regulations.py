"""Regulations as a form: fields made from the domain's own, so that none can be forgotten."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, get_type_hints

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from preuve.domain.assessment.errors import RegulationsError
from preuve.domain.assessment.regulations import Level, Regulations
from preuve.web.sessions.forms.regulations_words import CHOICES, GROUPS, WORDS
from preuve.web.sessions.phrasing import regulations_sentence

MOST_LEVELS = 21
SPARE_LEVELS = 2


class ShareField(forms.Field):
    """An exact share: « 1/3 », « 50 % » or « 0,5 »."""

    default_error_messages = {"share": _("Écrivez une part : 1/3, 50 % ou 0,5.")}

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()[:24].replace("\u202f", "").replace(" ", "").replace(",", ".")
        found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)(%|/[1-9]\d{0,8})?", text)
        if found is None:
            raise ValidationError(self.error_messages["share"], code="share")
        number, unit = Fraction(found[1]), found[2] or ""
        if unit == "%":
            return number / 100
        return number / int(unit[1:]) if unit else number

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Fraction) else value


class CodesField(forms.Field):
    """Codes separated by commas or spaces."""

    def to_python(self, value: Any) -> Any:
        return tuple(dict.fromkeys(re.split(r"[\s,;]+", str(value).strip()[:2000]))) if value else ()

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, (tuple, list)) else value


@dataclass(frozen=True, slots=True)
class Group:
    """A chapter of the regulations, with the form's fields for it."""

    title: str | Promise
    lead: str | Promise
    fields: list[BoundField]


class LevelForm(forms.Form):
    """One level of the marking scale; a line left empty is no level."""

    code = forms.RegexField(
        r"^[a-z0-9_]{1,64}\Z",
        label=_("Code"),
        required=False,
        error_messages={"invalid": _("Minuscules, chiffres et tirets bas seulement.")},
    )
    label_fr = forms.CharField(label=_("Libellé français"), max_length=200, required=False)
    label_en = forms.CharField(label=_("Libellé anglais"), max_length=200, required=False)
    value = forms.IntegerField(label=_("Points"), min_value=0, max_value=1_000_000, required=False)
    acquired = forms.BooleanField(label=_("Acquis"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed = [name for name in ("code", "label_fr", "label_en") if data.get(name)]
        if typed:
            for name in ("code", "label_fr", "label_en"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Cette valeur est nécessaire."))
            if data.get("value") is None and "value" not in self.errors:
                self.add_error("value", _("Cette valeur est nécessaire."))
        return data


LevelFormSet = forms.formset_factory(
    LevelForm, extra=SPARE_LEVELS, max_num=MOST_LEVELS, absolute_max=MOST_LEVELS + 4
)


class RegulationsForm(forms.Form):
    """Every parameter of the regulations, named `group__field`; `value` is what the domain makes of them."""

    name = forms.CharField(label=_("Nom du règlement"), max_length=200)

    def __init__(self, data: Any = None, *, current: Regulations | None = None, **kwargs: Any) -> None:
        """Fill the form from `current`, the domain's defaults when there is none."""
        current = current or Regulations()
        initial = {"name": kwargs.pop("name", "")}
        super().__init__(data, initial=initial, **kwargs)
        self.levels = LevelFormSet(
            data, initial=[_level_row(level) for level in current.scale.levels], prefix="level"
        )
        for group, name, kind, metadata in parameters():
            key = f"{group}__{name}"
            self.fields[key] = _form_field(key, kind, metadata)
            self.initial[key] = getattr(getattr(current, group), name)
            if kind == "text":
                self.fields[key].widget = forms.Select(choices=[("", _("Jamais")), *self._level_choices()])
        self.value: Regulations | None = None

    def _level_choices(self) -> list[tuple[str, str]]:
        """Return the levels as they are typed now; whether a chosen one is among them, the domain says."""
        typed = [(row["code"].value(), row["label_fr"].value()) for row in self.levels]
        return [(code, f"{label} ({code})" if label else code) for code, label in typed if code]

    def freeze(self) -> None:
        """Show the regulations without letting them be changed."""
        for form in (self, *self.levels):
            for field in form.fields.values():
                field.disabled = True

    def groups(self) -> Iterator[Group]:
        """Yield the chapters in the domain's order; the scale's levels are a table apart."""
        for group in fields(Regulations):
            title, lead = GROUPS[group.name]
            names = [key for key in self.fields if key.startswith(f"{group.name}__")]
            yield Group(title, lead, [self[name] for name in names])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.levels.is_valid():
            self.add_error(None, _("L’échelle de notation est à corriger."))
        if not self.errors:
            self._make(data)
        return data

    def _make(self, data: dict[str, Any]) -> None:
        values: dict[str, dict[str, Any]] = {}
        for group, name, kind, _metadata in parameters():
            value = data[f"{group}__{name}"]
            values.setdefault(group, {})[name] = _domain_value(kind, value)
        made: dict[str, Any] = {}
        for chapter in fields(Regulations):
            part = values.get(chapter.name, {})
            try:
                if chapter.name == "scale":
                    part["levels"] = tuple(_level(row) for row in self.levels.cleaned_data if row.get("code"))
                made[chapter.name] = _group_type(chapter.name)(**part)
            except RegulationsError as error:
                self._refuse(error.under(f"/{chapter.name}"))
        if self.errors:
            return
        try:
            self.value = Regulations(**made)
        except RegulationsError as error:
            self._refuse(error)

    def _refuse(self, error: RegulationsError) -> None:
        key = "__".join(error.pointer.strip("/").split("/")[:2])
        self.add_error(key if key in self.fields else None, regulations_sentence(error))


def parameters() -> Iterator[tuple[str, str, Any, dict[str, Any]]]:
    """Yield group, name, kind and bounds of each parameter; the kind is a type, or "text" for a code."""
    for group in fields(Regulations):
        hints = get_type_hints(_group_type(group.name))
        for item in fields(_group_type(group.name)):
            hint = hints[item.name]
            if item.name == "levels":
                continue
            kind = "text" if hint == (str | None) else hint
            yield group.name, item.name, kind, dict(item.metadata)


def _group_type(name: str) -> Any:
    hint = get_type_hints(Regulations)[name]
    if not is_dataclass(hint):
        raise TypeError(name)
    return hint


def _domain_value(kind: Any, value: Any) -> Any:
    if kind == "text":
        return value or None
    return kind(value) if _is_choice(kind) else value


def _is_choice(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _form_field(key: str, kind: Any, metadata: dict[str, Any]) -> forms.Field:
    label, help_text = WORDS[key]
    words: dict[str, Any] = {"label": label, "help_text": help_text}
    if _is_choice(kind):
        return forms.ChoiceField(choices=[(str(item), CHOICES[item]) for item in kind], **words)
    if kind is bool:
        return forms.BooleanField(required=False, **words)
    if kind is int:
        return forms.IntegerField(min_value=metadata["least"], max_value=metadata["most"], **words)
    if kind is Fraction:
        return ShareField(**words)
    if kind == "text":
        return forms.CharField(required=False, max_length=64, **words)
    return CodesField(required=False, **words)


def _level_row(level: Level) -> dict[str, Any]:
    return {item.name: getattr(level, item.name) for item in fields(Level)}


def _level(row: dict[str, Any]) -> Level:
    return Level(row["code"], row["label_fr"], row["label_en"], row["value"], acquired=row["acquired"])
