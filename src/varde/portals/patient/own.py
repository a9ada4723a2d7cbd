"""The patient's own pages: one transaction around view and rendering, and a log row for what was shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from varde.care_teams import units
from varde.care_teams.models import CareRelation, Unit
from varde.care_teams.scope import Scope, scope_for
from varde.identity.models import Patient
from varde.lib import clock
from varde.lib.context import Actor
from varde.measurements.models import Observation
from varde.plans.content import PlanContent
from varde.plans.models import CarePlanVersion, VersionStatus
from varde.portals.access import actor_of, note_denied, patient_only
from varde.portals.patient.presenters.unit import UnitLine, unit_line
from varde.triage.models import Card

View = Callable[..., HttpResponseBase]


@dataclass
class Own:
    """The patient, her unit, plan and card, read once a page. `shown` gathers what the page discloses."""

    request: HttpRequest
    scope: Scope
    actor: Actor
    shown: list[str] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        return self.actor.id

    @cached_property
    def patient(self) -> Patient:
        return self.scope.patient(self.id)

    @cached_property
    def lead(self) -> Unit | None:
        relation = self.scope.rows(CareRelation).filter(is_lead=True).live(clock.now()).first()  # type: ignore[attr-defined]
        return units.of_organization(relation.organization_id) if relation else None

    @cached_property
    def unit(self) -> UnitLine | None:
        return unit_line(self.lead, clock.now()) if self.lead else None

    @cached_property
    def plan_version(self) -> CarePlanVersion | None:
        return self.scope.rows(CarePlanVersion).filter(status=VersionStatus.ACTIVE).first()

    @cached_property
    def plan(self) -> PlanContent | None:
        return PlanContent.read(self.plan_version.content) if self.plan_version else None

    @cached_property
    def card(self) -> Card | None:
        return self.scope.rows(Card).first()

    def observation(self, reference: str | None) -> Observation | None:
        """The patient's own value with this id, for the page that shows it; None for anything else."""
        try:
            found = self.scope.rows(Observation).filter(pk=UUID(reference)).first() if reference else None
        except ValueError:
            return None
        if found is not None:
            self.disclose([f"Observation/{found.pk}/{found.version}"])
        return found

    def show(self, template: str, what: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """Render inside the transaction, and log `what` was shown with the resources gathered in `shown`."""
        everywhere = {"own": self, "unit": self.unit, "patient": self.patient, "now": clock.now()}
        page = render_to_string(f"patient/{template}", {**everywhere, **context}, request=self.request)
        self.scope.record_read(what=what, resources={self.id: self._disclosed()})
        return HttpResponse(page, status=status)

    def disclose(self, references: Iterable[str]) -> None:
        self.shown.extend(references)

    def _disclosed(self) -> list[str]:
        read = self.__dict__
        plan, card = read.get("plan_version"), read.get("card")
        found = [f"Patient/{self.id}"]
        found += [f"CarePlan/{plan.id}/{plan.number}"] if plan else []
        found += [f"Card/{card.id}"] if card else []
        return list(dict.fromkeys(found + self.shown))


def own_page(view: View) -> View:
    """`view(request, own, …)` inside the patient's own context."""

    @patient_only
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor = actor_of(request)
        try:
            with scope_for(actor, [actor.id]) as scope:
                return view(request, Own(request, scope, actor), *args, **kwargs)
        except Http404:
            note_denied(request, actor, kwargs)
            raise

    return opened
