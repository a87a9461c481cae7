"""Objectives of a plan that serve nothing and are not local on purpose."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from headway.okrs.models import Cycle, ObjectiveLink


def loose(*, acknowledged: bool = False) -> Q:
    """Those of which nobody has said yet that it stays so, or those that are ``acknowledged``.
    Acknowledgements belong to planning, above this app: they are found by their relation to the
    cycle."""
    linked = Exists(ObjectiveLink.objects.filter(child_id=OuterRef("pk")))
    kept = Exists(
        Cycle.objects.filter(
            pk=OuterRef("cycle_id"),
            acknowledgements__rule="ORPHAN",
            acknowledgements__subject_id=OuterRef("pk"),
        )
    )
    return Q(~linked, kept if acknowledged else ~kept, is_local=False)
