"""Invented data for the components page: one of each thing that is drawn."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from headway.core.spread import spread
from headway.kit.choices import Choice
from headway.web import samples_of_process
from headway.web.charts import Outlook, Point, TargetMove, Trajectory
from headway.web.choosing import Finder
from headway.web.finding import Group, Item
from headway.web.word_diff import pieces

START, END, TODAY = date(2026, 10, 1), date(2026, 12, 31), date(2026, 11, 24)
SPRITE = Path(__file__).parent / "static" / "headway" / "sprite.svg"


class _Explained(NamedTuple):
    """A number opened."""

    title: str
    rule: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    notes: tuple[str, ...]
    links: tuple[str, ...] = ()


def context() -> dict[str, Any]:
    """What ``web/components.html`` shows."""
    rising = _trajectory((54, 55, 57, 56, 60, 61, 63, 64), 54, 75, measure="%", before=72)
    return {
        "trajectory": rising,
        "explained": _Explained(
            title=_("Score 0.59 is the mean of two key results"),
            rule=_("Weighted mean, fixed at plan lock. Each score is held between 0 and 1."),
            columns=(_("Key result"), _("Weight"), _("Score")),
            rows=((_("No support call"), "1", "0.48"), (_("Certified installers"), "1", "0.70")),
            total=(_("Mean, coverage 2 of 2"), "2", "0.59"),
            notes=(_("As of 24 Nov 2026, 09:12."),),
        ),
        "sparks": [
            (_("trajectory, forecast fan"), rising),
            (_("falling key result"), _trajectory((190, 188, 181, 184, 176, 171), 190, 110)),
            (_("milestones, no model"), _trajectory((0, 0, 0, 1, 1, 2), 0, 6, has_outlook=False)),
            (_("one reading"), _trajectory((54,), 54, 75, has_outlook=False)),
            (_("no reading yet"), _trajectory((), 54, 75, has_outlook=False)),
        ],
        "process": samples_of_process.process(),
        "process_sparks": samples_of_process.sparks(),
        "worded": pieces(
            _("Ten growers save water"), _("Twelve growers save a third of their water")
        ),
        "scores": spread([0, 0, 0.22, 0.45, 0.58, 0.6, 0.64, 0.71, 0.76, 0.88, 1, 1, 1, 1, 1]).bins,
        "shares": (("Q2 26", None, "–"), ("Q3 26", 0.4, "40 %"), ("Q4 26", 0.75, "75 %")),
        "tree": _tree(),
        "found": _found(),
        "many": Finder("people", None, {"c11": "Clara Weidenfeller"}, {}),
        "unclear": Finder(
            "people",
            None,
            {},
            {"c12": [("3", "Ann Bell, ann@example.org"), ("4", "Ann Bell, bell@example.org")]},
        ),
        "suggestions": [
            Choice("2", "Clara Weidenfeller", "clara@example.org"),
            Choice("5", "Clement Roux", "clement@example.org"),
        ],
        "icons": re.findall(r'id="i-([a-z]+)"', SPRITE.read_text(encoding="utf-8")),
    }


def _trajectory(
    values: tuple[float, ...],
    start: float,
    target: float,
    *,
    measure: str = "",
    before: float | None = None,
    has_outlook: bool = True,
) -> Trajectory:
    points = [Point(START + timedelta(weeks=week), value) for week, value in enumerate(values)]
    moved = [] if before is None else [(START, before)]
    return Trajectory(
        start=START,
        end=END,
        today=TODAY,
        points=tuple(points),
        expected=((START, start), (END, target)),
        targets=(*moved, (START + timedelta(weeks=4), target)),
        moves=() if before is None else (_move(before, target),),
        measure=measure,
        outlook=tuple(_outlook(points[-1], (target - start) * 0.32)) if has_outlook else (),
        origin=start,
        confidence=tuple((point.day, max(8 - week, 3)) for week, point in enumerate(points)),
    )


def _move(before: float, after: float) -> TargetMove:
    day = START + timedelta(weeks=4)
    return TargetMove(day, before, after, "The market grew.", "Clara Weidenfeller.")


def _outlook(last: Point, gain: float) -> list[Outlook]:
    """A fan that opens like the square root of time, from the last reading to the end."""
    found = []
    for step in range(8):
        share = step / 7
        likely, wide = last.value + gain * share, abs(gain) * sqrt(share)
        day = last.day + (END - last.day) * share
        found.append(
            Outlook(day, likely, likely - wide / 2, likely + wide / 2, likely - wide, likely + wide)
        )
    return found


def _tree() -> list[dict[str, Any]]:
    def node(title: str, note: str, code: str, below: Any = (), is_here: bool = False) -> Any:
        status = {"code": code, "was": None}
        return {
            "title": title,
            "url": "#tree",
            "note": note,
            "status": None if is_here else status,
            "is_here": is_here,
            "below": below,
        }

    parts = [
        node(_("Pairing works on the first try"), _("Controls Firmware"), "off_track"),
        node(_("One visit, one fix"), _("Field Service North"), "on_track"),
    ]
    here = node(
        _("Installers finish without calling us"), _("This objective"), "watch", parts, True
    )
    return [node(_("Installers choose us first"), _("Mid-term goal, Customer"), "watch", [here])]


def _found() -> list[Group]:
    return [
        Group(
            _("Key results and objectives"),
            (
                Item(
                    _("Share of first commissionings finished without a support call"),
                    "#found",
                    _("key result, Installer Success"),
                    status="watch",
                ),
                Item(
                    _("Pairing works on the first try"),
                    "#found",
                    _("objective, Controls Firmware"),
                    status="off_track",
                ),
            ),
        ),
        Group(
            _("Do"), (Item(_("Check in “Share of first commissionings”"), "#found", icon="check"),)
        ),
    ]
