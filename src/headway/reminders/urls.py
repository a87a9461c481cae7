from django.urls import path

from headway.reminders.views import quick

app_name = "reminders"
urlpatterns = [
    path("quick/<str:secret>", quick.quick, name="quick"),
    path("reminders/leave/<str:token>", quick.left, name="left"),
    path("settings/notifications", quick.left, name="settings"),
]
