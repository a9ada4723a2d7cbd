from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "varde.pathways"
    label = "pathways"
