from django.apps import AppConfig


class OkrsConfig(AppConfig):
    name = "headway.okrs"
    default_auto_field = "django.db.models.BigAutoField"
