"""Addresses of effects and benefits: two public pages, and below /styring/effekter/ those where they are written."""

from django.urls import path

from varde.portals.management.effects import participants, public, registers, views

urlpatterns = [
    path("effekter/", public.effects, name="public_effects"),
    path("kunnskap/", public.knowledge, name="knowledge"),
    path("styring/effekter/", views.overview, name="effects"),
    path("styring/effekter/deltakere/", participants.participants, name="effects_participants"),
    path("styring/effekter/registre/", registers.all_of_them, name="effects_registers"),
    path("styring/effekter/registre/<slug:code>/", registers.register, name="effects_register"),
    path(
        "styring/effekter/registre/<slug:code>/<uuid:row_id>/trekk/",
        registers.withdraw_entry,
        name="effects_entry_withdraw",
    ),
    path("styring/effekter/gevinster/<uuid:row_id>/maaling/", views.measure, name="effects_measure"),
    path(
        "styring/effekter/gevinster/<uuid:row_id>/maaling/<uuid:measurement_id>/trekk/",
        views.withdraw_measurement,
        name="effects_measurement_withdraw",
    ),
    path("styring/effekter/pasienthistorier/<uuid:row_id>/godkjenn/", views.approve, name="effects_approve"),
    path("styring/effekter/<slug:section>/", views.listing, name="effects_list"),
    path("styring/effekter/<slug:section>/ny/", views.new, name="effects_new"),
    path("styring/effekter/<slug:section>/<uuid:row_id>/", views.row, name="effects_row"),
    path("styring/effekter/<slug:section>/<uuid:row_id>/trekk/", views.withdraw, name="effects_withdraw"),
    path("styring/effekter/<slug:section>/<uuid:row_id>/tilbake/", views.put_back, name="effects_put_back"),
]
