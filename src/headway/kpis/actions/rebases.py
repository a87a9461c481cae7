"""Begin a new baseline, which four answers allow (docs/methods 3.5)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.core.calendars import span_of
from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import Conflict, FieldError, NotFound
from headway.kit.refusing import refuse
from headway.kpis.actions.checks import future_errors, refuse_archived, required_errors
from headway.kpis.actions.judging import judge
from headway.kpis.models import HOLDS, Kpi, Rebase
from headway.kpis.queries.doors import calendar_of, get_kpi, kpi_facts, whole_series
from headway.kpis.queries.series.charts import chart
from headway.people.access import Actor, Permission, require

ANSWERS = ("different", "reason", "wanted", "lasting")


@one_write()
def rebase(
    actor: Actor,
    kpi_id: int,
    *,
    starts_on: date,
    different: str,
    reason: str,
    wanted: str,
    lasting: str,
) -> Rebase:
    """Limits begin anew with the period of ``starts_on``. All four answers are needed: how one sees
    that the behaviour is different, why it is, that it is wanted or accepted, and why it will last.
    They answer the signals that it takes, too: an open response of which none is left is closed.

    Raises NotAllowed, NotFound, Conflict (archived; no signal; re-based there already),
    InvalidInput.
    """
    kpi = get_kpi(actor, kpi_id, lock=True)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    refuse_archived(kpi)
    refuse(day_errors("starts_on", starts_on))
    today = clock.today(actor.time_zone)
    start = span_of(starts_on, kpi.frequency, calendar_of(actor.organisation_id)).start
    answers = {
        "different": different.strip(),
        "reason": reason.strip(),
        "wanted": wanted.strip(),
        "lasting": lasting.strip(),
    }
    errors: list[FieldError] = future_errors("starts_on", start, today)
    for name, text in answers.items():
        errors += required_errors(name, text, 2000)
    refuse(errors)
    _refuse_unchanged(actor, kpi, start)
    _refuse_unmoved(kpi, start)
    made = Rebase.objects.create(
        kpi=kpi,
        starts_on=start,
        author_id=actor.person_id,
        created_at=clock.now(),
        **answers,
    )
    judge(actor, kpi, anew=made)
    record(
        actor,
        Entry(
            "kpi.rebased",
            "kpi",
            kpi.pk,
            kpi.name,
            after={"starts_on": start, **answers},
            why=answers["reason"],
        ),
    )
    return made


@one_write()
def undo_rebase(actor: Actor, kpi_id: int, rebase_id: int, *, why: str) -> Kpi:
    """Take a re-base back; the limits before it hold again, and what it answered asks again.
    Raises NotAllowed, NotFound, Conflict, InvalidInput (no reason)."""
    kpi = get_kpi(actor, kpi_id, lock=True)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    refuse_archived(kpi)
    refuse(required_errors("why", why.strip(), 2000))
    made = kpi.rebases.filter(pk=rebase_id, undone_at__isnull=True).first()
    if made is None:
        raise NotFound(_("There is no such re-base, or it was undone."))
    made.undone_at = clock.now()
    made.save(update_fields=["undone_at"])
    judge(actor, kpi, anew=made)
    record(
        actor,
        Entry(
            "rebase.undone",
            "kpi",
            kpi.pk,
            kpi.name,
            before={"starts_on": made.starts_on},
            why=why.strip(),
        ),
    )
    return kpi


def _refuse_unmoved(kpi: Kpi, start: date) -> None:
    """The first of the four questions, asked of the data: there must be a signal whose pattern has
    begun by then or begins there, and was not complete before."""
    moved = kpi.signals.filter(HOLDS, first_on__lte=start, starts_on__gte=start).exists()
    if not moved:
        raise Conflict(
            _(
                "Nothing signals there that the process changed. Begin where a signal does, or "
                "keep the limits."
            ),
            code="no_signal",
        )


def _refuse_unchanged(actor: Actor, kpi: Kpi, start: date) -> None:
    """A baseline that holds the very values of one that is there: of the first value, of another
    formula, or of a re-base."""
    calendar = calendar_of(kpi.organisation_id)
    found = chart(kpi, whole_series(kpi).pk, calendar)
    valued = [at for at, point in enumerate(found.points) if point.value is not None]
    nearest = next((at for at in valued if found.points[at].span.start >= start), None)
    firsts = {
        next((at for at in valued if at >= stretch.first), None) for stretch in found.stretches
    }
    again = kpi.rebases.filter(starts_on=start, undone_at__isnull=True).exists()
    if again or nearest is None or nearest in firsts:
        raise Conflict(
            _("A baseline begins there already: the limits would be the same."),
            code="rebased_already",
        )
