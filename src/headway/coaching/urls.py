from django.urls import path

from headway.coaching.views import calendar, desk, scripts, suggesting, unit
from headway.coaching.views import help as helping

app_name = "coaching"
urlpatterns = [
    path("coach", desk.desk, name="desk"),
    path("coach/units/<int:unit_id>", unit.unit, name="unit"),
    path("coach/calendar", calendar.calendar, name="calendar"),
    path("coach/calendar/step", calendar.step, name="calendar_step"),
    path("coach/scripts", scripts.scripts, name="scripts"),
    path("coach/scripts/<slug:kind>", scripts.script, name="script"),
    path("coach/help", helping.requests, name="requests"),
    path("coach/help/new", helping.ask, name="ask"),
    path("coach/help/<int:request_id>", helping.thread, name="help"),
    path("coach/help/<int:request_id>/step", helping.step, name="help_step"),
    path("coach/suggestions/new", suggesting.new, name="suggest"),
    path("coach/suggestions/<int:suggestion_id>", suggesting.detail, name="suggestion"),
    path("coach/suggestions/<int:suggestion_id>/step", suggesting.step, name="suggestion_step"),
]
