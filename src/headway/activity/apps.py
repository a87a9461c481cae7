from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "headway.activity"
    default_auto_field = "django.db.models.BigAutoField"
