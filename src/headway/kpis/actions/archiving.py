"""Put KPIs away and bring them back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record, record_all
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.refusing import refuse
from headway.kpis.actions.checks import counted_errors, text_errors
from headway.kpis.actions.definition_checks import TEXT_LIMIT
from headway.kpis.actions.deriving import compute_all, entries_of, settle
from headway.kpis.actions.formulas import refuse_archived_inputs, refuse_used
from headway.kpis.actions.locking import lock_moved
from headway.kpis.actions.room import lock_unit, refuse_more
from headway.kpis.models import ArchivedSpell, Kpi
from headway.kpis.queries.doors import get_kpi, kpi_facts
from headway.kpis.queries.series.formulas import bindings_of
from headway.kpis.queries.uses import has_counted
from headway.people.access import Actor, Permission, require


@one_write()
def archive_kpi(actor: Actor, kpi_id: int, *, why: str = "") -> Kpi:
    """Put a KPI away with all its values. Where it measures a goal and has counted on an earlier
    day that needs a reason, as taking it off the goal does. Raises NotAllowed, NotFound, Conflict
    (others are derived from it), InvalidInput."""
    kpi = get_kpi(actor, kpi_id, lock=True)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    if kpi.archived_at is None:
        refuse_used(kpi)
        today = clock.today(actor.time_zone)
        refuse(
            [
                *counted_errors(why, counted=has_counted(kpi.pk, today)),
                *text_errors("why", why, TEXT_LIMIT),
            ]
        )
        kpi.archived_at = clock.now()
        kpi.save(update_fields=["archived_at"])
        settle(actor, [kpi], {}, [])
        record(actor, Entry("kpi.archived", "kpi", kpi.pk, kpi.name, why=why.strip()))
    return kpi


@one_write()
def restore_kpi(actor: Actor, kpi_id: int) -> Kpi:
    """Bring an archived KPI back; a derived one catches up with its inputs. Raises NotAllowed,
    NotFound, Conflict (its unit or an input is archived, or twelve are there)."""
    kpi = get_kpi(actor, kpi_id)
    lock_unit(kpi.unit)
    lock_moved(actor.organisation_id, {kpi_id, *bindings_of(kpi).values()})
    kpi = get_kpi(actor, kpi_id)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    if kpi.archived_at is not None:
        if kpi.unit.archived_at is not None:
            words = _("Its unit “%(unit)s” is archived. Restore that first.")
            raise Conflict(words % {"unit": kpi.unit.name}, code="unit_archived")
        refuse_more(kpi.unit)
        refuse_archived_inputs(kpi)
        ArchivedSpell.objects.create(kpi=kpi, archived_at=kpi.archived_at, restored_at=clock.now())
        kpi.archived_at = None
        kpi.save(update_fields=["archived_at"])
        recomputed = compute_all(actor, kpi, {}) if kpi.is_derived else []
        settle(actor, [kpi], {}, recomputed)
        restored = Entry("kpi.restored", "kpi", kpi.pk, kpi.name)
        record_all(actor, [restored, *entries_of(recomputed)])
    return kpi
