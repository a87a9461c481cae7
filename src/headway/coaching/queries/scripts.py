"""Facilitators' scripts in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.core.errors import DefinitionError
from headway.core.rituals.scripts import SCRIPTS, Part, Script, script
from headway.kit.problems import NotFound


def read_scripts() -> list[Script]:
    """All of them, in the order of a cycle."""
    return [_told(one) for one in SCRIPTS.values()]


def read_script(kind: str) -> Script:
    """One. Raises NotFound."""
    try:
        return _told(script(kind))
    except DefinitionError:
        raise NotFound(_("There is no script for such a ritual.")) from None


def _told(one: Script) -> Script:
    return Script(
        kind=one.kind,
        title=_(one.title),
        purpose=_(one.purpose),
        who=_(one.who),
        before=tuple(map(_, one.before)),
        parts=tuple(
            Part(p.start, p.minutes, _(p.title), _(p.do), _(p.say) if p.say else "")
            for p in one.parts
        ),
        traps=tuple(map(_, one.traps)),
        output=tuple(map(_, one.output)),
    )
