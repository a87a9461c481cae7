"""Small measures of a table row: progress with its expected tick, confidence with last week's,
score on its rail."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from headway.web.formats import percent, score

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


def shift(then: float | None, now: float | None) -> Markup:
    """The step of a score from one day to another on a rail of 0 to 1: a ring where it stood, a dot
    where it stands, an arrow of ink between. What lies beyond the rail is drawn at its end."""
    return _shift(then, now, get_language())


@lru_cache(maxsize=4096)
def _shift(then: float | None, now: float | None, _language: str | None) -> Markup:
    said = {"then": score(then) or _("no score"), "now": score(now) or _("no score")}
    words = _("From %(then)s to %(now)s") % said
    parts = ['<path class="tr" d="M4 6H92"/>']
    x = [None if share is None else 4 + 88 * min(max(share, 0.0), 1.0) for share in (then, now)]
    if x[0] is not None and x[1] is not None and abs(x[1] - x[0]) > 8:
        tip = 5 if x[1] > x[0] else -5
        parts.append(f'<path class="wa" d="M{x[0]:.1f} 6H{x[1] - tip:.1f}"/>')
        parts.append(f'<path class="ti" d="M{x[1] - 2 * tip:.1f} 2.5l{tip} 3.5l{-tip} 3.5"/>')
    if x[0] is not None:
        parts.append(f'<circle class="wa-o" cx="{x[0]:.1f}" cy="6" r="3"/>')
    if x[1] is not None:
        parts.append(f'<circle class="no" cx="{x[1]:.1f}" cy="6" r="4"/>')
    return Markup(  # noqa: S704 - the only text in it is escaped
        f'<svg class="shift" viewBox="0 0 96 12" role="img" aria-label="{escape(words)}">'
        f"{''.join(parts)}</svg>"
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
