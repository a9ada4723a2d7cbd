"""Effects and experiences: sourced, graded, side by side, and no cause without a control group."""

from uuid import UUID, uuid4

import msgspec
import pytest

from varde.audit.models import AuditEvent
from varde.geography import actions as geography
from varde.lib.context import Actor
from varde.projects import actions, published
from varde.projects.drafts import EffectDraft, EvidenceDraft
from varde.projects.models import Effect, Evidence, Outcome
from varde.projects.refusals import NotYours, Refused, SomebodyChanged

BY = Actor("worker", UUID(int=1), "Innlasting")
LEAD = Actor("personnel", UUID(int=2), "Siv Programleder", role="programme_lead")
NURSE = Actor("personnel", UUID(int=3), "Kari Sykepleier", role="follow_up_nurse")
SAID = EffectDraft(
    evidence="webinar-2022",
    outcome="trygghet",
    party="relative",
    category="safety",
    polarity="positive",
    direction="up",
    claim="En pårørende forteller om ro.",
    is_public=True,
)


@pytest.fixture(scope="module", autouse=True)
def loaded(database):
    geography.load()
    actions.load(by=BY)


def draft(**changes):
    return msgspec.structs.replace(SAID, **changes)


def test_the_trial_and_the_slides_stand_side_by_side_about_the_gp():
    about = [e for e in published.effects() if e.outcome.slug == "kontakter-med-fastlege"]
    assert [(e.evidence.grade, e.direction, e.noun) for e in about] == [
        ("A", "up", "Effekt"),
        ("D", "down", "Erfaring"),
        ("D", "down", "Erfaring"),
    ]


def test_nothing_that_was_brought_in_is_without_evidence_with_a_publisher():
    assert published.effects().count() == 19
    assert not published.effects().filter(evidence__publisher="").exists()
    assert not Evidence.objects.filter(is_synthetic=True).exists()


def test_a_claim_about_a_cause_needs_a_control_group():
    with pytest.raises(Refused) as refusal:
        actions.record_effect(by=LEAD, draft=draft(claim="Oppfølgingen førte til ro."))
    assert "førte til" in refusal.value.reasons["claim"]
    with_control = draft(claim="Oppfølgingen førte til ro.", evidence="utproving-rct-12-mnd")
    assert actions.record_effect(by=LEAD, draft=with_control).noun == "Effekt"


def test_the_control_group_cannot_be_taken_away_afterwards():
    study = EvidenceDraft(slug="lokal-studie", kind="controlled", title="Lokal studie", publisher="Kommunen")
    row = actions.record_evidence(by=LEAD, draft=study)
    actions.record_effect(by=LEAD, draft=draft(evidence="lokal-studie", claim="Det førte til ro."))
    without = msgspec.structs.replace(study, kind="before_after")
    with pytest.raises(Refused):
        actions.change_evidence(by=LEAD, evidence_id=row.id, version=1, draft=without)
    assert Evidence.objects.get(slug="lokal-studie").kind == "controlled"


@pytest.mark.parametrize("changes", [{"evidence": ""}, {"evidence": "finnes-ikke"}, {"party": "kongen"}, {"claim": ""}])
def test_what_is_missing_or_unknown_is_refused_and_nothing_is_written(changes):
    before = Effect.objects.count()
    with pytest.raises(Refused) as refusal:
        actions.record_effect(by=LEAD, draft=draft(**changes))
    assert set(refusal.value.reasons) == set(changes)
    assert Effect.objects.count() == before


def test_a_new_outcome_is_made_once():
    for _ in range(2):
        row = actions.record_effect(by=LEAD, draft=draft(outcome="", new_outcome="Søvn på natta"))
    assert row.outcome.slug == "sovn-pa-natta"
    assert Outcome.objects.filter(name="Søvn på natta").count() == 1


def test_a_change_on_an_old_version_changes_nothing():
    row = actions.record_effect(by=LEAD, draft=SAID)
    actions.change_effect(by=LEAD, effect_id=row.id, version=1, draft=draft(claim="Først."))
    with pytest.raises(SomebodyChanged):
        actions.change_effect(by=LEAD, effect_id=row.id, version=1, draft=draft(claim="Sist."))
    assert Effect.objects.get(pk=row.pk).claim == "Først."


def test_withdrawn_leaves_the_public_and_comes_back():
    row = actions.record_effect(by=LEAD, draft=SAID)
    gone = actions.withdraw(by=LEAD, kind="effect", row_id=row.id, version=1, why="Feil kilde")
    assert not published.effects().filter(pk=row.pk).exists()
    actions.put_back(by=LEAD, kind="effect", row_id=row.id, version=gone.version)
    assert published.effects().filter(pk=row.pk).exists()
    with pytest.raises(Refused):
        actions.withdraw(by=LEAD, kind="effect", row_id=row.id, version=3, why=" ")


def test_evidence_that_claims_rest_on_is_not_withdrawn():
    webinar = Evidence.objects.get(slug="webinar-2022")
    with pytest.raises(Refused):
        actions.withdraw(by=LEAD, kind="evidence", row_id=webinar.id, version=1, why="Feil")


def test_a_nurse_writes_nothing():
    for verb in (
        lambda: actions.record_effect(by=NURSE, draft=SAID),
        lambda: actions.record_evidence(
            by=NURSE, draft=EvidenceDraft(slug=uuid4().hex, kind="report", title="x", publisher="y")
        ),
    ):
        with pytest.raises(NotYours):
            verb()


def test_every_write_is_logged_with_who():
    before = _logged()
    row = actions.record_effect(by=LEAD, draft=SAID)
    actions.change_effect(by=LEAD, effect_id=row.id, version=1, draft=draft(claim="Nytt."))
    assert _logged() == before + 2


def _logged():
    return AuditEvent.objects.using("auditor").filter(what="Effekt eller erfaring", actor_id=LEAD.id).count()


def test_loading_again_changes_nothing():
    before = (Effect.objects.count(), Evidence.objects.count(), published.entries().count())
    actions.load(by=BY)
    assert (Effect.objects.count(), Evidence.objects.count(), published.entries().count()) == before
