"""One reader of one database, a child of the measurement: does what it is told on standard input and answers what it cost.

The first line says whose page it is: `{"unit", "organization", "nurse", "long"}`. Each line after that is an order,
`{"do": …}`: `list` (the first page), `audited` (the same with its log rows, each time past the ten minutes in which it
would be the same disclosure), `by_key` (a plain SELECT of the same cards by the same login), `bare` (that SELECT by the
owner, past every net) and `chart` (two years of the long series); `{"count": …}` counts statements instead.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "varde.settings")
django.setup()

from django.db import connection  # noqa: E402

from varde.audit import actions as audit  # noqa: E402
from varde.care_teams.scope import Scope, scope_for  # noqa: E402
from varde.lib import clock  # noqa: E402
from varde.lib.context import Actor, opened  # noqa: E402
from varde.measurements import series  # noqa: E402
from varde.triage import worklist  # noqa: E402

PER_PAGE, TWO_YEARS, PIXEL_COLUMNS = 50, timedelta(days=730), 700
NOT_COUNTED = ("BEGIN", "COMMIT")
BY_KEY = """
SELECT c.patient_id, p.given_name || ' ' || p.family_name, p.birth_date, c.programme, c.zone, c.acute, c.state, c.reason,
       c.since, c.promised_at, c.outside_hours, c.stands_at, c.overdue_at, c.wants_contact_at, c.feels_worse_at,
       c.unreadable, c.taken_by, c.taken_by_display, c.follow_up_at, c.version, c.id
FROM triage_card c JOIN identity_patient p USING (patient_id) WHERE c.patient_id = ANY(%s)
"""
Work = Callable[[], int]


class Scheduled(NamedTuple):
    """Nanoseconds: `served` ran in the database; `waited` all three could have run and their turn had not come."""

    served: int
    waited: int


class Reader:
    def __init__(self, asked: dict[str, str]) -> None:
        self.unit, self.long = UUID(asked["unit"]), UUID(asked["long"])
        self.nurse = Actor("personnel", UUID(asked["nurse"]), "Nora", "follow_up_nurse", UUID(asked["organization"]))
        self.moment = clock.now()
        self.owner = psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)
        self.outside = psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True)
        with scope_for(self.nurse) as scope:
            self.listed = [row.patient_id for row in self._page(scope).rows]

    def _page(self, scope: Scope) -> worklist.WorklistPage:
        return worklist.page(scope, self.unit, limit=PER_PAGE)

    def list(self) -> int:
        with scope_for(self.nurse) as scope:
            return len(self._page(scope).rows)

    def audited(self) -> int:
        self.moment += audit.SAME_DISCLOSURE + timedelta(minutes=1)
        with clock.frozen(self.moment), scope_for(self.nurse) as scope:
            rows = self._page(scope).rows
            scope.record_read(what="Arbeidsliste", resources={row.patient_id: [f"Card/{row.card_id}"] for row in rows})
            return len(rows)

    def by_key(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(BY_KEY, [self.listed])
            return len(cursor.fetchall())

    def bare(self) -> int:
        return len(self.owner.execute(BY_KEY, [self.listed]).fetchall())

    def chart(self) -> int:
        until = clock.now()
        with scope_for(self.nurse, [self.long]):
            return len(series.thinned(self.long, "spo2", since=until - TWO_YEARS, until=until, columns=PIXEL_COLUMNS))

    def around(self, name: str) -> AbstractContextManager[None]:
        """What must be open for the work and is not part of it."""
        return opened(self.nurse, self.listed) if name == "by_key" else nullcontext()

    def cost(self, name: str) -> dict[str, float]:
        """Milliseconds on the clock, without the waits for a processor, and of processor time here and in the database.

        Shared buffers touched; rows.
        """
        work: Work = getattr(self, name)
        touched = self._touched()
        with self.around(name):
            (served, waited), ran, started = self._scheduled(), time.process_time_ns(), time.perf_counter_ns()
            rows = work()
            took, ran = time.perf_counter_ns() - started, time.process_time_ns() - ran
            now = self._scheduled()
        return {
            "ms": took / 1e6,
            "alone_ms": (took - now.waited + waited) / 1e6,
            "cpu_ms": (ran + now.served - served) / 1e6,
            "buffers": self._touched() - touched,
            "rows": rows,
        }

    def _scheduled(self) -> Scheduled:
        """What the kernel has told so far of this process and the two database processes behind it."""
        pids = (connection.connection.info.backend_pid, self.owner.info.backend_pid, os.getpid())
        told = [[int(field) for field in Path(f"/proc/{pid}/schedstat").read_text().split()] for pid in pids]
        return Scheduled(served=sum(ran for ran, *_ in told[:2]), waited=sum(waited for _, waited, *_ in told))

    def _touched(self) -> int:
        """Buffers of this database so far, as its sessions have told; ours are made to tell at once."""
        for session in (connection.connection, self.owner):
            session.execute("SELECT pg_stat_force_next_flush()")
        return self._statistic("SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = %s")

    def _statistic(self, statement: str) -> int:
        found = self.outside.execute(statement, [connection.settings_dict["NAME"]]).fetchone()
        assert found is not None
        return int(found[0])

    def statements(self, name: str) -> int:
        """How many statements the work sends, transaction control apart: counted on the wire."""
        work: Work = getattr(self, name)
        with tempfile.TemporaryFile() as traced:
            connection.connection.pgconn.trace(traced.fileno())
            work()
            connection.connection.pgconn.untrace()
            traced.seek(0)
            lines = [line.split("\t") for line in traced.read().decode(errors="replace").splitlines()]
        sent = [fields for fields in lines if len(fields) > 3 and fields[1] == "F"]
        told = [fields for fields in sent if fields[3] in ("Query", "Execute")]
        # In a pipeline BEGIN is parsed and executed, and only its Parse says what it is.
        control = [
            fields for fields in sent if fields[3] in ("Query", "Parse") and fields[-1].strip('" 0') in NOT_COUNTED
        ]
        return len(told) - len(control)


def main() -> None:
    reader = Reader(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        answer = reader.statements(order["count"]) if "count" in order else reader.cost(order["do"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
