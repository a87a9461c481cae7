from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "headway.reminders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headway.activity.actions.notices import ask_who_hears
        from headway.reminders.queries.wishes import who_hears

        ask_who_hears(who_hears)
