"""The registers: only what they ask for, the newest standing, the older kept, sources side by side."""

from uuid import UUID, uuid4

import pytest

from varde.geography import actions as geography
from varde.lib.context import Actor
from varde.projects import actions, published
from varde.projects.drafts import EntryDraft
from varde.projects.models import Entry
from varde.projects.refusals import Refused, SomebodyChanged
from varde.projects.registers import REGISTERS

BY = Actor("worker", UUID(int=1), "Innlasting")
LEAD = Actor("personnel", UUID(int=2), "Siv Programleder", role="programme_lead")


@pytest.fixture(scope="module", autouse=True)
def loaded(database):
    geography.load()
    actions.load(by=BY)


def enter(register, seen=None, **values):
    return actions.enter(by=LEAD, draft=EntryDraft(register=register, is_public=True, **values), seen=seen)


def standing(register, **wanted):
    return list(published.entries(register).filter(**wanted))


def test_what_the_sources_say_is_there_with_its_source():
    assert len(standing("award", project__isnull=False)) == 17
    assert [e.year for e in standing("award", project__slug="helgeland")] == [2023]
    (region,) = standing("region")
    assert (region.project.slug, region.source_id) == ("innlandet", "erfaringsrapport-3-3")
    assert {e.source_id for e in published.entries()} == {
        "erfaringsrapport-3-3",
        "portefolje-spredning",
        "portefolje-sentrale-tiltak",
    }
    assert len(standing("support", party__startswith="Innomed")) == 17


def test_a_published_recommendation_stands_and_its_hearing_is_kept():
    advice = [e.state for e in standing("norm", party__startswith="Nasjonale faglige råd")]
    assert advice == ["published"]
    assert Entry.objects.filter(register="norm", state="hearing").count() == 1


def test_the_newer_replaces_the_older_and_another_source_stands_beside():
    first = enter("milestone", project="oslo", item="clarify", state="planned", on="2024-01-01")
    second = enter("milestone", seen=first.id, project="oslo", item="clarify", state="reached", on="2024-02-01")
    assert [e.pk for e in standing("milestone", project__slug="oslo")] == [second.pk]
    enter("milestone", project="oslo", item="clarify", state="started", on="2024-03-01", source="erfaringsrapport-3-3")
    assert {e.state for e in standing("milestone", project__slug="oslo")} == {"reached", "started"}
    with pytest.raises(SomebodyChanged):
        enter("milestone", seen=first.id, project="oslo", item="clarify", state="started", on="2024-02-02")


def test_a_withdrawn_fact_does_not_stand():
    row = enter("sharing", project="oslo", item="municipality-gp", state="shared")
    actions.withdraw_entry(by=LEAD, entry_id=row.id, version=1, why="Feil")
    assert standing("sharing", project__slug="oslo") == []
    again = enter("sharing", project="oslo", item="municipality-gp", state="login")
    assert again.replaces is None


@pytest.mark.parametrize(
    ("register", "values", "field"),
    [
        ("finnes-ikke", {"project": "oslo"}, "register"),
        ("milestone", {"project": "oslo", "item": "clarify", "state": "planned"}, "on"),
        ("milestone", {"project": "oslo", "item": "ukjent", "state": "planned", "on": "2024-01-01"}, "item"),
        ("milestone", {"item": "clarify", "state": "planned", "on": "2024-01-01"}, "project"),
        ("milestone", {"project": "oslo", "item": "clarify", "state": "planned", "on": "2024-01-01", "number": 3}, "number"),
        ("norm", {"project": "oslo", "party": "Råd", "state": "draft"}, "project"),
        ("agreement", {"project": "oslo", "municipality": "4003", "state": "signed"}, "municipality"),
        ("continuation", {"state": "continued", "year": 2025, "project": "oslo"}, "project"),
        ("reuse", {"project": "oslo", "about": uuid4()}, "about"),
    ],
)  # fmt: skip
def test_what_a_register_does_not_take_is_refused(register, values, field):
    with pytest.raises(Refused) as refusal:
        enter(register, **values)
    assert field in refusal.value.reasons


def test_reuse_of_a_routine_is_counted():
    routine = enter("routine", project="oslo", party="Vaktrutine", number=1, text="Vakt")
    enter("reuse", project="agder", about=routine.id)
    enter("reuse", project="bergen", about=routine.id)
    (shown,) = published.entries("routine").with_reuse().filter(party="Vaktrutine")
    assert shown.reuse_count == 2


def test_the_newest_version_of_a_routine_keeps_its_reuse():
    first = enter("routine", project="oslo", party="Startrutine", number=1, text="Start")
    enter("reuse", project="agder", about=first.id)
    enter("routine", seen=first.id, project="oslo", party="Startrutine", number=2, text="Start")
    (shown,) = published.entries("routine").with_reuse().filter(party="Startrutine")
    assert (shown.number, shown.reuse_count) == (2, 1)


def test_every_required_field_is_asked_for():
    for register in REGISTERS.values():
        asked = set(register.fields) | {"item" for _ in register.items} | {"state" for _ in register.states}
        assert register.required <= asked, register.code
