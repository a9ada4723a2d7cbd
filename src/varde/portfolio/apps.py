from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "varde.portfolio"
    label = "portfolio"
