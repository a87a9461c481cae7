from django.apps import AppConfig


class OkrsConfig(AppConfig):
    name = "headway.okrs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headway.kpis.actions.hearing import measured
        from headway.kpis.queries.uses import tell_uses
        from headway.okrs.actions.key_results.sources import take_over
        from headway.okrs.queries.goal_uses import serving_objectives
        from headway.okrs.queries.kpi_uses import fed_key_results
        from headway.strategy.queries.uses import tell_serving

        tell_serving(serving_objectives)
        tell_uses(fed_key_results)
        measured.connect(take_over, dispatch_uid="key results of a KPI")
