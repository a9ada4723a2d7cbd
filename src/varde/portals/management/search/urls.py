"""Addresses of the site search."""

from django.urls import path

from varde.portals.management.search import views

urlpatterns = [path("", views.search, name="search")]
