"""Who to ask and who owns: replaced, hidden, and the earlier remembered."""

from datetime import date

from django.db import transaction
from django.db.models import F

from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio.actions import recording
from varde.portfolio.models import Agency, Initiative, Ownership


@transaction.atomic
def change_contact(*, by: Actor, slug: str, version: int, contact: str, is_public: bool) -> Initiative:
    """Name another contact person, or hide the name from the public. The history of names is not public."""
    row = _held(slug, version)
    fields = {"contact": contact.strip(), "contact_is_public": is_public}
    changed = recording.differing(row, fields)
    if not changed:
        raise recording.NotPossible("Ingenting er endret.")
    source = row.contact_source_id if "contact" not in changed else None
    Initiative.objects.filter(pk=row.pk).update(**fields, contact_source_id=source, version=F("version") + 1)
    recording.keep(changed, by=by, at=clock.now(), subject="Kontaktperson", about=row, is_private=True)
    recording.log(by=by, what="Kontaktperson for tiltak", which=slug)
    row.refresh_from_db()
    return row


@transaction.atomic
def change_owner(*, by: Actor, slug: str, version: int, agency: str, since: date) -> Initiative:
    """Another agency (its slug) owns the initiative from a day; the former owner keeps its time."""
    row = _held(slug, version)
    new, old = Agency.objects.get(slug=agency), row.ownership
    if old and old.agency_id == agency:
        raise recording.NotPossible(f"{new} eier tiltaket allerede.")
    if old and old.since and since < old.since:
        raise recording.NotPossible(f"Datoen er før {old.agency} ble eier.")
    if old:
        Ownership.objects.filter(pk=old.pk).update(until=since)
    Ownership.objects.create(initiative=row, agency=new, since=since)
    Initiative.objects.filter(pk=row.pk).update(version=F("version") + 1)
    changed = {"owner": (str(old.agency) if old else "", str(new))}
    recording.keep(changed, by=by, at=clock.now(), subject="Eier", about=row)
    recording.log(by=by, what="Eier av tiltak", which=slug)
    return Initiative.objects.get(slug=slug)


def _held(slug: str, version: int) -> Initiative:
    row = Initiative.objects.select_for_update().get(slug=slug)
    if row.version != version:
        raise recording.SomebodyElseChanged
    return row
