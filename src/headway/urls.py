"""Where every address leads."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from allauth.account.urls import urlpatterns as _account_pages
from django.urls import ResolverMatch, get_resolver, include, path

from headway.api import api

ACCOUNT_PAGES = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",  # says that people come in by invitation
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_request_login_code",
    "account_confirm_login_code",
}
"""What of allauth has an address here. Above all not ``account_email``: it would let anybody take
any address without proof of it, and with it the invitation of whom it belongs to."""

urlpatterns = [
    path("api/v1/", api.urls),
    path("account/", include([page for page in _account_pages if page.name in ACCOUNT_PAGES])),
    path("", include("headway.web.urls")),
    path("", include("headway.reports.urls")),
    path("", include("headway.people.urls")),
    path("", include("headway.kpis.urls")),
    path("", include("headway.strategy.urls")),
    path("", include("headway.okrs.urls")),
    path("", include("headway.rituals.urls")),
    path("", include("headway.discussion.urls")),
    path("", include("headway.reminders.urls")),
    path("", include("headway.coaching.urls")),
    path("", include("headway.exchange.urls")),
    path("", include("headway.packs.urls")),
]

handler400 = "headway.web.views.bad_request"
handler403 = "headway.web.views.forbidden"
handler404 = "headway.web.views.not_found"
handler429 = "headway.web.views.too_many"
handler500 = "headway.web.views.server_error"

ADDRESSES_KEPT, LONGEST_KEPT = 4096, 100
"""Of an address where it leads is kept unless it is longer than any of ours; each takes 1 kB."""


def _keep(find: Callable[[str], ResolverMatch]) -> Callable[[str], ResolverMatch]:
    """Most addresses are asked for again. Some hundred and fifty patterns are tried once for each,
    which saves every later request 0.06 ms; what leads nowhere is tried again."""

    @lru_cache(maxsize=ADDRESSES_KEPT)
    def kept(address: str) -> ResolverMatch:
        found = find(address)
        found.tried = None  # what did not match, 9 kB: only a page for developers shows it
        return found

    return lambda address: kept(address) if len(address) <= LONGEST_KEPT else find(address)


_resolver = get_resolver(__name__)
_resolver.resolve = _keep(_resolver.resolve)  # type: ignore[method-assign, assignment]  # of one resolver
