"""In which order derived KPIs are computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from headway.core.alignment.graph import circles, topological_order
from headway.core.errors import CircleError
from headway.core.texts import gettext_noop as _


def order(formulas: Mapping[int, Sequence[int]]) -> list[int]:
    """Derived KPIs, each after those it is made of.

    ``formulas`` are the inputs of each by number; inputs without a formula of their own are
    measured, and left out.

    >>> order({3: [2, 9], 2: [1, 9], 1: [9]})
    [1, 2, 3]
    >>> order({1: [2], 2: [3], 3: [1]})
    Traceback (most recent call last):
    headway.core.errors.CircleError: These formulas need each other's results.

    Raises CircleError, whose ``path`` goes from a formula along its inputs back to it. Linear in
    the number of inputs. Source: docs/methods 3.9.
    """
    found = topological_order(formulas)
    if found.unresolved:
        circle = circles({node: formulas[node] for node in found.unresolved})[0]
        raise CircleError(_("These formulas need each other's results."), (*circle, circle[0]))
    return list(found.nodes)
