from django.urls import path

from headway.exchange import views

app_name = "exchange"
urlpatterns = [
    path("import", views.index, name="import"),
    path("import/<int:run_id>", views.detail, name="run"),
    path("import/<int:run_id>/commit", views.commit, name="commit"),
    path("import/<int:run_id>/discard", views.discard, name="discard"),
    path("import/<int:run_id>/undo", views.undo, name="undo"),
]
