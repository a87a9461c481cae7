from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "headway.strategy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headway.kpis.queries.uses import tell_counted, tell_uses
        from headway.strategy.queries.measured import has_counted, measured_goals

        tell_counted(has_counted)
        tell_uses(measured_goals)
