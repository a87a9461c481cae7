from django.apps import AppConfig
from django.db.backends.signals import connection_created


class KitConfig(AppConfig):
    name = "headway.kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headway.kit.active import keep_in_threads
        from headway.kit.database import translate_errors

        keep_in_threads()
        connection_created.connect(translate_errors)
