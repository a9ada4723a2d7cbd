from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "varde.triage"
    label = "triage"
