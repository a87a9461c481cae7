from django.urls import path

from headway.discussion.views import activity, comments, follows, late

app_name = "discussion"
urlpatterns = [
    path("activity", activity.page, name="activity"),
    path("discussions/<slug:kind>/<int:subject_id>", comments.page, name="comments"),
    path("discussions/<slug:kind>/<int:subject_id>/follow", follows.step, name="follow"),
    path("discussions/<slug:kind>/<int:subject_id>/nudge", late.nudge_one, name="nudge"),
    path("comments/<int:comment_id>", comments.step, name="comment_step"),
    path("units/<int:unit_id>/late", late.page, name="late"),
]
