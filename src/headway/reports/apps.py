from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ReportsConfig(AppConfig):
    name = "headway.reports"

    def ready(self) -> None:
        from headway.reports.queries.find import sqlite
        from headway.reports.views import panels
        from headway.web.panels import panel

        connection_created.connect(sqlite.prepare)
        panel("goal", panels.about_goal)
        panel("kpi", panels.about_kpi)
        panel("person", panels.about_person)
