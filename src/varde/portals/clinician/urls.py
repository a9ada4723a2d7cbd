"""The nurse's and the GP's pages."""

from django.urls import path

from varde.portals.clinician.views import card, gp, messages, patient, series, worklist

app_name = "clinician"
urlpatterns = [
    path("arbeidsliste/", worklist.show, name="worklist"),
    path("fastlege/", gp.show, name="gp"),
    path("pasient/<uuid:patient_id>/", patient.show, name="patient"),
    path("pasient/<uuid:patient_id>/versjon/", patient.version, name="version"),
    path("pasient/<uuid:patient_id>/serie/<slug:kind>.json", series.data, name="series-data"),
    path("pasient/<uuid:patient_id>/serie/<slug:kind>/", series.table, name="series"),
    path("pasient/<uuid:patient_id>/ta/", card.take, name="take"),
    path("pasient/<uuid:patient_id>/slipp/", card.release, name="release"),
    path("pasient/<uuid:patient_id>/kontakt/", card.contact, name="contact"),
    path("pasient/<uuid:patient_id>/notat/", card.note, name="note"),
    path("pasient/<uuid:patient_id>/avslutt/", card.close, name="close"),
    path("pasient/<uuid:patient_id>/angre/", card.undo, name="undo"),
    path("pasient/<uuid:patient_id>/uleselig/", card.resolve, name="resolve"),
    path("pasient/<uuid:patient_id>/sporsmal/", messages.ask_gp, name="ask-gp"),
    path("pasient/<uuid:patient_id>/melding/", messages.write_to_patient, name="write"),
    path("pasient/<uuid:patient_id>/svar/", messages.answer, name="answer"),
]
