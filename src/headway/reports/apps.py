from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ReportsConfig(AppConfig):
    name = "headway.reports"

    def ready(self) -> None:
        from headway.reports.queries.find import sqlite

        connection_created.connect(sqlite.prepare)
