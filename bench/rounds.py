"""One round of the door: the floor and the load by turns, so that both meet the same machine; and its rows of the table."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import door, floor, table
from bench.door import Load
from bench.ground import Ground

Served = tuple[int, list[int]]
"""The port, and the processes that serve it."""


@dataclass(frozen=True)
class Round:
    """`one_*` is one client alone; `ungrouped` is the same service without group commit. Floors are per second."""

    floor_single: float
    floor_rows: float
    floor_binary: float
    floor_one_p50: float
    single: Load
    bundle: Load
    one_single: Load
    one_bundle: Load
    many: Load
    ungrouped: Load

    @classmethod
    def measured(cls, laid: Ground, ours: Served, ungrouped: Served, seconds: float) -> "Round":
        """Raises SystemExit when a request was refused: nothing is measured then."""
        measured = cls(
            floor_single=floor.single_commits(laid.patients, seconds),
            single=door.load(laid, *ours, "single", 32, seconds),
            floor_rows=floor.unnest_rows(laid.patients, seconds),
            floor_binary=floor.binary_unnest_rows(laid.patients, seconds),
            bundle=door.load(laid, *ours, "bundle", 4, seconds),
            floor_one_p50=floor.one_commit_p50(laid.patients, 1.0),
            one_single=door.load(laid, *ours, "single", 1, 2.0),
            one_bundle=door.load(laid, *ours, "bundle", 1, 2.0),
            many=door.load(laid, *ours, "single", 128, seconds),
            ungrouped=door.load(laid, *ungrouped, "single", 128, seconds),
        )
        for load in (value for value in vars(measured).values() if isinstance(value, Load)):
            if load.bad:
                raise SystemExit(f"{load.bad} requests failed, the first: {load.first_bad}")
        return measured

    def __str__(self) -> str:
        return (
            f"floor {self.floor_single:,.0f}/s single, {self.floor_rows:,.0f}/s unnest ({self.floor_binary:,.0f} in binary);"
            f" door {self.single.per_second:,.0f}/s, {self.bundle.per_second:,.0f} values/s; one client p50"
            f" {self.one_single.p50 * 1e3:.1f} ms, a bundle {self.one_bundle.p50 * 1e3:.1f} ms, floor"
            f" {self.floor_one_p50 * 1e3:.2f} ms; 128 clients p99 {self.many.p99 * 1e3:.0f} ms against"
            f" {self.ungrouped.p99 * 1e3:.0f} ms"
        )


def add(bars: table.Table, rounds: Sequence[Round]) -> None:
    """The door's rows: medians of the rounds, processor time of the last."""

    def median(ratio: Callable[[Round], float]) -> float:
        return statistics.median(map(ratio, rounds))

    last = rounds[-1]
    single = median(lambda r: r.single.per_second / r.floor_single)
    bars.add("FHIR single POST, 32 clients, of the floor's single-row commits", single, ">=", 0.30)
    bars.note(last.single.processor_time)
    bundle = median(lambda r: r.bundle.per_second / r.floor_rows)
    bars.add("FHIR bundle of 100 over 10 patients, of the floor's unnest rows", bundle, ">=", 0.12)
    binary = median(lambda r: r.bundle.per_second / r.floor_binary)
    bars.note(f"{last.bundle.processor_time}; {binary:.3f} of the rows that go in as our own binary columns")
    one_single = median(lambda r: r.one_single.p50 / r.floor_one_p50)
    bars.add("One client's single POST, p50, of the floor's single commit", one_single, "<=", 10.0)
    one_bundle = median(lambda r: r.one_bundle.p50 / r.floor_one_p50)
    bars.note(f"{last.one_single.processor_time}; one client's bundle of 100: {one_bundle:.0f} of it")
    p99 = median(lambda r: r.many.p99 / r.ungrouped.p99)
    bars.add("128 clients, p99, of the same service without group commit", p99, "<=", 0.5)
