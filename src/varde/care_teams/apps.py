from django.apps import AppConfig


class CareTeamsConfig(AppConfig):
    name = "varde.care_teams"
    label = "care_teams"
