"""The cycle as a thin line under the top bar: its weeks, what has gone, plan lock and today."""

from __future__ import annotations

from markupsafe import Markup, escape

from headway.web.shell import Ruler

WEEKS_AT_MOST = 60  # longer cycles would be a comb


def ruler(cycle: Ruler) -> Markup:
    """Widths are shares of the bar, so the picture follows it without being stretched."""
    parts = []
    if cycle.today is not None:
        parts.append(f'<rect class="gone" y="6" width="{_share(cycle.today)}" height="2"/>')
    step = 1 if cycle.weeks <= WEEKS_AT_MOST else 4
    parts += [
        f'<rect class="wk" x="{_share(week / cycle.weeks)}" y="5"/>'
        for week in range(step, cycle.weeks, step)
    ]
    if cycle.lock is not None:
        parts.append(f'<rect class="lock" x="{_share(cycle.lock)}" y="1"/>')
    if cycle.today is not None:
        # Nested, because a path knows no shares: the triangle hangs from its own left edge.
        parts.append(
            f'<svg class="today" x="{_share(cycle.today)}" y="0" width="1" height="8">'
            '<path d="M-4 0h9L.5 7z"/></svg>'
        )
    return Markup(  # noqa: S704 - the only text in it is escaped
        f'<svg class="ruler" role="img" aria-label="{escape(cycle.words)}">'
        f"<title>{escape(cycle.words)}</title>{''.join(parts)}</svg>"
    )


def _share(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}%"
