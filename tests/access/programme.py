"""Rows of the programme's registers that addresses name: made once in a database, by nobody in particular."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from varde.lib.context import Actor
from varde.projects import actions
from varde.projects.drafts import BenefitDraft, CaseDraft, MeasurementDraft
from varde.projects.models import Benefit, Effect, Entry, Measurement, PatientCase

BY = Actor("worker", UUID(int=1), "Innlasting")


def effect() -> Effect:
    """Of the whole programme."""
    return Effect.objects.filter(project=None).order_by("id")[0]


def entry() -> Entry:
    """Of the whole programme, standing."""
    return Entry.objects.standing().of("norm").order_by("id")[0]


def benefit() -> Benefit:
    """Of a project that the project lead of the table does not lead."""
    found = Benefit.objects.order_by("id").first()
    return found or actions.plan_benefit(
        by=BY,
        draft=BenefitDraft(
            project="oslo", category="time", name="Kjøretid", unit="timer", measured_as="Turplanen", method="Turplaner",
            wanted="down", baseline=Decimal(40), baseline_from=date(2020, 1, 1), baseline_to=date(2020, 1, 31),
            baseline_people=50, owner="Prosjektleder",
        ),
    )  # fmt: skip


def measurement() -> Measurement:
    found = Measurement.objects.order_by("id").first()
    draft = MeasurementDraft(from_on=date(2021, 5, 1), to_on=date(2021, 5, 31), value=Decimal(34), people=48)
    return found or actions.measure_benefit(by=BY, benefit_id=benefit().id, draft=draft)


def case() -> PatientCase:
    found = PatientCase.objects.order_by("id").first()
    return found or actions.write_case(
        by=BY,
        draft=CaseDraft(
            title="Roligere netter", text="Sykepleieren ringte.", age_band="70-79", condition="KOLS", agreed=True,
            project="oslo",
        ),
    )  # fmt: skip
