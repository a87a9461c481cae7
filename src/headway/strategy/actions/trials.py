"""Hold the arrows of the strategy map against data, all of a map at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.hypothesis import FEWEST, LinkTest, LinkVerdict, test_link, together
from headway.kit import clock
from headway.people.access import Actor, Permission, require, system_actor
from headway.people.models import Organisation
from headway.strategy.models import CauseEffectLink, LinkLack, LinkTrial
from headway.strategy.queries.links import Evidence, evidence_of, links_in_force

AGAIN = timedelta(days=182)
"""When a map is tested by itself again: twice a year."""
_LOOKED_AT = Coalesce("trials__again_at", "trials__tested_at")


@transaction.atomic
def test_links(actor: Actor) -> list[LinkTrial]:
    """Test all arrows in force, together, so that of those found one in ten is false at most on
    average. Each trial is kept, but for one of the same data with the same answer: that is no
    further evidence, so the trial before is told to be looked at again. Raises NotAllowed."""
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
    count = max(sum(one.p_value is not None for one in judged.values()), 1)
    told = LinkTrial.objects.filter(link__in=links).order_by("tested_at", "id")
    before = {one.link_id: one for one in told}
    said_now = [_trial(link, evidence[link.pk], judged.get(link.pk), count) for link in links]
    trials = _kept(actor, said_now, before)
    if trials:
        verdicts = {str(verdict): 0 for verdict in LinkVerdict}
        for trial in trials:
            verdicts[str(trial.verdict)] += 1
        record(actor, Entry("links.tested", "organisation", home.pk, home.name, after=verdicts))
    return trials


test_links.__test__ = False  # type: ignore[attr-defined]  # no test of pytest's


def _trial(link: CauseEffectLink, said: Evidence, found: LinkTest | None, count: int) -> LinkTrial:
    """What the values say of an arrow, not stored yet; ``found`` is None where nothing could be
    computed."""
    trial = LinkTrial(
        link=link,
        cause_kpi=said.cause_kpi,
        effect_kpi=said.effect_kpi,
        verdict=LinkVerdict.NOT_TESTABLE,
        lack=said.lack,
        together=count,
        data=_digest(said, found),
    )
    if found is None:
        return trial
    trial.verdict, trial.n, trial.pairs = found.verdict, found.n, found.pairs
    trial.r, trial.low, trial.high = found.r, found.low, found.high
    trial.p_value, trial.power = found.p_value, found.power
    trial.without_season = found.without_season
    trial.lack = _lack(found)
    if found.n:
        trial.first_on = said.starts[found.first]
        trial.last_on = said.starts[found.first + found.n - 1]
    return trial


def _digest(said: Evidence, found: LinkTest | None) -> str:
    """The same for the same KPIs with the same values in the same periods."""
    ids = [kpi.pk if kpi else None for kpi in (said.cause_kpi, said.effect_kpi)]
    run = slice(found.first, found.first + found.n) if found else slice(0)
    first = said.starts[run][:1]
    text = json.dumps([*ids, said.lack, *map(str, first), said.x[run], said.y[run]])
    return hashlib.sha256(text.encode()).hexdigest()


def _kept(
    actor: Actor, said: Sequence[LinkTrial], before: Mapping[int, LinkTrial]
) -> list[LinkTrial]:
    """Each trial stored, or that before it where the same data gave the same answer. They may give
    another where others are tested beside them."""
    now = clock.now()
    made, again, kept = [], [], []
    for trial in said:
        last = before.get(trial.link_id)
        trial.same_data = last is not None and last.data == trial.data
        if last is not None and trial.same_data and last.verdict == trial.verdict:
            last.again_at = now
            again.append(last)
            kept.append(last)
            continue
        trial.person_id, trial.tested_at = actor.person_id, now
        made.append(trial)
        kept.append(trial)
    LinkTrial.objects.bulk_create(made)
    LinkTrial.objects.bulk_update(again, ["again_at"])
    return kept


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
        .annotate(tested_at=Max(_LOOKED_AT), drawn_at=Min("created_at"))
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
