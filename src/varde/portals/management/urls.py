"""Addresses of the public pages, and below /styring/ of those for people who see figures."""

from django.urls import include, path, register_converter

from varde.portals.management import views
from varde.portals.management.converters import PlaceConverter

register_converter(PlaceConverter, "place")

app_name = "management"
urlpatterns = [
    path("", views.front, name="front"),
    path("tall/", views.measures, name="measures"),
    path("tall/<slug:slug>/", views.measure, name="measure"),
    path("sted/<place:key>/", views.place, name="place"),
    path("prosjekt/<slug:slug>/", views.project, name="project"),
    path("kommuner/", views.municipalities, name="municipalities"),
    path("om/", views.about, name="about"),
    path("", include("varde.portals.management.effects.urls")),
    path("sok/", include("varde.portals.management.search.urls")),
    path("ord/", include("varde.portals.management.glossary.urls")),
    path("", include("varde.portals.management.portfolio.urls")),
    path("styring/", include("varde.portals.management.board.urls")),
    path("", include("varde.portals.management.reports.urls")),
    path("", include("varde.portals.management.publications.urls")),
    path("", include("varde.portals.management.downloads.urls")),
]
