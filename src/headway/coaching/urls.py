from django.urls import path

from headway.coaching.views import desk

app_name = "coaching"
urlpatterns = [
    path("coach", desk.desk, name="desk"),
]
