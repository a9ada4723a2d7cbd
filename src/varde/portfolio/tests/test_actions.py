"""What the programme lead does with the portfolio: it is written once, what was is kept, and two at once are told."""

from datetime import date
from uuid import UUID

import pytest

from varde.audit.models import AuditEvent
from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio import actions, published, watch
from varde.portfolio.actions import NotPossible, RiskFields, SomebodyElseChanged
from varde.portfolio.models import Change, Claim, Deliverable, Initiative, Ownership, Risk

BY = Actor("personnel", UUID(int=7), "Per Lunde")
EHIN, SHARED, RAD = "ehin-2023", "arsrapport-omsorgstjenestene", "nasjonale-faglige-rad"


@pytest.fixture(scope="module", autouse=True)
def loaded(database):
    actions.load(by=BY)


def deliverable(slug: str) -> Deliverable:
    return Deliverable.objects.get(slug=slug)


def change(slug: str, **fields) -> Deliverable:
    row = deliverable(slug)
    now = {"due_on": row.due_on, "is_delivered": row.is_delivered, "delivered_on": row.delivered_on,
           "gate_passed_on": row.gate_passed_on, "version": row.version}  # fmt: skip
    return actions.change_deliverable(by=BY, slug=slug, **(now | fields))


def progress() -> dict[str, tuple[int, int]]:
    return {one.slug: (one.delivered_count, one.deliverable_count) for one in published.initiatives()}


def logged(what: str) -> int:
    return AuditEvent.objects.using("auditor").filter(what=what, actor_id=BY.id).count()


def test_what_is_shared_moves_the_count_of_both_and_undoing_moves_it_back():
    before = progress()
    change(SHARED, is_delivered=False)
    assert progress() == before | {"flytte-tjenester-hjem": (1, 2), "sentrale-tiltak": (1, 3)}
    actions.undo_deliverable(by=BY, slug=SHARED, version=deliverable(SHARED).version)
    assert progress() == before
    assert [(one.field, one.before, one.after) for one in Change.objects.filter(deliverable=SHARED).order_by("id")] == [
        ("is_delivered", "ja", "nei"),
        ("is_delivered", "nei", "ja"),
    ]
    assert logged("Leveranse") == 2
    with pytest.raises(NotPossible, match="ingen endring å angre"):
        actions.undo_deliverable(by=BY, slug=SHARED, version=deliverable(SHARED).version)


def test_a_date_moves_with_a_reason_and_remembers_where_it_was():
    with pytest.raises(NotPossible, match="hvorfor"):
        change(EHIN, due_on=date(2027, 3, 1))
    moved = change(EHIN, due_on=date(2027, 3, 1), reason="Konferansen er flyttet")
    assert moved.was_moved
    assert moved.first_due_on == date(2023, 11, 8)
    kept = Change.objects.get(deliverable=EHIN)
    assert (kept.before, kept.after, kept.reason, kept.recorded_by) == (
        "2023-11-08", "2027-03-01", "Konferansen er flyttet", "Per Lunde",
    )  # fmt: skip
    found = {(one.code, one.subject_slug) for one in watch.findings(date(2026, 11, 25))}
    assert ("overdue_under_control", EHIN) not in found


def test_what_must_be_approved_is_not_delivered_before_it_is():
    today = clock.now().date()
    with pytest.raises(NotPossible, match="Uten godkjenning"):
        change(RAD, is_delivered=True, delivered_on=date(2022, 11, 1))
    with pytest.raises(NotPossible, match="hvilken dag"):
        change(RAD, is_delivered=True, gate_passed_on=date(2022, 11, 1))
    with pytest.raises(NotPossible, match="framtiden"):
        change(RAD, is_delivered=True, gate_passed_on=today, delivered_on=date(2100, 1, 1))
    change(RAD, is_delivered=True, gate_passed_on=date(2022, 11, 1), delivered_on=date(2022, 11, 1))
    assert progress()["spredning"] == (1, 3)
    assert "text_says_done" not in {one.code for one in watch.findings(date(2026, 11, 25))}


def test_two_at_once_the_second_is_told_and_nothing_is_overwritten():
    seen = deliverable("sluttrapport").version
    change("sluttrapport", due_on=date(2027, 1, 1), reason="Først")
    with pytest.raises(SomebodyElseChanged):
        change("sluttrapport", version=seen, due_on=date(2028, 1, 1), reason="Sist")
    assert deliverable("sluttrapport").due_on == date(2027, 1, 1)
    with pytest.raises(NotPossible, match="Ingenting"):
        change("sluttrapport")


def write(seen, **fields):
    said = {"as_of": date(2026, 11, 1), "status": "at_risk", "status_text": "To leveranser er forsinket."}
    return actions.write_status(by=BY, slug="spredning", seen=seen, **(said | fields))


def test_a_new_status_comes_first_and_the_old_one_is_kept():
    old = published.initiatives().get(slug="spredning").latest_report
    for wrong, words in (
        ({"status_text": " "}, "uten ord"),
        ({"as_of": date(2100, 1, 1)}, "framtiden"),
        ({"as_of": date(2020, 1, 1)}, "før forrige"),
    ):
        with pytest.raises(NotPossible, match=words):
            write(old.id, **wrong)
    new = write(old.id)
    shown = published.initiatives().get(slug="spredning")
    assert (shown.latest_report, shown.latest_report.light) == (new, 2)
    assert [one.id for one in shown.reports.all()] == [new.id, old.id]
    with pytest.raises(SomebodyElseChanged):
        write(old.id)
    assert ("stale_status", "spredning") not in {(o.code, o.subject_slug) for o in watch.findings(date(2026, 11, 25))}


def test_a_risk_has_a_cause_an_impact_and_what_remains():
    fields = RiskFields(title="For få sykepleiere", level="medium", cause="Oppsigelser", mitigation="Lyse ut")
    risk = actions.add_risk(by=BY, slug="sentrale-tiltak", fields=fields)
    assert risk.number == 2
    for wrong, words in (
        (RiskFields(title=""), "navn"),
        (RiskFields(title="x", level="low", residual_level="low"), "Restrisiko er"),
        (RiskFields(title="x", level="low", mitigation="y", residual_level="high"), "høyere"),
    ):
        with pytest.raises(NotPossible, match=words):
            actions.add_risk(by=BY, slug="sentrale-tiltak", fields=wrong)
    lower = RiskFields(title="For få sykepleiere", level="medium", cause="Oppsigelser", mitigation="Lyst ut to stillinger",
                       owner="Enhetsleder", residual_level="low")  # fmt: skip
    again = {"by": BY, "slug": "sentrale-tiltak", "number": 2, "version": risk.version, "fields": lower}
    changed = actions.change_risk(**again)
    with pytest.raises(SomebodyElseChanged):
        actions.change_risk(**again)
    again["version"] = changed.version
    with pytest.raises(NotPossible, match="lukkes"):
        actions.change_risk(**again, is_closed=True)
    assert actions.change_risk(**again, is_closed=True, reason="Ansatt to").is_closed
    kept = Change.objects.filter(subject="For få sykepleiere").values_list("field", flat=True)
    assert {"risk", "mitigation", "owner", "residual_level", "is_closed"} == set(kept)


def test_a_matter_is_taken_to_a_steering_meeting():
    said = {
        "by": BY,
        "slug": "flytte-tjenester-hjem",
        "meeting": "Styringsmøte med HOD",
        "meeting_on": date(2026, 11, 20),
    }
    made = actions.log_escalation(**said, matter="Tiltak uten penger", decision="Tas i budsjettet", risk=2)
    assert made.risk == Risk.objects.get(initiative__slug="flytte-tjenester-hjem", number=2)
    with pytest.raises(NotPossible, match="besluttet"):
        actions.log_escalation(**(said | {"meeting_on": date(2100, 1, 1)}), matter="x", decision="y")
    with pytest.raises(NotPossible, match="hva saken er"):
        actions.log_escalation(**said, matter=" ")


def found(code: str, slug: str):
    return next((o for o in watch.findings(date(2026, 11, 25)) if (o.code, o.subject_slug) == (code, slug)), None)


def test_an_order_is_answered_by_a_new_deliverable_and_progress_follows():
    assert found("ordered_not_among_deliverables", "rapport-september-2022")
    said = {"by": BY, "slug": "flytte-tjenester-hjem"}
    fields = actions.NewDeliverable(title="Rapport om tjenester i hjemmet", due_on=date(2022, 9, 15))
    before = progress()["flytte-tjenester-hjem"]
    made = actions.add_deliverable(**said, fields=fields, answers="rapport-september-2022")
    assert progress()["flytte-tjenester-hjem"] == (before[0], before[1] + 1)
    assert found("ordered_not_among_deliverables", "rapport-september-2022") is None
    assert published.open_orders(Initiative.objects.get(slug="flytte-tjenester-hjem")) != []
    again = actions.add_deliverable(**said, fields=fields)
    assert again.slug == f"{made.slug}-2"
    with pytest.raises(NotPossible, match="navn"):
        actions.add_deliverable(**said, fields=actions.NewDeliverable(title=" "))


def test_what_cannot_be_put_right_is_explained_until_its_facts_change():
    one = found("sources_disagree", "tilskuddsrunde-2022")
    with pytest.raises(NotPossible, match="hvordan du vet"):
        actions.explain(by=BY, digest=one.digest, text=" ")
    actions.explain(by=BY, digest=one.digest, text="1. juli står i tilsagnsbrevet.")
    assert published.explanations()[one.digest].text == "1. juli står i tilsagnsbrevet."
    Claim.objects.filter(subject="tilskuddsrunde-2022", quote__contains="juli").update(on=date(2022, 7, 2))
    changed = found("sources_disagree", "tilskuddsrunde-2022")
    assert changed.digest not in published.explanations()
    with pytest.raises(SomebodyElseChanged):
        actions.explain(by=BY, digest=one.digest, text="For sent")
    actions.explain(by=BY, digest=changed.digest, text="Rettet i brevet.")
    actions.explain(by=BY, digest=changed.digest, text="")
    assert changed.digest not in published.explanations()


def test_what_must_be_put_right_cannot_be_explained_away():
    late = found("overdue_under_control", "status-og-gevinstrapport-2023") or found(
        "overdue", "status-og-gevinstrapport-2023"
    )
    grave = next(o for o in watch.findings(date(2026, 11, 25)) if o.severity == "act")
    assert late is not None
    with pytest.raises(NotPossible, match="forklares bort"):
        actions.explain(by=BY, digest=grave.digest, text="Vi vet det")


def test_what_goes_on_is_handed_over_and_a_priority_has_its_reason():
    made = actions.add_handover(by=BY, slug="spredning", what="Prosjektledermøtene", due_on=date(2026, 12, 31))
    with pytest.raises(NotPossible, match="tatt over"):
        actions.finish_handover(by=BY, slug="spredning", number=made.number, receiver=" ")
    actions.finish_handover(by=BY, slug="spredning", number=made.number, receiver="KS")
    with pytest.raises(SomebodyElseChanged):
        actions.finish_handover(by=BY, slug="spredning", number=made.number, receiver="NHN")
    said = {"by": BY, "slug": "spredning", "what": "Fastleger først", "experience": "De manglet", "decided_by": "HOD"}
    assert actions.log_priority(**said, on=date(2026, 11, 1)).source is None
    for wrong in ({"on": date(2100, 1, 1)}, {"on": date(2026, 1, 1), "experience": ""}):
        with pytest.raises(NotPossible):
            actions.log_priority(**(said | wrong))


def test_a_contact_is_replaced_or_hidden_and_an_owner_is_remembered():
    row = Initiative.objects.get(slug="sentrale-tiltak")
    shown = actions.change_contact(by=BY, slug=row.slug, version=row.version, contact="Kari Nes", is_public=False)
    assert (shown.contact, shown.contact_is_public, shown.contact_source_id) == ("Kari Nes", False, None)
    assert set(Change.objects.filter(subject="Kontaktperson").values_list("is_private", flat=True)) == {True}
    with pytest.raises(SomebodyElseChanged):
        actions.change_contact(by=BY, slug=row.slug, version=row.version, contact="En annen", is_public=True)
    actions.change_owner(by=BY, slug=row.slug, version=shown.version, agency="norsk-helsenett", since=date(2026, 1, 1))
    owners = Ownership.objects.filter(initiative=row).order_by("until")
    assert [(one.agency_id, one.until) for one in owners] == [
        ("helsedirektoratet", date(2026, 1, 1)),
        ("norsk-helsenett", None),
    ]
    assert published.initiatives().get(slug=row.slug).owner == "Norsk helsenett"
