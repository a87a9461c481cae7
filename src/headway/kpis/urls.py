from django.urls import path

from headway.kpis.views import (
    connectors,
    definition,
    detail,
    entry,
    index,
    library,
    responses,
    segments,
    targets,
)

app_name = "kpis"
urlpatterns = [
    path("kpis", index.index, name="kpis"),
    path("kpis/new", definition.new, name="new"),
    path("kpis/enter", entry.enter, name="enter"),
    path("kpis/library", library.index, name="library"),
    path("kpis/library/<int:kpi_id>/step", library.step, name="library_step"),
    path("kpis/<int:kpi_id>", detail.detail, name="kpi"),
    path("kpis/<int:kpi_id>/step", detail.step, name="step"),
    path("kpis/<int:kpi_id>/history", detail.history, name="history"),
    path("kpis/<int:kpi_id>/edit", definition.edit, name="edit"),
    path("kpis/<int:kpi_id>/target", targets.target, name="target"),
    path("kpis/<int:kpi_id>/segments", segments.segments, name="segments"),
    path("kpis/<int:kpi_id>/rebase", definition.rebase_page, name="rebase"),
    path("kpis/<int:kpi_id>/connector", connectors.detail, name="connector"),
    path("kpis/<int:kpi_id>/connector/step", connectors.step, name="connector_step"),
    path("connectors", connectors.index, name="connectors"),
    path("kpi-responses/<int:response_id>/step", responses.step, name="response_step"),
]
