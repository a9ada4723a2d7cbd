from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "varde.identity"
    label = "identity"
