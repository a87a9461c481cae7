from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "headway.coaching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headway.coaching.views import panels

        panels.register()
