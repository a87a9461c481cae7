from django.urls import path

from headway.okrs.views import (
    checkins,
    cycles,
    dependencies,
    initiatives,
    key_results,
    links,
    objective,
    objectives,
)

app_name = "okrs"
urlpatterns = [
    path("objectives", objectives.index, name="objectives"),
    path("objectives/new", objectives.new, name="objective_new"),
    path("objectives/<int:objective_id>", objective.detail, name="objective"),
    path("objectives/<int:objective_id>/edit", objective.edit, name="objective_edit"),
    path("objectives/<int:objective_id>/step", objective.step, name="objective_step"),
    path("objectives/<int:objective_id>/close", objective.close, name="objective_close"),
    path("objectives/<int:objective_id>/history", objective.changes, name="objective_history"),
    path("objectives/<int:objective_id>/links", links.add, name="link_add"),
    path("links/<int:link_id>/remove", links.remove, name="link_remove"),
    path("objectives/<int:objective_id>/key-results/new", key_results.new, name="key_result_new"),
    path("key-results/<int:key_result_id>", key_results.detail, name="key_result"),
    path("key-results/<int:key_result_id>/edit", key_results.edit, name="key_result_edit"),
    path("key-results/<int:key_result_id>/step", key_results.step, name="key_result_step"),
    path("key-results/<int:key_result_id>/check-in", checkins.check_in_page, name="check_in"),
    path("key-results/<int:key_result_id>/initiatives", initiatives.new,
         name="initiative_new"),
    path("key-results/<int:key_result_id>/dependencies", dependencies.new,
         name="dependency_new"),
    path("dependencies", dependencies.index, name="dependencies"),
    path("dependencies/<int:dependency_id>", dependencies.detail, name="dependency"),
    path("dependencies/<int:dependency_id>/step", dependencies.step, name="dependency_step"),
    path("initiatives/<int:initiative_id>/edit", initiatives.edit, name="initiative_edit"),
    path("initiatives/<int:initiative_id>/step", initiatives.step, name="initiative_step"),
    path("cycles", cycles.index, name="cycles"),
    path("cycles/new", cycles.new, name="cycle_new"),
    path("cycles/<int:cycle_id>", cycles.detail, name="cycle"),
    path("cycles/<int:cycle_id>/edit", cycles.edit, name="cycle_edit"),
    path("cycles/<int:cycle_id>/step", cycles.step, name="cycle_step"),
]  # fmt: skip
