from django.apps import AppConfig


class MeasurementsConfig(AppConfig):
    name = "varde.measurements"
    label = "measurements"
