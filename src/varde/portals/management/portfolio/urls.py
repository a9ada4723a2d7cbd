"""Addresses of initiatives: for anybody, and below /styring/ for the programme lead who writes them."""

from django.urls import path

from varde.portals.management.portfolio import adding, editing, views

urlpatterns = [
    path("tiltak/<slug:slug>/", views.initiative, name="initiative"),
    path("tiltak/<slug:slug>/historikk/", views.history, name="initiative_history"),
    path("styring/tiltak/", views.overview, name="portfolio"),
    path("styring/tiltak/<slug:slug>/", views.desk, name="portfolio_initiative"),
    path("styring/tiltak/<slug:slug>/status/", editing.status, name="portfolio_status"),
    path("styring/tiltak/<slug:slug>/leveranse/<slug:what>/", editing.deliverable, name="portfolio_deliverable"),
    path("styring/tiltak/<slug:slug>/leveranse/<slug:what>/angre/", editing.undo, name="portfolio_undo"),
    path("styring/tiltak/<slug:slug>/leveranse/", adding.deliverable, name="portfolio_new_deliverable"),
    path("styring/tiltak/<slug:slug>/prioritering/", adding.priority, name="portfolio_priority"),
    path("styring/tiltak/<slug:slug>/overlevering/", adding.handover, name="portfolio_new_handover"),
    path("styring/tiltak/<slug:slug>/overlevering/<int:number>/", adding.finish, name="portfolio_handover"),
    path("styring/tiltak/<slug:slug>/forklar/<slug:digest>/", adding.explanation, name="portfolio_explain"),
    path("styring/tiltak/<slug:slug>/risiko/", editing.new_risk, name="portfolio_new_risk"),
    path("styring/tiltak/<slug:slug>/risiko/<int:number>/", editing.risk, name="portfolio_risk"),
    path("styring/tiltak/<slug:slug>/styringsmote/", editing.escalation, name="portfolio_escalation"),
    path("styring/tiltak/<slug:slug>/kontakt/", editing.contact, name="portfolio_contact"),
    path("styring/tiltak/<slug:slug>/eier/", editing.owner, name="portfolio_owner"),
]
