"""The access scope: which patients this actor may see now, and why. Doors reach patient rows through it and no other way.

Two nets, each enough alone. The first is `rights.reasons`, asked here. The second is row-level security (`policies.sql`),
which `opened` arms for the same transaction.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.care_teams.rights import Reasons, reasons
from varde.identity.models import Patient
from varde.lib import clock
from varde.lib.context import Actor, narrow, opened, opening
from varde.lib.statements import Parameters, raw, together

Row = TypeVar("Row", bound=Model)


class PatientNotFound(LookupError):
    """There is no such patient, or it is not yours to see: the same to whoever asks."""


class Scope:
    """What one actor may see in one transaction. Made by `scope_for` only."""

    def __init__(self, actor: Actor, focus: Iterable[UUID], using: str) -> None:
        self.actor = actor
        self._using = using
        self._focus = frozenset(focus)
        self._reasons: Reasons | None = None

    @property
    def patient_ids(self) -> frozenset[UUID]:
        """The patients in focus this actor has a right to now."""
        return frozenset(self._visible())

    def patient(self, patient_id: UUID) -> Patient:
        """The patient, or PatientNotFound."""
        found = self.rows(Patient).filter(pk=patient_id).first()
        if found is None:
            raise PatientNotFound
        return found

    def rows(self, model: type[Row]) -> QuerySet[Row]:
        """The model's rows about visible patients; the model must have a `patient_id` column."""
        key = "pk" if model is Patient else "patient_id"
        manager: Any = model._default_manager
        rows: QuerySet[Row] = manager.using(self._using).filter(**{f"{key}__in": self._visible()})
        return rows

    def basis(self, patient_id: UUID) -> str:
        """Why the actor may see this patient, in Norwegian words for the log; PatientNotFound when it may not."""
        try:
            return self._visible()[patient_id]
        except KeyError:
            raise PatientNotFound from None

    def narrow(self, patient_ids: Iterable[UUID]) -> None:
        """Turn the focus of the running transaction to these patients (a list page, when it knows who is on it)."""
        self._focus = frozenset(patient_ids)
        self._reasons = None
        narrow(self.actor, self._focus, using=self._using)

    def asked_about(self, patient_ids: Iterable[UUID], statement: str, parameters: Parameters) -> list[Any]:
        """Turn the focus to these patients and ask this under it, in one round trip; the rows."""
        self._focus, self._reasons = frozenset(patient_ids), None
        both = [opening(self.actor, self._focus), (statement, parameters)]
        return together(raw(self._using), both)[1].fetchall()

    def record_read(self, *, what: str, resources: Mapping[UUID, Iterable[str]], request_id: str = "") -> None:
        """Log that `resources`, {patient id: ["Observation/<id>/<version>", …]}, were shown: in this transaction or not at all."""
        audit.record(
            by=self.actor,
            action=Action.READ,
            what=what,
            subjects=resources,
            basis={patient_id: self.basis(patient_id) for patient_id in resources},
            request_id=request_id,
            same_within=audit.SAME_DISCLOSURE,
            using=self._using,
        )

    def _visible(self) -> Reasons:
        if self._reasons is None:
            self._reasons = reasons(self.actor, self._focus, clock.now(), using=self._using)
        return self._reasons


@contextmanager
def scope_for(actor: Actor, focus: Iterable[UUID] = (), *, using: str = "default") -> Iterator[Scope]:
    """One transaction about the patients in `focus`; keep the rendering inside it."""
    patients = frozenset(focus)
    with opened(actor, patients, using=using):
        yield Scope(actor, patients, using)
