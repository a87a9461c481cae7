"""What this server allows its sources, by its settings."""

from __future__ import annotations

from django.conf import settings

from headway.kpis.sources.terms import Limits


def limits_of_server(organisation: str) -> Limits:
    """For the sources of an organisation, by its short name: below the opened folder each has one
    of its own, so that none reads the files of another."""
    folder = settings.SOURCE_DIR
    return Limits(
        seconds=settings.SOURCE_SECONDS,
        hosts=settings.SOURCE_HOSTS,
        networks=settings.SOURCE_NETWORKS,
        plain=settings.SOURCE_PLAIN,
        authorities=settings.SOURCE_AUTHORITIES,
        folder=folder / organisation if folder and organisation else None,
    )
