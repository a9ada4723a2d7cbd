"""The patient's addresses, under `/min/`."""

from django.urls import path

from varde.portals.patient.views import contact, correct, form, home, measure, offline, pages, receipt

urlpatterns = [
    path("", home.home),
    path("maal/", measure.choose),
    path("maal/<slug:item>/", measure.measure),
    path("skjema/<slug:form_id>/", form.form),
    path("sendt/<uuid:subject_id>/", receipt.receipt),
    path("rett/<uuid:observation_id>/", correct.correct),
    path("verre/", contact.worse),
    path("kontakt/", contact.contact),
    path("kontakt/sendt/", contact.contact_sent),
    path("plan/", pages.plan),
    path("kurve/", pages.curve),
    path("innsyn/", pages.access_log),
    path("frakoblet/", offline.offline),
    path("sw.js", offline.worker),
]
