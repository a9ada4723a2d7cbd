"""The nurses' side of the months that have passed: each card was opened, taken, rung about and closed, in opening hours."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from varde.demo.dice import clipped
from varde.lib.context import Actor
from varde.triage import episodes
from varde.triage.actions.cards import CONTACT_MISSED, CONTACT_REACHED
from varde.triage.file import CardEventRow, CardRow, Hours

RED_MINUTES, YELLOW_MINUTES = (4, 28), (15, 200)
NOT_REACHED = 0.2

CLOSED_RED = (
    ("plan_started", "Tungpust og lav metning. Har startet tiltakene i gul sone i planen. Ringes i morgen."),
    ("gp", "Fastlegen er ringt og ser på medisinene i dag. Pasienten vet når hun skal ringe 116 117."),
    ("advice", "Gikk gjennom planen sammen. Skal måle på nytt i kveld."),
    ("hospital", "Vakthavende på poliklinikken er rådspurt. Innleggelse vurderes om det ikke snur i dag."),
)
CLOSED_YELLOW = (
    ("advice", "Litt verre enn vanlig. Har fått råd om pusteteknikk og å drikke nok."),
    ("plan_started", "Følger gul sone i planen."),
    ("no_action", "Enkeltmåling uten symptomer. Vurdert, følges videre."),
    ("technical", "Målte med kald finger. Ny måling var som vanlig."),
    ("gp", "Fastlegen har fått melding og svarer innen to dager."),
)
BETTER = ("Bedre i dag.", "Stabil. Fortsetter som før.", "Målingene er på vei tilbake til det vanlige.")
CLOSED_SILENT = (
    ("no_action", "Hadde vært på hytta uten utstyret. Har det som vanlig."),
    ("advice", "Glemte seg. Måler igjen i morgen."),
    ("technical", "Byttet batteri i måleren sammen på telefon."),
)
CLOSED_UNREACHED = (
    ("not_reached", "Ikke svar. Pårørende er ringt og ser innom i dag. Ringer igjen i morgen."),
    ("not_reached", "Ikke svar etter to forsøk. Pårørende sier at alt er som vanlig. Ringer igjen i morgen."),
)


@dataclass(slots=True)
class Nurse:
    """Handles one patient's card. `next_at` is when somebody will look at it, given what is on it now."""

    card: CardRow
    hours: Hours
    staff: Sequence[Actor]
    rng: random.Random
    next_at: datetime | None = None
    urgency: int = 0
    changed_at: datetime | None = None

    def look_ahead(self, now: datetime) -> None:
        """Decide when the card will be handled; something more urgent than what was planned for is handled sooner."""
        self.changed_at, urgency = now, self._urgency()
        if self.next_at is not None and urgency <= self.urgency:
            return
        if urgency:
            minutes = self.rng.randint(*(RED_MINUTES if urgency == episodes.RED else YELLOW_MINUTES))
            self.next_at, self.urgency = self.hours.promised_at(now, minutes), urgency
        elif self.card.follow_up_at is not None:
            self.next_at, self.urgency = self.hours.promised_at(self.card.follow_up_at, self.rng.randint(5, 60)), 0

    def _urgency(self) -> int:
        """0 when nothing is on the card, or only a planned look at it."""
        if self.card.state == "quiet":
            return 0
        is_red = max(self.card.zone, self.card.pending_zone) >= episodes.RED
        return episodes.RED if is_red else episodes.YELLOW

    def handle(self, at: datetime) -> list[CardEventRow]:
        """Seen, taken, rung, closed: the steps of `triage.actions.cards`, as events with the card moved along."""
        card, by = self.card, self.rng.choice(self.staff)
        self.next_at = None
        if card.state == "quiet":
            if card.follow_up_at is None or card.follow_up_at > at:
                return []
            card.follow_up_at, card.version = None, card.version + 1
            return [self._event("closed", at, by, self.rng.choice(BETTER), outcome="no_action")]
        is_reached = self.rng.random() >= NOT_REACHED
        minutes = clipped(self.rng.lognormvariate(2.1, 0.5), 4, 30)
        begun = max(at - timedelta(minutes=minutes), self.changed_at or at)
        steps = [
            self._event("seen", begun, by),
            self._event("taken", begun + (at - begun) * 0.2, by),
            self._rings(begun + (at - begun) * 0.6, by, is_reached=is_reached),
            *episodes.stand_what_waited(card, at),
        ]
        worst = max(card.zone, card.pending_zone)
        outcome, text = self.rng.choice(self._endings(worst) if is_reached else CLOSED_UNREACHED)
        next_check = (
            self.hours.promised_at(at + timedelta(hours=18), 60) if not is_reached or self._needs_check(worst) else None
        )
        steps.append(self._event("closed", at, by, text, outcome=outcome, next_check_at=next_check))
        episodes.settle_quiet(card)
        card.follow_up_at, card.version = next_check, card.version + 4
        return steps

    def take(self, at: datetime) -> list[CardEventRow]:
        """A nurse has the card at this moment and is not done with it."""
        by = self.staff[-1]
        steps = [self._event("seen", at - timedelta(minutes=1), by), self._event("taken", at, by)]
        self.card.state, self.card.taken_by, self.card.taken_by_display = "in_progress", by.id, by.display
        self.card.version += len(steps)
        return steps

    def _endings(self, worst: int) -> Sequence[tuple[str, str]]:
        if worst >= episodes.RED:
            return CLOSED_RED
        is_silence = all("ikke målt" in why or "ikke besvart" in why for why in self.card.reason.split("; "))
        return CLOSED_SILENT if is_silence else CLOSED_YELLOW

    def _rings(self, at: datetime, by: Actor, *, is_reached: bool) -> CardEventRow:
        if is_reached:
            return self._event(CONTACT_REACHED, at, by, "Snakket med pasienten på telefon.")
        return self._event(CONTACT_MISSED, at, by, "Ikke svar. La igjen beskjed.")

    def _needs_check(self, zone: int) -> bool:
        return zone >= episodes.RED or self.rng.random() < 0.3

    def _event(
        self,
        kind: str,
        at: datetime,
        by: Actor,
        text: str = "",
        *,
        outcome: str = "",
        next_check_at: datetime | None = None,
    ) -> CardEventRow:
        return CardEventRow(
            self.card.episode,
            kind,
            at,
            self.card.zone,
            text,
            by.id,
            by.display,
            outcome,
            next_check_at,
        )
