from django.urls import path

from headway.rituals.views import frames

app_name = "rituals"
urlpatterns = [
    path("frames/new", frames.new, name="frame_new"),
    path("frames/<int:frame_id>", frames.detail, name="frame"),
    path("frames/<int:frame_id>/answer", frames.answer, name="frame_answer"),
]
