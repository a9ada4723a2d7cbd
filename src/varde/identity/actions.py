"""Patients and their national numbers, logins of people, tokens of machines.

What is about a patient runs inside an open context (`lib.context.opened`); logins and tokens do not need one.
"""

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connections, transaction

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.identity import national_ids
from varde.identity.models import Account, Patient, PatientIdentifier, PractitionerRole, SystemClient
from varde.identity.national_ids import NationalId
from varde.lib import clock, crypto
from varde.lib.context import Actor
from varde.lib.uuid7 import uuid7

TOKEN_LIVES = timedelta(days=90)


class CannotRegister(PermissionError):
    """The actor may not register patients."""


class NumberTaken(ValueError):
    """Another patient here has the number; the message never holds it."""


class NoSuchClient(LookupError):
    """No active system client has this name."""


def register_patient(
    *,
    by: Actor,
    given_name: str,
    family_name: str,
    birth_date: date,
    national_id: str | None = None,
    phone: str = "",
    municipality_number: str = "",
    patient_id: UUID | None = None,
    using: str = "default",
) -> Patient:
    """A new patient, visible to `by` for the rest of this transaction only: begin a care relation in the same one.

    Raises CannotRegister, NotANationalId or NumberTaken; then nothing is stored.
    """
    patient = Patient(
        given_name=given_name,
        family_name=family_name,
        birth_date=birth_date,
        phone=phone,
        municipality_number=municipality_number,
        is_synthetic=settings.SYNTHETIC_IDS_ALLOWED,
    )
    if patient_id is not None:
        patient.id = patient_id
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT varde.open_registration(%s)", [patient.id])
            if not cursor.fetchone()[0]:
                raise CannotRegister
        patient.save(using=using, force_insert=True)
        if national_id:
            set_identifier(by=by, patient_id=patient.id, national_id=national_id, using=using)
        audit.record(
            by=by, action=Action.CREATE, what="Pasient", subjects={patient.id: [f"Patient/{patient.id}"]}, using=using
        )
    return patient


def set_identifier(*, by: Actor, patient_id: UUID, national_id: str, using: str = "default") -> PatientIdentifier:
    """Keep a national number of the patient, encrypted; the same number again changes nothing."""
    row = sealed_identifier(patient_id, national_id)
    known = PatientIdentifier.objects.using(using).filter(
        patient_id=patient_id, system=row.system, blind_index=row.blind_index
    )
    with transaction.atomic(using=using):
        if (same := known.first()) is not None:
            return same
        try:
            with transaction.atomic(using=using):
                row.save(using=using, force_insert=True)
        except IntegrityError:
            raise NumberTaken("Nummeret er allerede registrert på en annen pasient.") from None
        audit.record(
            by=by,
            action=Action.CREATE,
            what="Nasjonalt nummer",
            subjects={patient_id: [f"Identifier/{row.id}"]},
            using=using,
        )
    return row


def sealed_identifier(patient_id: UUID, national_id: str) -> PatientIdentifier:
    """The row that keeps the number, not saved. Raises NotANationalId."""
    number = parsed(national_id)
    row = PatientIdentifier(id=uuid7(), patient_id=patient_id, system=number.system, blind_index=_index(number))
    row.ciphertext = crypto.seal(number.digits.encode(), bound_to=_place(row))
    return row


def find_by_national_id(national_id: str, *, system: str | None = None, using: str = "default") -> UUID:
    """The patient with the number, or an id no patient has: whether the number is known here cannot be told from the answer.

    Put the id in focus and ask the scope, which answers alike for not-there and not-yours. Raises NotANationalId, also
    when `system` (an OID) is given and is another than the number's own.
    """
    number = parsed(national_id)
    if system is not None and system != number.system:
        raise national_ids.NotANationalId("Nummeret hører ikke til systemet som er oppgitt.")
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT varde.patient_by_index(%s, %s)", [number.system, _index(number)])
        found: UUID = cursor.fetchone()[0]
    return found


def revealed(row: PatientIdentifier) -> str:
    """The digits, for a page or message that must show them. Never for a log, an error, a URL or a file name."""
    return crypto.open_sealed(bytes(row.ciphertext), bound_to=_place(row)).decode()


@transaction.atomic
def open_account(
    *,
    username: str,
    display: str,
    patient_id: UUID | None = None,
    related_person_id: UUID | None = None,
    role: PractitionerRole | None = None,
    is_demo: bool = False,
) -> Account:
    """A login for exactly one of a patient, a related person or a practitioner role. It has no password until one is set.

    A demo login (anybody may choose to be that person) is refused in production.
    """
    if is_demo and not settings.DEMO_LOGIN_ALLOWED:
        raise PermissionError("Demo logins are not made in production.")
    user = get_user_model()._default_manager.create_user(username=username)
    return Account.objects.create(
        user=user,
        display=display,
        self_id=patient_id,
        related_person_id=related_person_id,
        practitioner_role=role,
        is_demo=is_demo,
    )


@transaction.atomic
def issue_token(client_name: str, *, lives: timedelta = TOKEN_LIVES) -> str:
    """A new bearer token for the client; only its hash is kept, so this is the one time it can be seen. The old one dies."""
    client = SystemClient.objects.select_for_update().filter(name=client_name, is_active=True).first()
    if client is None:
        raise NoSuchClient(client_name)
    token = crypto.new_token()
    client.token_hash = crypto.token_hash(token)
    client.token_expires_at = clock.later(clock.now(), seconds=lives.total_seconds())
    client.save(update_fields=["token_hash", "token_expires_at"])
    return token


def client_for_token(token: str) -> Actor | None:
    """The machine behind a bearer token, or None when it is unknown, expired or its client is not active."""
    client = (
        SystemClient.objects.select_related("organization")
        .filter(token_hash=crypto.token_hash(token), is_active=True, token_expires_at__gt=clock.now())
        .first()
    )
    return None if client is None else client_actor(client)


def client_named(name: str) -> Actor:
    """The active system client with this name, as an actor: for an operator at the command line. Raises NoSuchClient."""
    client = SystemClient.objects.select_related("organization").filter(name=name, is_active=True).first()
    if client is None:
        raise NoSuchClient(name)
    return client_actor(client)


def client_actor(client: SystemClient) -> Actor:
    """The client as the access scope and the log know it."""
    return Actor(
        kind="client",
        id=client.id,
        display=client.name,
        role="system",
        organization_id=client.organization_id,
        organization_display=client.organization.name,
    )


def parsed(national_id: str) -> NationalId:
    """The number by the rules of today and of this installation."""
    return national_ids.parse(national_id, at=clock.now(), synthetic_allowed=settings.SYNTHETIC_IDS_ALLOWED)


def _index(number: NationalId) -> bytes:
    return crypto.blind_index(number.digits, kind=number.system)


def _place(row: PatientIdentifier) -> str:
    return f"identity.PatientIdentifier/{row.id}/{row.patient_id}/{row.system}"
