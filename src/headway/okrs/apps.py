from django.apps import AppConfig


class OkrsConfig(AppConfig):
    name = "headway.okrs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headway.kpis.actions.hearing import measured, moving
        from headway.okrs.actions.key_results.sources import lock_taken, take_over

        measured.connect(take_over, dispatch_uid="key results of a KPI")
        moving.connect(lock_taken, dispatch_uid="objectives of several KPIs")
