from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    name = "headway.discussion"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headway.discussion.views import panels

        panels.register()
