from django.apps import AppConfig


class ClinicianConfig(AppConfig):
    name = "varde.portals.clinician"
    label = "clinician"
