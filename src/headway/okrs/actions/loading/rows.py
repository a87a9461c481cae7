"""Rows of a plan as instances of their models, refused by name where they cannot be stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from headway.core.kinds import KeyResultKind
from headway.kit import clock
from headway.kit.problems import FieldError, InvalidInput
from headway.okrs.actions.loading.loads import Load
from headway.okrs.actions.plans import KINDS, Row


def new_instance(load: Load, row: Row, given: Mapping[str, Any]) -> Any:
    """What a row makes, not stored yet. Raises InvalidInput."""
    model = KINDS[row.kind].model
    fields = dict(given)
    names = {f.name for f in model._meta.concrete_fields}
    if "organisation" in names:
        fields["organisation_id"] = load.actor.organisation_id
    for name in names & {"created_at", "updated_at", "entered_at"}:
        fields[name] = clock.now()
    if row.kind == "unit":
        fields["path"] = "-"
    instance = model(**fields)
    check(row, instance)
    return instance


def model_fields(load: Load, row: Row) -> dict[str, Any]:
    """The row's fields as the model takes them: keys as ids, ISO text as dates."""
    kind, fields = KINDS[row.kind], {}
    for name, value in row.fields.items():
        if name in kind.references:
            fields[f"{name}_id"] = None if value is None else _id(load, row, name, value)
            continue
        try:
            column: Any = kind.model._meta.get_field(name)
            fields[name] = column.to_python(value)
        except ValidationError as error:
            raise refusal(row, " ".join(error.messages)) from error
    return fields


def _id(load: Load, row: Row, name: str, key: str) -> int:
    found = load.ids.get((KINDS[row.kind].references[name], key))
    if found is None:
        raise refusal(row, _("its %(name)s “%(key)s” is unknown") % {"name": name, "key": key})
    return found


def check(row: Row, instance: Any) -> None:
    """What a form would refuse is refused here: lengths, choices, texts that must not be empty."""
    unchecked = [
        f.name
        for f in instance._meta.concrete_fields
        if f.is_relation or (f.null and getattr(instance, f.attname) is None)
    ]
    try:
        instance.clean_fields(exclude=unchecked)
    except ValidationError as error:
        raise refusal(row, " ".join(error.messages)) from error
    if row.kind == "key_result" and instance.kind not in list(KeyResultKind):
        raise refusal(row, _("its kind “%(kind)s” is unknown") % {"kind": instance.kind})


def refusal(row: Row, why: str) -> InvalidInput:
    """The refusal of a whole load because of one row, by its kind and key."""
    text = _("%(kind)s “%(key)s” cannot be stored: %(why)s.") % {
        "kind": row.kind.replace("_", " ").capitalize(),
        "key": row.key,
        "why": why,
    }
    return InvalidInput(text, errors=[FieldError(row.key, "invalid", text)])
