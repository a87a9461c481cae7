from django.urls import path

from headway.web import views

app_name = "web"
urlpatterns = [
    path("healthz", views.health, name="health"),
    path("components", views.components, name="components"),
]
