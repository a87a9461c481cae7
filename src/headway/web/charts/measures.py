"""Small measures of a table row: progress with its expected tick, confidence with last week's,
score on its rail."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from headway.web.formats import percent

CUTS = (33, 67)  # where the score's rail is cut


def bar(share: float | None, expected: float | None = None) -> Markup:
    """Progress as a filled bar; the ink tick is where it should be today. What lies beyond 0 and 1
    is drawn at the end and said in full."""
    return _bar(share, expected, get_language())


@lru_cache(maxsize=4096)
def _bar(share: float | None, expected: float | None, _language: str | None) -> Markup:
    held = min(max(share or 0.0, 0.0), 1.0)
    words = _("No progress known") if share is None else _("Progress %(p)s") % {"p": percent(share)}
    tick = ""
    if expected is not None:
        at = min(max(expected * 100 - 0.75, 0.0), 98.5)
        tick = f'<rect class="ti" x="{at:.1f}" width="1.5" height="12"/>'
        words = _("%(progress)s, expected %(expected)s") % {
            "progress": words,
            "expected": percent(expected),
        }
    return Markup(  # noqa: S704 - the only text in it is escaped
        '<svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(words)}"><rect class="tr" y="3" width="100" height="6"/>'
        f'<rect class="fi" y="3" width="{held * 100:.1f}" height="6"/>{tick}</svg>'
    )


def confidence(now: int | None, before: int | None = None) -> Markup:
    """Ten steps, filled up to ``now``; the notch is the confidence before."""
    return Markup("") if now is None else _confidence(now, before, get_language())


@lru_cache(maxsize=512)
def _confidence(now: int, before: int | None, _language: str | None) -> Markup:
    words = _("Confidence %(now)d of 10") % {"now": now}
    notch = ""
    if before is not None:
        notch = f'<path class="p" d="M{max(before * 6 - 1, 0)} -1v14"/>'
        words = _("%(confidence)s, before that %(before)d") % {
            "confidence": words,
            "before": before,
        }
    filled = f'<path class="c" d="M0 6H{now * 6 - 2}"/>' if now else ""
    return Markup(  # noqa: S704 - the only text in it is escaped
        f'<svg class="conf" viewBox="0 0 58 12" role="img" aria-label="{escape(words)}">'
        f'<path class="o" d="M0 6H58"/>{filled}{notch}</svg>'
    )


def score_rail(points: float | None) -> Markup:
    """A score of 0 to 100 points as a knob on a rail, cut at 33 and 67."""
    if points is None:
        return Markup("")
    words = _("Score %(points)d of 100") % {"points": round(points)}
    at = min(max(points, 0.0), 100.0) * 0.92
    gaps = "".join(
        f'<rect class="gap" x="{cut * 0.96 - 1:.1f}" y="4" width="2" height="4"/>' for cut in CUTS
    )
    return Markup(  # noqa: S704 - the only text in it is escaped
        f'<svg class="score" viewBox="0 0 96 12" role="img" aria-label="{escape(words)}">'
        f'<rect class="tr" y="4" width="96" height="4"/>{gaps}'
        f'<rect class="no" x="{at:.1f}" width="4" height="12"/></svg>'
    )
