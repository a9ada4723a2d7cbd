"""What can be done to a plan: drafted by the nurse, approved by a physician, accepted by the patient, taken into use.

Versions are immutable: a change is a new version, and it is made on the newest one or refused. Every verb runs inside an
open context with the patient in focus. Whoever takes a plan into use judges again what it touches: go through triage.
"""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.identity.models import RoleCode
from varde.lib import clock
from varde.lib.context import Actor
from varde.measurements.baseline import local_day
from varde.plans.content import PlanContent
from varde.plans.definitions import problems_with
from varde.plans.models import CarePlanVersion, VersionStatus

PHYSICIANS = (RoleCode.GP, RoleCode.HOSPITAL_PHYSICIAN)
UNFINISHED = (VersionStatus.DRAFT, VersionStatus.PENDING)
FIRST_REVIEW, LATER_REVIEWS = timedelta(days=28), timedelta(days=91)


class PlanRefused(ValueError):
    """The plan is not in a state, or the actor not in a role, for this. The message is Norwegian and says what to do."""


class PlanChanged(ValueError):
    """The change was made on an older version than the newest."""


def draft(*, patient_id: UUID, content: PlanContent, controller_org: UUID, by: Actor) -> CarePlanVersion:
    """The first version of a patient's plan; PlanChanged when the patient already has one."""
    with transaction.atomic():
        if _newest(patient_id) is not None:
            raise PlanChanged("Pasienten har allerede en plan. Hent den og gjør endringen der.")
        return _new_version(patient_id, 1, content, controller_org, by)


def change(*, patient_id: UUID, made_on: int, content: PlanContent, by: Actor) -> CarePlanVersion:
    """A new version, made on version number `made_on`; PlanChanged when somebody has made a newer one in the meantime."""
    with transaction.atomic():
        newest = _newest(patient_id)
        if newest is None:
            raise PlanRefused("Pasienten har ingen plan ennå. Lag et utkast først.")
        if newest.number != made_on:
            raise PlanChanged(
                f"Planen er endret av {newest.drafted_by} mens du skrev: versjon {newest.number} er den nyeste. "
                "Hent den og gjør endringen der."
            )
        if newest.status in UNFINISHED:
            newest.status = VersionStatus.SUPERSEDED
            newest.save(update_fields=["status"])
        return _new_version(patient_id, made_on + 1, content, newest.controller_org, by)


def submit(*, patient_id: UUID, number: int, by: Actor) -> CarePlanVersion:
    """Send a draft to a physician for approval of its limits."""
    with transaction.atomic():
        version = _locked(patient_id, number)
        _personnel_only(by)
        _must_be(version, VersionStatus.DRAFT, "Bare et utkast kan sendes til godkjenning.")
        version.status = VersionStatus.PENDING
        return _saved(version, by, "Plan sendt til godkjenning")


def approve(*, patient_id: UUID, number: int, by: Actor) -> CarePlanVersion:
    """A physician takes responsibility for the limits and any reserve medicine; refused while a value is missing."""
    with transaction.atomic():
        version = _locked(patient_id, number)
        if by.role not in PHYSICIANS:
            raise PlanRefused("Grensene i planen må godkjennes av en lege.")
        _must_be(version, VersionStatus.PENDING, "Bare en plan som er sendt til godkjenning, kan godkjennes.")
        _must_be_complete(version)
        version.approved_by, version.approved_role, version.approved_at = by.display, by.role, clock.now()
        return _saved(version, by, "Plan godkjent")


def accept(*, patient_id: UUID, number: int, by: Actor) -> CarePlanVersion:
    """The patient says yes to the plan as it stands."""
    with transaction.atomic():
        version = _locked(patient_id, number)
        if by.kind != "patient" or by.id != patient_id:
            raise PlanRefused("Bare pasienten selv kan si ja til planen.")
        if version.status not in (VersionStatus.PENDING, VersionStatus.ACTIVE):
            raise PlanRefused("Denne versjonen av planen er ikke den du skal svare på. Hent planen på nytt.")
        version.accepted_at = version.accepted_at or clock.now()
        return _saved(version, by, "Plan godtatt av pasienten")


def activate(
    *,
    patient_id: UUID,
    number: int,
    by: Actor,
    compiled_by: Callable[[PlanContent], object],
    review_due: date | None = None,
) -> CarePlanVersion:
    """Take an approved version into use from now, in place of the one in force; `triage.actions.activate_plan` does it.

    Refused without a physician's approval, while a required individual value is missing (the message names which), and
    when `compiled_by` raises ValueError: a plan whose rules cannot be judged by is never in force.
    Reviewed after four weeks the first time and every third month later, unless `review_due` says otherwise.
    """
    with transaction.atomic():
        version = _locked(patient_id, number)
        _personnel_only(by)
        _must_be(version, VersionStatus.PENDING, "Bare en plan som er sendt til godkjenning, kan tas i bruk.")
        if version.approved_at is None:
            raise PlanRefused("Planen kan ikke tas i bruk før en lege har godkjent grensene.")
        _must_be_complete(version)
        _must_compile(version, compiled_by)
        _put_in_force(version, review_due)
        return _saved(version, by, "Plan tatt i bruk")


def end(*, patient_id: UUID, by: Actor) -> CarePlanVersion | None:
    """The plan in force applies no longer; None when there is none."""
    with transaction.atomic():
        _personnel_only(by)
        version = CarePlanVersion.objects.about(patient_id).active().select_for_update(of=("self",)).first()
        if version is None:
            return None
        version.status, version.valid_to = VersionStatus.ENDED, clock.now()
        return _saved(version, by, "Plan avsluttet")


def _newest(patient_id: UUID) -> CarePlanVersion | None:
    return CarePlanVersion.objects.about(patient_id).history().select_for_update(of=("self",)).first()


def _locked(patient_id: UUID, number: int) -> CarePlanVersion:
    version = CarePlanVersion.objects.about(patient_id).filter(number=number).select_for_update(of=("self",)).first()
    if version is None:
        raise PlanRefused(f"Planen har ingen versjon {number}. Hent planen på nytt.")
    return version


def _new_version(
    patient_id: UUID, number: int, content: PlanContent, controller_org: UUID, by: Actor
) -> CarePlanVersion:
    _personnel_only(by)
    version = CarePlanVersion(
        patient_id=patient_id,
        number=number,
        content=content.text(),
        drafted_by=by.display,
        drafted_at=clock.now(),
        controller_org=controller_org,
    )
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError:
        raise PlanChanged("Noen andre lagret en ny versjon samtidig. Hent den og gjør endringen der.") from None
    _logged(version, by, Action.CREATE, "Utkast til plan")
    return version


def _saved(version: CarePlanVersion, by: Actor, what: str) -> CarePlanVersion:
    version.save()
    _logged(version, by, Action.UPDATE, what)
    return version


def _logged(version: CarePlanVersion, by: Actor, action: Action, what: str) -> None:
    audit.record(
        by=by, action=action, what=what, subjects={version.patient_id: [f"CarePlan/{version.id}/{version.number}"]}
    )


def _personnel_only(by: Actor) -> None:
    if by.kind != "personnel":
        raise PlanRefused("Bare helsepersonell kan endre planen.")


def _must_be(version: CarePlanVersion, status: VersionStatus, message: str) -> None:
    if version.status != status:
        raise PlanRefused(f"{message} Versjon {version.number} er «{VersionStatus(version.status).label}».")


def _must_be_complete(version: CarePlanVersion) -> None:
    if problems := problems_with(PlanContent.read(version.content)):
        raise PlanRefused(f"Planen er ikke ferdig utfylt: {' '.join(problems)}")


def _put_in_force(version: CarePlanVersion, review_due: date | None) -> None:
    now = clock.now()
    replaced = CarePlanVersion.objects.about(version.patient_id).active()
    is_first = not replaced.update(status=VersionStatus.SUPERSEDED, valid_to=now)
    version.status, version.valid_from = VersionStatus.ACTIVE, now
    version.review_due = review_due or local_day(now) + (FIRST_REVIEW if is_first else LATER_REVIEWS)


def _must_compile(version: CarePlanVersion, compiled_by: Callable[[PlanContent], object]) -> None:
    try:
        compiled_by(PlanContent.read(version.content))
    except ValueError as error:
        raise PlanRefused(f"Planen kan ikke tas i bruk, for reglene i den kan ikke brukes. {error}") from error
