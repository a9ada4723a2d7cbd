"""A programme lead who is logged in."""

from django.test import Client
from tests.people import organization, personnel


def lead(name: str) -> Client:
    """Her browser: at an organisation for the whole country."""
    person = personnel(name, organization("directorate", f"Direktoratet til {name}"), "programme_lead")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person.account.user)
    return client
