"""Every address of the pages; `/fhir` is answered before Django (asgi.py)."""

from django.urls import include, path

from varde import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("", include("varde.portals.urls")),
]
