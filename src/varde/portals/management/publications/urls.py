"""Addresses of publications: what anybody may read, and below /styring/ where they are made and figures of others come in."""

from django.urls import path

from varde.portals.management.publications import desk, external, public, recounting

urlpatterns = [
    path("publikasjoner/", public.listed, name="publications"),
    path("publikasjoner/<uuid:report_id>/", public.publication, name="publication"),
    path("styring/publisering/", desk.listed, name="publishing"),
    path("styring/publisering/frys/", desk.freeze, name="publishing-freeze"),
    path("styring/publisering/eksterne/", external.external, name="external"),
    path("styring/publisering/eksterne/mal.csv", external.template, name="external-template"),
    path("styring/publisering/<uuid:report_id>/", desk.desk, name="publishing-desk"),
    path("styring/publisering/<uuid:report_id>/kontroll/", recounting.recount, name="publishing-recount"),
    path("styring/publisering/<uuid:report_id>/publiser/", desk.publish, name="publishing-publish"),
    path("styring/publisering/<uuid:report_id>/trekk/", desk.withdraw, name="publishing-withdraw"),
]
