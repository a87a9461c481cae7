from django.apps import AppConfig


class RitualsConfig(AppConfig):
    name = "headway.rituals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headway.rituals.views import panels
        from headway.web.panels import panel

        panel("cycle", panels.meeting_of_phase)
