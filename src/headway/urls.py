"""Where every address leads."""

from __future__ import annotations

from django.urls import include, path

from headway.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("account/", include("allauth.account.urls")),
    path("", include("headway.web.urls")),
    path("", include("headway.reports.urls")),
    path("", include("headway.people.urls")),
    path("", include("headway.strategy.urls")),
    path("", include("headway.okrs.urls")),
    path("", include("headway.rituals.urls")),
    path("", include("headway.exchange.urls")),
]

handler400 = "headway.web.views.bad_request"
handler403 = "headway.web.views.forbidden"
handler404 = "headway.web.views.not_found"
handler500 = "headway.web.views.server_error"
