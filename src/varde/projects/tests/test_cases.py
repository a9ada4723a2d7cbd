"""Patient cases: nobody recognisable, the patient asked, two others have approved the very same text."""

from uuid import UUID

import msgspec
import pytest
from django.db import IntegrityError

from varde.geography import actions as geography
from varde.lib.context import Actor
from varde.projects import actions, published
from varde.projects.drafts import CaseDraft
from varde.projects.models import PatientCase
from varde.projects.refusals import NotYours, Refused, SomebodyChanged

WRITER, FIRST, SECOND = (Actor("personnel", UUID(int=n), f"Leder {n}", role="programme_lead") for n in (11, 12, 13))
STORY = CaseDraft(
    title="Tryggere hjemme", text="En kvinne med kols ringte ofte. Nå følger hun med selv.", age_band="70-79",
    condition="KOLS", agreed=True, quarter="2026-1", project="oslo", helsefellesskap="Oslo",
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def loaded(database):
    geography.load()
    actions.load(by=Actor("worker", UUID(int=1), "Innlasting"))


def write(**changes):
    return actions.write_case(by=WRITER, draft=msgspec.structs.replace(STORY, **changes))


def approve(case, *people, version=1):
    for who in people:
        case = actions.approve_case(by=who, case_id=case.id, version=version)
    return case


def is_public(case):
    return published.cases().filter(pk=case.pk).exists()


def test_two_others_make_it_public():
    case = write()
    assert not is_public(case)
    approve(case, FIRST)
    assert not is_public(case)
    approve(case, SECOND)
    assert is_public(case)


def test_neither_the_writer_nor_the_same_person_twice():
    case = write()
    with pytest.raises(Refused):
        approve(case, WRITER)
    approve(case, FIRST)
    with pytest.raises(Refused):
        approve(case, FIRST)
    assert not is_public(case)


def test_a_changed_text_is_taken_down_and_approved_anew():
    case = write()
    approve(case, FIRST, SECOND)
    changed = msgspec.structs.replace(STORY, text="En kvinne ringer sjeldnere.")
    actions.change_case(by=FIRST, case_id=case.id, version=1, draft=changed)
    assert not is_public(case)
    with pytest.raises(SomebodyChanged):
        approve(case, SECOND, version=1)
    with pytest.raises(Refused):
        approve(case, FIRST, version=2)
    approve(case, WRITER, SECOND, version=2)
    assert is_public(case)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "Kari Nordmann ringte."}, "text"),
        ({"text": "Hun bor i Vinje."}, "text"),
        ({"text": "Innlagt 4. mai."}, "text"),
        ({"title": "Historien til Per"}, "title"),
        ({"condition": "KOLS, 81 år"}, "condition"),
        ({"agreed": False}, "agreed"),
        ({"quarter": "2026-03"}, "quarter"),
        ({"age_band": "78"}, "age_band"),
    ],
)
def test_what_could_point_at_somebody_is_not_even_kept(changes, field):
    before = PatientCase.objects.count()
    with pytest.raises(Refused) as refusal:
        write(**changes)
    assert field in refusal.value.reasons
    assert PatientCase.objects.count() == before


def test_the_database_refuses_a_public_case_that_was_never_published():
    case = write()
    with pytest.raises(IntegrityError):
        PatientCase.objects.filter(pk=case.pk).update(is_public=True)


def test_a_withdrawn_case_comes_back_as_a_draft():
    case = approve(write(), FIRST, SECOND)
    gone = actions.withdraw(by=WRITER, kind="case", row_id=case.id, version=1, why="Pasienten angret")
    assert not is_public(case)
    actions.put_back(by=WRITER, kind="case", row_id=case.id, version=gone.version)
    assert not is_public(case)


def test_a_nurse_approves_nothing():
    with pytest.raises(NotYours):
        approve(write(), Actor("personnel", UUID(int=9), "Kari", role="follow_up_nurse"))
