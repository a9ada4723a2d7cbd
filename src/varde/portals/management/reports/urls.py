"""Addresses of published reports, and below /styring/ of those being written."""

from django.urls import path

from varde.portals.management.reports import public

urlpatterns = [
    path("rapporter/", public.reports, name="reports"),
    path("rapporter/<slug:slug>/", public.report, name="report"),
    path("rapporter/<slug:slug>/utgave/<int:number>/", public.report, name="report-edition"),
    path("rapporter/<slug:slug>/utgave/<int:number>/<slug:language>.pdf", public.report_pdf, name="report-pdf"),
]
