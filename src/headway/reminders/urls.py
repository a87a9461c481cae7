from django.urls import path

from headway.reminders.views import calendar, channels, feeds, inbox, quick, settings

app_name = "reminders"
urlpatterns = [
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/read", inbox.read, name="read"),
    path("inbox/<int:notice_id>/step", inbox.step, name="step"),
    path("settings/notifications", settings.index, name="settings"),
    path("settings/absences", settings.absence_add, name="absence_add"),
    path("settings/absences/<int:absence_id>/remove", settings.absence_remove,
         name="absence_remove"),
    path("settings/feeds", settings.feed_make, name="feed_make"),
    path("settings/feeds/<int:feed_id>/revoke", settings.feed_revoke, name="feed_revoke"),
    path("settings/working", calendar.working, name="working"),
    path("settings/channels", channels.index, name="channels"),
    path("settings/channels/<int:channel_id>/step", channels.step, name="channel_step"),
    path("quick/<str:secret>", quick.quick, name="quick"),
    path("reminders/leave/<str:token>", quick.left, name="left"),
    path("feeds/<str:secret>.ics", feeds.feed, name="feed"),
]  # fmt: skip
