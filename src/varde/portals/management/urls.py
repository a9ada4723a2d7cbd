"""Addresses of the public pages."""

from django.urls import include, path

from varde.portals.management import views

app_name = "management"
urlpatterns = [
    path("", views.front, name="front"),
    path("tall/", views.measures, name="measures"),
    path("tall/<slug:slug>/", views.measure, name="measure"),
    path("prosjekt/<slug:slug>/", views.project, name="project"),
    path("tiltak/<slug:slug>/", views.initiative, name="initiative"),
    path("kommuner/", views.municipalities, name="municipalities"),
    path("om/", views.about, name="about"),
    path("", include("varde.portals.management.reports.urls")),
]
