"""Where a cycle lies: in a longer one, such as a year, or in none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from headway.kit.problems import FieldError
from headway.okrs.models import Cycle


def told_place(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The same fields of a cycle, with the name of the one it is part of. One query, none where it
    is of none."""
    if "parent_id" not in fields:
        return dict(fields)
    above = Cycle.objects.filter(pk=fields["parent_id"]) if fields["parent_id"] else None
    return {**fields, "part_of": above.values_list("name", flat=True).get() if above else None}


def place_errors(cycle: Cycle) -> list[FieldError]:
    """Why a cycle cannot lie in its parent: it lies above it, or sticks out. A query for each cycle
    above."""
    parent, above = cycle.parent, cycle.parent
    while above is not None:
        if above.pk == cycle.pk:
            message = _("A cycle cannot be part of itself, or of a cycle that it holds.")
            return [FieldError("parent_id", "circle", message)]
        above = above.parent
    if parent is None or (parent.starts_on <= cycle.starts_on and cycle.ends_on <= parent.ends_on):
        return []
    message = _("The cycle must lie inside %(parent)s.") % {"parent": parent.name}
    return [FieldError("parent_id", "outside_parent", message)]
