"""The patient's zone as it is this minute: what stands, what waits for a second measurement, and nothing fresh is not green."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from varde.portals.patient.presenters.values import in_patient_words
from varde.triage.episodes import ZONE_IS_FRESH_FOR
from varde.triage.models import Card, CardState, Zone

REASONS_SHOWN = 3

MEANINGS: dict[int, str | Promise] = {
    Zone.UNKNOWN: _("Vi har ingen nye målinger fra deg. Gjør oppgavene under, så ser du sonen din her."),
    Zone.GREEN: _("Det du har sendt, er som vanlig for deg. Føler du deg verre, følg planen uansett."),
    Zone.YELLOW: _("Noe er annerledes enn det du pleier. Følg gul sone i planen din."),
    Zone.RED: _("Du trenger hjelp. Gjør det som står i rød sone i planen din."),
}

WAITING = _("En måling du har sendt, var annerledes enn vanlig. Mål på nytt, så vet vi mer.")


@dataclass(frozen=True, slots=True)
class ZoneNow:
    """`waits_until`: a value waits for its second measurement until then, and stands as it is after."""

    zone: int
    waits_until: datetime | None
    reason: str
    acute: bool

    @property
    def meaning(self) -> str | Promise:
        return WAITING if self.waits_until and self.zone == Zone.UNKNOWN else MEANINGS[self.zone]


def zone_now(card: Card | None, now: datetime, reasons: list[str]) -> ZoneNow:
    """The stricter of what stands on the card until a person closes it, and the latest values of the last 36 hours.

    `reasons` explain the fresh values; what stands from before them is explained by the card.
    """
    if card is None:
        return ZoneNow(Zone.UNKNOWN, None, "", False)
    waits = card.stands_at if card.stands_at and card.stands_at > now else None
    standing = 0 if card.state == CardState.QUIET else card.zone
    if card.stands_at and waits is None:
        standing = max(standing, card.pending_zone)
    zone = max(standing, _latest(card, now))
    if waits and zone <= Zone.GREEN:
        zone = Zone.UNKNOWN  # green would say that the value that waits is as usual
    if zone == Zone.GREEN and card.overdue_at and card.overdue_at <= now:
        zone = Zone.UNKNOWN  # silence is never green, however good yesterday was
    reason = "; ".join(in_patient_words(reasons or card.reason.split("; "))[:REASONS_SHOWN])
    return ZoneNow(zone, waits, reason if zone >= Zone.YELLOW or waits else "", card.acute and zone == Zone.RED)


def _latest(card: Card, now: datetime) -> int:
    standing = (
        zone
        for zone, at, stands_at in json.loads(card.latest).values()
        if datetime.fromisoformat(at) > now - ZONE_IS_FRESH_FOR
        and not (stands_at and datetime.fromisoformat(stands_at) > now)
    )
    return max(standing, default=0)
