from django.urls import path

from headway.strategy.views import copies, goal, goals, measures, scorecard, strategy_map, units

app_name = "strategy"
urlpatterns = [
    path("strategy", goals.index, name="index"),
    path("strategy/statement", goals.statement, name="statement"),
    path("strategy/perspectives", goals.perspective, name="perspective"),
    path("strategy/goals/new", goal.goal_new, name="goal_new"),
    path("strategy/goals/<int:goal_id>", goal.goal, name="goal"),
    path("strategy/goals/<int:goal_id>/step", goal.goal_step, name="goal_step"),
    path("strategy/goals/<int:goal_id>/reviews", goal.review, name="review"),
    path("strategy/goals/<int:goal_id>/measures", measures.measures, name="measures"),
    path("strategy/map", strategy_map.index, name="map"),
    path("strategy/map.svg", strategy_map.file, name="map_file"),
    path("strategy/map/step", strategy_map.step, name="map_step"),
    path("strategy/links/<int:link_id>", strategy_map.link, name="link"),
    path("scorecard", scorecard.card, name="scorecard"),
    path("scorecard/units", units.index, name="units"),
    path("scorecard/copies", copies.copies, name="copies"),
    path("scorecard/step", scorecard.step, name="scorecard_step"),
]
