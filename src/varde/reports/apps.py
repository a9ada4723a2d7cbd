from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "varde.reports"
