from django.apps import AppConfig


class GeographyConfig(AppConfig):
    name = "varde.geography"
    label = "geography"
