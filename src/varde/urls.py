"""Every address of the pages; `/fhir` is answered before Django (asgi.py)."""

from importlib.util import find_spec

from django.urls import include, path

from varde import health
from varde.portals import live

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("hendelser/", live.stream),
    path("min/", include("varde.portals.patient.urls")),
    *(
        path("", include(pages))
        for pages in ("varde.portals.clinician.urls", "varde.portals.login.urls", "varde.portals.management.urls")
        if find_spec(pages.rpartition(".")[0]) and find_spec(pages)
    ),
]
