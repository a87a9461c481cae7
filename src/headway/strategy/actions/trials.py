"""Hold the arrows of the strategy map against data, all of a map at a time."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.hypothesis import FEWEST, LinkTest, LinkVerdict, test_link, together
from headway.kit import clock
from headway.people.access import Actor, Permission, require, system_actor
from headway.people.models import Organisation
from headway.strategy.models import LinkLack, LinkTrial
from headway.strategy.queries.links import evidence_of, links_in_force

AGAIN = timedelta(days=182)
"""When a map is tested by itself again: twice a year."""


@transaction.atomic
def test_links(actor: Actor) -> list[LinkTrial]:
    """Test all arrows in force, together, so that of those found one in ten is false at most on
    average; each trial is kept. Raises NotAllowed."""
    require(actor, Permission.STRATEGY_EDIT)
    home = Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)
    live = links_in_force(clock.today(actor.time_zone))
    links = list(live.filter(organisation_id=actor.organisation_id).order_by("id"))
    evidence = evidence_of(actor, links)
    tested = {
        link.pk: test_link(said.x, said.y, lag=link.lag, sign=link.sign, season=said.season)
        for link in links
        if not (said := evidence[link.pk]).lack
    }
    judged = dict(zip(tested, together(list(tested.values())), strict=True))
    count = sum(one.p_value is not None for one in judged.values())
    now = clock.now()
    made = []
    for link in links:
        said = evidence[link.pk]
        trial = LinkTrial(
            link=link,
            cause_kpi=said.cause_kpi,
            effect_kpi=said.effect_kpi,
            verdict=LinkVerdict.NOT_TESTABLE,
            lack=said.lack,
            together=max(count, 1),
            person_id=actor.person_id,
            tested_at=now,
        )
        if link.pk in judged:
            found = judged[link.pk]
            trial.verdict, trial.n, trial.pairs = found.verdict, found.n, found.pairs
            trial.r, trial.low, trial.high = found.r, found.low, found.high
            trial.p_value, trial.power = found.p_value, found.power
            trial.without_season = found.without_season
            trial.lack = _lack(found)
            if said.starts:
                trial.first_on, trial.last_on = said.starts[0], said.starts[-1]
        made.append(trial)
    LinkTrial.objects.bulk_create(made)
    if made:
        told = {str(verdict): 0 for verdict in LinkVerdict}
        for trial in made:
            told[str(trial.verdict)] += 1
        record(actor, Entry("links.tested", "organisation", home.pk, home.name, after=told))
    return made


test_links.__test__ = False  # type: ignore[attr-defined]  # no test of pytest's


def _lack(found: LinkTest) -> str:
    """Why the core could not test it; nothing where it could."""
    if found.r is not None:
        return ""
    return LinkLack.TOO_FEW if found.n - found.lag < FEWEST else LinkLack.FLAT


def maps_due() -> list[int]:
    """Organisations whose arrows were not tested for half a year. One query."""
    asked = (
        links_in_force(clock.today("UTC"))
        .values("organisation_id")
        .annotate(tested_at=Max("trials__tested_at"), drawn_at=Min("created_at"))
    )
    edge = clock.now() - AGAIN
    due = asked.filter(Q(tested_at__lt=edge) | Q(tested_at__isnull=True, drawn_at__lt=edge))
    return list(due.order_by("organisation_id").values_list("organisation_id", flat=True))


@transaction.atomic
def test_if_due(organisation_id: int) -> None:
    """The same by itself, once: who else found it due finds it tested."""
    home = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    if home.pk in maps_due():
        test_links(system_actor(home, _("Tested every half year")))


test_if_due.__test__ = False  # type: ignore[attr-defined]  # nor this
