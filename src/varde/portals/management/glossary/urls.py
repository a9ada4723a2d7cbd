"""Addresses of the glossary."""

from django.urls import path

from varde.portals.management.glossary import views

urlpatterns = [path("", views.words, name="words")]
