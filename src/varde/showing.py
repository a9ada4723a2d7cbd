"""Make a demo ready: migrated, loaded once, and told about in the terminal."""

import os
from collections.abc import Callable

from django.db import connections

from varde import running
from varde.lib.postgres import logins, place, server
from varde.lib.postgres.errors import DatabaseTrouble

Say = Callable[[str], None]
MARK = "varde demo: "


def prepare(patients: int | None, *, fresh: bool, say: Say) -> None:
    """Migrate, and load the demo unless it is there. An interrupted load leaves no mark, and is done again."""
    if os.environ["VARDE_ENV"] == "production":
        raise DatabaseTrouble("VARDE_ENV is production: the demo is never loaded there.")
    running.django_ready()
    if fresh or (not _mark() and _has_people()):
        _start_over(say)
    running.migrate()
    say("the schema is up to date")
    if loaded := _mark():
        say(f"the demo is there already: {loaded}" + _advice(patients, loaded))
    else:
        _load(patients, say)


def _load(patients: int | None, say: Say) -> None:
    from varde.demo import load
    from varde.lib import clock

    say("making the demo: synthetic people, plans and months of measurements ...")
    load.load(patients)
    _set_mark(f"{patients or 'standard'} patients, made {clock.now():%Y-%m-%d}")
    say("the demo is loaded")


def _advice(patients: int | None, loaded: str) -> str:
    from varde.lib import clock

    wants_other = patients is not None and not loaded.startswith(f"{patients} ")
    if wants_other or not loaded.endswith(f"{clock.now():%Y-%m-%d}"):
        return " (`make demo FRESH=1` makes a new one, with measurements up to now)"
    return ""


def _has_people() -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.identity_organization') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT EXISTS (SELECT FROM public.identity_organization)")
        return bool(cursor.fetchone()[0])


def _mark() -> str:
    """What was loaded; kept as the database's comment, which only its owner can set and no application table shows."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        return str(cursor.fetchone()[0] or "").removeprefix(MARK)


def _set_mark(text: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_database()), quote_literal(%s)", [MARK + text])
        name, literal = cursor.fetchone()
        cursor.execute(f"COMMENT ON DATABASE {name} IS {literal}")


def _start_over(say: Say) -> None:
    """Drop and make the embedded demo database; an outside one is not ours to empty."""
    here = place.find(os.environ["VARDE_ENV"])
    if f"host={logins.quoted(here.socket)}" not in os.environ["DATABASE_OWNER_URL"]:
        raise DatabaseTrouble("the outside database holds data that are no whole demo: give an empty database.")
    connections["owner"].close()
    with server.connect(here, server.secrets_of(here)) as admin:
        admin.execute(f"DROP DATABASE {running.DATABASE_NAME} WITH (FORCE)")
        logins.ensure_database(admin, running.DATABASE_NAME)
    say("the former demo is removed")


def welcome(port: int) -> str:
    """Where to look and which demo persons to be."""
    from varde.identity.models import Account, RoleCode

    order = list(RoleCode)
    people = Account.objects.using("owner").filter(is_demo=True).order_by("user__username")
    patients = people.filter(self_id__isnull=False)
    staff = people.filter(practitioner_role__isnull=False).select_related("practitioner_role__organization")
    roles = [(person.display, role) for person in staff if (role := person.practitioner_role)]
    roles.sort(key=lambda found: order.index(RoleCode(found[1].code)))
    at = f"http://127.0.0.1:{port}"
    lines = [
        "",
        f"  Look here   {at}/",
        f"  Log in      {at}/logg-inn/   choose a person; the demo has no passwords",
        *(f"    {'patient':22} {', '.join(filter(None, (who.display, who.about)))}" for who in patients[:4]),
        *(f"    {role.get_code_display().lower():22} {name}, {role.organization.name}" for name, role in roles),
        f"  FHIR R4     {at}/fhir/metadata   token: .venv/bin/varde token --client demo-gateway",
        "",
        "  Not CE-marked. Nobody in the demo exists. Ctrl-C stops everything.",
        "",
    ]
    return "\n".join(lines)


def token(client: str) -> str:
    """A new bearer token. A demo makes the client when it has none of that name, for its follow-up unit."""
    from django.conf import settings

    from varde.identity import actions
    from varde.identity.models import Organization, OrganizationKind, SystemClient

    try:
        return actions.issue_token(client)
    except actions.NoSuchClient:
        unit = Organization.objects.filter(kind=OrganizationKind.FOLLOW_UP_UNIT).first()
        if not settings.DEMO_LOGIN_ALLOWED or unit is None:
            names = ", ".join(SystemClient.objects.filter(is_active=True).values_list("name", flat=True))
            raise DatabaseTrouble(f"no system client is called {client}; there are: {names or 'none'}.") from None
        SystemClient.objects.create(name=client, organization=unit)
        return actions.issue_token(client)
