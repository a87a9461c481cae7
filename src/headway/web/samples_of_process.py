"""Invented series for the components page: a process that changed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.web.charts import Call, Flag, ProcessChart, ProcessPoint, ProcessSpark, Stretch

_VALUES = (
    93.8, 94.8, 95.2, 94.3, 93.8, 94.6, 94.9, 95.3, 93.8, 93.8, 95.0, 94.9, 95.6, 95.2, 94.5, 94.4,
    96.2, 94.4, 94.1, 93.9, 94.8, 94.8, 94.5, 94.7, 94.9, None, 94.8, 93.6, 95.1, 93.8, 94.6, 94.2,
    93.9, 94.1, 93.6, 93.9, 93.5, 93.4, 92.5,
)  # fmt: skip
_CENTRE, _LOWER, _UPPER, _LOCKED, _RUN = 94.6, 92.8, 96.5, 20, 31


def process() -> ProcessChart:
    """A run below the centre that ends outside the lower limit."""
    return ProcessChart(
        points=tuple(_point(at, value) for at, value in enumerate(_VALUES)),
        stretches=(Stretch(0, len(_VALUES), _LOCKED, _("Baseline, 20 weeks, locked")),),
        words=_("A process that fell below its usual level and left its limits."),
        calls=(
            Call(_RUN, len(_VALUES) - 1, -1, _("8 in a row below the centre"), is_run=True),
            Call(
                len(_VALUES) - 1,
                len(_VALUES) - 1,
                -1,
                _("92.5 below the lower limit, wk 46"),
                is_run=False,
            ),
        ),
        flags=(Flag(30, _("Second shift on another jig")),),
        moves=((13, _("Target at least 94 %, then at least 95 %.")),),
    )


def _point(at: int, value: float | None) -> ProcessPoint:
    name = _("wk %(number)d") % {"number": at + 8}
    look = "lim" if at == len(_VALUES) - 1 else "run" if at >= _RUN else ""
    return ProcessPoint(
        name=name,
        said=f"{name}: {value if value is not None else _('plant closed')}",
        value=value,
        centre=_CENTRE,
        lower=_LOWER,
        upper=_UPPER,
        low=94.0 if at < 13 else 95.0,
        look=look,
    )


def sparks() -> list[tuple[str, ProcessSpark]]:
    """A worsening, an improving and a steady KPI, one without limits, one without values."""
    return [
        (_("KPI, worsening"), _spark(_VALUES[-26:], look="worse")),
        (_("KPI, improving"), _spark((*_VALUES[:25], 96.9), look="better")),
        (_("KPI, steady, limits re-based"), _spark(_VALUES[:26], limited=9)),
        (_("KPI, too few values"), ProcessSpark(_VALUES[:4])),
        (_("KPI, no value yet"), ProcessSpark(())),
    ]


def _spark(values: tuple[float | None, ...], *, limited: int = 26, look: str = "") -> ProcessSpark:
    return ProcessSpark(values, limited, _LOWER, _CENTRE, _UPPER, look, "%")
