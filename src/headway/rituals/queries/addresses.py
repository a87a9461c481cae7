"""Where one gets to what was agreed."""

from __future__ import annotations

from django.urls import reverse


def item_url(kind: str, item_id: int, unit_id: int) -> str:
    """Where an action or blocker of a unit is dealt with: an action on its page, whatever became
    of it, a blocker in the list of its unit."""
    if kind == "action":
        return reverse("rituals:action", args=[item_id])
    return f"{reverse('rituals:actions')}?unit={unit_id}#{kind}-{item_id}"
