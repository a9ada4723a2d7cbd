from django.apps import AppConfig


class PatientConfig(AppConfig):
    name = "varde.portals.patient"
    label = "patient_portal"
