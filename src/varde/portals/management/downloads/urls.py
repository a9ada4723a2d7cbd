"""Addresses of the figures as files."""

from django.urls import path

from varde.portals.management.downloads import views

urlpatterns = [
    path("last-ned/<slug:slug>.csv", views.as_csv, name="download-csv"),
    path("last-ned/<slug:slug>.xlsx", views.as_xlsx, name="download-xlsx"),
]
