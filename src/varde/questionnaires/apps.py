from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "varde.questionnaires"
    label = "questionnaires"
