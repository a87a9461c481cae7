from django.urls import path

from headway.people.views import entrance, people, settings, units

app_name = "people"
urlpatterns = [
    path("demo/", entrance.demo, name="demo"),
    path("invitation/<str:secret>/", entrance.accept, name="accept_invitation"),
    path("organisation/switch", entrance.switch_organisation, name="switch_organisation"),
    path("theme", entrance.theme, name="theme"),
    path("units", units.index, name="units"),
    path("units/<int:unit_id>", units.detail, name="unit"),
    path("units/<int:unit_id>/change", units.change, name="unit_change"),
    path("people", people.index, name="people"),
    path("people/new", people.new, name="person_new"),
    path("people/<int:person_id>", people.detail, name="person"),
    path("people/<int:person_id>/change", people.change, name="person_change"),
    path("settings", settings.index, name="settings"),
    path("settings/organisation", settings.organisation, name="organisation"),
    path("settings/account", settings.account, name="account"),
    path("settings/tokens", settings.token_new, name="token_new"),
    path("settings/tokens/<int:token_id>/revoke", settings.token_revoke, name="token_revoke"),
    path("settings/audit", settings.audit, name="audit"),
]
