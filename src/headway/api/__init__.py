"""The REST API below ``/api/v1``: routers of all apps under one roof."""

from headway.api.auth import BearerToken
from headway.api.service import HeadwayAPI
from headway.people.api import router as people

api = HeadwayAPI(title="Headway", version="1", urls_namespace="api", auth=BearerToken())
api.add_router("", people)
