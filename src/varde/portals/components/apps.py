from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "varde.portals.components"
    label = "components"
