"""Saying why a finding stands although it is known. It is put aside, not away, and comes back when its facts change."""

from django.db import transaction

from varde.audit.models import Action
from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio import watch
from varde.portfolio.actions import recording
from varde.portfolio.models import Explanation
from varde.portfolio.vocabulary import Severity


@transaction.atomic
def explain(*, by: Actor, digest: str, text: str) -> Explanation:
    """Explain the finding with this digest; an empty text opens it again.

    Only what cannot be put right here can be explained: an overdue deliverable is delivered or moved instead.
    """
    found = next((one for one in watch.findings(recording.today()) if one.digest == digest), None)
    if found is None:
        raise recording.SomebodyElseChanged
    if found.severity == Severity.ACT:
        raise recording.NotPossible("Dette må rettes. Det kan ikke forklares bort.")
    last = Explanation.objects.filter(digest=digest).last()
    if not text.strip() and not (last and last.text):
        raise recording.NotPossible("Skriv hva som er riktig, og hvordan du vet det.")
    made = Explanation.objects.create(
        digest=digest,
        sentence=found.sentence,
        text=text.strip(),
        recorded_at=clock.now(),
        recorded_by=by.display,
    )
    recording.log(by=by, what="Forklart motsigelse", which=digest, action=Action.CREATE)
    return made
