from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "headway.packs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headway.packs.queries.waiting import packs_not_sent
        from headway.reports.queries.told_above import tell_waiting

        tell_waiting(packs_not_sent)
