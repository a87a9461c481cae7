"""The REST API below ``/api/v1``: routers of all apps under one roof."""

from headway.api.auth import BearerToken
from headway.api.service import HeadwayAPI
from headway.coaching.api import router as coaching
from headway.discussion.api import router as discussion
from headway.exchange.api import router as exchange
from headway.kpis.api import router as kpis
from headway.okrs.api import router as okrs
from headway.packs.api import router as packs
from headway.people.api import router as people
from headway.reminders.api import router as reminders
from headway.reports.api import router as reports
from headway.rituals.api import router as rituals
from headway.strategy.api import router as strategy

api = HeadwayAPI(title="Headway", version="1", urls_namespace="api", auth=BearerToken())
for part in (
    people,
    kpis,
    strategy,
    okrs,
    rituals,
    coaching,
    discussion,
    reminders,
    reports,
    exchange,
    packs,
):
    api.add_router("", part)

__all__ = ["api"]
