"""Addresses of the board and of those who answer for a county or a project."""

from django.urls import path

from varde.portals.management.board import views

urlpatterns = [
    path("", views.board, name="board"),
    path("sted/<place:key>/", views.place, name="board_place"),
    path("variasjon/", views.variation_list, name="variation_list"),
    path("variasjon/<slug:slug>/", views.variation_of, name="variation"),
    path("fylke/", views.county, name="board_county"),
    path("prosjekt/", views.own_project, name="board_own_project"),
    path("prosjekt/<slug:slug>/", views.project, name="board_project"),
]
