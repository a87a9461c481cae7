"""What a worker process runs."""

from __future__ import annotations

import os
from functools import cache
from typing import Any


@cache
def application() -> Any:
    """The WSGI application, with its addresses and templates loaded before the first request."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.settings")
    from django.urls import get_resolver

    from headway.wsgi import application as wsgi

    get_resolver().url_patterns  # noqa: B018 - loads every view now instead of at the first request
    return wsgi
