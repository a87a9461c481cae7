"""How far a plan is, in a sentence or two."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.okrs.models import State
from headway.web.formats import count_word, sentence


def states_in_words(states: Mapping[str, int]) -> str:
    """Objectives by state, agreed first: "one agreed, two proposed, no drafts" without the zeros
    other than what is agreed."""
    said = []
    for state in (State.AGREED, State.PROPOSED, State.DRAFT, State.RUNNING, State.CLOSED):
        count = states.get(state, 0)
        if count or state == State.AGREED:
            said.append(_in_words(state, count) % {"n": count_word(count)})
    return ", ".join(said)


def _in_words(state: State, count: int) -> str:
    if not count:
        return _("none agreed")
    if state == State.DRAFT:
        return ngettext("%(n)s draft", "%(n)s drafts", count)
    return {
        State.AGREED: _("%(n)s agreed"),
        State.PROPOSED: _("%(n)s proposed"),
        State.RUNNING: _("%(n)s running"),
        State.CLOSED: _("%(n)s closed"),
    }[state]


def empty_heading(where: str, *, is_unit: bool) -> str:
    """That a cycle in planning is empty, and what is first to do."""
    words = (
        _("Nothing is planned in %(where)s yet: draft three to five objectives.")
        if is_unit
        else _("Nothing is planned in %(where)s yet: the company’s objectives come first.")
    )
    return words % {"where": where}


def plan_heading(states: Mapping[str, int], where: str, lacking: int, unseen: int) -> str:
    """How many objectives a plan has in which state, and what is missing."""
    total = sum(states.values())
    words = ngettext("%(n)s objective in %(where)s", "%(n)s objectives in %(where)s", total)
    text = sentence(words % {"n": count_word(total), "where": where})
    text += f": {states_in_words(states)}." if total else "."
    if lacking:
        words = ngettext("%(n)s still lacks something.", "%(n)s still lack something.", lacking)
        return f"{text} {sentence(words % {'n': count_word(lacking)})}"
    if unseen:
        words = ngettext(
            "%(n)s more is still with its unit.", "%(n)s more are still with their units.", unseen
        )
        return f"{text} {sentence(words % {'n': count_word(unseen)})}"
    return text
