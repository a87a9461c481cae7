from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "headway.kpis"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headway.kpis.queries.calendar_ties import kept_by_period
        from headway.kpis.queries.uses import derived_kpis, tell_uses
        from headway.kpis.views.panels import about_unit
        from headway.people.queries.calendar_ties import tell_ties
        from headway.web.panels import panel

        panel("unit", about_unit)
        tell_uses(derived_kpis)
        tell_ties(kept_by_period)
