"""Where things live: addresses by the names that the apps give their pages."""

from __future__ import annotations

from functools import cache

from django.urls import NoReverseMatch, reverse

NOWHERE = "/"


@cache
def address(name: str, *args: int) -> str | None:
    """The address of a named page, None while no such page is served: its links are left out."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


@cache
def _prefix(name: str) -> tuple[str, str]:
    before, _, after = (address(name, 0) or "").partition("0")
    return before, after


def of_object(kind: str, object_id: int) -> str:
    """The page of one thing of a kind; resolved once a kind, so that long lists cost nothing."""
    if kind in _WHOLE:
        return address(_WHOLE[kind]) or NOWHERE
    before, after = _prefix(_PAGES[kind])
    return f"{before}{object_id}{after}" if before else NOWHERE


def has_page(kind: str) -> bool:
    """Whether things of a kind have a page."""
    return kind in _PAGES or kind in _WHOLE


_PAGES = {
    "unit": "people:unit",
    "person": "people:person",
    "goal": "strategy:goal",
    "cycle": "okrs:cycle",
    "objective": "okrs:objective",
    "key_result": "okrs:key_result",
    "frame": "rituals:frame",
    "plan": "rituals:plan",
    "event": "reports:event",
    "dependency": "okrs:dependency",
    "goal_post_request": "okrs:goal_post_request",
    "kpi": "kpis:kpi",
    "kpi_source": "kpis:kpi",
    "pack": "packs:pack",
    "help_request": "coaching:help",
    "suggestion": "coaching:suggestion",
    "meeting": "rituals:meeting",
    "action": "rituals:action",
    "learning": "rituals:learning",
}

_WHOLE = {
    **dict.fromkeys(("statement", "perspective", "strategy"), "strategy:index"),
    "scorecard": "strategy:scorecard",
    "invitations": "people:people",
    "frames": "rituals:planning",
    "plans": "rituals:planning",
    "kpi_values": "kpis:enter",
    "blocker": "rituals:actions",
}
"""What stands together on one page."""
