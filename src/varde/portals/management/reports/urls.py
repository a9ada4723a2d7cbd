"""Addresses of published reports, and below /styring/ of those being written."""

from django.urls import path

from varde.portals.management.reports import desk, public

urlpatterns = [
    path("rapporter/", public.reports, name="reports"),
    path("rapporter/<slug:slug>/", public.report, name="report"),
    path("rapporter/<slug:slug>/utgave/<int:number>/", public.report, name="report-edition"),
    path("rapporter/<slug:slug>/utgave/<int:number>/<slug:language>.pdf", public.report_pdf, name="report-pdf"),
    path("styring/rapporter/", desk.listed, name="report-list"),
    path("styring/rapporter/ny/", desk.new, name="report-new"),
    path("styring/rapporter/<slug:slug>/", desk.desk, name="report-desk"),
    path("styring/rapporter/<slug:slug>/tekst/<slug:key>/", desk.text, name="report-text"),
    path("styring/rapporter/<slug:slug>/steg/", desk.step, name="report-step"),
    path("styring/rapporter/<slug:slug>/forhandsvisning/", desk.preview, name="report-preview"),
    path(
        "styring/rapporter/<slug:slug>/forhandsvisning/<slug:language>.pdf",
        desk.preview_pdf,
        name="report-preview-pdf",
    ),
]
