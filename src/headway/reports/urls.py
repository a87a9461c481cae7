from django.urls import path

from headway.reports.views import (
    alignment,
    changes,
    choices,
    events,
    find,
    home,
    maps,
    scope,
    several,
    sight,
)

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path(
        "objectives/<int:objective_id>/check-ins",
        several.check_in_page,
        name="check_in_on_several",
    ),
    path("check-ins", home.save, name="check_ins"),
    path("check-ins/<int:key_result_id>/preview", home.show_preview, name="preview"),
    path("check-ins/<int:key_result_id>", home.show_row, name="check_in_row"),
    path("line-of-sight", sight.page, name="line_of_sight"),
    path("line-of-sight/branch", sight.branch, name="branch"),
    path("line-of-sight/map", maps.page, name="map"),
    path("line-of-sight/map/part", maps.part, name="map_part"),
    path("line-of-sight/map/relatives", maps.relatives, name="map_relatives"),
    path("line-of-sight/matrix", alignment.matrix, name="matrix"),
    path("line-of-sight/loose-ends", alignment.loose, name="loose_ends"),
    path("changes", changes.page, name="changes"),
    path("objectives/<int:objective_id>/changes", changes.of_objective, name="objective_changes"),
    path("events/<int:sequence>", events.page, name="event"),
    path("find", find.page, name="find"),
    path("find/<slug:kind>", choices.suggestions, name="choices"),
    path("scope", scope.choose, name="scope"),
]
