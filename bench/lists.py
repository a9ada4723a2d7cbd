"""The nurse's list and the two-year chart: what they cost in a small and in a large database, measured in turn."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Any

import psycopg

from bench import click, growth, table
from bench.ground import Ground
from bench.growth import Side

WARM_UP = 6
WORKS = ("bare", "by_key", "list", "audited", "chart")
Costs = dict[str, dict[str, list[float]]]


class Reading:
    """A child that reads one side."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, **order: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"The reader stopped at {order}.")
        return json.loads(answer)


@contextmanager
def reading(side: Side) -> Iterator[Reading]:
    command = [sys.executable, "-m", "bench.reader"]
    with subprocess.Popen(
        command, env=dict(side.environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        whose = {"unit": side.unit, "organization": side.organization, "nurse": side.nurse, "long": side.long}
        process.stdin.write(json.dumps(whose, default=str) + "\n")
        yield Reading(process)
        process.stdin.close()


def measure(ground: Ground, bars: table.Table, *, is_full: bool, rounds: int) -> None:
    with growth.sides(ground, is_full=is_full) as (small, large):
        scans = _sequential_scans(large)
        with ExitStack() as stack:
            readers = [stack.enter_context(reading(side)) for side in (small, large)]
            before, after = _costs(readers, rounds)
            statements = readers[1].ask(count="audited")
        _growth(before, after, bars)
        bars.note(f"from {small.words} to {large.words}")
        _against_by_key(after, statements, bars)
        click.measure(large, bars)
        bars.add("Sequential scans of observations in all this", _sequential_scans(large) - scans, "<=", 0)


def _costs(readers: list[Reading], rounds: int) -> list[Costs]:
    """What each work cost on each side, round by round; every round asks both sides for every work."""
    kept: list[dict[str, list[dict[str, float]]]] = [{work: [] for work in WORKS} for _ in readers]
    for number in range(rounds + WARM_UP):
        for work in WORKS:
            for reader, costs in zip(readers, kept, strict=True):
                cost = reader.ask(do=work)
                if number >= WARM_UP:
                    costs[work].append(cost)
    return [
        {work: {unit: [cost[unit] for cost in costs] for unit in costs[0]} for work, costs in side.items()}
        for side in kept
    ]


def _growth(before: Costs, after: Costs, bars: table.Table) -> None:
    pages = {
        "list": "Worklist first page",
        "audited": "The same with its log rows",
        "chart": "Two-year chart of 10,000",
    }
    for work, name in pages.items():
        then, now = ({unit: median(costs[work][unit]) for unit in costs[work]} for costs in (before, after))
        bars.add(f"{name}: buffers touched, large against small", now["buffers"] / then["buffers"], "<=", 1.25)
        bars.note(f"{then['buffers']:.0f} and {now['buffers']:.0f} buffers, {now['rows']:.0f} rows")
        bars.add(f"{name}: median time, large against small", now["ms"] / then["ms"], "<=", 1.5)
        bars.note(f"{then['ms']:.1f} and {now['ms']:.1f} ms; {now['cpu_ms']:.1f} ms of processor time")


def _against_by_key(costs: Costs, statements: int, bars: table.Table) -> None:
    """By medians of the time without waits for a processor: one SELECT is done within one turn of it, a page is not, and so
    neighbours on the machine would decide."""
    bars.add("Worklist first page with its log rows: SQL statements", statements, "<=", 6)
    for work, name, limit in (("list", "Worklist first page", 3.0), ("audited", "The same with its log rows", 5.0)):
        page, key, bare = costs[work], costs["by_key"], costs["bare"]
        ratios = {unit: median(page[unit]) / median(key[unit]) for unit in page if unit.endswith("ms")}
        bars.add(f"{name}, of a SELECT of its cards by key", ratios["alone_ms"], "<=", limit)
        bars.note(
            f"{median(page['alone_ms']):.2f} ms; with the waits {ratios['ms']:.2f}, processor time {ratios['cpu_ms']:.2f};"
            f" {median(page['alone_ms']) / median(bare['alone_ms']):.2f} of the owner's SELECT past every net"
        )


def _sequential_scans(side: Side) -> int:
    with psycopg.connect(side.environment["DATABASE_OWNER_URL"]) as owner:
        found = owner.execute(
            "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'measurements_observation'"
        ).fetchone()
    assert found is not None
    return int(found[0])
