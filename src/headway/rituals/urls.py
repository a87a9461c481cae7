from django.urls import path

from headway.rituals.views import (
    actions,
    alignment,
    four_square,
    frames,
    meetings,
    planning,
    publishing,
    retrospectives,
    weekly,
)
from headway.rituals.views.rooms import begin, news, present, room

app_name = "rituals"
urlpatterns = [
    path("planning", planning.board, name="planning"),
    path("planning/step", planning.step, name="planning_step"),
    path("planning/alignment", alignment.board, name="alignment"),
    path("planning/alignment/step", alignment.step, name="alignment_step"),
    path("planning/publish", publishing.publish, name="publish"),
    path("plans/<int:plan_id>", publishing.detail, name="plan"),
    path("plans/<int:plan_id>/changes", publishing.changes, name="plan_changes"),
    path("meetings", meetings.meetings, name="meetings"),
    path("meetings/begin", begin.begin, name="meeting_begin"),
    path("meetings/<int:meeting_id>/present", present.present, name="present"),
    path("weekly", weekly.weekly, name="weekly"),
    path("weekly/start", weekly.start, name="weekly_start"),
    path("weekly/plan", weekly.plan, name="weekly_plan"),
    path("actions", actions.actions, name="actions"),
    path("actions/<int:action_id>", actions.action, name="action"),
    path("actions/step", actions.step, name="actions_step"),
    path("meetings/<int:meeting_id>/four-square", four_square.four_square, name="four_square"),
    path("meetings/<int:meeting_id>", room.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/minutes", room.minutes, name="minutes"),
    path("meetings/<int:meeting_id>/step", room.step, name="meeting_step"),
    path("retrospectives", retrospectives.index, name="retrospectives"),
    path("retrospectives/plan", retrospectives.plan, name="retrospective_plan"),
    path("retrospectives/hold", retrospectives.hold, name="retrospective_hold"),
    path("learnings/<int:learning_id>", retrospectives.learning, name="learning"),
    path("learnings", retrospectives.learnings, name="learnings"),
    path("news/<int:meeting_id>", news.news, name="news"),
    path("frames/new", frames.new, name="frame_new"),
    path("frames/<int:frame_id>", frames.detail, name="frame"),
    path("frames/<int:frame_id>/answer", frames.answer, name="frame_answer"),
]
