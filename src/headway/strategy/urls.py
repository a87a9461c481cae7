from django.urls import path

from headway.strategy import views

app_name = "strategy"
urlpatterns = [
    path("strategy", views.index, name="index"),
    path("strategy/statement", views.statement, name="statement"),
    path("strategy/perspectives", views.perspective, name="perspective"),
    path("strategy/goals/new", views.goal_new, name="goal_new"),
    path("strategy/goals/<int:goal_id>", views.goal, name="goal"),
    path("strategy/goals/<int:goal_id>/step", views.goal_step, name="goal_step"),
]
