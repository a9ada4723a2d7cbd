"""The database that tests get: five logins, none of which is superuser or bypasses policies."""

import pytest
from django.db import connections


@pytest.mark.parametrize(
    ("alias", "login"),
    [("default", "varde_app"), ("owner", "varde_owner"), ("worker", "varde_worker"),
     ("report", "varde_report"), ("auditor", "varde_auditor")],
)  # fmt: skip
def test_each_alias_has_its_own_login_and_no_extra_powers(database, alias, login):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (login, False, False)


def test_the_app_login_owns_no_table(database):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [("varde_owner",)]
