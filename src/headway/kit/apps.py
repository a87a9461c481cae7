from django.apps import AppConfig
from django.db.backends.signals import connection_created


class KitConfig(AppConfig):
    name = "headway.kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headway.kit.database import translate_errors

        connection_created.connect(translate_errors)
