"""The pages' addresses, door by door."""

from django.urls import include, path
from django.views.i18n import set_language

from varde.portals import live, login

urlpatterns = [
    path("logg-inn/", login.choose),
    path("logg-ut/", login.leave),
    path("sprak/", set_language),
    path("hendelser/", live.stream),
    path("min/", include("varde.portals.patient.urls")),
    path("", include("varde.portals.clinician.urls")),
    path("", include("varde.portals.management.urls")),
]
