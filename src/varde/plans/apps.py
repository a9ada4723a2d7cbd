from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "varde.plans"
    label = "plans"
