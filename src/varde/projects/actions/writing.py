"""How every verb of this room writes: one new row, one changed row if its version still stands, one withdrawn or put back."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.lib import clock
from varde.lib.context import Actor
from varde.projects.models import Recorded
from varde.projects.refusals import Refused, SomebodyChanged

M = TypeVar("M", bound=Recorded)
N = TypeVar("N", bound=models.Model)


def make(model: type[M], values: Mapping[str, Any], *, by: Actor, synthetic: bool = False) -> M:
    """A new row by `by`, now."""
    _check(model, values)
    row = model(**values, is_synthetic=synthetic, recorded_at=clock.now(), recorded_by=by.display, recorded_by_id=by.id)
    row.save(force_insert=True)
    note(by, Action.CREATE, model)
    return row


def change(row: M, values: Mapping[str, Any], *, by: Actor, version: int) -> M:
    """The row with `values`, one version on. Raises SomebodyChanged unless it still is `version`."""
    _check(type(row), values)
    found = type(row)._default_manager.filter(pk=row.pk, version=version)
    if not found.update(**values, version=version + 1):
        raise SomebodyChanged
    note(by, Action.UPDATE, type(row))
    return type(row)._default_manager.get(pk=row.pk)


def withdraw(row: M, *, by: Actor, version: int, why: str) -> M:
    """It is shown to nobody but those who work with it, with the reason."""
    if not why.strip():
        raise Refused({"why": "Skriv hvorfor."})
    return change(row, {"withdrawn_at": clock.now(), "withdrawn_why": why.strip()[:300]}, by=by, version=version)


def put_back(row: M, *, by: Actor, version: int) -> M:
    return change(row, {"withdrawn_at": None, "withdrawn_why": ""}, by=by, version=version)


def note(by: Actor, action: Action, model: type[models.Model]) -> None:
    audit.record(by=by, action=action, what=NAMES[model.__name__], subjects={}, purpose="programstyring")


NAMES = {
    "Evidence": "Kunnskapsgrunnlag",
    "Effect": "Effekt eller erfaring",
    "HealthcareService": "Tjeneste i eller nær hjemmet",
    "DevelopmentPlan": "Utviklingsplan",
    "Involvement": "Medvirkning",
    "Benefit": "Gevinst",
    "Measurement": "Måling av gevinst",
    "PatientCase": "Pasienthistorie",
    "Approval": "Godkjent pasienthistorie",
    "Entry": "Opplysning i et register",
    "Participation": "Kommune i et prosjekt",
}


def found(model: type[N], field: str, **key: Any) -> N | None:
    """The row with this key; None when the key is empty. Raises Refused about `field` when there is no such row."""
    (wanted,) = key.values()
    if wanted in {"", None}:
        return None
    try:
        return model._default_manager.get(**key)
    except (ObjectDoesNotExist, ValueError):
        raise Refused({field: "Finnes ikke."}) from None


def standing(model: type[M], pk: UUID) -> M:
    """The row, locked until the transaction ends."""
    return model._default_manager.select_for_update(of=("self",)).get(pk=pk)


def _check(model: type[models.Model], values: Mapping[str, Any]) -> None:
    """Codes that are not among the choices and texts that are too long never reach the database."""
    reasons: dict[str, str] = {}
    for name, value in values.items():
        column = model._meta.get_field(name)
        if not isinstance(column, models.Field) or value is None:
            continue
        if column.choices and value and value not in {code for code, _ in column.flatchoices}:
            reasons[name] = "Velg et av svarene i lista."
        elif isinstance(column, models.CharField) and column.max_length and len(str(value)) > column.max_length:
            reasons[name] = f"Skriv kortere, høyst {column.max_length} tegn."
        elif not column.blank and value == "":
            reasons[name] = "Må fylles ut."
    if reasons:
        raise Refused(reasons)
