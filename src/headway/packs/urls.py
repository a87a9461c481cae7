from django.urls import path

from headway.packs.views import comments, edit, email, files, index, left, pack, present

app_name = "packs"
urlpatterns = [
    path("packs", index.index, name="packs"),
    path("packs/<int:pack_id>", pack.page, name="pack"),
    path("packs/<int:pack_id>/step", pack.step, name="step"),
    path("packs/<int:pack_id>/files", files.ask, name="files"),
    path("packs/<int:pack_id>/files/<int:file_id>", files.page, name="file"),
    path("packs/<int:pack_id>/files/<int:file_id>/content", files.content, name="content"),
    path("packs/<int:pack_id>/present", present.present, name="present"),
    path("packs/<int:pack_id>/edit", edit.edit, name="edit"),
    path("packs/<int:pack_id>/pages", edit.page_add, name="page_add"),
    path("packs/<int:pack_id>/pages/<int:page_id>", edit.page_step, name="page_step"),
    path("packs/<int:pack_id>/email", email.schedule, name="email"),
    path("packs/<int:pack_id>/leave", email.leave, name="leave"),
    path("packs/leave/<str:token>", left.left, name="left"),
    path("packs/<int:pack_id>/pages/<int:page_id>/comments", comments.add, name="comment_add"),
    path("packs/<int:pack_id>/comments/<int:comment_id>", comments.step, name="comment_step"),
]
