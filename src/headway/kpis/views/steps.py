"""What can be done on a KPI's page in one step, by the name that its button sends."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from headway.core.spc import Form
from headway.kit.problems import InvalidInput
from headway.kpis.actions.archiving import archive_kpi, restore_kpi
from headway.kpis.actions.copying import confirm_definition
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.rebases import undo_rebase
from headway.kpis.actions.remarks import annotate, follow, remove_annotation
from headway.people.access import Actor
from headway.web.posted import Posted

Step = Callable[[Actor, int, Posted], str]
"""Takes the step and gives what to say of it; nothing where the page shows it."""


def _follow(actor: Actor, kpi_id: int, posted: Posted) -> str:
    follow(actor, kpi_id, wanted=True)
    return _("You hear of its signals from now on.")


def _unfollow(actor: Actor, kpi_id: int, posted: Posted) -> str:
    follow(actor, kpi_id, wanted=False)
    return ""


def _archive(actor: Actor, kpi_id: int, posted: Posted) -> str:
    archive_kpi(actor, kpi_id, why=posted.text("why"))
    return _("Archived with all its values. It can be restored.")


def _restore(actor: Actor, kpi_id: int, posted: Posted) -> str:
    restore_kpi(actor, kpi_id)
    return ""


def _reviewed(actor: Actor, kpi_id: int, posted: Posted) -> str:
    confirm_definition(actor, kpi_id, version=posted.integer("version"))
    return _("Kept as it is. It is asked for again in a year.")


def _remark(actor: Actor, kpi_id: int, posted: Posted) -> str:
    on = posted.day("on")
    posted.refuse()
    if on is None:
        raise InvalidInput.on("on", _("Say when it happened."))
    annotate(actor, kpi_id, on=on, text=posted.text("text"))
    return ""


def _unremark(actor: Actor, kpi_id: int, posted: Posted) -> str:
    remove_annotation(actor, kpi_id, posted.integer("remark_id") or 0)
    return ""


def _undo_rebase(actor: Actor, kpi_id: int, posted: Posted) -> str:
    rebase_id = posted.integer("rebase_id") or 0
    undo_rebase(actor, kpi_id, rebase_id, why=posted.text("why"))
    return _("Undone: the limits are as they were before.")


def _refit(actor: Actor, kpi_id: int, posted: Posted) -> str:
    update_kpi(actor, kpi_id, form=Form.YEAR_ON_YEAR, why=_("Its limits did not follow it."))
    return _("Its limits are around the change on the season before from now on.")


STEPS: dict[str, Step] = {
    "follow": _follow,
    "unfollow": _unfollow,
    "archive": _archive,
    "restore": _restore,
    "reviewed": _reviewed,
    "remark": _remark,
    "unremark": _unremark,
    "undo_rebase": _undo_rebase,
    "refit": _refit,
}
