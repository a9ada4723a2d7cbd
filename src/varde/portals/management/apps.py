from django.apps import AppConfig


class ManagementConfig(AppConfig):
    name = "varde.portals.management"
    label = "management"
