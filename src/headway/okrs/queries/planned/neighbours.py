"""Beside what the plan of a unit is looked at."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from headway.people.models import line_of


def neighbours_of(paths: Collection[str]) -> Q:
    """The objectives that those of units, by their paths, are compared with: of the unit above, and
    of all below that one; of the unit on top, and right below it. The same on every page, so that
    all tell of the same clash."""
    above = sorted({line_of(path)[-2:][0] for path in paths})
    return Q(unit_id__in=above) | Q(unit__parent_id__in=above)
