from django.urls import path

from headway.reports.views import scope

app_name = "reports"
urlpatterns = [
    path("scope", scope.choose, name="scope"),
]
