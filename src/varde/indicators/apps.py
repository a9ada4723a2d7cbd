from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "varde.indicators"
    label = "indicators"
