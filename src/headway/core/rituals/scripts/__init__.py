"""Scripts for whoever facilitates a ritual, in plain words (docs/methods 10)."""

from collections.abc import Mapping

from headway.core.errors import DefinitionError
from headway.core.rituals.scripts.learning import RETROSPECTIVE, REVIEW
from headway.core.rituals.scripts.parts import Part, Script
from headway.core.rituals.scripts.planning import ALIGNMENT, PLANNING
from headway.core.rituals.scripts.weekly import KPI_GLANCE, MID_CYCLE, WEEKLY
from headway.core.texts import gettext_noop as _

__all__ = ["SCRIPTS", "Part", "Script", "script"]

SCRIPTS: Mapping[str, Script] = {
    one.kind: one
    for one in (PLANNING, ALIGNMENT, WEEKLY, KPI_GLANCE, MID_CYCLE, REVIEW, RETROSPECTIVE)
}
"""In the order of a cycle."""


def script(kind: str) -> Script:
    """The script of a ritual.

    >>> script("weekly").minutes, [one.minutes for one in script("weekly").parts]
    (15, [1, 4, 4, 4, 2])

    Raises DefinitionError for a ritual that there is not. Source: docs/methods 10.
    """
    try:
        return SCRIPTS[kind]
    except KeyError:
        raise DefinitionError(_("There is no such ritual."), code="unknown_ritual") from None
