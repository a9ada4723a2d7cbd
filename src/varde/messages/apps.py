from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "varde.messages"
    label = "care_messages"
