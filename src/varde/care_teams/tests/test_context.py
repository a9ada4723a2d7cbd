"""The signed context: what cannot be forged, replayed, widened, nested or left behind in a connection."""

import hashlib
import hmac
import re
import time
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction

from varde.care_teams.tests import world
from varde.identity.models import FIGURES_ONLY, Patient
from varde.lib.context import Actor, ContextAlreadyOpen, narrow, opened, signed

pytestmark = pytest.mark.usefixtures("database")

REFUSED = "not genuine|not signed|not the worker|has expired|Unknown kind|invalid input syntax|permission denied"


@pytest.fixture(scope="module")
def ola(database):
    return world.patient()


@pytest.fixture(scope="module")
def kari(database):
    return world.patient()


def execute(sql: str, *parameters):
    with connections["default"].cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.fetchall() if cursor.description else None


def visible() -> set:
    return {row[0] for row in execute("SELECT patient_id FROM identity_patient")}


def setting() -> str:
    return execute("SELECT current_setting('varde.context', true)")[0][0]


def visible_under(context: str) -> set:
    execute("SELECT set_config('varde.context', %s, true)", context)
    return visible()


def sign(text: str) -> str:
    return hmac.new(settings.CONTEXT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


class TestForging:
    """What an SQL injection in the app's login could try: `set_config` works, and opens nothing."""

    def test_a_widened_list_is_refused(self, ola, kari):
        with opened(world.self_of(ola), [ola.pk]), pytest.raises(DatabaseError, match="not genuine"):
            visible_under(setting().replace(str(ola.pk), str(kari.pk)))

    def test_injected_into_a_condition_it_is_refused(self, ola, kari):
        forged = f"{'0' * 64}patient|{kari.pk}|{{{kari.pk}}}"
        with opened(world.self_of(ola), [ola.pk]):
            # The list is fetched once, before or after the injected call; either way nothing foreign comes out.
            try:
                with transaction.atomic():
                    rows = execute(
                        "SELECT patient_id FROM identity_patient WHERE set_config('varde.context', %s, true) <> ''",
                        forged,
                    )
            except DatabaseError as refused:
                rows = "not genuine" in str(refused) and []
            assert rows in ([], [(ola.pk,)])

    @pytest.mark.parametrize("made_up", ["x", "0" * 64, "0" * 64 + "worker|x|{}", "{}", "|||", "\u00e5" * 80])
    def test_nonsense_is_refused(self, made_up):
        with transaction.atomic(), pytest.raises(DatabaseError, match=REFUSED):
            visible_under(made_up)

    def test_a_copied_context_is_worth_nothing_in_another_transaction(self, ola):
        with opened(world.self_of(ola), [ola.pk]):
            copied = setting()
            assert visible() == {ola.pk}
        with transaction.atomic(), pytest.raises(DatabaseError, match="not genuine"):
            visible_under(copied)

    def test_set_for_the_whole_session_it_refuses_instead_of_opening(self, ola):
        with opened(world.self_of(ola), [ola.pk]):
            copied = setting()
        execute("SELECT set_config('varde.context', %s, false)", copied)
        try:
            with pytest.raises(DatabaseError, match="not genuine"):
                visible()
        finally:
            execute("RESET varde.context")

    def test_the_actor_cannot_be_exchanged(self, ola, kari):
        with opened(world.self_of(ola), [ola.pk]):
            assert execute("SELECT kind, id FROM varde.actor()") == [("patient", ola.pk)]
            execute("SELECT set_config('varde.context', %s, true)", setting().replace("patient|", "worker|"))
            with pytest.raises(DatabaseError, match="not genuine"):
                execute("SELECT kind FROM varde.actor()")

    def test_without_a_context_there_is_no_actor_and_nothing_to_list(self, ola):
        assert execute("SELECT kind FROM varde.actor()") == []
        assert execute("SELECT varde.allowed()") == [([],)]
        assert execute("SELECT varde.may_list_organization(%s)", uuid4()) == [(False,)]
        assert execute("SELECT varde.may_list_unit(%s)", uuid4()) == [(False,)]
        assert execute("SELECT varde.open_registration(%s)", uuid4()) == [(False,)]
        assert execute("SELECT varde.grant_emergency_access(%s, %s, 'Bevisstløs pasient', true)", uuid4(), ola.pk) == [
            (False,)
        ]


class TestSignature:
    def opens(self, text: str, signature: str) -> bool:
        try:
            with transaction.atomic():
                execute("SELECT varde.open_context(%s, %s)", text, signature)
                return bool(visible())
        except DatabaseError as refused:
            if not re.search(REFUSED, str(refused)):
                raise
            return False

    def test_the_right_signature_opens(self, ola):
        assert self.opens(*signed(world.self_of(ola), [ola.pk]))

    def test_every_changed_part_closes(self, ola, kari):
        text, signature = signed(world.self_of(ola), [ola.pk])
        kind, id_, expires, focus = text.split("|")
        for changed in (
            f"{kind}|{id_}|{expires}|{focus},{kari.pk}",
            f"{kind}|{kari.pk}|{expires}|{kari.pk}",
            f"worker|{id_}|{expires}|{focus}",
            f"{kind}|{id_}|{int(expires) + 1}|{focus}",
            text + " ",
        ):
            assert not self.opens(changed, signature)

    @pytest.mark.parametrize("signature", ["", "0" * 64, None])
    def test_no_signature_closes(self, ola, signature):
        assert not self.opens(signed(world.self_of(ola), [ola.pk])[0], signature)

    def test_upper_case_is_another_signature(self, ola):
        text, signature = signed(world.self_of(ola), [ola.pk])
        assert not self.opens(text, signature.upper())

    def test_an_expired_one_closes(self, ola):
        assert not self.opens(*signed(world.self_of(ola), [ola.pk], at=time.time() - 61))

    def test_one_that_lives_too_long_closes(self, ola):
        assert not self.opens(*signed(world.self_of(ola), [ola.pk], at=time.time() + 3600))

    @pytest.mark.parametrize(
        "text",
        ["", "patient", "patient|x|y|z", "patient|{id}|{soon}", "patient|{id}|{soon}|{id}|more", "patient|{id}|{soon}|not-a-uuid",
         "nobody|{id}|{soon}|{id}", "worker|{id}|{soon}|{id}", "patient|{id}|nan|{id}"],
    )  # fmt: skip
    def test_signed_nonsense_closes(self, ola, text):
        filled = text.format(id=ola.pk, soon=int(time.time()) + 30)
        assert not self.opens(filled, sign(filled))

    def test_another_key_closes(self, ola):
        text, _ = signed(world.self_of(ola), [ola.pk])
        assert not self.opens(text, hmac.new(b"another key", text.encode(), hashlib.sha256).hexdigest())

    def test_it_cannot_be_read_from_the_running_statements_of_the_login(self, ola, database):
        other = connections["default"].copy()
        try:
            with opened(world.self_of(ola), [ola.pk]):
                pid = connections["default"].connection.info.backend_pid
                with other.cursor() as cursor:
                    cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid])
                    (statement,) = cursor.fetchone()
            assert "open_context" in statement
            assert str(ola.pk) not in statement
        finally:
            other.close()

    @pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 200])
    def test_keys_of_every_length_agree_with_pythons_hmac(self, length, ola):
        key, text = "n\u00f8" * (length // 2) + "x" * (length % 2), "patient|…|æøå"
        with connections["owner"].cursor() as cursor, transaction.atomic(using="owner"):
            cursor.execute("SELECT varde_private.set_context_key(%s)", [key])
            cursor.execute(
                "SELECT encode(sha256(outer_pad || sha256(inner_pad || convert_to(%s, 'UTF8'))), 'hex')"
                " FROM varde_private.context_key", [text],
            )  # fmt: skip
            in_sql = cursor.fetchone()[0]
            transaction.set_rollback(True, using="owner")
        assert in_sql == hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


class TestOneContextAtATime:
    def test_a_context_inside_a_context_is_refused(self, ola, kari):
        with opened(world.self_of(ola), [ola.pk]):
            with pytest.raises(ContextAlreadyOpen), opened(world.self_of(kari), [kari.pk]):
                pass
            assert visible() == {ola.pk}

    def test_narrowing_replaces_and_never_adds(self, ola, kari):
        with opened(world.self_of(ola), [ola.pk]):
            narrow(world.self_of(kari), [kari.pk])
            assert visible() == {kari.pk}
            narrow(world.self_of(ola), [kari.pk])
            assert visible() == set()

    def test_a_section_that_is_rolled_back_leaves_the_context_before_it(self, ola, kari):
        with opened(world.self_of(ola), [ola.pk]):
            with transaction.atomic():
                narrow(world.self_of(kari), [kari.pk])
                transaction.set_rollback(True)
            assert visible() == {ola.pk}


class TestNothingIsLeftInTheConnection:
    def nothing_left(self) -> bool:
        return not visible() and setting() in ("", None)

    def test_after_commit(self, ola):
        with opened(world.self_of(ola), [ola.pk]):
            pass
        assert self.nothing_left()

    def test_after_an_error_in_python(self, ola):
        with pytest.raises(RuntimeError), opened(world.self_of(ola), [ola.pk]):
            raise RuntimeError
        assert self.nothing_left()

    def test_after_an_error_in_the_database(self, ola):
        with pytest.raises(DatabaseError), opened(world.self_of(ola), [ola.pk]):
            execute("SELECT 1/0")
        assert self.nothing_left()

    def test_opened_outside_a_transaction_it_dies_with_its_own_statement(self, ola):
        execute("SELECT varde.open_context(%s, %s)", *signed(world.self_of(ola), [ola.pk]))
        assert self.nothing_left()

    def test_another_connection_never_has_it(self, ola, database):
        other = connections["default"].copy()
        try:
            with opened(world.self_of(ola), [ola.pk]), other.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM identity_patient")
                assert cursor.fetchone() == (0,)
        finally:
            other.close()


class TestLists:
    """Functions that answer about many patients ask who the signed actor is."""

    def may_list(self, actor: Actor, organization) -> bool:
        with opened(actor):
            return execute("SELECT varde.may_list_organization(%s)", organization.pk)[0][0]

    def test_personnel_and_clients_list_their_own_organisation(self):
        mine, other = world.organization(), world.organization()
        for actor in (world.personnel(world.role(mine)), world.client(mine)):
            assert self.may_list(actor, mine)
            assert not self.may_list(actor, other)

    def test_others_list_nothing(self, ola):
        organization = world.organization()
        world.relation(ola, organization)
        former = world.role(organization, valid_to=world.yesterday())
        for actor in (
            world.self_of(ola),
            world.related(ola),
            *(world.personnel(world.role(organization, code)) for code in FIGURES_ONLY),
            world.personnel(former),
            world.client(organization, is_active=False),
            Actor("personnel", uuid4(), "Nobody"),
        ):
            assert not self.may_list(actor, organization)

    def test_a_units_list_is_its_organisations(self):
        from varde.care_teams.models import Unit

        organization = world.organization()
        unit = Unit.objects.using("owner").create(organization=organization, phone="1")
        with opened(world.personnel(world.role(organization))):
            assert execute("SELECT varde.may_list_unit(%s)", unit.pk) == [(True,)]
        with opened(world.personnel(world.role(world.organization()))):
            assert execute("SELECT varde.may_list_unit(%s)", unit.pk) == [(False,)]


def test_policies_fetch_the_list_once_a_statement_and_use_the_index(ola):
    Patient.objects.using("owner").bulk_create(
        Patient(given_name="A", family_name="B", birth_date="1950-01-01") for _ in range(3000)
    )
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE identity_patient")
    with opened(world.self_of(ola), [ola.pk]):
        plan = "\n".join(row[0] for row in execute("EXPLAIN ANALYZE SELECT * FROM identity_patient"))
    assert "InitPlan" in plan
    assert "Seq Scan on identity_patient" not in plan
