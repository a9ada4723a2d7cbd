"""The access log in plain Norwegian: who, from where, what they did, when, and why they could."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from varde.audit.models import Action, AuditSubject
from varde.identity.models import RoleCode

ROLE_WORDS = {
    RoleCode.FOLLOW_UP_NURSE.label: gettext_lazy("oppfølgingssykepleier"),
    RoleCode.GP.label: gettext_lazy("fastlege"),
    RoleCode.HOSPITAL_PHYSICIAN.label: gettext_lazy("sykehuslege"),
    RoleCode.HOME_NURSE.label: gettext_lazy("hjemmesykepleier"),
}
# What was done, by what the log calls it; anything else is told with the log's own word.
DEEDS = {
    (Action.READ, "Arbeidsliste"): gettext_lazy("så deg i arbeidslisten sin"),
    (Action.READ, "Fastlegens oversikt"): gettext_lazy("så deg i oversikten over pasientene sine"),
    (Action.READ, "Pasientside"): gettext_lazy("leste siden om deg"),
    (Action.READ, "Kort"): gettext_lazy("leste siden om deg"),
    (Action.READ, "Kurve"): gettext_lazy("så kurven over målingene dine"),
    (Action.READ, "Måletabell"): gettext_lazy("så tabellen over målingene dine"),
    (Action.READ, "FHIR Observation"): gettext_lazy("hentet en måling"),
    (Action.READ, "FHIR Observation søk"): gettext_lazy("hentet målinger"),
    (Action.READ, "FHIR Patient"): gettext_lazy("hentet navnet ditt og hvordan du kan nås"),
    (Action.UPDATE, "Kort"): gettext_lazy("skrev ned noe om oppfølgingen av deg"),
    (Action.UPDATE, "Plan tatt i bruk"): gettext_lazy("tok planen din i bruk"),
}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What one person did within one minute, for one reason."""

    who: str
    where: str
    did: list[str]
    at: datetime
    basis: str


def disclosures(rows: Iterable[AuditSubject], own_id: UUID) -> list[Disclosure]:
    """Newest first; steps of the same person in the same minute together."""
    found: list[Disclosure] = []
    for row in rows:
        entry, last = _disclosure(row, own_id), found[-1] if found else None
        if last and _same_visit(last, entry):
            last.did.extend(did for did in entry.did if did not in last.did)
        else:
            found.append(entry)
    return found


def _same_visit(one: Disclosure, other: Disclosure) -> bool:
    return (one.who, one.where, one.at.replace(second=0, microsecond=0)) == (
        other.who,
        other.where,
        other.at.replace(second=0, microsecond=0),
    )


def who_and_where(line: str) -> tuple[str, str]:
    """The log's line "Kari Lyngstad, Oppfølgingssykepleier, Oppfølgingsenheten" as a name and words about who that is."""
    name, *rest = [part.strip() for part in line.split(", ")]
    return name, ", ".join(str(ROLE_WORDS.get(part, part)) for part in rest)


def _disclosure(row: AuditSubject, own_id: UUID) -> Disclosure:
    who, where = who_and_where(row.actor_line)
    if row.actor_id == own_id:
        who, where = _("Du selv"), ""
    return Disclosure(who, where, [_did(row)], row.recorded_at, row.basis)


def _did(row: AuditSubject) -> str:
    if (row.action, row.what) in DEEDS:
        return str(DEEDS[Action(row.action), row.what])
    verbs = {
        Action.READ: _("så"),
        Action.SEARCH: _("fant deg i en liste"),
        Action.CREATE: _("registrerte"),
        Action.UPDATE: _("endret"),
    }
    verb = verbs.get(Action(row.action), "") if row.action in Action.values else ""
    what = row.what[:1].lower() + row.what[1:] if row.what else ""
    return f"{verb}: {what}" if verb and what else verb or what
