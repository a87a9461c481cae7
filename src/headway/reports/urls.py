from django.urls import path

from headway.reports.views import home, scope

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("check-ins", home.save, name="check_ins"),
    path("check-ins/<int:key_result_id>/preview", home.show_preview, name="preview"),
    path("check-ins/<int:key_result_id>/edit", home.edit, name="check_in_edit"),
    path("scope", scope.choose, name="scope"),
]
