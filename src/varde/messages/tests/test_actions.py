"""Who may say what to whom about a patient."""

import pytest
from tests.people import Town, organization, personnel, town

from varde.audit.models import AuditSubject
from varde.lib.context import opened
from varde.messages import actions, practices
from varde.messages.models import Message


@pytest.fixture(scope="module")
def here(database: object) -> Town:
    return town(days=1)


def asked(here: Town, text: str) -> Message:
    with opened(here.nurse.actor, [here.patient.id]):
        return actions.ask_gp(patient_id=here.patient.id, text=text, by=here.nurse.actor)


def test_it_sends_a_question_to_the_practice_that_has_the_patient(here: Town) -> None:
    question = asked(here, "  Skal hun ha kur?  ")
    assert question.to_organization_id == here.gp.actor.organization_id
    assert question.text == "Skal hun ha kur?"
    with opened(here.gp.actor, [here.patient.id]):
        assert question in Message.objects.questions_to(here.gp.actor.organization_id)
        assert question in Message.objects.needs_attention(here.gp.actor.organization_id)


def test_it_answers_a_question_once(here: Town) -> None:
    question = asked(here, "En gang?")
    with opened(here.gp.actor, [here.patient.id]):
        answer = actions.answer(patient_id=here.patient.id, question_id=question.id, text="Ja.", by=here.gp.actor)
        assert answer.to_organization_id == here.unit.organization_id
        question.refresh_from_db()
        assert question.answered_at == answer.sent_at
        with pytest.raises(actions.CannotSend, match="alt besvart"):
            actions.answer(patient_id=here.patient.id, question_id=question.id, text="Ja igjen.", by=here.gp.actor)


def test_it_lets_only_the_asked_practice_answer(here: Town) -> None:
    question = asked(here, "Hvem svarer?")
    with opened(here.nurse.actor, [here.patient.id]), pytest.raises(actions.CannotSend):
        actions.answer(patient_id=here.patient.id, question_id=question.id, text="Jeg.", by=here.nurse.actor)


@pytest.mark.parametrize("text", ["", "   ", "x" * (actions.LONGEST_MESSAGE + 1)])
def test_it_says_what_is_wrong_with_a_text_and_sends_nothing(here: Town, text: str) -> None:
    with opened(here.nurse.actor, [here.patient.id]):
        before = Message.objects.count()
        with pytest.raises(actions.CannotSend):
            actions.write_to_patient(patient_id=here.patient.id, text=text, by=here.nurse.actor)
        assert Message.objects.count() == before


def test_it_marks_only_the_readers_own_messages_as_read(here: Town) -> None:
    with opened(here.nurse.actor, [here.patient.id]):
        message = actions.write_to_patient(patient_id=here.patient.id, text="Hei.", by=here.nurse.actor)
        mine = {"patient_id": here.patient.id, "message_ids": [message.id]}
        assert actions.mark_read(**mine, by=here.nurse.actor) == 0
    with opened(here.patient.actor, [here.patient.id]):
        assert actions.mark_read(**mine, by=here.patient.actor) == 1
        assert actions.mark_read(**mine, by=here.patient.actor) == 0


def test_it_logs_every_message_in_the_same_transaction(here: Town) -> None:
    question = asked(here, "Står det i loggen?")
    with opened(here.patient.actor, [here.patient.id]):
        assert AuditSubject.objects.filter(
            resources=f"Communication/{question.id}", what="Spørsmål til fastlegen"
        ).exists()


def test_it_lists_the_practices_own_patients_and_nobody_elses(here: Town) -> None:
    with opened(here.gp.actor):
        assert set(practices.patient_ids(here.gp.actor)) == {here.patient.id, here.other_patient.id}
    elsewhere = personnel("Silje Aaslund", organization("gp_practice", "Fyrlykta"), "gp")
    with opened(elsewhere.actor):
        assert practices.patient_ids(elsewhere.actor) == []


def test_it_lists_nobody_for_somebody_who_names_another_practice(here: Town) -> None:
    with opened(here.stranger.actor):
        assert practices.patient_ids(here.gp.actor) == []
