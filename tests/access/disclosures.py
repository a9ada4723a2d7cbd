"""What an answer shows of the patient's record, found in the answer itself, and what the log says was shown.

A resource is known by its id, and where no id stands in the page by what only it says: its number, its minute, its
words. A reason quotes a value ("oksygen 86,17 %, i planen 93"); it is shown with the card or with the value itself.
"""

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from tests.access.world import FAMILY_NAME, World
from varde.audit.models import AuditSubject
from varde.measurements.models import Observation
from varde.messages.models import Message
from varde.plans.models import CarePlanVersion
from varde.portals.patient.presenters.values import in_patient_words
from varde.questionnaires.models import QuestionnaireResponse
from varde.triage.models import CardEvent, Judgement, RefusedSubmission

Ref = tuple[str, str]
"""("Observation", id): of a corrected value the id of its first version."""


@dataclass(frozen=True)
class Mark:
    """How a resource is known in a text."""

    ref: Ref
    pattern: re.Pattern[str]


class Record:
    """The patient's record as the owner sees it, with its marks. Made anew after something was written."""

    def __init__(self, world: World) -> None:
        self.patient = world.patient
        self.observations = list(Observation.objects.using("owner").filter(patient_id=world.patient))
        self._first = {row.id: row.replaces for row in self.observations}
        self._card = world.card
        events = CardEvent.objects.using("owner").filter(patient_id=world.patient).values_list("text", flat=True)
        self._card_says = [self._card.reason, *events]
        self.whys: dict[str, set[Ref]] = defaultdict(set)
        for why, ref in self._whys():
            self.whys[why].add(ref)
        self.marks = list(self._marks())

    def first(self, observation: UUID) -> UUID:
        while (before := self._first.get(observation)) is not None:
            observation = before
        return observation

    def ref(self, kind: str, resource: UUID | str) -> Ref:
        return kind, str(self.first(UUID(str(resource))) if kind == "Observation" else resource)

    def _whys(self) -> Iterator[tuple[str, Ref]]:
        """Every reason given by a rule, in both wordings, with the judgement and with what was judged."""
        for row in Judgement.objects.using("owner").filter(patient_id=self.patient):
            for fired in json.loads(row.fired):
                for said in {fired["why"], *in_patient_words([fired["why"]])}:
                    yield said, ("Judgement", str(row.id))
                    yield said, self.ref("Observation", row.subject_id)

    def _marks(self) -> Iterator[Mark]:
        about = {"patient_id": self.patient}
        yield from _known(("Patient", str(self.patient)), str(self.patient), FAMILY_NAME)
        yield from _known(("Card", str(self._card.id)), str(self._card.id))
        for row in self.observations:
            yield from _known(self.ref("Observation", row.id), str(row.id))
            if row.decimal:
                yield Mark(self.ref("Observation", row.id), _number(row.decimal))
        for answer in QuestionnaireResponse.objects.using("owner").filter(**about):
            minute = f"kl. {timezone.localtime(answer.effective_at):%H:%M}"
            yield from _known(("QuestionnaireResponse", str(answer.id)), str(answer.id), minute)
        for plan in CarePlanVersion.objects.using("owner").filter(**about):
            yield from _known(("CarePlan", str(plan.id)), str(plan.id), "kunne gå til butikken selv")
        for message in Message.objects.using("owner").filter(**about):
            yield from _known(("Communication", str(message.id)), str(message.id), message.text)
        for refused in RefusedSubmission.objects.using("owner").filter(**about):
            yield from _known(("Submission", str(refused.id)), str(refused.id), refused.reason)

    def shown_in(self, text: str) -> set[Ref]:
        """The resources that stand in `text`, reasons aside."""
        plain = html.unescape(text)
        for why in sorted(self.whys, key=len, reverse=True):
            plain = plain.replace(why, "")
        return {mark.ref for mark in self.marks if mark.pattern.search(plain)}

    def reasons_in(self, text: str) -> dict[str, set[Ref]]:
        """Each reason that stands in `text`, and the resources any of which accounts for it."""
        plain, found = html.unescape(text), {}
        for why, judged in self.whys.items():
            if why in plain:
                on_card = {("Card", str(self._card.id))} if _quoted(why, self._card_says) else set()
                found[why] = judged | on_card
        return found


def _quoted(why: str, texts: Iterable[str]) -> bool:
    parts = [part for text in texts for part in text.split("; ")]
    return why in parts or why in in_patient_words(parts)


def _known(ref: Ref, *texts: str) -> Iterator[Mark]:
    for text in texts:
        yield Mark(ref, re.compile(re.escape(text)))


def _number(literal: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.,:-]){literal.replace('.', '[.,]')}(?!\d)")


def logged(record: Record, rows: Iterable[AuditSubject]) -> set[Ref]:
    """The resources of the patient that these log rows name; each row names the patient by itself."""
    hers = [row for row in rows if row.patient_id == record.patient]
    parts = (ref.split("/") for row in hers for ref in row.resources.split())
    named = {record.ref(kind, resource) for kind, resource, *_ in parts}
    return named | ({("Patient", str(record.patient))} if hers else set())


def in_the_log(actor: UUID, *, without: Iterable[UUID] = ()) -> list[AuditSubject]:
    """The log rows of an actor, those with these ids left out."""
    return list(AuditSubject.objects.using("auditor").filter(actor_id=actor).exclude(pk__in=list(without)))
