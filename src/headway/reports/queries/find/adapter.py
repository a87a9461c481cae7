"""What differs between the databases, behind one name."""

from __future__ import annotations

from types import ModuleType

from django.db import connection

from headway.reports.queries.find import postgresql, sqlite


def adapter() -> ModuleType:
    """``ids_of``, ``with_parts`` and ``bounded`` of the database in use."""
    return postgresql if connection.vendor == "postgresql" else sqlite
